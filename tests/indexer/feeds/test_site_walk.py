"""The way through a site's sitemaps: what is asked for, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from indexer.errors import BadStatus, NotAFeed, TimedOut
from indexer.feeds.site_walk import MAX_SITEMAPS, SiteWalk
from indexer.feeds.sitemaps import USUAL, NamedSitemap, Sitemap
from indexer.model import Page
from indexer.model.feeds import Entry, SitemapState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.errors import BylineError, FetchError
    from indexer.feeds.site_walk import SiteReading

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOME = "https://lab.example"
ROBOTS = f"{HOME}/robots.txt"


def named(*urls: str) -> Sitemap:
    """Return a file that names others."""
    return Sitemap(sitemaps=tuple(NamedSitemap(url=url) for url in urls))


def pages(*paths: str, host: str = HOME) -> Sitemap:
    """Return a file that names pages."""
    return Sitemap(entries=tuple(Entry(key=path, link=f"{host}{path}") for path in paths))


def walked(
    files: Mapping[str, Sitemap | BylineError | None], url: str = HOME, known: Iterable[SitemapState] = ()
) -> tuple[list[str], SiteReading]:
    """Go the way through these files, the others missing; return what was asked for, and what it came to."""
    walk, asked = SiteWalk(url, known, now=NOW), []
    while requests := walk.requests():
        for request in requests:
            asked.append(request.url)
            walk.take(request.url, *_answer(request.url, files.get(request.url, BadStatus(request.url, 404))))
    return asked, walk.reading()


def _answer(url: str, file: Sitemap | BylineError | None) -> tuple[Page | FetchError, Sitemap | BylineError | None]:
    if isinstance(file, BadStatus | TimedOut):
        return file, None
    return Page(url=url, final_url=url, status=200 if file else 304, etag='"1"', fetched=NOW), file


def links(reading: SiteReading) -> list[str]:
    """Return the addresses that a way came to."""
    assert reading.read is not None
    return [entry.link.removeprefix(HOME) for entry in reading.read.entries]


def test_usual_places_are_tried_one_by_one() -> None:
    """Without a word in robots.txt one place after the other is asked, until there is a sitemap."""
    asked, reading = walked({ROBOTS: Sitemap(), HOME + USUAL[2]: pages("/a")})
    assert asked == [ROBOTS, *(HOME + path for path in USUAL[:3])]
    assert (links(reading), reading.read and reading.read.problems) == (["/a"], ())
    asked, reading = walked({})
    assert asked == [ROBOTS, *(HOME + path for path in USUAL)]
    assert isinstance(reading.answer, NotAFeed)


def test_site_out_of_reach_is_not_asked_everywhere() -> None:
    """A site that does not answer is left alone after two requests, and the failure is its own."""
    slow = {url: TimedOut(url, "silent") for url in (ROBOTS, *(HOME + path for path in USUAL))}
    asked, reading = walked(slow)
    assert (len(asked), isinstance(reading.answer, TimedOut)) == (2, True)


def test_robots_may_name_a_file_elsewhere() -> None:
    """A sitemap on another host counts if robots.txt names it, with its neighbours; pages of other sites do not."""
    cdn = "https://cdn.example"
    asked, reading = walked(
        {
            ROBOTS: named(f"{cdn}/index.xml"),
            f"{cdn}/index.xml": named(f"{cdn}/a.xml", "https://stranger.example/b.xml"),
            f"{cdn}/a.xml": Sitemap(entries=(*pages("/a").entries, *pages("/b", host=cdn).entries)),
        }
    )
    assert asked == [ROBOTS, f"{cdn}/index.xml", f"{cdn}/a.xml"]
    assert links(reading) == ["/a"]
    assert reading.read
    assert reading.read.problems == (
        "2 addresses of other sites, such as https://stranger.example/b.xml, were left out",
    )


def test_newest_files_are_read_where_there_are_too_many() -> None:
    """Of an index with very many files the newest are read, the same ones at each poll."""
    files = tuple(NamedSitemap(url=f"{HOME}/{n}.xml", lastmod=NOW - n * DAY) for n in reversed(range(80)))
    told: dict[str, Sitemap | BylineError | None] = {each.url: pages(f"/p{each.url[-6:-4]}") for each in files}
    told[f"{HOME}/sitemap.xml"] = Sitemap(sitemaps=files)
    asked, reading = walked(told, f"{HOME}/sitemap.xml")
    assert set(asked[1:]) == {f"{HOME}/{n}.xml" for n in range(MAX_SITEMAPS)}
    assert "30 of its sitemaps were left out" in str(reading.read)
    asked, _ = walked(told, f"{HOME}/sitemap.xml", reading.sitemaps)
    assert asked == [f"{HOME}/sitemap.xml"]


def test_unchanged_index_still_leads_to_its_files() -> None:
    """An index that has not changed names what it named; each of its files says for itself whether it has."""
    root, one, two = (f"{HOME}/{name}.xml" for name in ("sitemap", "one", "two"))
    _, before = walked({root: named(one, two), one: pages("/a"), two: pages("/b")}, root)
    asked, reading = walked({root: None, one: None, two: pages("/b", "/c")}, root, before.sitemaps)
    assert (asked, links(reading)) == ([root, one, two], ["/b", "/c"])
    asked, reading = walked({root: None, one: None, two: None}, root, reading.sitemaps)
    assert (reading.read, len(reading.sitemaps)) == (None, 3)


def test_file_that_fails_keeps_what_is_known_below() -> None:
    """An index that fails for once loses nothing of what is known of its files."""
    root, inner, one, two = (f"{HOME}/{name}.xml" for name in ("sitemap", "inner", "one", "two"))
    whole = {root: named(inner, two), inner: named(one), one: pages("/a"), two: pages("/b")}
    _, before = walked(whole, root)
    _, reading = walked({**whole, inner: BadStatus(inner, 500)}, root, before.sitemaps)
    assert {state.url for state in reading.sitemaps} == set(whole)
    assert links(reading) == ["/b"]


def test_index_without_a_file_that_can_be_had_fails() -> None:
    """An index alone, changed or not, is no success while none of its files can be had."""
    root, one = f"{HOME}/sitemap.xml", f"{HOME}/one.xml"
    _, before = walked({root: named(one), one: pages("/a")}, root)
    for answer in (named(one), None):
        _, reading = walked({root: answer, one: BadStatus(one, 503, NOW + DAY)}, root, before.sitemaps)
        assert isinstance(reading.answer, BadStatus)
        assert reading.answer.retry_after == NOW + DAY


def test_two_files_on_one_page_are_put_together() -> None:
    """What a news sitemap and the site's own say of a page is one entry."""
    news = Sitemap(entries=(Entry(key="a", link=f"{HOME}/a", title="A", published=NOW - DAY),))
    plain = Sitemap(entries=(Entry(key="a", link=f"{HOME}/a", updated=NOW),))
    _, reading = walked(
        {ROBOTS: named(f"{HOME}/1.xml", f"{HOME}/2.xml"), f"{HOME}/1.xml": plain, f"{HOME}/2.xml": news}
    )
    assert reading.read
    (entry,) = reading.read.entries
    assert (entry.title, entry.published, entry.updated) == ("A", NOW - DAY, NOW)
