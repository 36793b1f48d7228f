"""How feeds are and the installation as a whole, wherever it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.adapters.chat.feed_alerts import FeedAlerts
from bot.adapters.messages.notices import format_feeds
from bot.adapters.slack.markup import MRKDWN, render
from bot.commands.status import status_lines
from bot.operations.doctor import of_feeds
from bot.operations.health import FeedCondition, FollowerHealth, status_of_nothing, status_record
from bot.server.pages.feed_view import feed_view, troubled_first
from indexer.model import HeldLease
from indexer.model.feeds import Feed
from tests.doubles.slack_payloads import shown


def test_processes_are_told_with_what_each_does() -> None:
    """Status names the processes that share the catalogue, who does what alone, and how far each lexical index is."""
    when = datetime(2026, 11, 24, 12, tzinfo=UTC)
    leases = [HeldLease(name=name, holder="run on a", until=when, fence=1) for name in ("leader", "run on a")]
    follower = FollowerHealth(name="a:/data", behind=2, seen=when)
    found = replace(status_of_nothing([]), leases=tuple(leases), followers=(follower,))
    assert status_record(found)["machines"] == {
        "processes": ["run on a"],
        "leases": {"leader": "run on a"},
        "lexical_indexes": [{"name": "a:/data", "behind": 2, "seen": "2026-11-24T12:00:00+00:00"}],
    }
    assert list(status_lines(found, UTC))[-2:] == [
        "process: run on a: leader",
        "lexical index: a:/data: 2 changes behind, 2026-11-24 12:00 UTC",
    ]


def test_refusals_are_told_by_reason() -> None:
    """Answers that found nothing are counted by reason, where there are some; else neither output names them."""
    none = status_of_nothing(())
    some = replace(none, refusals={"unlikely": 3, "other_product": 1})
    assert status_record(some)["refusals"] == {"unlikely": 3, "other_product": 1}
    assert "refusals" not in status_record(none)
    expected = "nothing found, in answers of the last 7 days: 1 other_product, 3 unlikely"
    assert [line for line in status_lines(some, UTC) if line not in status_lines(none, UTC)] == [expected]


@pytest.mark.parametrize(
    ("condition", "is_trouble", "colour"),
    [
        (FeedCondition.OK, False, "ok"),
        (FeedCondition.NEW, False, "off"),
        (FeedCondition.WAITING, False, "off"),
        (FeedCondition.DISABLED, False, "off"),
        (FeedCondition.SILENT, True, "warn"),
        (FeedCondition.DECAYED, True, "warn"),
        (FeedCondition.FAILING, True, "bad"),
        (FeedCondition.GONE, True, "bad"),
    ],
)
def test_a_feed_is_in_trouble_everywhere_or_nowhere(
    condition: FeedCondition,
    is_trouble: bool,  # noqa: FBT001
    colour: str,
) -> None:
    """Chat, the alert to admins, `doctor` and the page of feeds agree on which feeds something is wrong with."""
    known = status_of_nothing([Feed(url="https://well.example/f"), Feed(url="https://other.example/f")])
    well, other = known.feeds
    other = replace(other, state=condition)
    found = replace(known, feeds=(well, other))
    assert f"in trouble: {int(is_trouble)}" in shown(render(format_feeds(found, UTC, MRKDWN, details=False)))
    assert FeedAlerts(known.feeds).changed(found.feeds) == ((other,) if is_trouble else ())
    assert any(each.says == f"{other.url}: {condition}" for each in of_feeds(found)) == is_trouble
    assert (troubled_first(found.feeds)[0] is other) == is_trouble
    assert feed_view(other).colour == colour


def test_the_network_is_suspected_where_no_feed_can_be_had() -> None:
    """Feeds that are silent or wait do answer; what is off or was never polled tells nothing of the network."""
    known = status_of_nothing([Feed(url=f"https://{number}.example/f") for number in range(4)]).feeds
    first = (FeedCondition.FAILING, FeedCondition.GONE, FeedCondition.NEW)

    def suspects(last: FeedCondition) -> bool:
        feeds = tuple(replace(feed, state=state) for feed, state in zip(known, (*first, last), strict=True))
        return "not one of the feeds can be had" in {
            each.says for each in of_feeds(replace(status_of_nothing(()), feeds=feeds))
        }

    assert {condition for condition in FeedCondition if suspects(condition)} == {
        FeedCondition.FAILING,
        FeedCondition.GONE,
        FeedCondition.NEW,
        FeedCondition.DISABLED,
    }
