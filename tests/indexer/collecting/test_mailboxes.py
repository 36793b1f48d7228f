"""Collecting newsletters from a mailbox, on a real mail server."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from indexer.collecting import archive
from indexer.collecting.claims import SoleClaims
from indexer.errors import MailboxRefused, ParseError
from indexer.feeds.links import ONLY_A_MAIL
from indexer.model import Outcome, Quality, Selection, Traces
from indexer.model.feeds import Feed, FeedSource
from indexer.web import mail_urls
from tests.doubles.mail_server import MailServer, mail, mailbox, reader
from tests.doubles.newsroom import POLL, Newsroom, html, item, paragraphs, titles
from tests.doubles.web_server import answer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime
    from http.server import BaseHTTPRequestHandler

    from indexer.model.feeds import FeedState
    from indexer.model.mails import MailBatch, Mailbox, MailPosition
    from indexer.ports import MailReader

NAME = "The Loom"
ISSUE = (Path(__file__).parents[2] / "data" / "newsletters" / "mail.html").read_text(encoding="utf-8")
FRONT = (
    b"<html><body><article><h1>All issues</h1><p>Here is what we sent this year, and how to subscribe.</p></article>"
)
"""A page with another text than any issue's."""


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    """Yield a mail server."""
    with MailServer() as running:
        yield running


@pytest.fixture
def room(tmp_path: Path, server: MailServer) -> Iterator[Newsroom]:
    """Yield a newsroom that reads an empty folder of the mailbox."""
    server.begin_anew("news")
    with reader() as client, Newsroom(tmp_path, mail_reader=client) as opened:
        configure(opened, server)
        yield opened


def configure(room: Newsroom, server: MailServer, **settings: Any) -> None:
    """Put the mailbox into the config, or change what stands there of it."""
    box = mailbox(server.port, folder="news", **settings)
    feed = Feed(url="imap://news.example/news#1", source=FeedSource.MAILBOX, name=NAME, mailbox=box)
    room.feeds = [each for each in room.feeds if each.url != feed.url] + [feed]


def send(server: MailServer, topic: str = "loom", number: int = 1, more: str = "", **settings: Any) -> None:
    """Send an issue whose text is that of a page on the same topic."""
    title = f"The {topic} works"
    server.deliver(mail(title, f"{more}<h1>{title}</h1>{paragraphs(topic)}", number=number, **settings), folder="news")


def state(room: Newsroom) -> FeedState:
    """Return what is remembered of the mailbox."""
    return room.catalogue.feed_states()[room.feeds[-1].url]


def test_issue_becomes_an_article_without_a_link(room: Newsroom, server: MailServer) -> None:
    """It is its publisher's by the configured name, has a name for an address, and is taken once."""
    send(server)
    send(server, "mill", 2, headers={"From": "stranger@evil.example"})
    report = room.collect()
    (article,) = room.articles
    assert (article.title, article.publisher, article.quality) == ("The loom works", NAME, Quality.PARTIAL)
    assert (mail_urls.is_mail(article.url), article.reason) == (True, ONLY_A_MAIL)
    assert article.published is not None
    assert (report.polled, report.feeds_failed, report.outcomes[Outcome.NEW]) == (1, 0, 1)
    assert room.vectors.count() == room.lexical.count() == room.catalogue.counts()["passages"] > 0
    again = room.collect(2 * POLL)
    assert (again.polled, again.feeds_not_modified, again.outcomes[Outcome.NEW]) == (1, 1, 0)
    assert room.catalogue.counts_by_feed()[room.feeds[-1].url] == {"partial": 1}
    assert server.flags("news") == [(), ()]


def test_new_validity_or_settings_take_nothing_twice(room: Newsroom, server: MailServer) -> None:
    """A folder that was made anew, and one whose senders changed in the config, are read again; known mails stay."""
    send(server)
    room.collect()
    before = state(room).mail
    server.begin_anew("news")
    send(server)
    send(server, "mill", 2)
    assert room.collect(2 * POLL).outcomes[Outcome.NEW] == 1
    assert state(room).mail.validity != before.validity
    send(server, "kiln", 3, headers={"From": "other@loom.example"})
    configure(room, server, senders=("@loom.example",))
    assert room.collect().outcomes[Outcome.NEW] == 1
    assert titles(room.articles) == ["The kiln works", "The loom works", "The mill works"]
    assert room.catalogue.counts()["versions"] == 3


class Killed(Exception):
    """The program is killed."""


