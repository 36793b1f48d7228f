"""When an article was published: which of the times that page and feed give is to be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from indexer.web.dates import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(hours=1)
"""How far clocks may differ. What lies further in the future is no time of publication."""


def choose_time(
    stated: Iterable[Moment], shown: Iterable[Moment], entry: datetime | None, now: datetime
) -> datetime | None:
    """Return the time of publication, or None if nothing gives one that can be believed.

    `stated` are the times that the page gives as such, best first, `shown` all others on it. The first stated one
    decides on the day, else the entry's; of those that can mean that day the most precise one is taken.
    """
    told = Moment(when=entry, precision=2) if entry else None
    stated = [moment for moment in stated if _is_believable(moment, now)]
    if told and _is_believable(told, now):
        stated.append(told)
    if not stated:
        return None
    first = stated[0]
    same = [moment for moment in stated if moment.same_day(first)]
    if first.precision == 0:
        same += [hint for hint in shown if hint.when.date() == first.when.date() and _is_believable(hint, now)]
    return max(same, key=lambda moment: moment.precision).when


def _is_believable(moment: Moment, now: datetime) -> bool:
    return _EARLIEST <= moment.when <= now + _AHEAD
