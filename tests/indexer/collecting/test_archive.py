"""Articles in bulk: what goes in, what is refused, and that what comes out goes in again."""

from __future__ import annotations

import gzip
import json
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.collecting import jsonl_files
from indexer.collecting.archive import Importer, export, read_article
from indexer.collecting.json_records import origin_record
from indexer.errors import ParseError, StoreError
from indexer.model import Article, Kind, Origin, Outcome, Quality, Selection
from indexer.web import plaintext
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article, save
from tests.doubles.fakes import FakeClock, FakeLexicalIndex
from tests.doubles.indexes import FakeIndexes, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue
    from indexer.collecting.jsonl_files import ImportReport
    from indexer.model import PlacedPassage, Story

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXT = "The tide drives the loom in the harbour.\n\nIts builders mean to open the lock in summer."
RECORD: dict[str, Any] = {
    "url": "https://weaver.example/loom",
    "aliases": ["https://weaver.example/amp/loom", "https://weaver.example/?p=7"],
    "title": "Tidal loom",
    "text": TEXT,
    "published": "2026-11-20T08:30:00+00:00",
    "publisher": "Weaver Post",
    "authors": ["Ada Quay", "Bo Lock"],
    "kind": "opinion",
}
OTHER = RECORD | {"url": "https://weaver.example/b", "aliases": []}


@dataclass(kw_only=True)
class Installation(FakeIndexes):
    """A catalogue with indexes and a model, into which archives are imported."""

    catalogue: SqlCatalogue
    folder: Path
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

    def take(self, *files: Path) -> ImportReport:
        """Import files."""
        importer = Importer(
            catalogue=self.catalogue,
            embedder=self.embedder,
            syncer=self.syncer(self.catalogue),
            stories=self.stories(self.catalogue),
            clock=self.clock,
        )
        return importer.run(files, silent)

    def take_records(self, *records: dict[str, Any]) -> ImportReport:
        """Import records, one a line."""
        return self.take(self.write("\n".join(map(json.dumps, records)).encode()))

    def write(self, data: bytes, name: str = "archive.jsonl") -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def exported(self) -> list[dict[str, Any]]:
        """Return what an export writes, as a reader of JSON gets it."""
        return [json.loads(json.dumps(record)) for record in export(self.catalogue, Selection())]


@pytest.fixture
def installation(catalogue: SqlCatalogue, tmp_path: Path) -> Installation:
    """Return an empty installation."""
    return Installation(catalogue=catalogue, folder=tmp_path)


def made_of(**changes: Any) -> Article:
    """Return the article of a line that differs from the usual one."""
    return read_article(json.dumps(RECORD | changes).encode(), NOW)


# --- what goes in ---------------------------------------------------------------------------------------------


def test_every_field_is_taken() -> None:
    """An article has what its line says, and was first seen when it was imported."""
    found = made_of()
    assert (found.url, found.aliases, found.title, found.text) == (
        RECORD["url"], tuple(RECORD["aliases"]), RECORD["title"], TEXT
    )  # fmt: skip
    assert (found.published, found.first_seen) == (datetime(2026, 11, 20, 8, 30, tzinfo=UTC), NOW)
    assert (found.publisher, found.authors, found.kind) == ("Weaver Post", ("Ada Quay", "Bo Lock"), Kind.OPINION)
    assert (found.quality, found.reason) == (Quality.FULL, "")


def test_a_line_needs_an_address_and_words() -> None:
    """All but the address and a title or text may be missing, empty, null or unknown."""
    found = read_article(
        b'{"url": "https://weaver.example/a", "title": "Loom", "authors": null, "story": {"id": 1}}', NOW
    )
    assert (found.title, found.text, found.published, found.authors) == ("Loom", "", None, ())
    assert (found.publisher, found.kind, found.quality) == ("weaver.example", Kind.UNKNOWN, Quality.HEADLINE)


