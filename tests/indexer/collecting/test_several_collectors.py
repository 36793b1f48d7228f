"""Several collectors that share a catalogue in Postgres."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from indexer.indexing.sync import COUNTED_AGAIN
from indexer.model import Selection
from indexer.model.feeds import Feed
from tests.doubles.catalogue_records import article as catalogue_article
from tests.doubles.catalogue_records import save
from tests.doubles.fakes import FakeClock, FakeVectorIndex
from tests.doubles.indexes import silent
from tests.doubles.machines import LEASE, Machine
from tests.doubles.newsroom import LIMITS, html, item, rss
from tests.doubles.web_server import Stand, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler

    from tests.doubles.postgres_server import PostgresServer

HTML = {"Content-Type": "text/html; charset=utf-8"}
SITES = ("a.example", "b.example", "c.example")


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Serve on loopback under every name."""
    with Stand() as made:
        yield made


@pytest.fixture
def start(postgres: PostgresServer) -> Iterator[Callable[[str], Machine]]:
    """Yield what starts a machine; all of them share a catalogue, vectors and the time of day."""
    clock, vectors = FakeClock(), FakeVectorIndex()
    with ExitStack() as stack:
        url = stack.enter_context(postgres.catalogue())
        yield lambda name: stack.enter_context(Machine(name, url, clock, vectors))


class Crowd:
    """Answers slowly, and counts the requests that are under way at each site."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    def page(self, topic: str) -> Callable[[BaseHTTPRequestHandler], None]:
        """Return what answers with an article's page."""
        body = html(topic)

        def reply(to: BaseHTTPRequestHandler) -> None:
            site = str(to.headers["Host"]).partition(":")[0]
            with self._lock:
                self._under_way[site] += 1
                self.most[site] = max(self.most[site], self._under_way[site])
            threading.Event().wait(0.02)
            with self._lock:
                self._under_way[site] -= 1
            answer(to, 200, {"Content-Length": str(len(body))} | HTML, body)

        return reply


def newsroom(stand: Stand, pages: int, crowd: Crowd | None = None) -> list[Feed]:
    """Serve a feed of some pages at each site; return the feeds."""
    crowd, feeds = crowd or Crowd(), []
    for site in SITES:
        letter = site[0]
        links = [stand.do(f"/{letter}{number}", crowd.page(f"{letter}{number} mill")) for number in range(pages)]
        shown = [link.replace("127.0.0.1", site) for link in links]
        body = rss(*(item(link, f"The {link[-2:]} mill works") for link in shown))
        url = stand.say(f"/{letter}.xml", body, Content_Type="application/rss+xml")
        feeds.append(Feed(url=url.replace("127.0.0.1", site)))
    return feeds


def held(machine: Machine) -> set[str]:
    """Return the ids of the passages that its lexical index holds."""
    return {hit.id for hit in machine.lexical.search("mill", 999)}


def test_all_is_asked_for_once(start: Callable[[str], Machine], stand: Stand) -> None:
    """Two collectors ask for each feed and page once, no site more often at once than one would, and index it once."""
    crowd = Crowd()
    feeds = newsroom(stand, 6, crowd)
    machines = [start("one"), start("two")]
    with ThreadPoolExecutor(2) as threads:
        reports = list(threads.map(lambda each: each.collect(feeds), machines))
    reports += [each.collect(feeds) for each in machines]
    asked = Counter(path for path in stand.paths if path != "/robots.txt")
    assert asked == Counter([f"/{site[0]}.xml" for site in SITES] + [f"/{s[0]}{n}" for s in SITES for n in range(6)])
    assert (sum(each.polled for each in reports), sum(each.fetched for each in reports)) == (3, 18)
    assert max(crowd.most.values()) <= LIMITS.per_host
    first, second = machines
    passages = {placed.passage.id for batch in first.catalogue.all_passages(500) for placed in batch}
    assert {key for period in first.vectors.periods() for key in first.vectors.ids(period)} == passages
    assert (first.embedder.embedded, second.embedder.embedded) == (len(passages), 0)
    assert [each.follow() for each in machines] == [[], []]
    assert held(first) == held(second) == passages
    assert first.catalogue.count_undecided() == 0
    first.collect(feeds)
    assert first.catalogue.changes(0, 9) == []