class Interrupted:
    """Reads mails two at a time, until it is killed, or the server refuses, after some batches."""

    def __init__(self, inner: MailReader, batches: int, failure: Exception) -> None:
        self._inner, self._batches, self._failure = inner, batches, failure

    def read(self, url: str, box: Mailbox, after: MailPosition, since: datetime) -> Generator[MailBatch, None, None]:
        """Yield some batches and fail."""
        for number, batch in enumerate(self._inner.read(url, box, after, since)):
            if number == self._batches:
                raise self._failure
            yield batch

    def close(self) -> None:
        """Leave it to the other."""


@pytest.mark.parametrize("failure", [Killed(), MailboxRefused("imap://x", "no more")])
def test_interrupted_poll_goes_on(tmp_path: Path, server: MailServer, failure: Exception) -> None:
    """Whatever ends a poll in the middle, each mail becomes one article in the end, and none is fetched again."""
    from indexer.fetching import MailLimits

    server.begin_anew("news")
    for number, topic in enumerate(("loom", "mill", "kiln", "forge", "dock")):
        send(server, topic, number)
    with reader(MailLimits(batch=2)) as client:
        with Newsroom(tmp_path, mail_reader=Interrupted(client, 2, failure)) as room:
            configure(room, server)
            if isinstance(failure, Killed):
                with pytest.raises(Killed):
                    room.collect()
            else:
                assert room.collect().failures == {room.feeds[0].url: "no more (imap://x)"}
            reached = state(room).mail
        with Newsroom(tmp_path, mail_reader=client) as room:
            configure(room, server)
            report = room.collect(4 * POLL)
            assert report.outcomes[Outcome.DUPLICATE] == 0
            assert len(room.articles) == 5
            assert state(room).mail.uid == reached.uid + 3
            assert (state(room).failures, state(room).error) == (0, "")


class Lost(SoleClaims):
    """The claims of a collector from which another one takes a feed over, after it was kept some times."""

    def __init__(self, times: int) -> None:
        self._left = times

    def kept_feed(self, url: str) -> bool:  # noqa: ARG002
        """Tell whether it is not over yet."""
        self._left -= 1
        return self._left >= 0


def test_what_another_collector_has_taken_over_is_left_to_it(tmp_path: Path, server: MailServer) -> None:
    """Of a mailbox that is another's by now no more mails are kept, and no success; the rest comes at the next poll."""
    from indexer.fetching import MailLimits

    server.begin_anew("news")
    for number, topic in enumerate(("loom", "mill", "kiln")):
        send(server, topic, number)
    with reader(MailLimits(batch=1)) as client:
        with Newsroom(tmp_path, mail_reader=client, claims=Lost(2)) as room:  # the first batch is empty
            configure(room, server)
            room.collect()
            assert (titles(room.articles), state(room).last_success) == (["The loom works"], None)
        with Newsroom(tmp_path, mail_reader=client) as room:
            configure(room, server)
            assert room.collect(2 * POLL).outcomes[Outcome.NEW] == 2


def test_failure_at_a_mailbox_that_another_has_taken_over_is_none(tmp_path: Path, server: MailServer) -> None:
    """The refusal of a mailbox that is another collector's by now is not kept."""
    with reader() as client, Newsroom(tmp_path, mail_reader=client, claims=Lost(0)) as room:
        configure(room, server, user="nobody")
        assert room.collect().feeds_failed == 1
        assert room.catalogue.feed_states() == {}


def test_failing_mailbox_costs_itself(room: Newsroom, server: MailServer) -> None:
    """A login that is refused is told as a feed's failure, and everything else is collected."""
    configure(room, server, user="nobody")
    room.feed("/f", item(room.page("/a", "mill"), "A"))
    room.feeds.sort(key=lambda feed: feed.mailbox is None)
    report = room.collect()
    assert (report.polled, report.feeds_failed, titles(room.articles)) == (2, 1, ["The mill works"])
    failed = room.catalogue.feed_states()["imap://news.example/news#1"]
    assert "refuses the login of its user" in failed.error
    assert failed.next_poll is not None


def test_spoofed_mail_is_refused_and_told(room: Newsroom, server: MailServer) -> None:
    """What the server found not to be from its sender is no article, and health says so until other mails come."""
    send(server, headers={"Authentication-Results": "mx.news.example; dmarc=fail"})
    report = room.collect()
    assert (room.articles, report.outcomes[Outcome.REJECTED]) == ([], 1)
    (problem,) = state(room).problems
    assert problem.startswith('"The loom works" was refused: the server found')
    room.collect(2 * POLL)
    assert state(room).problems == (problem,)


def page(room: Newsroom, path: str, topic: str, *, needs: str = "", to: str = "") -> str:
    """Serve an issue's page; `needs` is a parameter without which it is another, `to` where a counter leads."""

    def reply(handler: BaseHTTPRequestHandler) -> None:
        if to:
            redirect(handler, to)
            return
        query = handler.path.partition("?")[2].split("&")
        body = html(topic) if not needs or needs in query else FRONT
        answer(handler, 200, {"Content-Type": "text/html", "Content-Length": str(len(body))}, body)

    return room.stand.do(path, reply)


