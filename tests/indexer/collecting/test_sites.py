"""Collecting from sites without a feed, by their sitemaps."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.feeds.site_links import OF_UNKNOWN_AGE
from indexer.model import Outcome
from indexer.model.feeds import FeedSource
from indexer.sandbox import JobLimits, ProcessSandbox
from tests.doubles.newsroom import LIMITS, POLL, Newsroom, item, titles
from tests.doubles.site import Site, index, urlset
from tests.doubles.web_server import answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from indexer.collecting.report import Report

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom without feeds."""
    with Newsroom(tmp_path, limits=replace(LIMITS, sitemap_bytes=200_000)) as opened:
        yield opened


@pytest.fixture
def site(room: Newsroom) -> Site:
    """Return a site with a page of today, one of last week, one of years ago, and one that gives no date."""
    site = Site(room.stand, room.clock)
    now = room.clock.now()
    site.publish("/news/loom", "loom", when=now - HOUR)
    site.publish("/news/mill", "mill", when=now - 7 * DAY)
    site.publish("/news/forge", "forge", when=now - 900 * DAY)
    site.publish("/company/about", "town", when=now - 2 * DAY, dated=False)
    site.write()
    return site


def configure(room: Newsroom, path: str = "/", **settings: Any) -> None:
    """Have a site read by its sitemap."""
    room.configure(path, source=FeedSource.SITEMAP, **settings)


def why(report: Report) -> str:
    """Return the one failure of a pass."""
    (found,) = report.failures.values()
    return found


def test_first_poll_takes_recent_pages_that_give_a_date(room: Newsroom, site: Site) -> None:
    """Title and time are the pages' own; what is old is not fetched, and what may be of any age is not kept."""
    configure(room)
    report = room.collect()
    assert [(article.title, article.published) for article in room.articles] == [
        ("The loom works", site.pages["/news/loom"].published),
        ("The mill works", site.pages["/news/mill"].published),
    ]
    assert room.asked("/news/forge", "/company/about") == [0, 1]
    assert report.rejected == {room.stand.url("/company/about"): OF_UNKNOWN_AGE}
    assert (report.polled, report.feeds_failed, report.problems) == (1, 0, {})


def test_site_moves_by_days(room: Newsroom, site: Site) -> None:
    """Day by day what is new becomes an article, dated or not, and nothing is fetched or stored twice."""
    configure(room)
    room.collect()
    for day in range(5):
        room.clock.advance(DAY)
        site.publish(f"/news/day-{day}", f"kiln {day}", dated=day != 2)
        site.write()
        assert room.collect().outcomes[Outcome.NEW] == 1
    assert len(room.articles) == 7
    assert [article.published for article in room.articles if article.title == "The kiln 2 works"] == [None]
    assert room.asked("/news/forge") == [0]
    assert room.catalogue.counts()["versions"] == 7
    assert room.collect(DAY).outcomes[Outcome.NEW] == 0


