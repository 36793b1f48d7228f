"""Feeds: bytes in, entries out."""

from __future__ import annotations

import csv
import gzip
import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import feeds
from indexer.errors import NotAFeed

if TYPE_CHECKING:
    from indexer.model.feeds import Entry

URL = "https://feeds.example/all"
DATA = Path(__file__).parents[2] / "data/feeds"
SHARED = Path(os.environ.get("BYLINE_SHARED", Path(__file__).parents[4] / "shared")) / "data/feeds"


def rss(items: str, *, start: str = '<?xml version="1.0"?>') -> bytes:
    """Make an RSS feed of items."""
    return f'{start}<rss version="2.0"><channel><title>Made</title>{items}</channel></rss>'.encode()


def entries(items: str) -> tuple[Entry, ...]:
    """Return the entries of an RSS feed with these items."""
    return feeds.parse(rss(items), url=URL).entries


def reason(body: bytes, content_type: str = "") -> str:
    """Return why some bytes are no feed."""
    with pytest.raises(NotAFeed) as caught:
        feeds.parse(body, url=URL, content_type=content_type)
    return str(caught.value)


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "rdf.xml", "feed.json"])
def test_says_what_the_feed_says(name: str) -> None:
    """Titles and names come as plain text, bodies as HTML, links absolute, times in UTC, in each of the formats."""
    found = asdict(feeds.parse((DATA / name).read_bytes(), url=URL))
    expected = (DATA / f"{Path(name).stem}.expected.json").read_text("utf-8")
    assert json.loads(expected) == json.loads(json.dumps(found, default=lambda when: when.isoformat()))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty: nothing was sent, or only blanks"),
        (b" \r\n", "empty: nothing was sent, or only blanks"),
        (b"<!DOCTYPE html><html><body><p>Hello</p></body></html>", "an HTML page, not a feed"),
        (b"<!-- x --><?y?>\n<HTML><body>Hello</body></HTML>", "an HTML page, not a feed"),
        (b"<?xml version='1.0'?><note>Hello</note>", "neither RSS, RDF, Atom nor JSON Feed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither RSS, RDF, Atom nor JSON Feed"),
        (b'{"items": "none"}', "JSON, but no JSON Feed"),
        (b'{"version": "2", "items": []}', "JSON, but no JSON Feed"),
        (b"[1, 2]", "JSON, but no JSON Feed"),
        (b"\x1f\x8b\x08broken", "a gzip file that is damaged"),
        (b"<rss>" + b"x" * feeds.MAX_BYTES, "too large: more than 8,000,000 bytes"),
        (gzip.compress(b"<rss>" + b"x" * feeds.MAX_BYTES), "too large: more than 8,000,000 bytes"),
    ],
)
def test_says_in_words_why_something_is_no_feed(body: bytes, words: str) -> None:
    """Whatever else an address gives is refused with a reason that an admin understands."""
    assert words == reason(body)


@pytest.mark.parametrize("body", [b'{"items": [', b"[" * 100_000, b"text"])
def test_refuses_broken_json(body: bytes) -> None:
    """JSON that is cut off, nested without end or none at all is refused, and says so."""
    assert reason(body, "application/feed+json").startswith("JSON that cannot be read: ")


def test_reads_a_feed_that_is_wrapped_in_a_page() -> None:
    """An Atom feed inside an XHTML page is one."""
    feed = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>In</title></entry></feed>"
    body = b"<html xmlns='http://www.w3.org/1999/xhtml'><body>" + feed + b"</body></html>"
    assert [entry.title for entry in feeds.parse(body, url=URL).entries] == ["In"]


def test_unpacks_a_feed_that_was_packed_without_a_word() -> None:
    """A gzip file in place of the feed is the feed."""
    body = (DATA / "rss.xml").read_bytes()
    plain = feeds.parse(body, url=URL)
    assert plain == feeds.parse(gzip.compress(body), url=URL)
    assert plain == feeds.parse(gzip.compress(body[:900]) + gzip.compress(body[900:]), url=URL)


def test_blank_lines_before_the_declaration_do_no_harm() -> None:
    """A feed that begins with blank lines is read without a problem."""
    assert feeds.parse(b"\n\n" + rss("<item><title>One</title></item>"), url=URL).problems == ()


@pytest.mark.parametrize(
    ("declared", "real", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("iso-8859-1", "utf-8", ""),  # the bytes contradict the declaration
        ("utf-8", "utf-8", "iso-8859-1"),  # and the header
        ("iso-8859-1", "iso-8859-1", ""),
        ("windows-1252", "windows-1252", "windows-1252"),
        ("utf-16", "utf-16", ""),
    ],
)
def test_finds_the_encoding(declared: str, real: str, header: str) -> None:
    """Valid UTF-8 is read as UTF-8; anything else as header or declaration say."""
    start = f'<?xml version="1.0" encoding="{declared}"?>'
    body = rss("<item><title>Caf\u00e9</title></item>", start=start).decode().encode(real)
    assert [entry.title for entry in feeds.parse(body, url=URL, charset=header).entries] == ["Caf\u00e9"]