@pytest.mark.parametrize(
    ("given_time", "expected"),
    [
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-20T08:30:00Z", datetime(2026, 11, 20, 8, 30, tzinfo=UTC)),
        ("2026-11-20T08:30:00.25+02:00", datetime(2026, 11, 20, 6, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-11-20T08:30:00", datetime(2026, 11, 20, 8, 30, tzinfo=UTC)),
        (None, None),
        ("", None),
    ],
)
def test_times_are_instants(given_time: str | None, expected: datetime | None) -> None:
    """A time of publication is ISO 8601; one without a zone is in UTC."""
    assert made_of(published=given_time).published == expected


def test_markdown_is_read_as_text() -> None:
    """Marks of Markdown are no part of an article's text."""
    found = made_of(
        text="# Tidal loom\n\nThe **tide** drives [the loom](https://weaver.example/x).\n\n- First\n- Second"
    )
    assert found.text == "The tide drives the loom.\n\nFirst\n\nSecond"


def test_html_is_read_where_there_is_no_text() -> None:
    """HTML takes the place of a missing text."""
    found = made_of(text="", html="<p>The <b>tide</b> drives the loom.</p><script>x()</script><p>It works.</p>")
    assert found.text == "The tide drives the loom.\n\nIt works."


def test_unusable_aliases_are_left_out() -> None:
    """An alias that is no address is ignored; the article itself is taken."""
    assert made_of(aliases=["ftp://x", "", "https://Weaver.example/b?utm_source=x"]).aliases == (
        "https://weaver.example/b",
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON: "),
        (b"\xff\xfe\xfa", "not JSON: "),
        (b"[" * 100_000, "not JSON: "),
        (b"[1]", "not a JSON object"),
        (b"{}", "url: missing"),
        (b'{"url": 5}', "url: not a string"),
        (b'{"url": "ftp://x.example/a", "title": "b"}', "url: not an http(s) address: 'ftp://x.example/a'"),
        (b'{"url": "https://x.example/a"}', "neither title nor text nor html"),
        (b'{"url": "https://x.example/a", "title": " ", "text": "\\n"}', "neither title nor text nor html"),
        (b'{"url": "https://x.example/a", "html": "<br>"}', "neither title nor text"),
        (b'{"url": "https://x.example/a", "title": ["b"]}', "title: not a string"),
        (b'{"url": "https://x.example/a", "title": "b", "authors": "c"}', "authors: not a list of strings"),
        (b'{"url": "https://x.example/a", "title": "b", "aliases": [1]}', "aliases: not a list of strings"),
        (
            b'{"url": "https://x.example/a", "title": "b", "published": "soon"}',
            "published: not an ISO 8601 time: 'soon'",
        ),
        (
            b'{"url": "https://x.example/a", "title": "b", "published": "0001-01-01T00:00:00+10:00"}',
            "published: not an ISO 8601 time",
        ),
        (b'{"url": "https://x.example/a", "title": "b", "kind": "gossip"}', "kind: 'gossip' is none of reported, "),
        (b'{"url": "https://x.example/a", "title": "' + b"b" * jsonl_files.MAX_LINE, "longer than 8,000,000 bytes"),
    ],
    ids=range(17),
)
def test_a_bad_line_says_why(line: bytes, reason: str) -> None:
    """What cannot be imported is refused with the field and the reason."""
    with pytest.raises(ParseError) as refused:
        read_article(line, NOW)
    assert str(refused.value).startswith(reason)


@given(st.binary(max_size=80) | st.recursive(st.none() | st.text(max_size=5) | st.integers(), st.lists).map(
    lambda value: json.dumps(RECORD | {"title": value}).encode()
))  # fmt: skip
def test_any_line_is_an_article_or_refused(line: bytes) -> None:
    """No line makes an import fail."""
    with suppress(ParseError):
        assert read_article(line, NOW).url == RECORD["url"]


# --- files ----------------------------------------------------------------------------------------------------


def test_bad_lines_are_numbered_and_the_rest_goes_in(installation: Installation) -> None:
    """Each bad line is reported with its file and number, counted with blank lines; the good ones are stored."""
    lines = [json.dumps(RECORD), "", "{", json.dumps(OTHER), '{"url": 1}']
    report = installation.take(installation.write("\r\n".join(lines).encode(), "some.jsonl"))
    assert [(file, number) for file, number, _ in report.bad] == [("some.jsonl", 3), ("some.jsonl", 5)]
    assert (report.lines, report.outcomes[Outcome.NEW]) == (4, 2)
    assert installation.catalogue.counts()["articles"] == 2
    assert (installation.vectors.count(), installation.lexical.count()) == (2, 2)


def test_a_line_that_is_too_long_is_skipped_to_its_end(installation: Installation) -> None:
    """An endless line costs itself alone, and is counted as one."""
    long = b'{"url": "' + b"x" * (2 * jsonl_files.MAX_LINE + 5) + b'"}'
    report = installation.take(installation.write(b"\n".join([long, json.dumps(RECORD).encode()])))
    assert [(number, why) for _, number, why in report.bad] == [(1, "longer than 8,000,000 bytes")]
    assert (report.lines, report.outcomes[Outcome.NEW]) == (2, 1)


def test_packed_and_several_files(installation: Installation) -> None:
    """A file whose name ends in .gz is unpacked; several files are one import."""
    packed = installation.write(gzip.compress(json.dumps(RECORD).encode()), "a.jsonl.gz")
    plain = installation.write(json.dumps(OTHER).encode(), "b.jsonl")
    report = installation.take(packed, plain)
    assert (report.lines, report.outcomes[Outcome.NEW], report.bad) == (2, 2, [])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"no gzip", "a.jsonl.gz"),
        (gzip.compress(json.dumps(RECORD).encode())[:-12], "a.jsonl.gz"),
        (gzip.compress(json.dumps(RECORD).encode())[:12] + b"\xff" * 30, "a.jsonl.gz"),
    ],
    ids=["other", "cut", "damaged"],
)
def test_a_damaged_file_is_named(installation: Installation, data: bytes, name: str) -> None:
    """A packed file that is none, cut short or damaged is an error that names it."""
    with pytest.raises(StoreError, match=rf"{name}: cannot be read: "):
        installation.take(installation.write(data, name))