@pytest.mark.parametrize("form", ["file", "index"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_of_sitemap(room: Newsroom, site: Site, form: Any, packed: bool) -> None:  # noqa: FBT001  a case
    """One file or an index of many, packed or not, by robots.txt; what has not changed is not read again."""
    site.form, site.packed = form, packed
    site.write()
    configure(room)
    room.collect()
    assert titles(room.articles) == ["The loom works", "The mill works"]
    report = room.collect(2 * POLL)
    assert (report.polled, report.feeds_not_modified, report.fetched) == (1, 1, 0)
    site.publish("/news/kiln", "kiln")
    site.write()
    assert room.collect(2 * POLL).outcomes[Outcome.NEW] == 1


def test_index_tells_which_files_have_not_changed(room: Newsroom, site: Site) -> None:
    """A file of which the index says that it is as it was is not asked for, until a day has passed."""
    site.form = "index"
    site.write()
    configure(room)
    old = f"/sitemap-{site.pages['/news/forge'].listed:%Y-%m}.xml"
    for _ in range(3):
        room.collect(2 * POLL)
    assert room.asked("/sitemap.xml", old) == [3, 1]
    room.collect(DAY)
    assert room.asked(old) == [2]


def test_usual_place_is_found_without_robots(room: Newsroom, site: Site) -> None:
    """A sitemap that robots.txt does not name is looked for where it usually lies, and kept in mind."""
    site.robots = False
    site.write()
    configure(room)
    room.collect()
    assert len(room.articles) == 2
    room.collect(2 * POLL)
    assert room.asked("/sitemap.xml", "/sitemap_index.xml") == [2, 0]


@pytest.mark.usefixtures("site")
def test_sitemap_may_be_named_itself(room: Newsroom) -> None:
    """With a sitemap's address robots.txt is not searched for others."""
    configure(room, "/sitemap.xml")
    room.collect()
    assert len(room.articles) == 2
    assert room.stand.paths[0] == "/sitemap.xml"


def test_changed_page_is_fetched_again(room: Newsroom, site: Site) -> None:
    """A later time of change makes a page due, and its new text a version."""
    configure(room)
    room.collect()
    room.clock.advance(4 * DAY)
    room.collect()
    site.edit("/news/mill", "fifty")
    site.write()
    asked = room.asked("/news/loom")
    assert room.collect(DAY).outcomes[Outcome.UPDATED] == 1
    assert room.asked("/news/loom") == asked


@pytest.mark.parametrize("lastmods", ["built", "none"])
def test_times_that_tell_nothing_are_not_believed(room: Newsroom, site: Site, lastmods: Any) -> None:
    """Where all times are the same, or missing, the pages tell their age, and none is asked for again."""
    site.lastmods = lastmods
    site.write()
    configure(room)
    room.collect()
    assert titles(room.articles) == ["The forge works", "The loom works", "The mill works"]
    room.clock.advance(4 * DAY)
    room.collect()
    asked = room.asked(*site.pages)
    for _ in range(3):
        room.clock.advance(DAY)
        site.write()
        room.collect()
    assert room.asked(*site.pages) == asked


def test_times_that_all_change_are_not_believed(room: Newsroom, site: Site) -> None:
    """A site that is built anew at each poll, minutes a page, has no page fetched for it; one change alone counts."""
    for number in range(6):
        site.publish(f"/news/{number}", f"kiln {number}", when=room.clock.now() - number * DAY)
    site.write()
    configure(room)
    room.collect()
    room.clock.advance(4 * DAY)
    room.collect()
    asked = room.asked(*site.pages)
    for _ in range(2):
        room.clock.advance(DAY)
        for number, page in enumerate(site.pages.values()):
            page.changed = room.clock.now() - number * HOUR
        site.write()
        room.collect()
    assert room.asked(*site.pages) == asked
    room.clock.advance(DAY)
    site.edit("/news/3", "fifty")
    site.write()
    assert room.collect().outcomes[Outcome.UPDATED] == 1


def test_paths_decide_what_is_wanted(room: Newsroom, site: Site) -> None:
    """`include` and `exclude` go by the path; what a change of them lets in may be of any age."""
    site.publish("/blog/old", "kiln", when=room.clock.now() - 500 * DAY)
    site.write()
    configure(room, include=("/news/",), exclude=("/news/mill",))
    assert room.collect().filtered == 3
    assert titles(room.articles) == ["The loom works"]
    configure(room, include=("/news/", "/blog/"))
    room.collect(DAY)
    assert titles(room.articles) == ["The loom works", "The mill works"]
    assert room.asked("/blog/old", "/company/about") == [0, 0]


def test_part_of_a_site(room: Newsroom, site: Site) -> None:
    """The address of a part of a site stands for what lies below it."""
    site.publish("/newsletter", "kiln")
    site.write()
    configure(room, "/news")
    room.collect()
    assert titles(room.articles) == ["The loom works", "The mill works"]
    assert room.asked("/news", "/newsletter", "/company/about") == [0, 0, 0]


def test_overviews_are_no_articles(room: Newsroom, site: Site) -> None:
    """The front page and a page that three others lie below are tables of contents: they are not fetched."""
    for path in ("/news", "/", "/news/"):
        site.publish(path, "town")
    site.write()
    configure(room)
    room.collect()
    assert room.asked("/", "/news", "/news/") == [0, 0, 0]


@pytest.mark.usefixtures("site")
def test_page_of_feed_and_sitemap_is_one_article(room: Newsroom) -> None:
    """A page that a feed names, too, is fetched once; one that was passed over is fetched when a feed names it."""
    configure(room)
    room.collect()
    room.feed("/f", item(room.stand.url("/news/loom"), "Loom"), item(room.stand.url("/news/forge"), "Forge"))
    assert room.collect(POLL / 3).outcomes[Outcome.NEW] == 1
    assert room.asked("/news/loom", "/news/forge") == [1, 1]


@pytest.mark.usefixtures("site")
def test_page_is_looked_at_again_after_it_was_first_fetched(room: Newsroom) -> None:
    """Rechecks of a page that was fetched long after it was first seen are counted from then on."""
    configure(room)
    room.collect()
    room.feed("/f", item(room.stand.url("/news/forge"), "Forge"))
    asked = []
    for wait in (4 * DAY, HOUR, 2 * HOUR, 3 * HOUR, DAY):
        room.collect(wait)
        asked += room.asked("/news/forge")
    assert asked == [1, 2, 2, 3, 3]


@pytest.mark.usefixtures("site")
def test_recheck_leaves_what_was_passed_over(room: Newsroom) -> None:
    """Asking every page again asks none that was never asked."""
    configure(room)
    room.collect()
    room.collect(recheck=True)
    assert room.asked("/news/loom", "/news/forge") == [2, 0]


def test_news_sitemap_gives_title_and_time(room: Newsroom) -> None:
    """A page that cannot be had is kept as a headline by what a news sitemap says of it."""
    when = room.clock.now() - HOUR
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{}</loc><n:news><n:publication>'
        "<n:name>The Calder Post</n:name></n:publication><n:publication_date>{}</n:publication_date>"
        "<n:title>Loom &amp; mill</n:title></n:news></url></urlset>"
    )
    link = room.stand.url("/gone")
    room.stand.say("/news-sitemap.xml", news.format(link, when.isoformat()).encode())
    configure(room, "/news-sitemap.xml")
    room.collect()
    (article,) = room.articles
    assert (article.title, article.published, article.publisher) == ("Loom & mill", when, "The Calder Post")


def test_site_without_a_sitemap(room: Newsroom) -> None:
    """What was looked for, and where, is said; it is looked for again later."""
    configure(room)
    assert why(room.collect()).startswith("no sitemap: robots.txt names none, and there is none where they usually lie")
    assert room.state("/").failures == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!doctype html><html><body>Not here</body></html>", "an HTML page, not a sitemap"),
        (b"<rss version='2.0'><channel/></rss>", 'a feed, not a sitemap: leave source = "sitemap" out'),
        (b"", "empty: nothing was sent, or only blanks"),
        (b"\x1f\x8b\x08 broken", "a gzip file that is damaged"),
        (b"hello", "neither XML nor a list of addresses"),
        (b"x" * 300_000, "300000 bytes are announced, 200000 are allowed"),
        (urlset([("https://other.example/a", None)]), "1 addresses of other sites, such as https://other.example/a"),
    ],
)
def test_what_is_no_sitemap_is_said(room: Newsroom, site: Site, body: bytes, said: str) -> None:
    """A sitemap that is something else fails in words, keeps what was known, and is read again when it is one."""
    configure(room, "/sitemap.xml")
    room.collect()
    before = room.state("/sitemap.xml").sitemaps
    room.stand.say("/sitemap.xml", body)
    assert said in why(room.collect(DAY))
    assert (room.state("/sitemap.xml").sitemaps, len(room.articles)) == (before, 2)
    site.publish("/news/kiln", "kiln")
    site.write()
    assert room.collect(DAY).outcomes[Outcome.NEW] == 1