def test_a_byte_order_mark_does_no_harm() -> None:
    """A feed in UTF-8 that begins with a byte order mark, before its declaration or without one, has no problem."""
    for start in ('<?xml version="1.0" encoding="utf-8"?>', ""):
        body = rss("<item><title>Caf\u00e9</title></item>", start=f"\ufeff{start}")
        found = feeds.parse(body, url=URL)
        assert ([entry.title for entry in found.entries], found.problems) == (["Caf\u00e9"], ())


def test_a_wrong_encoding_is_reported() -> None:
    """Where the declared encoding cannot be right, another one is used, and that is a problem in words."""
    body = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>Caf\u00e9</title></item>'
    found = feeds.parse((body + "</channel></rss>").encode("windows-1252"), url=URL)
    assert [entry.title for entry in found.entries] == ["Caf\u00e9"]
    assert found.problems == ("the encoding is declared wrongly: read as windows-1252",)


def test_reads_a_truncated_feed_as_far_as_it_goes() -> None:
    """A feed that was cut off gives what came before the cut, and a problem that names the place."""
    body = rss("<item><title>One</title></item><item><title>Two</title></item>")
    found = feeds.parse(body[: body.index(b"Two")], url=URL)
    assert found.entries[0].title == "One"
    assert found.problems[0] == "ill-formed XML (no element found at line 1, column 129): read as far as it goes"


def test_entries_that_share_an_id_are_told_apart_by_their_links() -> None:
    """Entries with one guid are all kept, each with a key of its own, in whatever order they stand; it is reported."""
    one, two, three = (
        f"<item><guid>same</guid><title>{n}</title><link>https://n.example/{n}</link></item>" for n in "123"
    )
    keys = {entry.title: entry.key for entry in entries(one + two + three)}
    assert {n: f"https://n.example/{n}" for n in "123"} == keys
    assert keys == {entry.title: entry.key for entry in entries(three + one + two)}
    problem = "3 entries share the id 'https://feeds.example/same'"
    assert (problem,) == feeds.parse(rss(one + two + three), url=URL).problems


def test_entries_that_share_id_and_link_are_told_apart_by_their_words() -> None:
    """Where the links are the same too, a hash of the words is added, then a number."""
    item = "<item><guid isPermaLink='false'>same</guid><title>{}</title></item>"
    first, second, again = (entry.key for entry in entries(item.format(1) + item.format(2) + item.format(2)))
    assert len({first, second, again}) == 3
    assert f"{second}#2" == again


@pytest.mark.parametrize(
    ("item", "key"),
    [
        ("<guid>g</guid><link>https://n.example/1</link>", "https://feeds.example/g"),
        ("<link>https://n.example/1</link>", "https://n.example/1"),
        ("<title>Only words</title>", "ced77440efa3aba7b2a8"),
        (f"<guid isPermaLink='false'>{'x' * 900}</guid>", "2309ecdd32c45f3b6a74"),
    ],
)
def test_a_key_is_the_id_else_the_link_else_a_hash(item: str, key: str) -> None:
    """An entry's key is its guid, else its link, else a hash of its words; so is a guid without measure."""
    assert key == entries(f"<item>{item}</item>")[0].key


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Bea Hill", ("Bea Hill",)),
        ("bea@hill.online (Bea Hill)", ("Bea Hill",)),
        ("Bea Hill &lt;bea@hill.online&gt;", ("Bea Hill",)),
        ("bea@hill.com (Bea)", ("Bea",)),
        ("bea@hill.online", ()),
    ],
)
def test_an_author_is_a_name_without_address(author: str, names: tuple[str, ...]) -> None:
    """Names are taken out of the ways to write them with an e-mail address; an address alone is no name."""
    assert names == entries(f"<item><title>T</title><author>{author}</author></item>")[0].authors


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Tue, 01 Dec 2026 10:00:00 CET", "2026-12-01T09:00:00+00:00"),
        ("Wed, 01 Jul 2026 10:00:00 BST", "2026-07-01T09:00:00+00:00"),
        ("Tue, 01 Dec 2026 10:00:00 JST", "2026-12-01T01:00:00+00:00"),
        ("Tue, 1 Dec 2026 10:00 am EST", "2026-12-01T15:00:00+00:00"),
        ("Tue, 01 Dec 26 10:00:00 PST", "2026-12-01T18:00:00+00:00"),
        ("Tue, 01 Dec 2026 10:00:00 Moonbase", "2026-12-01T10:00:00+00:00"),
        ("1 December 2026", "2026-12-01T00:00:00+00:00"),
    ],
)
def test_a_time_is_of_the_zone_that_it_names(written: str, published: str) -> None:
    """Zones are known by the names that the press writes; without one that is known a time is as of UTC."""
    (found,) = entries(f"<item><title>A</title><pubDate>{written}</pubDate></item>")
    assert published == (found.published.isoformat() if found.published else "")


