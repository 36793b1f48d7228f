"""What a question says of the answer that it wants."""

from __future__ import annotations

import pytest

from bot.language.words import terms
from bot.understanding.answer_wishes import without_wishes
from bot.understanding.news_request import news_topic_of


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("remind me how they tried to sell the docks", "sell docks"),
        ("can somebody bring me up to speed on the docks", "docks"),
        ("refresh my memory: why were the docks sold", "docks sold"),
        ("give me the gist on the dock strike", "dock strike"),
        ("fill me in on the dock strike, in a nutshell", "dock strike"),
        ("what's all this fuss about the docks", "docks"),
        ("what's the mood around the dock strike", "dock strike"),
        ("what is the state of play on the dock bill", "dock bill"),
        ("I heard something about a dock strike. true? details?", "dock strike"),
        ("key takeaways from the dock bill", "dock bill"),
        ("help me understand the dock strike", "dock strike"),
        ("I'm preparing for a meeting, what do I need to know about docks?", "docks"),
        ("long story short, what became of the docks", "became docks"),
        ("what's the word on the street about docks", "docks"),
    ],
)
def test_how_a_question_begins_is_no_topic(text: str, topic: str) -> None:
    """That somebody wants to be reminded, or to know the mood, says nothing of what it is on."""
    assert news_topic_of(text, frozenset()).words == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("reactions to the dock sale back in December? good or bad", "dock sale"),
        ("list all dock sales, with sums if possible", "dock sales"),
        ("list all dock sales, names only", "dock sales"),
        ("which docks were sold, ideally with prices", "docks sold"),
        ("which docks were sold, and how many times", "docks sold"),
        ("the dock strike, who looks better?", "dock strike"),
        ("what do critics say about the docks? are they happy", "docks"),
        ("how are crews coping? strikes, empty boats, that sort of thing", "crews coping strikes empty boats"),
        ("what happened at the docks in the days after the sale", "docks sale"),
        ("how do the docks differ when it comes to prices", "docks prices"),
        ("why were the docks sold? a good idea or a bad one", "docks sold"),
        ("every dock sale, when and how long, biggest first", "dock sale"),
        ("list dock sales incl. location and investors", "dock sales"),
        ("what docks are planned for June, and what can we expect?", "docks"),
    ],
)
def test_what_a_question_adds_is_no_topic(text: str, topic: str) -> None:
    """Nor how the answer is to be told, or whether it is good or bad."""
    assert news_topic_of(text, frozenset()).words == topic


@pytest.mark.parametrize(
    "text",
    [
        "dock sales, prices?",
        "Two Rivers and its boats",
        "what happened with prices",
        "the good news on docks",
        "who owns the docks",
        "back to the docks",
    ],
)
def test_what_a_question_is_on_stays(text: str) -> None:
    """Prices may be what it is on, and a number part of a name."""
    assert terms(without_wishes(text)) == terms(text)
