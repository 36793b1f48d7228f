"""Days of news with real clients, real mail and real kills."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.doubles.news_world import DAY, HOUR
from tests.integration.news_trial import Plan, trial

if TYPE_CHECKING:
    from pathlib import Path

PLAN = Plan(
    begin=datetime(2026, 10, 23, tzinfo=UTC),  # a Friday; Berlin puts its clocks back on Sunday
    days=5,
    stories=40,
    watches=4,
    digests=2,
    kills=4,
    outage=(DAY + 6 * HOUR, DAY + 8 * HOUR),
    clock_errors=((DAY + 10 * HOUR, DAY + 16 * HOUR, 3 * HOUR), (2 * DAY + 11 * HOUR, 2 * DAY + 13 * HOUR, -2 * HOUR)),
    down=(("slack", 10 * HOUR, 12 * HOUR), ("discord", DAY + 14 * HOUR, DAY + 16 * HOUR)),
)


def test_each_story_comes_once_and_by_day(tmp_path: Path) -> None:
    """Killed, refused, cut off and with wrong clocks, watches and digests double and lose nothing on any platform."""
    outcome = trial(tmp_path, PLAN)
    assert outcome.nights == []
    assert outcome.kills == PLAN.kills
    assert outcome.lost.total() <= PLAN.kills  # mails: SMTP cannot tell