def test_strings_are_plain_and_bounded() -> None:
    """A title keeps neither controls, direction marks nor scripts, and no more than 300 characters."""
    title = "a\u202eb\u200bc&lt;script&gt;x()&lt;/script&gt;" + " word" * 100
    found = entries(f"<item><title>{title}</title></item>")[0].title
    assert found.startswith("abc word word")
    assert len(found) == 299


@pytest.mark.parametrize("ending", ["</channel></rss>", ""])
def test_reads_no_more_than_the_first_2000_entries(ending: str) -> None:
    """A feed without measure gives its first entries and a problem, whether it is well-formed or not."""
    items = "".join(f"<item><title>{n}</title></item>" for n in range(feeds.MAX_ENTRIES + 5))
    body = f'<rss version="2.0"><channel>{items}{ending}'.encode()
    found = feeds.parse(body, url=URL)
    assert len(found.entries) == feeds.MAX_ENTRIES
    assert "more than 2,000 entries: the rest was left out" in found.problems
    of_json = json.dumps({"items": [{"id": n} for n in range(feeds.MAX_ENTRIES + 1)]}).encode()
    assert len(feeds.parse(of_json, url=URL).entries) == feeds.MAX_ENTRIES


@pytest.mark.parametrize(
    "items",
    [
        "<item><title>a</title>" + "<a>" * 30_000 + "</a>" * 30_000 + "</item>",
        "<item><title>a</title>" + "<a>" * 30_000,
        "<item><title>" + "<" * 50_000,
        "<item><title>a</title><description>" + "<![CDATA[" * 20_000,
        "<item><title>a</title><description>" + '<a b="' * 20_000,
    ],
)
def test_hostile_markup_takes_no_time(items: str) -> None:
    """Deep nesting and tags that never end are read within seconds."""
    started = time.process_time()
    feeds.parse(rss(items), url=URL)
    assert time.process_time() - started < 10


def test_entities_that_multiply_do_not() -> None:
    """Entities nested to expand a billion times leave text of ordinary length."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    start = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{nested}]>'
    found = feeds.parse(rss("<item><title>T &e11;</title></item>", start=start), url=URL)
    assert found.entries[0].title.startswith("T")
    assert len(found.entries[0].title) <= 300


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    """A feed cannot make the program read a file."""
    (tmp_path / "secret").write_text("swordfish", "utf-8")
    start = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    found = feeds.parse(rss("<item><title>T &x;</title></item>", start=start), url=URL)
    assert "swordfish" not in str(found)


def test_bytes_that_name_a_file_are_not_taken_for_it() -> None:
    """The body is never taken for a path."""
    assert reason(str(DATA / "rss.xml").encode()) == "neither RSS, RDF, Atom nor JSON Feed"


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;![]?itemrss \n", max_size=200).map(str.encode))
def test_any_bytes_give_a_feed_or_a_reason(body: bytes) -> None:
    """Nothing but `NotAFeed` is ever raised, and keys never repeat."""
    for start in (b"", b'<rss version="2.0"><channel><item>', b'{"items": [{"id":'):
        try:
            found = feeds.parse(start + body, url=URL)
        except NotAFeed:
            continue
        assert len(found.entries) == len({entry.key for entry in found.entries})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the rehearsal feeds are not there (BYLINE_SHARED names their place)")
def test_reads_every_rehearsal_feed() -> None:
    """No file gives fewer entries than feedparser reads, counting those left out as blank; no feed is one by name."""
    with (SHARED / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    poorer = [row["file"] for row in rows if max(0, _count(SHARED / row["file"])) < int(row["entries"])]
    assert poorer == []
    refused = {row["file"] for row in rows if _count(SHARED / row["file"]) < 0}
    wrong = {row["file"] for row in rows if row["format"] in ("empty", "not a feed")} - {"made/gzip-in-file.xml"}
    assert wrong == refused


def _count(file: Path) -> int:
    """Return the number of entries, blank ones included; -1 for no feed."""
    try:
        found = feeds.parse(file.read_bytes(), url=URL)
    except NotAFeed:
        return -1
    blank = [int(problem.rpartition(": ")[2]) for problem in found.problems if problem.startswith("entries without")]
    return len(found.entries) + sum(blank)
