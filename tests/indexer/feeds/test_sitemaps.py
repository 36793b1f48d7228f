"""What one file of a sitemap says."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import NotAFeed
from indexer.feeds import sitemaps
from tests.doubles.site import NAMESPACE, index, urlset

URL = "https://lab.example/sitemap.xml"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def page(number: int) -> str:
    """Return a page's address."""
    return f"https://lab.example/news/{number}"


def times(*given: datetime | None) -> list[datetime | None]:
    """Return which times of change are believed of pages that have these."""
    read = sitemaps.parse(urlset((page(number), when) for number, when in enumerate(given)), url=URL)
    return [entry.updated for entry in read.entries]


def test_addresses_and_times() -> None:
    """An address is made absolute; what is none is left out, and a time without a zone is in UTC."""
    body = (
        f'<urlset xmlns="{NAMESPACE}"><url><loc> /a?x=1&amp;y=2 </loc><lastmod>2026-11-24</lastmod></url>'
        "<url><loc>javascript:alert(1)</loc></url><url><lastmod>2026-11-24</lastmod></url>"
        "<url><loc>https://lab.example/b</loc><lastmod>Tue, 24 Nov 2026 10:00:00 +0100</lastmod></url>"
        "<url><loc>https://lab.example/c</loc><lastmod>of late</lastmod></url></urlset>"
    )
    read = sitemaps.parse(body.encode(), url=URL)
    assert [(entry.link, entry.updated) for entry in read.entries] == [
        ("https://lab.example/a?x=1&y=2", datetime(2026, 11, 24, tzinfo=UTC)),
        ("https://lab.example/b", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("https://lab.example/c", None),
    ]


def test_extensions_are_told_from_the_protocol() -> None:
    """The address of an image is no page's; title, time and publisher of a news sitemap are the page's."""
    body = (
        f'<s:urlset xmlns:s="{NAMESPACE}" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
        ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><s:url><s:loc>https://lab.example/a</s:loc>'
        "<image:image><image:loc>https://lab.example/a.png</image:loc><image:title>Hall</image:title></image:image>"
        "<n:news><n:publication><n:name>The Post</n:name></n:publication><n:title>Loom &amp;amp; mill</n:title>"
        "<n:publication_date>2026-11-24T10:00:00+01:00</n:publication_date></n:news></s:url></s:urlset>"
    )
    (entry,) = sitemaps.parse(body.encode(), url=URL).entries
    assert (entry.link, entry.title, entry.source) == ("https://lab.example/a", "Loom & mill", "The Post")
    assert (entry.published, entry.updated) == (datetime(2026, 11, 24, 9, tzinfo=UTC), None)


def test_index_text_and_robots_name_what_is_to_be_read() -> None:
    """An index names sitemaps with their times, a plain list addresses, and robots.txt sitemaps in any case."""
    named = sitemaps.parse(index([("/a.xml", NOW), ("/b.xml", None)]), url=URL).sitemaps
    assert [(each.url, each.lastmod) for each in named] == [
        ("https://lab.example/a.xml", NOW),
        ("https://lab.example/b.xml", None),
    ]
    listed = sitemaps.parse(f"\ufeff{page(1)}\r\n\r\n{page(2)}\nno address\n".encode(), url=URL).entries
    assert [entry.link for entry in listed] == [page(1), page(2)]
    robots = b"User-agent: *\nSITEMAP:/a.xml\nDisallow: /\n sitemap : https://cdn.example/b.xml # b\nSitemap: /a.xml"
    assert [each.url for each in sitemaps.parse_robots(robots, url="https://lab.example/robots.txt").sitemaps] == [
        "https://lab.example/a.xml",
        "https://cdn.example/b.xml",
    ]


def test_robots_that_names_too_many() -> None:
    """Of very many sitemaps in a robots.txt the first are taken, and the others counted; a page names none."""
    body = "\n".join(f"Sitemap: /{number}.xml" for number in range(100)).encode()
    read = sitemaps.parse_robots(body, url="https://lab.example/robots.txt")
    assert (len(read.sitemaps), read.problems) == (20, ("robots.txt names more than 20 sitemaps: 80 were left out",))
    assert sitemaps.parse_robots(b"<html><p>Sitemap</p></html>", url=URL) == sitemaps.Sitemap()


def test_times_of_one_building_are_not_believed() -> None:
    """Times that lie minutes apart for next to all pages tell when the site was built; those of days are believed."""
    minutes = [NOW + timedelta(seconds=second) for second in range(20)]
    assert times(*minutes) == [None] * 20
    assert times(NOW, NOW, NOW) == [None] * 3
    assert times(*minutes, NOW - 9 * DAY) == [None] * 21
    apart = [NOW - number * DAY for number in range(5)]
    assert times(*apart, None) == [*apart, None]
    assert times(NOW, NOW) == [NOW, NOW]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("packed", [False, True])
def test_half_a_file_is_read_as_far_as_it_goes(cut: float, packed: bool) -> None:  # noqa: FBT001  a case
    """What is whole of a file that ends too early is read, no address is cut, and it is said."""
    whole = urlset((page(number), None) for number in range(2_000))
    body = gzip.compress(whole, mtime=0) if packed else whole
    read = sitemaps.parse(body[: int(len(body) * cut)], url=URL)
    every = [page(number) for number in range(2_000)]
    assert 100 < len(read.entries) < 2_000
    assert [entry.link for entry in read.entries] == every[: len(read.entries)]
    assert any("ends too early" in problem for problem in read.problems)


def test_file_that_was_packed_in_parts_is_read_whole() -> None:
    """A gzip file of several members is all of them, and what follows the last one is nothing."""
    whole = urlset((page(number), None) for number in range(20))
    read = sitemaps.parse(gzip.compress(whole[:900]) + gzip.compress(whole[900:]) + b"\0\0", url=URL)
    assert (read.entries, read.problems) == (sitemaps.parse(whole, url=URL).entries, ())


def test_more_than_a_file_may_hold_is_left_out() -> None:
    """Addresses and bytes beyond the protocol's limits are left out, and it is said."""
    read = sitemaps.parse(urlset((page(number), None) for number in range(50_001)), url=URL)
    assert (len(read.entries), read.problems) == (50_000, ("more than 50,000 addresses: the rest was left out",))
    swollen = urlset([(page(1), None)]).replace(b"</urlset>", b" " * 55_000_000 + b"</urlset>")
    read = sitemaps.parse(gzip.compress(swollen), url=URL)
    assert (len(read.entries), read.problems[0]) == (1, "more than 52,428,800 bytes: the rest was left out")


def test_entities_cannot_grow() -> None:
    """A document whose entities would fill the memory takes none of it."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<!DOCTYPE urlset [<!ENTITY e0 "x">{nested}]><urlset><url><loc>/&e11;</loc></url></urlset>'
    try:
        read = sitemaps.parse(body.encode(), url=URL)
    except NotAFeed:
        return
    assert all(len(entry.link) <= 2_048 for entry in read.entries)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<!DOCTYPE html><html>", "an HTML page, not a sitemap"),
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "a feed, not a sitemap"),
        (b"<opml/>", "XML, but no sitemap: it begins with <opml>"),
        (b"not found", "neither XML nor a list of addresses"),
        (b"\x1f\x8b\x08\x00broken", "a gzip file that is damaged"),
    ],
)
def test_what_is_none_is_refused(body: bytes, said: str) -> None:
    """Anything else is refused with what it is."""
    with pytest.raises(NotAFeed, match=said):
        sitemaps.parse(body, url=URL)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: f"<urlset>{text}".encode())))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Whatever comes, it is addresses or a refusal."""
    try:
        read = sitemaps.parse(body, url=URL)
    except NotAFeed:
        return
    assert all(entry.link.lower().startswith("http") for entry in read.entries)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://lab.example", False),
        ("https://lab.example/news/", False),
        ("https://lab.example/robots.txt", False),
        ("https://lab.example/sitemap", True),
        ("https://lab.example/maps/pages.xml.gz", True),
        ("https://lab.example/index.php?name=sitemap", True),
    ],
)
def test_which_addresses_are_sitemaps(url: str, expected: bool) -> None:  # noqa: FBT001  a case
    """An address is a sitemap's by its ending or its name, else it is a site's."""
    assert sitemaps.is_sitemap_address(url) is expected