def redirect(handler: BaseHTTPRequestHandler, to: str) -> None:
    """Send a request elsewhere."""
    answer(handler, 302, {"Location": to, "Content-Length": "0"})


@pytest.mark.parametrize(
    ("needs", "query", "shown"),
    [
        ("", "", "/issue"),
        ("", "?e=81c2d9&x=1", "/issue"),
        ("n=41", "?n=41&e=81c2d9", "/issue?n=41"),
    ],
)
def test_public_page_is_the_source(room: Newsroom, server: MailServer, needs: str, query: str, shown: str) -> None:
    """Behind its counter "view in browser" leads to the page that is cited, without what tells the reader."""
    issue = page(room, "/issue", "loom", needs=needs)
    counter = page(room, "/click/81c2d9", "", to=issue + query)
    send(server, more=f'<p><a href="{counter}">View in browser</a></p>')
    room.collect()
    (article,) = room.articles
    assert (article.url, article.publisher, article.quality) == (room.stand.url(shown), NAME, Quality.FULL)
    assert "81c2d9" not in json.dumps([article.url, *article.aliases, article.text])
    room.feed("/f", item(room.stand.url(shown), "The loom works"))
    assert room.collect().outcomes[Outcome.NEW] == 0


def test_stop_while_a_page_is_looked_for_leaves_the_mail(room: Newsroom, server: MailServer) -> None:
    """No more pages are asked once a pass is stopped, and the mail waits for the next, which finds its page."""
    stopped = Event()

    def reply(handler: BaseHTTPRequestHandler) -> None:
        stopped.set()
        redirect(handler, other)

    other = room.stand.say("/other", FRONT, Content_Type="text/html")
    issue = page(room, "/issue", "loom")
    counter = room.stand.do("/click/1", reply)
    links = f'<p><a href="{counter}">View online</a></p><p><a href="{issue}">View online</a></p>'
    send(server, more=links)
    room.collect(stop=stopped.is_set)
    assert (room.articles, room.asked("/issue")) == ([], [0])
    room.collect(2 * POLL)
    assert [article.url for article in room.articles] == [issue]


@pytest.mark.parametrize(
    ("body", "status", "address"),
    [
        (FRONT, 200, "/issue"),
        (html("loom"), 403, "/issue"),
        (html("loom"), 200, "/issue/550e8400-e29b-41d4-a716-446655440000"),  # each reader's own
    ],
)
def test_page_that_is_not_public_is_no_source(
    room: Newsroom, server: MailServer, body: bytes, status: int, address: str
) -> None:
    """A page with another text, a refusal, or an address that may be the reader's own is not shown."""
    link = room.stand.say(address, body, status, Content_Type="text/html")
    send(server, more=f'<p><a href="{link}">View in browser</a></p>')
    room.collect()
    (article,) = room.articles
    assert mail_urls.is_mail(article.url)
    assert room.stand.url("") not in json.dumps([article.url, *article.aliases, article.text])


def test_mail_is_exported_imported_and_forgotten(room: Newsroom, server: MailServer) -> None:
    """Its address serves as any other one's does; only one of this form is taken from a file."""
    send(server)
    room.collect()
    (article,) = room.articles
    (record,) = archive.export(room.catalogue, Selection())
    read = archive.read_article(json.dumps(record).encode(), room.clock.now())
    assert (read.id, read.url, read.text) == (article.id, article.url, article.text)
    with pytest.raises(ParseError, match="not an http"):
        archive.read_article(json.dumps(record | {"url": "mid:<!channel>@x"}).encode(), room.clock.now())
    traces = room.catalogue.traces_at(article.url)
    assert traces == Traces(articles=(article.id,), links=(article.url,))
    room.catalogue.erase(traces, room.clock.now())
    configure(room, server, senders=("@loom.example",))
    room.collect()
    assert room.articles == []


def test_issue_by_mail_is_cut_into_its_items(room: Newsroom, server: MailServer) -> None:
    """Its items are found as those of any issue are, under the mail's address, and name no counter and no reader."""
    server.deliver(mail("The Loom Weekly", ISSUE), folder="news")
    room.collect()
    (whole,) = (article for article in room.articles if article.is_issue)
    items = room.catalogue.items_of(whole.id)
    assert len(items) == 3
    assert {each.url for each in (whole, *items)} == {whole.url}
    assert mail_urls.is_mail(whole.url)
    assert {each.publisher for each in items} == {NAME}
    shown = json.dumps([[each.text, *(origin.url for origin in each.origins)] for each in items])
    assert not any(mark in shown for mark in ("click", "u81", "invalid"))
