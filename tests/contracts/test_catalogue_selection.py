"""The contract of the catalogue: what a selection admits."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.model import Article, Kind, Selection
from indexer.web.source_filter import admits
from tests.doubles.catalogue_records import NOW, article, current, passages, save

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue

DAY = timedelta(days=1)


def _admitted(catalogue: SqlCatalogue, selection: Selection) -> list[str]:
    return [found.id for found in catalogue.articles(selection)]


@pytest.fixture
def newsroom(catalogue: SqlCatalogue) -> list[Article]:
    """Return three articles of different sources, kinds and days that the catalogue holds, oldest first."""
    articles = [
        article("a", url="https://www.bbc.co.uk/a", publisher="BBC News", published=NOW - 2 * DAY),
        article("b", url="https://blog.acme.example/b", publisher="Acme", kind=Kind.ANNOUNCEMENT, published=NOW),
        article("c", url="https://m.example.org/c", publisher="", published=None, first_seen=NOW + DAY),
    ]
    save(catalogue, *articles)
    return articles


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), "cba"),
        (Selection(since=NOW), "cb"),
        (Selection(until=NOW), "a"),
        (Selection(since=NOW, until=NOW + DAY), "b"),
        (Selection(kinds=(Kind.ANNOUNCEMENT, Kind.OPINION)), "b"),
        (Selection(sources=("bbc news",)), "a"),
        (Selection(sources=("BBC  News",)), "a"),
        (Selection(sources=("WWW.bbc.co.uk",)), "a"),
        (Selection(sources=("https://m.example.org/c",)), "c"),
        (Selection(sources=("bbc.co.uk", "acme")), "ba"),
        (Selection(sources=("blog.acme.example",)), "b"),
        (Selection(sources=("example.org",)), "c"),
        (Selection(sources=("",)), ""),
        (Selection(sources=("%", "_bc news")), ""),
        (Selection(sources=("acme",), kinds=(Kind.REPORTED,)), ""),
    ],
)
def test_selection(catalogue: SqlCatalogue, newsroom: list[Article], selection: Selection, expected: str) -> None:
    """A selection admits the same articles as the pure rule, newest first or oldest first, and their passages."""
    names = dict(zip("abc", newsroom, strict=True))
    wanted = [names[letter].id for letter in expected]
    assert wanted == _admitted(catalogue, selection)
    assert wanted[::-1] == [found.id for found in catalogue.articles(selection, newest_first=False)]
    assert set(wanted) == {each.id for each in newsroom if admits(selection, each)}
    ids = {passage.id for letter in expected for passage in passages(names[letter])}
    assert ids == {passage_id for passage_id, _ in catalogue.eligible(selection, 1_000) or []}
    everything = [passage.id for each in newsroom for passage in passages(each)]
    assert ids == catalogue.admitted([*everything, "unknown"], selection)


def test_eligible_gives_up_beyond_the_limit(catalogue: SqlCatalogue, newsroom: list[Article]) -> None:
    """Exactly as many passages as the limit are listed with their periods, one more is too many."""
    count = sum(len(passages(each)) for each in newsroom)
    listed = catalogue.eligible(Selection(), count)
    assert listed is not None
    assert current(catalogue) == dict(listed)
    assert catalogue.eligible(Selection(), count - 1) is None
    assert catalogue.eligible(Selection(sources=("nobody",)), 0) == []


@pytest.mark.usefixtures("newsroom")
def test_eligible_knows_what_was_saved_since(catalogue: SqlCatalogue) -> None:
    """Whoever asks again within a filter gets what it admits by now, whether articles came or went."""
    first = catalogue.eligible(Selection(), 1_000)
    assert first == catalogue.eligible(Selection(), 1_000)
    late = article("late")
    catalogue.save(late, passages(late))
    grown = catalogue.eligible(Selection(), 1_000)
    assert {key for key, _ in grown or []} - {key for key, _ in first or []} == {each.id for each in passages(late)}
    catalogue.remove([late.id])
    assert catalogue.eligible(Selection(), 1_000) == first


def test_newest_publication(catalogue: SqlCatalogue, newsroom: list[Article]) -> None:
    """The newest is the latest publication among the admitted; an undated article has none."""
    assert catalogue.newest(Selection()) == NOW
    assert newsroom[0].published == catalogue.newest(Selection(sources=("bbc news",)))
    assert catalogue.newest(Selection(sources=("example.org",))) is None


def test_articles_in_many_batches(catalogue: SqlCatalogue) -> None:
    """Articles of one moment are met once each, however many, in either direction."""
    ids = sorted(article(str(number)).id for number in range(450))
    with catalogue.transaction():
        for number in range(450):
            catalogue.save(article(str(number)), [])
    assert ids[::-1] == _admitted(catalogue, Selection())
    assert ids == [found.id for found in catalogue.articles(Selection(), newest_first=False)]
