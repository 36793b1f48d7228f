"""Everything that a feed can do wrong: the rest is collected, the status names it, and nobody is stormed."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.commands.status import status_lines
from bot.operations.health import FeedHealth, status_of, status_record
from indexer.model import Quality
from tests.doubles.newsroom import IMPATIENT, POLL, Newsroom, html, item, rss, titles
from tests.doubles.web_server import answer, dripping, raw, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

DAY = timedelta(days=1)
XML = "application/rss+xml"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom with one healthy feed."""
    with Newsroom(tmp_path) as opened:
        opened.feed("/good", item(opened.page("/a", "loom"), "A"))
        yield opened


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield the same, which does not wait for long."""
    with Newsroom(tmp_path, limits=IMPATIENT) as opened:
        opened.feed("/good", item(opened.page("/a", "loom"), "A"))
        yield opened


def health(room: Newsroom, path: str) -> FeedHealth:
    """Return what the status says of a feed."""
    (found,) = (feed for feed in status_of(room.catalogue, room.feeds).feeds if feed.url == room.stand.url(path))
    return found


def looping(to: BaseHTTPRequestHandler) -> None:
    """Redirect to another address each time, all of them here."""
    answer(to, 302, {"Location": f"{to.path}x" if "?" in to.path else f"{to.path}?x", "Content-Length": "0"})


FAULTS: dict[str, tuple[Callable[[Newsroom], object], str]] = {
    "missing": (lambda room: room.stand.say("/f", status=404), "HTTP 404 Not Found"),
    "broken": (lambda room: room.stand.say("/f", status=500), "HTTP 500 Internal Server Error"),
    "busy": (
        lambda room: room.stand.say("/f", status=429, Retry_After="7200"),
        "HTTP 429 Too Many Requests, to be asked again from 2026-11-24 14:00 UTC on",
    ),
    "gone": (lambda room: room.stand.say("/f", status=410), "HTTP 410 Gone: taken away for good"),
    "truncated": (
        lambda room: room.stand.do("/f", raw(HEAD + b"Content-Length: 900\r\n\r\n" + rss(item(title="x")))),
        "peer closed connection",
    ),
    "huge": (
        lambda room: room.stand.say("/f", b" " * 30_000),
        "30000 bytes are announced, 20000 are allowed",
    ),
    "loop": (lambda room: room.stand.do("/f", looping), "more than 3 redirects"),
    "page": (lambda room: room.stand.say("/f", html("loom"), Content_Type=XML), "an HTML page, not a feed"),
    "empty": (lambda room: room.stand.say("/f", b"", Content_Type=XML), "empty: nothing was sent"),
    "home": (
        lambda room: (room.page("/", "home"), room.stand.say("/f", status=301, Location="/")),
        "redirected to http://127.0.0.1:",
    ),
    "nonsense": (lambda room: room.stand.say("/f", b"\x89PNG\r\n", Content_Type="image/png"), "neither RSS"),
}
SLOW_FAULTS: dict[str, tuple[Callable[[Newsroom], object], str]] = {
    "silent": (lambda room: room.stand.do("/f", silent), "the server was silent for 2 s"),
    "dripping": (
        lambda room: room.stand.do("/f", dripping(HEAD + b"\r\n", 0.05)),
        "the answer was not complete when its total time was over",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_costs_its_feed_alone(room: Newsroom, fault: str) -> None:
    """Whatever a feed does, the other one is collected, what was known stays, and the reason stands in the status."""
    said = after(room, *FAULTS[fault])
    assert said.state == {"busy": "waiting", "gone": "gone"}.get(fault, "failing")


@pytest.mark.parametrize("fault", SLOW_FAULTS)
def test_slow_feed_costs_itself_alone(impatient: Newsroom, fault: str) -> None:
    """The same holds of a feed that is waited for in vain."""
    assert after(impatient, *SLOW_FAULTS[fault]).state == "failing"


def after(room: Newsroom, cause: Callable[[Newsroom], object], words: str) -> FeedHealth:
    """Let a feed go wrong and collect, and return how it is; all that is the same for every fault must hold."""
    room.feed("/f", item(room.page("/b", "mill"), "B"))
    room.collect()
    cause(room)
    room.feed("/good", item(room.stand.url("/a"), "A"), item(room.page("/c", "kiln"), "C"))
    report = room.collect(poll_all=True)
    assert (report.feeds_failed, titles(room.articles)) == (
        1,
        ["The kiln works", "The loom works", "The mill works"],
    )
    said = health(room, "/f")
    assert said.error.startswith(words)
    assert (said.failures, said.articles, said.moved_to, health(room, "/good").state) == (1, 1, "", "ok")
    return said


@pytest.mark.parametrize("fault", ["broken", "busy", "gone"])
def test_failing_feed_is_asked_less_and_less(room: Newsroom, fault: str) -> None:
    """In two days of passes a quarter of an hour apart a feed that fails is asked eight times, a gone one once."""
    cause, _ = FAULTS[fault]
    cause(room)
    room.configure("/f")
    polled = 0
    for _ in range(2 * 96):
        polled += room.collect(POLL).polled
    assert polled - room.asked("/good")[0] == {"gone": 1}.get(fault, 8)
    assert room.collect(poll_all=True).feeds_failed == {"gone": 0}.get(fault, 1)


def test_gone_feed_comes_back_with_its_config_entry(room: Newsroom) -> None:
    """A feed that a 410 switched off is not asked again, however one asks, until its entry in the config changes."""
    room.stand.say("/f", status=410)
    room.configure("/f")
    for _ in range(5):
        room.collect(DAY, poll_all=True)
    assert (room.asked("/f"), health(room, "/f").state, health(room, "/f").next_poll) == ([1], "gone", None)
    room.feed("/f", item(room.page("/b", "mill"), "B"), name="The mill")
    room.collect()
    assert (health(room, "/f").state, health(room, "/f").error, health(room, "/f").articles) == ("ok", "", 1)


def test_feed_that_moved_is_asked_there_after_two_answers(room: Newsroom) -> None:
    """A chain of permanent redirects is followed and reported; after two feeds from there the new address is asked."""
    room.feed("/new", item(room.page("/b", "mill"), "B"))
    room.stand.say("/middle", status=308, Location="/new")
    room.stand.say("/f", status=301, Location="/middle")
    room.feeds = room.feeds[:1]
    url = room.configure("/f")
    for _ in range(4):
        report = room.collect(DAY)
        assert report.problems[url] == (f"has moved to {room.stand.url('/new')}: change its address in the config",)
    assert room.asked("/f", "/middle", "/new") == [2, 2, 4]
    assert health(room, "/f").moved_to == room.stand.url("/new")


def test_passing_redirect_is_never_adopted(room: Newsroom) -> None:
    """A redirect for the time being is followed each time, and nothing is made of it."""
    room.stand.say("/new", rss(item(room.page("/b", "mill"), "B")), Content_Type=XML)
    room.stand.say("/f", status=302, Location="/new")
    room.configure("/f")
    for _ in range(4):
        room.collect(DAY)
    assert (room.asked("/f", "/new"), health(room, "/f").moved_to) == ([4, 4], "")


def test_two_feeds_that_moved_to_one_are_asked_with_one_request(room: Newsroom) -> None:
    """Feeds that ended at one address share its answer."""
    room.stand.say("/new", rss(item(room.page("/b", "mill"), "B")), Content_Type=XML)
    for path in ("/f", "/g"):
        room.stand.say(path, status=301, Location="/new")
        room.configure(path)
    for _ in range(3):
        assert room.collect(DAY).feeds_failed == 0
    assert room.asked("/f", "/g", "/new") == [2, 2, 5]


def test_half_broken_feed_gives_what_it_has(room: Newsroom) -> None:
    """Of an ill-formed feed what can be read is collected; repeated ids and blank entries are reported, and stay so."""
    links = [room.page(f"/{topic}", topic) for topic in ("mill", "kiln", "forge")]
    nameless = item(more="<description>Only text. It says something.</description>")
    items = [item(links[0], "B", "urn:same"), item(links[1], "C", "urn:same"), item(), nameless, item(links[2], "D")]
    room.stand.say("/f", rss(*items)[:-20] + b"<item><title>&oops; <", Content_Type=XML, ETag='"1"')
    room.configure("/f")
    report = room.collect()
    assert {"The mill works", "The kiln works", "The forge works"} <= set(titles(room.articles))
    problems = " / ".join(health(room, "/f").problems)
    for words in (
        "ill-formed XML",
        "entries without id, link, title and text, left out: ",
        "entries without id, link and title, known by their text alone: 1",
        "2 entries share the id 'urn:same'",
    ):
        assert words in problems
    assert (report.problems[room.stand.url("/f")], health(room, "/f").error) == (health(room, "/f").problems, "")
    room.stand.say("/f", status=304)
    room.collect(DAY)
    assert " / ".join(health(room, "/f").problems) == problems


def test_one_page_in_trouble_leaves_the_others(impatient: Newsroom) -> None:
    """Pages that fail in every way cost themselves; each leaves a headline with the reason."""
    room = impatient
    room.stand.do("/slow", silent)
    room.stand.do("/drip", dripping(HEAD + b"\r\n", 0.05))
    room.stand.do("/loop", looping)
    room.stand.say("/huge", b"x" * 30_000)
    room.stand.say("/busy", status=429, Retry_After="60")
    room.stand.say("/pdf", b"%PDF-1.7", Content_Type="application/pdf")
    bad = ["/slow", "/drip", "/loop", "/huge", "/busy", "/pdf"]
    room.feed("/f", *(item(room.stand.url(path), path) for path in bad), item(room.page("/b", "mill"), "B"))
    report = room.collect()
    assert (report.pages_failed, report.fetched) == (5, 3)
    reasons = {article.title: article.reason for article in room.articles if article.quality is Quality.HEADLINE}
    assert set(bad) == set(reasons)
    assert all(reasons.values())
    assert len(room.stand.asked) < 20


def test_host_that_refuses_everything_is_not_stormed(room: Newsroom) -> None:
    """Of thirty pages at a host that wants to be left alone three are asked for, and none is given up for it."""
    for number in range(30):
        room.stand.say(f"/p{number}", status=429, Retry_After="3600")
    room.feed("/f", *(item(room.stand.url(f"/p{number}", "busy.example"), f"P{number}") for number in range(30)))
    room.stand.say("/robots.txt", b"")
    room.collect()
    assert sum(path.startswith("/p") for path in room.stand.paths) <= 4
    for number in range(30):
        room.page(f"/p{number}", f"kiln {number}")
    room.collect(timedelta(hours=1, seconds=1))
    full = [article for article in room.articles if article.quality is Quality.FULL]
    assert len(full) == 31


def test_status_in_words_and_as_json(room: Newsroom) -> None:
    """Each feed has its last success, next poll, error, articles and share of headlines, for people and programs."""
    room.feed("/f", item(room.page("/b", "mill"), "B"), item(room.stand.url("/gone"), "G"), item(title="Podcast"),
              name="Mill", exclude=("podcast",))  # fmt: skip
    room.stand.say("/h", status=503)
    room.configure("/h")
    room.configure("/off", enabled=False)
    room.collect()
    found = status_of(room.catalogue, room.feeds)
    record = {feed["url"]: feed for feed in status_record(found)["feeds"]}
    mill, broken = record[room.stand.url("/f")], record[room.stand.url("/h")]
    assert (mill["error"], mill["last_success"], mill["problems"]) == (None, "2026-11-24T12:00:00+00:00", [])
    assert {"state": "ok", "articles": 2, "headlines": 1, "headline_share": 0.5, "filtered": 1}.items() <= mill.items()
    assert (broken["state"], broken["error"], broken["failures"]) == ("failing", "HTTP 503 Service Unavailable", 1)
    assert "2026-11-24T12:15" <= broken["next_poll"] < "2026-11-24T12:17"
    assert record[room.stand.url("/off")]["next_poll"] is None
    text = "\n".join(status_lines(found, UTC))
    assert (
        "ok        Mill: 2 articles, 1 of them (50%) headlines only, entries filtered out at the last reading: 1;"
        in text
    )
    assert f"failing   {room.stand.url('/h')}: 0 articles; last success never, next poll 2026-11-24 12:1" in text
    assert "          HTTP 503 Service Unavailable" in text
    assert f"disabled  {room.stand.url('/off')}: 0 articles; last success never, next poll never" in text