@pytest.mark.usefixtures("site")
def test_statuses_of_a_sitemap(room: Newsroom) -> None:
    """404 fails, Retry-After is waited for, and 410 switches off, as with a feed."""
    configure(room, "/sitemap.xml")
    room.stand.say("/sitemap.xml", status=404)
    assert why(room.collect()) == "HTTP 404 Not Found"
    room.stand.say("/sitemap.xml", status=503, Retry_After="7200")
    room.collect(poll_all=True)
    assert room.state("/sitemap.xml").not_before == room.clock.now() + 2 * HOUR
    assert room.collect(HOUR, poll_all=True).polled == 0
    room.stand.say("/sitemap.xml", status=410)
    room.collect(2 * HOUR)
    assert room.state("/sitemap.xml").gone


@pytest.mark.usefixtures("site")
def test_file_that_fails_costs_itself(room: Newsroom) -> None:
    """Of an index's files those that can be read are; another is named, waited for if it says so, and read later."""
    good, bad = room.stand.url("/good.xml"), room.stand.url("/bad.xml")
    room.stand.say("/sitemap.xml", index([(bad, None), (good, None)]))
    room.stand.say("/good.xml", urlset([(room.stand.url("/news/loom"), None)]))
    room.stand.say("/bad.xml", status=503, Retry_After="7200")
    configure(room, "/sitemap.xml")
    report = room.collect()
    ((said,),) = report.problems.values()
    assert said.startswith(f"{bad}: HTTP 503 Service Unavailable")
    assert (len(room.articles), room.state("/sitemap.xml").not_before) == (1, room.clock.now() + 2 * HOUR)
    room.stand.say("/bad.xml", urlset([(room.stand.url("/news/mill"), None)]))
    assert room.collect(HOUR, poll_all=True).polled == 0
    room.collect(2 * HOUR)
    assert (len(room.articles), room.state("/sitemap.xml").problems) == (2, ())


