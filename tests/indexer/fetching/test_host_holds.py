"""Hosts that refuse again and again are left alone, whoever asks, and after a restart."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.config.loader import load
from bot.wiring.opening import engines
from indexer.errors import BadStatus, HeldOff
from indexer.model.feeds import Feed
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.fakes import FakeClock
from tests.doubles.indexes import silent
from tests.doubles.web_server import Stand, feed, fetcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.fetching import HttpFetcher

DAY = timedelta(days=1)


@contextmanager
def process(folder: Path, clock: FakeClock) -> Iterator[HttpFetcher]:
    """Yield a fetcher that keeps hosts in a catalogue, both of them new."""
    with (
        closing(open_catalogue(folder / "c.db")) as catalogue,
        closing(fetcher(clock, holds=catalogue)) as web,
    ):
        yield web


def refused(web: HttpFetcher, stand: Stand, later: str, times: int = 3) -> None:
    """Be refused at so many addresses of a host."""
    for number in range(times):
        url = stand.say(f"/{number}", status=429, Retry_After=later)
        with pytest.raises(BadStatus):
            web.fetch(feed(url))


def test_a_host_is_left_alone_after_a_restart(tmp_path: Path, stand: Stand, clock: FakeClock) -> None:
    """What one process was told of a host the next one goes by, until the time has come; other hosts are asked."""
    with process(tmp_path, clock) as web:
        refused(web, stand, "600")
    url = stand.say("/b", b"fine")
    with process(tmp_path, clock) as web:
        with pytest.raises(HeldOff) as caught:
            web.fetch(feed(url))
        assert (caught.value.status, caught.value.retry_after) == (429, clock.now() + timedelta(minutes=10))
        assert web.fetch(feed(stand.url("/b", "other.example"))).body == b"fine"
    clock.advance(timedelta(minutes=10))
    with process(tmp_path, clock) as web:
        assert web.fetch(feed(url)).body == b"fine"


def test_two_refusals_hold_no_host(tmp_path: Path, stand: Stand, clock: FakeClock) -> None:
    """What may be about single addresses is not remembered of their host."""
    with process(tmp_path, clock) as web:
        refused(web, stand, "600", times=2)
    with process(tmp_path, clock) as web:
        assert web.fetch(feed(stand.say("/b", b"fine"))).body == b"fine"


def test_no_host_is_left_alone_for_ever(tmp_path: Path, stand: Stand, clock: FakeClock) -> None:
    """A host that wants to be left alone for years is asked after a day, also if the clock was wrong meanwhile."""
    with process(tmp_path, clock) as web:
        refused(web, stand, "999999999")
    url = stand.say("/b", b"fine")
    clock.advance(DAY - timedelta(seconds=1))
    with process(tmp_path, clock) as web, pytest.raises(HeldOff):
        web.fetch(feed(url))
    wrong = FakeClock(clock.now() - 400 * DAY)
    with process(tmp_path, wrong) as web:
        with pytest.raises(HeldOff):
            web.fetch(feed(url))
        wrong.advance(DAY)
        assert web.fetch(feed(url)).body == b"fine"
    clock.advance(timedelta(seconds=1))
    with process(tmp_path, clock) as web:
        assert web.fetch(feed(url)).body == b"fine"


def test_passwords_are_not_kept(tmp_path: Path, stand: Stand, clock: FakeClock) -> None:
    """A host is kept by its name, without what an address says to get in; and what is over is forgotten."""
    with closing(open_catalogue(tmp_path / "c.db")) as catalogue:
        catalogue.hold_host("old.example", clock.now(), 503, clock.now() - DAY)
        with closing(fetcher(clock, holds=catalogue)) as web:
            for number in range(3):
                url = stand.say(f"/{number}", status=429, Retry_After="60")
                with pytest.raises(BadStatus):
                    web.fetch(feed(url.replace("http://", "http://ann:secret@")))
        until = clock.now() + timedelta(minutes=1)
        assert catalogue.held_hosts(clock.now() - 2 * DAY) == {stand.url("")[7:]: (until, 429)}


def test_collecting_goes_by_what_an_earlier_run_was_told(tmp_path: Path, stand: Stand) -> None:
    """Collecting in a new process, a feed that was added since is not asked while its host is to be left alone."""
    config = tmp_path / "config.toml"
    config.write_text(
        f'[byline]\ndata_dir = "{tmp_path}/data"\n[indexer]\nallow_private_hosts = true\n', encoding="utf-8"
    )
    feeds = [Feed(url=stand.say(f"/{number}", status=429, Retry_After="3600")) for number in range(3)]
    added = Feed(url=stand.say("/added", b"<rss version='2.0'><channel><title>A</title></channel></rss>"))
    asked = []
    for some in (feeds, [*feeds, added]):
        with (
            engines(load(config), purpose="test", progress=silent, clock=FakeClock()) as opened,
            opened.collector() as collector,
        ):
            report = collector.collect(some, poll_all=True, progress=silent)
        asked.append((report.feeds_failed, len(stand.asked)))
    assert asked == [(3, 3), (1, 3)]
    assert "not asked" in report.failures[added.url]
