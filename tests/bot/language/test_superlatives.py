"""What a question compares by a superlative, and which end of it wins."""

from __future__ import annotations

import pytest

from bot.language.superlatives import Measure, newest_of, superlative_of

MONEY, PRICE, NUMBER, DAY = (Measure.MONEY,), (Measure.PRICE,), (Measure.NUMBER,), (Measure.DAY,)


@pytest.mark.parametrize(
    ("question", "by", "is_greatest"),
    [
        ("What was the biggest funding round in October?", MONEY, True),
        ("biggest layoffs in november", NUMBER, True),
        ("Who got the largest fine this year?", MONEY, True),
        ("How much was the smallest fine this autumn?", MONEY, False),
        ("Which lab raised the most?", MONEY, True),
        ("Of the European labs, which raised most in October?", MONEY, True),
        ("Which company cut the most jobs in November?", NUMBER, True),
        ("What was the longest outage in October?", (Measure.DURATION,), True),
        ("What is the cheapest of its models?", PRICE, False),
        ("Which of Acme's models is the most expensive?", PRICE, True),
        ("What was the most expensive takeover this year?", MONEY, True),
        ("Which glasses cost the least?", PRICE, False),
        ("Which chip has the most memory?", NUMBER, True),
        ("Which chatbot made the fewest errors in the test?", NUMBER, False),
        ("Which open model is the smallest?", NUMBER, False),
        ("Who was the first to release an open video model?", DAY, False),
        ("Which was the first lab to let inspectors in?", DAY, False),
        ("Which is the latest lab to close its interface?", DAY, True),
    ],
)
def test_a_superlative_compares_what_is_asked_for(question: str, by: tuple[Measure, ...], *, is_greatest: bool) -> None:
    """It says an amount of which unit, or a day, and which end of it wins."""
    found = superlative_of(question)
    assert found
    assert (found.by, found.is_greatest) == (by, is_greatest)


@pytest.mark.parametrize(
    "question",
    [
        "What did its biggest customer say?",
        "Who is Acme's biggest customer?",
        "How dependent is Acme on its biggest clients?",
        "Who runs Europe's largest AI lab?",
        "What did the largest chipmaker announce?",
        "Where is the largest office of Acme?",
        "Why was the largest fine reduced?",
        "When did Acme first release it?",
        "What did Acme's first model cost?",
        "What was the first thing she said?",
        "What is the most advanced model?",
        "Which company is the largest?",
        "Which provider had the most outages?",
        "How long a clip does Acme's latest need?",
        "What are the biggest stories this week?",
    ],
)
def test_a_superlative_may_compare_nothing(question: str) -> None:
    """It only says who is meant, or is of what no amount is known by."""
    assert superlative_of(question) is None


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("What was the biggest funding round in October?", "What was the funding round in October?"),
        ("Which lab raised the most in October?", "Which lab raised money in October?"),
        ("Which of Acme's models is the cheapest?", "Which Acme's models is the one?"),
    ],
)
def test_the_question_is_searched_for_without_the_word(question: str, rest: str) -> None:
    """It is no word of the news that is looked for."""
    found = superlative_of(question)
    assert found
    assert found.rest == rest


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("newest Corvid model?", "which Corvid models were released?"),
        ("What's Acme's latest chip?", "which Acme chips were released?"),
        ("what is the most recent voice model by Acme", "which voice models by Acme were released?"),
        ("the last app that Acme launched", "which apps that Acme launched were released?"),
        ("the latest model?", ""),
        ("What is the latest news on Acme's model?", ""),
        ("When was Acme's latest model delayed?", ""),
        ("What are Acme's newest models?", ""),
    ],
)
def test_the_newest_is_looked_for_in_a_list(question: str, listed: str) -> None:
    """One thing of a sort, of somebody's or of a family; news, several things and what happened to one are not."""
    assert newest_of(question) == listed
