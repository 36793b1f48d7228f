"""Which articles a selection lets through, and that the lexical index keeps to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.lexical import TantivyIndex
from indexer.model import Article, Kind, Passage, PlacedPassage, Selection
from indexer.web.source_filter import admits, source_key, source_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def placed(article: Article) -> PlacedPassage:
    """Make a passage that has the article's id."""
    passage = Passage(id=article.id, article_id=article.id, ordinal=0, start=0, end=12, text="Shared words")
    return PlacedPassage(passage=passage, article=article, period="2026-11")


def test_a_source_is_known_by_three_names() -> None:
    """Publisher, host and domain, each case-folded, are what a filter may call an article's source."""
    article = Article(
        id="a",
        url="https://www.News.Example.co.uk/a",
        title="",
        text="",
        publisher="Stra\u00dfe NEWS",
        first_seen=NOON,
    )
    assert source_keys(article) == {"strasse news", "news.example.co.uk", "example.co.uk"}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("BBC News", "bbc news"),
        ("  bbc \n NEWS ", "bbc news"),
        ("STRASSE", "strasse"),
        ("stra\u00dfe", "strasse"),
        ("E\u0301cho", "\u00e9cho"),
        ("www.BBC.co.uk", "bbc.co.uk"),
        ("https://www.bbc.co.uk/news?x=1#top", "bbc.co.uk"),
        ("bbc.co.uk/", "bbc.co.uk"),
        ("news.bbc.co.uk", "news.bbc.co.uk"),
        ("b\u00fccher.example", "xn--bcher-kva.example"),
        ("127.0.0.1:8070", "127.0.0.1:8070"),
        ("Booking.com", "booking.com"),
        ("A.I.", "a.i."),
        ("https://", "https://"),
        ("http://[", "http://["),
        (" \u200b", ""),
    ],
)
def test_a_source_is_compared_by_its_key(written: str, key: str) -> None:
    """Case, white space, "www.", scheme and path do not count, in names and domains of every sort."""
    assert source_key(written) == key
    assert source_key(key) == key


def test_an_empty_selection_lets_everything_through() -> None:
    """Fields that are not set filter nothing."""
    assert [admits(Selection(), article) for article in ARTICLES] == [True] * len(ARTICLES)
    assert Selection().is_empty
    assert not Selection(sources=("bbc",)).is_empty


ARTICLES = [
    Article(
        id=f"{n:02}",
        url=url,
        title="",
        text="",
        publisher=publisher,
        published=NOON + timedelta(hours=n % 5) if n % 3 else None,
        first_seen=NOON + timedelta(hours=n % 4),
        kind=list(Kind)[n % 5],
    )
    for n, (url, publisher) in enumerate(
        product(
            ["https://www.example.org/a", "https://news.example.org:8000/a", "http://127.0.0.1:8070/a", ""],
            ["Example", "\u00c9cho", "STRASSE", "stra\u00dfe", ""],
        )
    )
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    """Yield a real index with articles of all sorts."""
    found = TantivyIndex(tmp_path_factory.mktemp("lexical"))
    found.apply([placed(article) for article in ARTICLES], [], 1)
    yield found
    found.close()


TIMES = st.none() | st.integers(-1, 6).map(lambda hours: NOON + timedelta(hours=hours))
KEYS = sorted({key for article in ARTICLES for key in source_keys(article)})
SOURCES = [*KEYS, *map(str.upper, KEYS), *(f"www.{key}" for key in KEYS), "unknown", ""]
SELECTIONS = st.builds(
    Selection,
    since=TIMES,
    until=TIMES,
    sources=st.lists(st.sampled_from(SOURCES), max_size=3).map(tuple),
    kinds=st.lists(st.sampled_from(Kind), max_size=2).map(tuple),
)


@given(SELECTIONS)
def test_the_selection_is_the_one_rule(filled: TantivyIndex, selection: Selection) -> None:
    """The index lets through exactly what `admits` lets through."""
    expected = {article.id for article in ARTICLES if admits(selection, article)}
    assert {hit.id for hit in filled.search("shared", 99, selection=selection)} == expected
