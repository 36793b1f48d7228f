"""What `status` says of the installation as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.commands.status import status_lines
from bot.operations.health import FollowerHealth, status_of_nothing, status_record
from indexer.model import HeldLease


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
