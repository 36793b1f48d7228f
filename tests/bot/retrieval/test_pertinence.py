"""What makes an article likely to be to the point of what a question asks that no name says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.language.words import terms
from bot.model import Form, Query, Subject
from bot.retrieval.aim import aim_of
from bot.retrieval.pertinence import WEIGHTS, PertinenceFeatures, pertinence, pertinence_features
from bot.retrieval.retriever import Retrieval
from indexer.model import Selection
from tests.doubles.catalogue_records import NOW, article, save
from tests.doubles.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.model import Hit

HARBOURS = Query(text="Anything on noise in harbours?", terms=terms("noise harbours"), form=Form.OVERVIEW)
TOLD = {
    "noise": ("Noise in the harbour of Oslo angers its people", "They hear the ships at night."),
    "hush": ("Quiet ships for the port", "Their engines can hardly be heard from the quay."),
    "bread": ("A prize for a baker", "It was given to her in Lisbon."),
    "oars": ("Oars of ash", "They are light."),
}


@pytest.fixture
def found(tmp_path: Path) -> Iterator[tuple[Retrieval, dict[str, list[Hit]]]]:
    """Yield the retrieval of a newsroom, and its passages by the names of their articles."""
    with Newsroom(tmp_path) as room:
        save(room.catalogue, *(article(name, title=title, text=text) for name, (title, text) in TOLD.items()))
        room.collect()
        retrieval = Retrieval(
            library=room.catalogue, embedder=room.embedder, vectors=room.vectors, lexical=room.lexical
        )
        hits, _ = retrieval.rank_articles(HARBOURS, NOW)
        by_article = {hit.article.url.rpartition("/")[2]: [hit] for hit in hits.hits}
        yield retrieval, by_article


def features(hits: dict[str, list[Hit]], query: Query = HARBOURS) -> dict[str, PertinenceFeatures]:
    """Return the features of articles that were found with their cosines, and by no other search."""
    cosines = {hit.placed.passage.id: hit.cosine for own in hits.values() for hit in own}
    return pertinence_features(aim_of(query), hits, {}, cosines, NOW)


def test_what_says_a_topic_and_is_like_it_is_likely(found: tuple[Retrieval, dict[str, list[Hit]]]) -> None:
    """More than what is told in other words, and that more than what only stands in the collection."""
    likely = {name: pertinence(each) for name, each in features(found[1]).items()}
    ordered = sorted(likely, key=lambda name: -likely[name])
    assert ordered[0] == "noise"
    assert all(likely["noise"] > likely[other] for other in ordered[1:])
    assert all(0 < share < 1 for share in likely.values())


def test_age_counts_where_no_time_is_asked_for(found: tuple[Retrieval, dict[str, list[Hit]]]) -> None:
    """Of a time all of it is asked for."""
    hits = found[1]
    month = replace(HARBOURS, selection=Selection(since=NOW - timedelta(days=30)))
    assert features(hits)["noise"].month == pytest.approx(1.0, abs=0.1)
    assert features(hits, month)["noise"].month == 0


def test_naming_a_subject_singles_out_the_more_the_fewer_do(found: tuple[Retrieval, dict[str, list[Hit]]]) -> None:
    """Of a subject without a name nothing is."""
    hits = found[1]
    assert {each.singled_out for each in features(hits).values()} == {0.0}
    one, two = (replace(HARBOURS, subjects=(Subject(name=name),)) for name in ("Oslo", "Acme"))
    named = features(hits, one)
    assert {each.named for each in named.values()} == {1.0}
    assert [name for name, each in named.items() if each.singled_out] == ["noise"]
    assert not any(each.singled_out for each in features(hits, two).values())
    both = hits | {"again": hits["noise"]}
    assert features(both, one)["noise"].singled_out < named["noise"].singled_out


def test_what_names_both_of_one_subject_is_singled_out(found: tuple[Retrieval, dict[str, list[Hit]]]) -> None:
    """The Oslo noise on Acme is not told by what names Oslo alone; where nothing names both, either counts."""
    hits = found[1] | {"suit": [_told(found[1]["noise"][0], "Acme is sued by Oslo")]}
    both = replace(
        HARBOURS, text="Noise of the Acme suit on Oslo?", subjects=(Subject(name="Acme"), Subject(name="Oslo"))
    )
    assert [name for name, each in features(hits, both).items() if each.singled_out] == ["suit"]
    del hits["suit"]
    assert [name for name, each in features(hits, both).items() if each.singled_out] == ["noise"]


def _told(hit: Hit, title: str) -> Hit:
    """Return a hit in an article with another title."""
    placed = replace(hit.placed, article=replace(hit.article, title=title))
    return replace(hit, placed=placed)


def test_none_has_no_features() -> None:
    """Where nothing was found there is nothing to measure by."""
    assert pertinence_features(aim_of(HARBOURS), {}, {}, {}, NOW) == {}


@pytest.mark.parametrize("name", [name for name, weight in WEIGHTS._asdict().items() if weight > 0])
def test_each_sign_makes_it_likelier(name: str) -> None:
    """Whatever the others say."""
    nothing = PertinenceFeatures(*[0.0] * len(WEIGHTS))
    assert pertinence(nothing._replace(**{name: 1.0})) > pertinence(nothing)