class ListeningLexical(FakeLexicalIndex):
    """Remembers how many passages it held after each change."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[int] = []

    def apply(self, puts: Sequence[PlacedPassage], drops: Sequence[str], cursor: int, *feeds: Any) -> None:
        """Apply and count."""
        super().apply(puts, drops, cursor, *feeds)
        self.counts.append(self.count())


def test_indexes_follow_while_an_import_runs(installation: Installation) -> None:
    """Every 200 lines the indexes are told, so that a crash costs no more than that."""
    installation.lexical = ListeningLexical()
    installation.take_records(*(RECORD | {"url": f"https://weaver.example/{n}", "aliases": []} for n in range(410)))
    assert installation.lexical.counts == [200, 400, 410]


# --- again ----------------------------------------------------------------------------------------------------


def test_importing_again_changes_nothing(installation: Installation) -> None:
    """The same file, later, leaves every article as it is and embeds nothing."""
    installation.take_records(RECORD)
    before, told = list(installation.catalogue.articles(Selection())), installation.catalogue.last_change()
    installation.clock.advance(timedelta(days=3))
    report = installation.take_records(RECORD)
    assert (report.outcomes[Outcome.UNCHANGED], sum(report.outcomes.values()), report.embedded) == (1, 1, 0)
    assert list(installation.catalogue.articles(Selection())) == before
    assert installation.catalogue.last_change() == told


@pytest.mark.parametrize(("quality", "text"), [(Quality.PARTIAL, TEXT), (Quality.HEADLINE, "")])
def test_the_same_text_is_no_better(installation: Installation, quality: Quality, text: str) -> None:
    """An export that is imported where it comes from does not make a feed's own words a whole article."""
    save(installation.catalogue, article(url=RECORD["url"], text=text, quality=quality))
    report = installation.take_records(*installation.exported())
    assert report.outcomes[Outcome.UNCHANGED] == 1
    assert [each["quality"] for each in installation.exported()] == [quality.value]