@pytest.mark.usefixtures("site")
def test_file_that_goes_on_failing_does_not_fail_the_site(room: Newsroom) -> None:
    """While the other files stay as they are a broken one is a problem, and the site is well."""
    good, bad = room.stand.url("/good.xml"), room.stand.url("/bad.xml")
    room.stand.say("/sitemap.xml", index([(bad, None), (good, None)]))
    room.stand.say("/good.xml", urlset([(room.stand.url("/news/loom"), None)]), ETag='"1"')
    configure(room, "/sitemap.xml")
    for _ in range(3):
        report = room.collect(DAY)
        assert (report.feeds_failed, room.state("/sitemap.xml").problems) == (0, (f"{bad}: HTTP 404 Not Found",))
        room.stand.do("/good.xml", lambda to: answer(to, 304, {"Content-Length": "0"}))
    assert len(room.articles) == 1


@pytest.mark.usefixtures("site")
def test_truncated_sitemap_is_read_again(room: Newsroom) -> None:
    """Half a sitemap gives its half, is not taken for unchanged, and the rest comes with the whole."""
    links = [(room.stand.url(path), None) for path in ("/news/loom", "/news/mill")]
    whole = urlset(links)
    room.stand.say("/sitemap.xml", whole[: whole.rindex(b"<url>") + 10], ETag='"same"')
    configure(room, "/sitemap.xml")
    assert "XML that ends too early" in str(room.collect().problems)
    assert len(room.articles) == 1
    room.stand.say("/sitemap.xml", whole, ETag='"same"')
    room.collect(DAY)
    assert len(room.articles) == 2


