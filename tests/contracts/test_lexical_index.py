"""What every lexical index must do: the fake and Tantivy."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.errors import IndexDamaged, IndexMismatch, StoreError
from indexer.lexical import TantivyIndex
from indexer.model import Article, Passage, PlacedPassage, Selection
from tests.doubles.fakes import FakeLexicalIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ports import LexicalIndex

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ARTICLE = Article(
    id="a1",
    url="https://news.example.co.uk/a",
    title="Chips",
    text="",
    publisher="Example News",
    published=NOON,
    first_seen=NOON,
)
HOSTILE = [
    'title:chips AND ("',
    "chips) OR *:*",
    "+chips -opened ~3 ^9 [a TO b} /x.*/",
    "\\ chips \x00 \u202e",
    "chips " * 5_000,
    "id:\0cursor chips",
    " ".join(f"word{n}" for n in range(500)) + " chips",
]


def placed(passage_id: str, text: str, article: Article = ARTICLE) -> PlacedPassage:
    """Make a passage of an article."""
    passage = Passage(id=passage_id, article_id=article.id, ordinal=0, start=0, end=len(text), text=text)
    return PlacedPassage(passage=passage, article=article, period="2026-11")


@pytest.fixture(params=["fake", "real"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LexicalIndex]:
    """Yield each empty index in turn."""
    found: LexicalIndex = FakeLexicalIndex() if request.param == "fake" else TantivyIndex(tmp_path / "lexical")
    yield found
    found.close()


@pytest.fixture
def tantivy_index(tmp_path: Path) -> Iterator[TantivyIndex]:
    """Yield an empty real index."""
    found = TantivyIndex(tmp_path / "lexical")
    yield found
    found.close()


def ids(index: LexicalIndex, text: str, **options: object) -> list[str]:
    """Search and return the ids."""
    limit = options.pop("limit", 10)
    assert isinstance(limit, int)
    return [hit.id for hit in index.search(text, limit, **options)]  # type: ignore[arg-type] # passed through


def test_an_empty_index(index: LexicalIndex) -> None:
    """A new index has no cursor, no passages and no hits."""
    assert (index.cursor, index.count(), index.search("anything", 5)) == (None, 0, [])


def test_apply_and_search(index: LexicalIndex) -> None:
    """Passages are found by their words, those with more of them first, and the cursor has moved."""
    index.apply([placed("a", "A factory opened"), placed("b", "A factory opened in Dresden")], [], 7)
    assert (index.cursor, index.count()) == (7, 2)
    assert ids(index, "factory dresden") == ["b", "a"]
    assert ids(index, "factory dresden", limit=1) == ["b"]
    assert ids(index, "nowhere") == []
    scores = [hit.score for hit in index.search("factory dresden", 5)]
    assert scores == sorted(scores, reverse=True)
    assert scores[1] > 0


def test_columns_are_searched(index: LexicalIndex) -> None:
    """Title, publisher and date stand beside the text and are searched with it."""
    other = replace(
        ARTICLE, id="a2", title="Weather", publisher="Daily Post", published=datetime(2025, 3, 2, tzinfo=UTC)
    )
    index.apply([placed("a", "It opened"), placed("b", "It rained", other)], [], 1)
    assert ids(index, "chips") == ["a"]
    assert ids(index, "post") == ["b"]
    assert ids(index, "march") == ["b"]


def test_named_publishers_are_preferred(index: LexicalIndex) -> None:
    """A passage of a named publisher comes before an equal one of another, which is still found."""
    other = replace(ARTICLE, id="a2", publisher="Daily Post")
    index.apply([placed("a", "A factory opened"), placed("b", "A factory opened", other)], [], 1)
    assert ids(index, "factory", publishers=["daily POST"]) == ["b", "a"]
    assert ids(index, "factory", publishers=["Example News"]) == ["a", "b"]
    assert ids(index, "nowhere", publishers=["Example News"]) == []


def test_apply_replaces_and_drops(index: LexicalIndex) -> None:
    """Applying a change twice does no harm; what was replaced or dropped is not found."""
    index.apply([placed("a", "A factory"), placed("b", "A mine")], [], 1)
    for _ in range(2):
        index.apply([placed("a", "A harbour"), placed("a", "A railway")], ["b", "unknown"], 2)
    assert (index.cursor, index.count()) == (2, 1)
    assert [ids(index, word) for word in ("factory", "mine", "harbour", "railway")] == [[], [], [], ["a"]]


def test_only_the_cursor_moves(index: LexicalIndex) -> None:
    """A batch without passages moves the cursor and nothing else."""
    index.apply([placed("a", "A factory")], [], 1)
    index.apply([], [], 9)
    assert (index.cursor, index.count(), ids(index, "factory")) == (9, 1, ["a"])


def test_clear(index: LexicalIndex) -> None:
    """A cleared index is as new, the cursor gone, and can be filled again."""
    index.apply([placed("a", "A factory")], [], 1)
    index.clear()
    assert (index.cursor, index.count(), ids(index, "factory")) == (None, 0, [])
    index.apply([placed("b", "A factory")], [], 0)
    assert (index.cursor, ids(index, "factory")) == (0, ["b"])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_is_never_syntax(index: LexicalIndex, text: str) -> None:
    """Operators, fields, wildcards and endless questions are plain words."""
    other = replace(ARTICLE, id="a2", title="Weather")
    index.apply([placed("a", "It opened"), placed("b", "It rained", other)], [], 1)
    assert ids(index, text)[:1] == ["a"]
    assert "b" not in ids(index, text)


@pytest.mark.parametrize("text", ["", " ", "?!", "\0", "()"])
def test_a_text_without_words(index: LexicalIndex, text: str) -> None:
    """A text without words finds nothing, whatever else is asked."""
    index.apply([placed("a", "It opened")], [], 1)
    assert index.search(text, 5, publishers=["Example News"], selection=Selection(since=NOON)) == []


def test_since_is_inclusive_until_is_exclusive(index: LexicalIndex) -> None:
    """The window is exact to the microsecond, and undated articles count from when they were first seen."""
    tick = timedelta(microseconds=1)
    times = {"before": NOON - tick, "at": NOON, "after": NOON + tick}
    articles = {key: replace(ARTICLE, id=key, published=None, first_seen=time) for key, time in times.items()}
    index.apply([placed(key, "A factory", article) for key, article in articles.items()], [], 1)
    assert set(ids(index, "factory", selection=Selection(since=NOON))) == {"at", "after"}
    assert ids(index, "factory", selection=Selection(until=NOON)) == ["before"]
    assert ids(index, "factory", selection=Selection(since=NOON, until=NOON + tick)) == ["at"]


@pytest.mark.parametrize("source", ["example news", "EXAMPLE News", "news.example.co.uk", "www.Example.co.uk"])
def test_a_source_is_a_name_a_host_or_a_domain(index: LexicalIndex, source: str) -> None:
    """A source filter knows an article by its publisher, its host and its domain, and by nothing less."""
    other = replace(ARTICLE, id="a2", publisher="Example", url="https://example.org/a")
    index.apply([placed("a", "A factory"), placed("b", "A factory", other)], [], 1)
    assert ids(index, "factory", selection=Selection(sources=(source, "unknown"))) == ["a"]
    assert ids(index, "factory", selection=Selection(sources=(source[:-1],))) == []


def test_feeds_and_languages(index: LexicalIndex) -> None:
    """One feed of each group must have named an article; a text that is too short to tell counts as English."""
    german, unknown = replace(ARTICLE, id="a1", language="de"), replace(ARTICLE, id="a2")
    index.apply(
        [placed("a", "A factory", german), placed("b", "A factory", unknown)], [], 1, {"a1": ["x", "y"], "a2": ["y"]}
    )
    assert ids(index, "factory", selection=Selection(language="de")) == ["a"]
    assert ids(index, "factory", selection=Selection(language="en")) == ["b"]
    assert set(ids(index, "factory", selection=Selection(feeds=(("y", "z"),)))) == {"a", "b"}
    assert ids(index, "factory", selection=Selection(feeds=(("x", "z"), ("y",)))) == ["a"]
    assert ids(index, "factory", selection=Selection(feeds=((),))) == []


def test_words_are_stemmed_and_folded(tantivy_index: TantivyIndex) -> None:
    """Inflected words, capitals and accents match; names of models are found whole."""
    tantivy_index.apply([placed("a", "The Caf\u00e9 companies announced GPT-4o's prices")], [], 1)
    found = [ids(tantivy_index, word) for word in ("cafe", "COMPANY", "announcing", "gpt-4o", "price")]
    assert found == [["a"]] * 5


def test_question_words_do_not_count(tantivy_index: TantivyIndex) -> None:
    """Words that every question has find nothing by themselves, unless there are no others."""
    tantivy_index.apply([placed("a", "What did they do about it"), placed("b", "The factory burned")], [], 1)
    assert ids(tantivy_index, "What did they do about the factory?") == ["b"]
    assert ids(tantivy_index, "What did they do?") == ["a"]


def test_days_are_words(tantivy_index: TantivyIndex) -> None:
    """A day is found as people write it, and as computers do."""
    index = tantivy_index
    other = replace(ARTICLE, id="a2", published=datetime(2026, 3, 2, tzinfo=UTC))
    index.apply([placed("a", "A factory"), placed("b", "A factory", other)], [], 1)
    for text in ("factory 25 November 2026", "factory Nov 25", "factory 2026-11-25", "factory November"):
        assert ids(index, text)[0] == "a"


def test_it_is_still_there_after_reopening(tmp_path: Path) -> None:
    """What was committed, and the cursor, survive closing."""
    for n in range(2):
        index = TantivyIndex(tmp_path)
        index.apply([placed(f"p{n}", "A factory")], [], n)
        found = (index.cursor, index.count(), sorted(ids(index, "factory")))
        index.close()
    assert found == (1, 2, ["p0", "p1"])


def test_readers_see_each_commit(tantivy_index: TantivyIndex, tmp_path: Path) -> None:
    """Another index on the same directory sees a commit at its next search."""
    reader = TantivyIndex(tmp_path / "lexical")
    for n in range(3):
        tantivy_index.apply([placed(f"p{n}", "A factory")], [], n)
        assert (reader.cursor, len(ids(reader, "factory"))) == (n, n + 1)
    reader.close()


def test_a_failed_batch_leaves_nothing(tantivy_index: TantivyIndex) -> None:
    """A batch that fails half-way changes neither passages nor cursor, and the next one works."""
    tantivy_index.apply([placed("a", "A factory")], [], 1)
    broken = placed("b", "A mine", replace(ARTICLE, published=datetime(2026, 11, 25)))  # noqa: DTZ001  naive, so it breaks
    with pytest.raises(TypeError):
        tantivy_index.apply([placed("a", "A harbour"), broken], [], 2)
    assert (tantivy_index.cursor, tantivy_index.count(), ids(tantivy_index, "factory")) == (1, 1, ["a"])
    tantivy_index.apply([placed("c", "A mine")], [], 2)
    assert (tantivy_index.cursor, ids(tantivy_index, "mine")) == (2, ["c"])


def test_searching_while_writing(tantivy_index: TantivyIndex) -> None:
    """Searches from several threads go on while passages are added."""
    tantivy_index.apply([placed("a", "A factory")], [], 0)
    with ThreadPoolExecutor(4) as threads:
        searches = [threads.submit(ids, tantivy_index, "factory", limit=99) for _ in range(200)]
        for n in range(10):
            tantivy_index.apply([placed(f"p{n}", "A factory")], [], n)
        assert all("a" in search.result() for search in searches)
    assert len(ids(tantivy_index, "factory", limit=99)) == 11


def test_a_second_writer_is_refused(tantivy_index: TantivyIndex, tmp_path: Path) -> None:
    """While one process writes, another is told so, and nothing is called damaged."""
    other = TantivyIndex(tmp_path / "lexical")
    with tantivy_index._writing(), pytest.raises(StoreError, match="LockBusy") as caught:
        other.apply([placed("a", "A factory")], [], 1)
    assert type(caught.value) is StoreError
    other.close()


@pytest.mark.parametrize("pattern", ["meta.json", "*.idx", "*.term", "*.store"])
@pytest.mark.parametrize("content", [None, b"", b"garbage" * 10])
def test_a_damaged_directory_is_reported(tmp_path: Path, pattern: str, content: bytes | None) -> None:
    """Lost, empty or foreign files are reported with the remedy; without its list of files an index is new."""
    index = TantivyIndex(tmp_path / "lexical")
    index.apply([placed("a", "A factory")], [], 1)
    index.close()
    for path in (tmp_path / "lexical").glob(pattern):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
    if (pattern, content) == ("meta.json", None):
        assert TantivyIndex(tmp_path / "lexical").cursor is None
        return
    with pytest.raises(IndexDamaged, match="byline reindex"):
        TantivyIndex(tmp_path / "lexical").search("factory", 5)
    shutil.rmtree(tmp_path / "lexical")
    assert TantivyIndex(tmp_path / "lexical").count() == 0


def test_an_index_with_other_columns_is_refused(tmp_path: Path) -> None:
    """An index of another version of the program is refused, with the command that helps."""
    import tantivy

    tantivy.Index(tantivy.SchemaBuilder().build(), str(tmp_path))
    with pytest.raises(IndexMismatch, match="byline reindex"):
        TantivyIndex(tmp_path)


def test_a_place_that_is_no_directory(tmp_path: Path) -> None:
    """A file in the place of the directory is an error of the store."""
    (tmp_path / "lexical").touch()
    with pytest.raises(StoreError, match="Check disk and permissions"):
        TantivyIndex(tmp_path / "lexical")
