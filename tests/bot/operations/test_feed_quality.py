"""Feeds that fall silent or bring nothing but headlines are told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.chat.feed_alerts import FeedAlerts
from bot.adapters.messages.notices import format_feed_alert, format_feeds
from bot.adapters.slack.markup import MRKDWN, render
from bot.commands.status import status_lines
from bot.operations.feed_quality import poverty, silence
from bot.operations.health import status_of, status_record
from indexer.model import Quality
from indexer.model.feeds import Feed, FeedState, Rhythm
from tests.doubles.catalogue_records import article, link, save
from tests.doubles.newsroom import POLL, Newsroom, item
from tests.doubles.slack_payloads import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.operations.health import FeedHealth

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def rhythm(silent: float, entries: int, days: float) -> Rhythm:
    """Return the rhythm of a feed that is silent for so many days, after so many entries in so many days."""
    newest = NOW - silent * DAY
    return Rhythm(newest=newest, oldest=newest - days * DAY, entries=entries)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (rhythm(9, 168, 28), "no new entry for 9 days; usual is 6 a day"),
        (rhythm(45, 8, 28), "no new entry for 45 days; usual is 2 a week"),
        (rhythm(200, 5, 35), "no new entry for 200 days; usual is 1 a week"),
        (rhythm(3.5, 300, 28), ""),
        (rhythm(9, 8, 28), ""),
        (rhythm(90, 4, 28), ""),
        (rhythm(0, 50, 1), ""),
        (Rhythm(), ""),
        (replace(rhythm(200, 168, 28), watched=NOW), ""),
        (replace(rhythm(200, 168, 28), watched=NOW - 3 * DAY), ""),
        (replace(rhythm(9, 8, 28), watched=NOW - 9 * DAY), ""),
        (replace(rhythm(200, 168, 28), watched=NOW - 5 * DAY), "no new entry for 200 days; usual is 6 a day"),
    ],
)
def test_silence_is_measured_by_what_is_usual(found: Rhythm, told: str) -> None:
    """A feed is silent when entries are missing that would usually have come, never over a long weekend."""
    assert silence(found, NOW) == told


CONSENT = "a consent page in place of the article"


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ([CONSENT] * 9 + [""], "9 of 10 articles are headlines only: this site serves a consent page"),
        (["behind a paywall"] * 10, "10 of 10 articles are headlines only: this site has a paywall"),
        (["HTTP 403 Forbidden"] * 10, "10 of 10 articles are headlines only: HTTP 403 Forbidden"),
        ([f"too short: {n} characters of text on the page" for n in range(10)],
         "10 of 10 articles are headlines only: there is too little text on the pages"),
        ([CONSENT] * 8 + ["", ""], ""),
        ([CONSENT] * 9, ""),
        ([""] * 10, ""),
    ],
)  # fmt: skip
def test_poverty_names_its_cause(reasons: list[str], told: str) -> None:
    """Nine headlines among the last ten articles are told with the commonest reason; of fewer articles nothing is."""
    assert poverty([(Quality.HEADLINE if reason else Quality.FULL, reason) for reason in reasons]) == told


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom without feeds."""
    with Newsroom(tmp_path) as opened:
        yield opened


def health(room: Newsroom) -> FeedHealth:
    """Return how the only feed is."""
    (found,) = status_of(room.catalogue, room.feeds, now=room.clock.now()).feeds
    return found


def dated(when: datetime) -> str:
    """Return what an item says of its publication."""
    return f"<pubDate>{when:%d %b %Y %H:%M:%S} GMT</pubDate>"


def test_a_silent_feed_is_told_on_change_only(room: Newsroom) -> None:
    """A feed that answers and brings nothing becomes "silent" once, everywhere, and "ok" with its next entry."""
    start = room.clock.now()
    entries = [item(title=f"Note {n}", more=dated(start - n * DAY / 4)) for n in range(20)]
    room.feed("/f", *entries)
    room.collect()
    watch = FeedAlerts([health(room)])
    told: list[FeedHealth] = []
    for _ in range(10):
        room.collect(DAY)
        seen = (health(room),)
        told += watch.changed(seen)
        watch.remember(seen)
    assert [(each.state, each.notices) for each in told] == [("silent", ("no new entry for 4 days; usual is 4 a day",))]
    found = status_of(room.catalogue, room.feeds, now=room.clock.now())
    assert any("no new entry for 10 days; usual is 4 a day" in line for line in status_lines(found, UTC))
    assert status_record(found)["feeds"][0]["notices"] == ["no new entry for 10 days; usual is 4 a day"]
    assert "no new entry for 10 days" in shown(render(format_feed_alert(found.feeds, UTC, MRKDWN)))
    room.feed("/f", item(title="Again", more=dated(room.clock.now())), *entries)
    room.collect(2 * POLL)
    assert [each.state for each in watch.changed([health(room)])] == ["ok"]


def test_a_decayed_feed_says_why(room: Newsroom) -> None:
    """A site that serves nothing that can be read is named with the reason; a failing feed is just that."""
    room.feed("/f", *(item(room.stand.url(f"/{n}"), f"Note number {n}") for n in range(12)))
    for n in range(12):
        room.stand.say(f"/{n}", status=403)
    room.collect()
    found = health(room)
    assert (found.state, found.notices) == ("decayed", ("10 of 10 articles are headlines only: HTTP 403 Forbidden",))
    room.stand.say("/f", status=503)
    room.collect(poll_all=True)
    assert (health(room).state, health(room).notices) == ("failing", ())


def test_a_feed_without_pages_is_not_called_poor(room: Newsroom) -> None:
    """Where the feed's own text is wanted, headlines are what was asked for."""
    room.feed("/f", *(item(title=f"Note number {n}") for n in range(12)), full_text=False)
    room.collect()
    assert health(room).state == "ok"


@pytest.mark.parametrize(
    ("url", "state"),
    [("https://www.ft.com/artificial-intelligence?format=rss", "ok"), ("https://x.example/f", "decayed")],
)
def test_what_is_known_to_give_summaries_is_not_called_poor(room: Newsroom, url: str, state: str) -> None:
    """A feed of a pack that promises no whole texts is well with headlines; the same of any other feed is trouble."""
    room.catalogue.record_poll(FeedState(url=url, last_success=room.clock.now()), [])
    for n in range(12):
        made = article(f"n{n}", quality=Quality.HEADLINE, reason="behind a paywall")
        save(room.catalogue, made)
        room.catalogue.record_link(link(f"n{n}", feed_url=url, article_id=made.id))
    (found,) = status_of(room.catalogue, [Feed(url=url)]).feeds
    assert (found.state, found.headlines) == (state, 12)
    summary = shown(render(format_feeds(status_of(room.catalogue, [Feed(url=url)]), UTC, MRKDWN, details=False)))
    assert f"in trouble: {int(state != 'ok')}" in summary