def test_a_corrected_line_is_an_update(installation: Installation) -> None:
    """A changed text makes a version, keeps the first sight, and embeds what changed."""
    installation.take_records(RECORD)
    installation.clock.advance(timedelta(days=3))
    report = installation.take_records(RECORD | {"text": TEXT.replace("summer", "spring")})
    (kept,) = installation.catalogue.articles(Selection())
    assert (report.outcomes[Outcome.UPDATED], kept.version, kept.first_seen) == (1, 2, NOW)
    assert kept.updated == NOW + timedelta(days=3)


def test_an_alias_leads_to_the_article(installation: Installation) -> None:
    """A line under an address that another line gave as an alias is the same article."""
    installation.take_records(RECORD)
    report = installation.take_records({**RECORD, "url": RECORD["aliases"][0], "aliases": []})
    assert installation.catalogue.counts()["articles"] == 1
    assert report.outcomes[Outcome.NEW] == 0


def test_a_repeated_line_is_one_article(installation: Installation) -> None:
    """A line that stands twice in a file is taken once."""
    report = installation.take_records(RECORD, RECORD)
    assert (report.outcomes[Outcome.NEW], report.outcomes[Outcome.UNCHANGED]) == (1, 1)


# --- what comes out -------------------------------------------------------------------------------------------


def test_an_export_says_what_is_known_besides(installation: Installation) -> None:
    """Beside what an import takes, an export gives quality, the number of versions, the first origin, and the story."""
    origins = (Origin(name="Harbour Wire", url="https://wire.example/1"), Origin(name="Somebody"))
    save(
        installation.catalogue,
        article("a", published=None, first_seen=NOW, quality=Quality.HEADLINE, origins=origins),
        article("b", published=NOW - timedelta(days=1), origins=(Origin(name="Somebody"),)),
    )
    save(installation.catalogue, article("b", text="Otherwise.", published=NOW - timedelta(days=1)))
    second, first = installation.exported()[1], installation.exported()[0]
    assert list(first) == [*RECORD, "story", "quality", "versions", "origin"]
    assert (first["versions"], first["origin"], first["quality"]) == (2, None, "full")
    assert (second["published"], second["quality"], second["versions"]) == (None, "headline", 1)
    assert second["origin"] == {"name": "Harbour Wire", "url": "https://wire.example/1"}
    assert origin_record(article(origins=(Origin(name="Somebody"),))) == {"name": "Somebody", "url": None}


def test_an_export_keeps_to_its_selection(installation: Installation) -> None:
    """Only what the selection admits is written, oldest first."""
    days = [NOW - timedelta(days=n) for n in range(4)]
    save(installation.catalogue, *(article(str(n), published=day) for n, day in enumerate(days)))
    chosen = export(installation.catalogue, Selection(since=days[2], until=days[0]))
    assert [record["title"] for record in chosen] == ["About 2", "About 1"]


LINES = st.text(st.characters(codec="utf-8"), max_size=40)
LOOKS_LIKE_MARKUP = st.sampled_from(
    ["<b>", "a <b>bold</b> word", "&lt;b&gt;", "AT&amp;T", "<!-- x -->", "# Cloth", "**x**"]
)
RECORDS = st.fixed_dictionaries(
    {
        "url": st.integers(0, 9).map(lambda n: f"https://weaver.example/{n}"),
        "title": LINES.map(lambda text: f"T {text}"),
        "text": st.lists(LINES, max_size=4).map("\n\n".join),
    },
    optional={
        "aliases": st.lists(st.integers(10, 19).map(lambda n: f"https://weaver.example/{n}"), max_size=2),
        "published": st.datetimes(datetime(1995, 1, 1), datetime(2026, 1, 1)).map(datetime.isoformat),  # noqa: DTZ001  a line may be without zone
        "publisher": LINES,
        "authors": st.lists(LINES, max_size=3),
        "kind": st.sampled_from(list(Kind)).map(str),
    },
)


