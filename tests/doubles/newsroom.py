"""A newsroom on loopback and a collector of its feeds, with real HTTP, a real catalogue and a clock that is moved."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Self

from indexer.collecting.collector import Collector
from indexer.collecting.pace import Pace
from indexer.fetching import FetchLimits
from indexer.model import Selection
from indexer.model.feeds import Feed
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.fakes import FakeClock, FakeEmbedder, SandboxHere
from tests.doubles.indexes import FakeIndexes
from tests.doubles.web_server import Stand, fetcher

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from indexer.collecting.claims import Claims
    from indexer.collecting.report import Report
    from indexer.model import Article
    from indexer.model.feeds import FeedState, Link
    from indexer.ports import MailReader, Sandbox

POLL = timedelta(minutes=15)
RECHECK = (timedelta(hours=1), timedelta(hours=6))
LIMITS = FetchLimits(feed_bytes=20_000, page_bytes=20_000, redirects=3)
IMPATIENT = replace(LIMITS, read=2.0, total=3.0)
"""For those servers alone that are slow on purpose: any other may be slow where the machine is busy."""
_NAMES = ("Amberly", "Brookmill", "Calder", "Dunmore", "Eastvale", "Fernleigh", "Garrow", "Hollins")


def paragraphs(topic: str, number: str = "forty") -> str:
    """Return the HTML of an article's body of several passages; `number` stands in its first paragraph alone."""
    lines = [
        f"The {topic} works in {name} opened with {number if name == _NAMES[0] else 'ten'} engineers on Monday, and "
        f"its director said that a second hall would follow in {name} within the year, if the council agrees to it. "
        f"The people of {name} had waited for it since the old hall burnt down, and most of them came to see it."
        for name in _NAMES
    ]
    return "".join(f"<p>{line}</p>" for line in lines)


def html(topic: str, number: str = "forty") -> bytes:
    """Return an article's page."""
    title = f"The {topic} works"
    body = f"<article><h1>{title}</h1>{paragraphs(topic, number)}</article>"
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def item(link: str = "", title: str = "", guid: str = "", more: str = "") -> str:
    """Return one item of an RSS feed with as much in it as is given."""
    named = (("title", title), ("link", link), ("guid", guid))
    return "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in named if value) + more + "</item>"


def updated(when: datetime) -> str:
    """Return what an item says of its last change."""
    return f'<updated xmlns="http://www.w3.org/2005/Atom">{when:%Y-%m-%dT%H:%M:%SZ}</updated>'


def rss(*items: str) -> bytes:
    """Return a feed."""
    return f"<rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>".encode()


@dataclass
class Newsroom:
    """Serves feeds and pages, and collects them as often as it is told."""

    folder: Path
    stand: Stand = field(default_factory=Stand)
    clock: FakeClock = field(default_factory=lambda: FakeClock(datetime(2026, 11, 24, 12, tzinfo=UTC)))
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    feeds: list[Feed] = field(default_factory=list)
    sandbox: Sandbox = field(default_factory=SandboxHere)
    limits: FetchLimits = LIMITS
    mail_reader: MailReader | None = None
    claims: Claims | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _parts: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Open everything."""
        self._stack.enter_context(self.stand)
        self.catalogue = self._stack.enter_context(closing(open_catalogue(self.folder / "c.db")))
        indexes = FakeIndexes(embedder=self.embedder)
        self.vectors, self.lexical = indexes.vectors, indexes.lexical
        web = self._stack.enter_context(closing(fetcher(self.clock, self.limits)))
        self._parts = {
            "catalogue": self.catalogue,
            "fetcher": web,
            "sandbox": self.sandbox,
            "embedder": self.embedder,
            "syncer": indexes.syncer(self.catalogue),
            "stories": indexes.stories(self.catalogue),
            "clock": self.clock,
            "mail_reader": self.mail_reader,
            "claims": self.claims,
        }
        self.keep(None)
        return self

    def keep(self, keep: timedelta | None) -> None:
        """Collect from now on as if the config said so of the articles' age."""
        self.collector = Collector(**self._parts, pace=Pace(poll_interval=POLL, recheck=RECHECK, keep=keep))

    def __exit__(self, *_: object) -> None:
        """Close everything."""
        self._stack.close()

    def feed(self, path: str, *items: str, **settings: Any) -> str:
        """Serve a feed and configure it, if it is not yet; return its address."""
        url = self.stand.say(path, rss(*items), Content_Type="application/rss+xml")
        self.configure(path, **settings)
        return url

    def configure(self, path: str, **settings: Any) -> str:
        """Put a feed into the config, or change what stands there of it."""
        url = self.stand.url(path)
        self.feeds = [feed for feed in self.feeds if feed.url != url] + [Feed(url=url, **settings)]
        return url

    def page(self, path: str, topic: str, number: str = "forty") -> str:
        """Serve an article's page; return its address."""
        return self.stand.say(path, html(topic, number), Content_Type="text/html; charset=utf-8")

    def collect(self, after: timedelta = timedelta(), **settings: Any) -> Report:
        """Let time pass and make one pass."""
        self.clock.advance(after)
        settings.setdefault("progress", lambda _what, _done, _total: None)
        return self.collector.collect(self.feeds, **settings)

    def state(self, path: str) -> FeedState:
        """Return what is remembered of a feed."""
        return self.catalogue.feed_states()[self.stand.url(path)]

    def link(self, url: str) -> Link:
        """Return what is remembered of a link."""
        (found,) = (link for link in self.catalogue.all_links() if link.entry.link == url)
        return found

    @property
    def articles(self) -> list[Article]:
        """The articles by title."""
        return sorted(self.catalogue.articles(Selection()), key=lambda article: article.title)

    def asked(self, *paths: str) -> list[int]:
        """Return how often each path was asked for."""
        return [sum(path.partition("?")[0] == each for path in self.stand.paths) for each in paths]


def titles(articles: Iterable[Article]) -> list[str]:
    """Return the titles of articles."""
    return [article.title for article in articles]
