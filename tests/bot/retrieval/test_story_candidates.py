"""How much of a topic the openings of passages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.language.datelines import opening_sentences
from bot.language.words import terms
from bot.model import Form, Query
from bot.retrieval.aim import aim_of
from bot.retrieval.story_candidates import StoryCandidates
from bot.retrieval.topic_coverage import TopicWords
from tests.doubles.newsroom import Newsroom
from tests.doubles.product_hits import hit

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.model import PlacedPassage

QUESTION = Query(
    text="Anything on noise of ships in harbours?", terms=terms("noise ships harbours"), form=Form.OVERVIEW
)
_THREE = "One neighbour speaks of it. A second one listens to her. The third one leaves the room."
TOLD = {
    "title": ("Noise in the harbour of Oslo", "People sleep badly. They ask for help."),
    "second": ("A complaint from Oslo", "They sleep badly. The noise of the harbour is to blame."),
    "apart": ("Noise in Oslo", "People sleep badly. In its harbour all is loud."),
    "dateline": ("Sleepless nights", "OSLO HARBOUR, Nov 24 (Reuters) - Noise keeps people awake."),
    "fourth": ("Sleepless nights in Oslo", f"{_THREE} The noise of the harbour is to blame."),
    "ships": ("Oslo at night", f"{_THREE} Ships are to blame."),
    "nothing": ("Bread", "A baker was given a prize."),
}


def naively(placed: PlacedPassage) -> float:
    """Return the share of the topic that the title or one of the first three sentences says, each looked at."""
    topic = TopicWords("noise harbours")  # no title and no first sentence says "ships"
    return max(map(topic.coverage, (placed.article.title, *opening_sentences(placed.passage.text, 3))))


def test_title_and_first_sentences_say_how_much_of_a_topic_is_told(tmp_path: Path) -> None:
    """Each by itself, without its dateline; a word that none of them says, wherever else it stands, does not count."""
    told = {name: hit(text, title, name).placed for name, (title, text) in TOLD.items()}
    with Newsroom(tmp_path) as room:
        read = StoryCandidates(aim_of(QUESTION), room.catalogue, lambda *_: {})
        weighed = read.weighed(list(told.values()))
    worth = dict(zip(told, (each.relevance for each in weighed), strict=True))
    assert worth == {name: pytest.approx(naively(each)) for name, each in told.items()}
    assert worth == {"title": 1, "second": 1, "apart": 0.5, "dateline": 0.5, "fourth": 0, "ships": 0, "nothing": 0}