@pytest.mark.usefixtures("site")
def test_loops_and_depths_end(room: Newsroom) -> None:
    """An index that names itself, or others without end, is read within limits, each file once."""

    def deeper(to: BaseHTTPRequestHandler) -> None:
        number = int(to.path.removeprefix("/deep.xml?"))
        links = [(room.stand.url(f"/deep.xml?{number * 10 + digit}"), None) for digit in range(10)]
        body = index([*links, (room.stand.url("/sitemap.xml"), None), (room.stand.url("/news.xml"), None)])
        answer(to, 200, {"Content-Length": str(len(body))}, body)

    room.stand.do("/deep.xml", deeper)
    room.stand.say("/news.xml", urlset([(room.stand.url("/news/loom"), None)]))
    room.stand.say("/sitemap.xml", index([(room.stand.url(path), None) for path in ("/sitemap.xml", "/deep.xml?1")]))
    configure(room, "/sitemap.xml")
    report = room.collect()
    assert (len(room.articles), room.asked("/sitemap.xml", "/news.xml")) == (1, [1, 1])
    assert room.asked("/deep.xml")[0] <= 50
    assert "of its sitemaps were left out" in str(report.problems)


def test_bomb_and_endless_answer_cost_themselves(tmp_path: Path) -> None:
    """A packed file of many megabytes is read up to the limit, an endless one is refused, and the rest is collected."""
    with Newsroom(
        tmp_path, sandbox=ProcessSandbox(JobLimits(megabytes=700)), limits=replace(LIMITS, sitemap_bytes=200_000)
    ) as room:
        room.stand.say("/bomb.xml.gz", gzip.compress(b"<urlset>" + b" " * 60_000_000, mtime=0))
        room.stand.say("/sitemap.xml", index([(room.stand.url(path), None) for path in ("/bomb.xml.gz", "/a.xml")]))
        site = Site(room.stand, room.clock)
        room.stand.say("/a.xml", urlset([(site.publish("/news/loom", "loom"), None)]))
        room.stand.do("/endless.xml", lambda to: answer(to, 200, {}, b"<urlset>" * 50_000))
        configure(room, "/sitemap.xml")
        configure(room, "/endless.xml")
        report = room.collect()
        assert len(room.articles) == 1
        assert "more than 52,428,800 bytes" in str(report.problems)
        assert "more than the 200000 bytes that are allowed" in str(report.failures)


@pytest.mark.usefixtures("site")
def test_redirect_elsewhere(room: Newsroom) -> None:
    """A redirect for good to another site is followed and said; a passing one gives nothing of the other's pages."""
    elsewhere = room.stand.url("/sitemap.xml", host="lab.example")
    link = room.stand.url("/news/loom", host="lab.example")
    room.stand.say("/sitemap.xml", urlset([(link, None)]))
    room.stand.say("/old.xml", status=302, Location=elsewhere)
    configure(room, "/old.xml")
    assert f"addresses of other sites, such as {link}" in why(room.collect())
    room.stand.say("/old.xml", status=301, Location=elsewhere)
    report = room.collect(DAY)
    assert (len(room.articles), "has moved to" in str(report.problems)) == (1, True)


def test_stop_leaves_a_site_due(room: Newsroom, site: Site) -> None:
    """A pass that is stopped between two files keeps nothing of the site, and the next one reads it whole."""
    site.form = "index"
    site.write()
    configure(room)
    asked = iter([False, True])
    room.collect(stop=lambda: next(asked, True))
    assert not room.catalogue.feed_states()
    room.collect()
    assert len(room.articles) == 2


@pytest.mark.usefixtures("site")
def test_pass_that_ends_after_the_poll_loses_nothing(room: Newsroom) -> None:
    """What a poll found is due until it was fetched, whatever became of the pass."""
    configure(room)
    room.collect(stop=lambda: bool(room.catalogue.feed_states()))
    assert room.asked("/news/loom", "/news/mill") == [0, 0]
    assert room.collect(2 * POLL).feeds_not_modified == 1
    assert titles(room.articles) == ["The loom works", "The mill works"]