TITLES = LINES | LOOKS_LIKE_MARKUP


@given(
    st.fixed_dictionaries(
        {"title": TITLES, "text": TITLES, "publisher": TITLES, "authors": st.lists(TITLES, max_size=2)}
    )
)
def test_what_an_export_wrote_is_taken_literally(fields: dict[str, Any]) -> None:
    """Export is the inverse of import also for what looks like markup or noise, and for a title made of the text."""
    try:
        once = read_article(json.dumps({"url": RECORD["url"], **fields}).encode(), NOW)
    except ParseError:
        return
    assert read_article(json.dumps(_exported(once)).encode(), NOW) == once


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "", "text": "The loom stands still."},
        {"title": "Why &lt;b&gt; is no longer bold", "text": "The loom stands still."},
        {"title": "T", "text": "", "html": "<p>About the &lt;b&gt; tag.</p>"},
    ],
)
def test_what_an_export_wrote_keeps_title_and_text(fields: dict[str, str]) -> None:
    """A title that is all of the text, and one that names a tag, come back as they were."""
    once = read_article(json.dumps({"url": RECORD["url"], **fields}).encode(), NOW)
    again = read_article(json.dumps(_exported(once)).encode(), NOW)
    assert (again.title, again.text, again.quality) == (once.title, once.text, once.quality)
    assert again.text


@given(RECORDS)
def test_export_is_the_inverse_of_import(record: dict[str, Any]) -> None:
    """Whatever was imported: what is exported of it comes back as the same article, every field of it."""
    once = read_article(json.dumps(record).encode(), NOW)
    again = read_article(json.dumps(_exported(once)).encode(), NOW)
    assert again == once


@given(
    st.lists(
        st.sampled_from(
            [
                "- said the weaver",
                "# 1 in cloth",
                "> 9 looms",
                "**bold** words",
                "[a](b) c",
                "1. First",
                "a < b & c",
                "```",
            ]
        ),
        min_size=1,
        unique=True,
    )
)
def test_an_exported_text_is_plain(parts: list[str]) -> None:
    """What only looks like Markdown in an article's text comes back as it was."""
    html = plaintext.to_markup("\n\n".join(parts))
    once = read_article(json.dumps({"url": RECORD["url"], "title": "T", "html": html}).encode(), NOW)
    assert once.text.split("\n\n") == parts
    assert read_article(json.dumps(_exported(once)).encode(), NOW) == once


def _exported(made: Article) -> dict[str, Any]:
    """Return how an article is exported, without a catalogue in between."""
    return next(export(_One(made), Selection()))  # type: ignore[arg-type]  # of a catalogue two methods are needed


class _One:
    """Holds one article."""

    def __init__(self, made: Article) -> None:
        self._made = made

    def articles(self, _selection: Selection, *, newest_first: bool) -> Iterator[Article]:
        """Return it."""
        assert not newest_first
        yield self._made

    def stories(self, _ids: Sequence[str]) -> dict[str, Story]:
        """Know of none."""
        return {}

    def versions(self, _article_id: str) -> int:
        """Return that it has one."""
        return 1


def test_an_exported_archive_makes_the_same_installation(installation: Installation, tmp_path: Path) -> None:
    """An export that is imported elsewhere gives the same export there."""
    installation.take_records(RECORD, OTHER | {"kind": "reported"})
    first = installation.exported()
    (tmp_path / "other").mkdir()
    with closing(open_catalogue(tmp_path / "other/catalogue.db")) as empty:
        other = Installation(catalogue=empty, folder=tmp_path / "other")
        assert other.take_records(*first).outcomes[Outcome.NEW] == 2
        assert other.exported() == first
