"""Days of a desk made of the reports of `training/news`: groups, each on one field, moved into the same days."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from zlib import crc32

from training.sets import is_held_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REPORTS = Path("training/news/reports.jsonl.gz")
"""Reports with their `group` and, within it, their `event`."""

_LEFT_OUT = 5  # one group in so many is left out of what is learned here, beside those that are held out of training
_TOGETHER = 10  # groups of a day: some 130 reports
_SPREAD = 4.0  # days over which they begin, at most
_LONG = timedelta(days=6)  # what takes longer is pulled together, each event by itself
_MONDAY = datetime.fromisoformat("2026-11-16T00:00:00+00:00")


def is_left_out(group: int) -> bool:
    """Tell whether nothing is learned from a group, so that it can be measured on."""
    return is_held_out(f"reports {group}") or crc32(f"dev {group}".encode()) % _LEFT_OUT == 0


def days(*, left_out: bool, seed: int = 1) -> Iterator[list[dict[str, Any]]]:
    """Yield labelled articles as the files of `bench/fitting/desk` have them, some groups in each list."""
    groups: dict[int, list[dict[str, Any]]] = {}
    with gzip.open(REPORTS, "rt", encoding="utf-8") as lines:
        for report in map(json.loads, lines):
            groups.setdefault(report["group"], []).append(report)
    chosen = sorted(group for group in groups if is_left_out(group) == left_out)
    random = Random(seed)  # noqa: S311  no secret
    random.shuffle(chosen)
    for first in range(0, len(chosen), _TOGETHER):
        together = chosen[first : first + _TOGETHER]
        spread = random.uniform(0.5, _SPREAD)
        yield [article for group in together for article in _moved(groups[group], spread, random)]


def _moved(reports: Sequence[Mapping[str, Any]], spread: float, random: Random) -> Iterator[dict[str, Any]]:
    """Yield a group's reports in the days of a desk, at their hours; those of one event keep their distance."""
    begins = _MONDAY + timedelta(days=random.uniform(0, spread))
    times = [datetime.fromisoformat(report["published"]) for report in reports]
    whole = _days(begins - min(times))
    is_long = max(times) - min(times) > _LONG
    shifts: dict[str, timedelta] = {}
    for when, report in sorted(zip(times, reports, strict=True), key=lambda pair: pair[0]):
        if report["event"] not in shifts:
            own = _MONDAY + timedelta(days=random.uniform(0, spread))
            shifts[report["event"]] = _days(own - when) if is_long else whole
    for place, (when, report) in enumerate(zip(times, reports, strict=True)):
        host = re.sub(r"[^a-z0-9]+", "-", report["publisher"].lower()).strip("-") or "outlet"
        yield {
            "story": f"{report['group']}{report['event']}",
            "publisher": report["publisher"],
            "url": f"https://{host}.example/{report['group']}-{place}",
            "published": (when + shifts[report["event"]]).isoformat(),
            "title": report["title"],
            "text": report["text"],
        }


def _days(time: timedelta) -> timedelta:
    """Return a time in whole days."""
    return timedelta(days=round(time / timedelta(days=1)))