def test_a_machine_that_is_gone_is_replaced(start: Callable[[str], Machine], stand: Stand) -> None:
    """Once the leases of a killed machine are over another one goes on: with its duties, its feeds and its pages."""
    feeds = newsroom(stand, 2)
    first, second = start("one"), start("two")
    assert (first.leads(), second.leads()) == ((True, True), (False, False))
    claimed = first.catalogue.claim_feeds([feed.url for feed in feeds], "one")
    second.keeper.renew()
    assert (len(claimed), second.collect(feeds).polled, second.leads()) == (3, 0, (False, False))
    first.expire()
    second.keeper.renew()
    report = second.collect(feeds)
    assert (second.leads(), report.polled, report.fetched, report.embedded > 0) == ((True, True), 3, 6, True)


def test_a_machine_that_was_cut_off_keeps_nothing_that_another_took(
    start: Callable[[str], Machine], stand: Stand
) -> None:
    """What a machine fetched while another took over is not kept by it: neither feed nor page, vector nor story."""
    feeds = newsroom(stand, 1)[:1]
    first, second = start("one"), start("two")
    fetched = stand.reply("/a0")

    def cut_off(to: BaseHTTPRequestHandler) -> None:
        stand.do("/a0", fetched)
        first.expire()
        second.keeper.renew()
        second.collect(feeds)
        fetched(to)

    stand.do("/a0", cut_off)
    report = first.collect(feeds)
    (article,) = first.catalogue.articles(Selection())
    (link,) = first.catalogue.all_links()
    assert (report.fetched, article.version, link.checks) == (0, 1, 1)
    assert (first.embedder.embedded, second.embedder.embedded > 0) == (0, True)
    save(second.catalogue, catalogue_article("later"))
    before = (second.catalogue.cursor("g1"), 1)
    first.syncer.drain(silent)
    first.stories.run(silent)
    assert (first.leads(), second.leads()) == ((True, True), (True, True))  # the first one does not know yet
    assert (second.catalogue.cursor("g1"), second.catalogue.count_undecided()) == before
    second.collect(feeds)
    assert (second.catalogue.cursor("g1"), second.catalogue.count_undecided()) == (second.catalogue.last_change(), 0)
    first.seconds += LEASE
    assert (first.leads(), second.leads()) == ((False, False), (True, True))


def test_what_is_removed_too_late_comes_back(start: Callable[[str], Machine], stand: Stand) -> None:
    """A removal by a past holder that was under way when another took over is made good within ten minutes."""
    feeds = newsroom(stand, 1)
    first, second = start("one"), start("two")
    first.collect(feeds)
    first.expire()
    second.keeper.renew()
    second.collect(feeds)
    period, *_ = second.vectors.periods()
    ids = sorted(second.vectors.ids(period))
    for late in (ids[:1], ids):
        second.vectors.drop(late, [period] * len(late))  # as the engine of vectors applies it, whoever asked for it
        assert (second.syncer.drain(silent), second.vectors.count()) == ([], len(ids) - len(late))
        second.seconds += COUNTED_AGAIN
        second.keeper.renew()
        (said,) = second.syncer.drain(silent)
        assert said == f"{len(late)} of {len(ids)} vectors were missing: rebuilt from the catalogue"
        assert second.vectors.ids(period) == set(ids)


def test_a_lexical_index_that_was_away_for_long_is_made_anew(start: Callable[[str], Machine], stand: Stand) -> None:
    """Changes are kept until every follower has them; one that nobody waited for begins anew, and misses nothing."""
    feeds = newsroom(stand, 1)
    first, late = start("one"), start("two")
    late.follow()
    first.collect(feeds)
    assert first.catalogue.changes(0, 1)
    assert late.follow() == []
    first.collect(feeds)
    assert (first.catalogue.changes(0, 1), held(late)) == ([], held(first))
    stranger = start("three")
    (said,) = stranger.follow()
    assert said == f"the lexical index was incomplete: rebuilt from the catalogue, {len(held(first))} passages"
    assert (held(stranger), stranger.follow()) == (held(first), [])
