"""Words before a time that mean the days around, before or after it: "around 3 May" (pure)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.language.number_words import SPELLED, read_number
from indexer.language.calendar import days_before

if TYPE_CHECKING:
    from indexer.language.calendar import Span

_LEAST_AROUND, _MOST_AROUND = 3, 15  # days on either side: of a day, and of what is a month or longer
_DAYS = {"day": 1, "days": 7, "week": 7, "weeks": 21, "month": 31, "months": 92}
"""How many "the days after" are."""

_ONE = {"days": 1, "weeks": 7, "months": 31}  # days, where their number stands before them
_FEW = 3
_REACH = 64  # characters before a time in which such words stand

_AROUND = re.compile(
    r"\b(?:the\s+(?:days?|weeks?|time)\s+)?(?:(?:on|in)\s+or\s+)?(?:(?:right|somewhere|sometime)\s+)?(?:around|circa)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"\bthe\s+(?:first\s+)?(?:(?P<number>\d\d?|few|couple\s+of|{SPELLED})\s+)?(?P<unit>days?|weeks?|months?)\s+"
    r"(?:(?:right|immediately|just|directly)\s+)?"
    r"(?:(?P<after>after|following)|before|(?:leading|running)?\s?up\s+to|preceding|ahead\s+of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_OWNED = re.compile(r"['\u2019]s?\b")  # "the talk around last week's ruling" is no time


class Surroundings(NamedTuple):
    """The words before a time that mean days beside it."""

    start: int  # where they begin in the text
    days: int  # how many are meant
    is_before: bool
    is_after: bool

    def of(self, span: Span) -> Span:
        """Return the days that are meant of a time's: on both sides with it, on one side without."""
        first, last = span
        if self.is_before and self.is_after:
            around = min(max(self.days, (last - first).days // 2), _MOST_AROUND)
            return days_before(first, around), last + timedelta(days=around)
        if self.is_before:
            return days_before(first, self.days), days_before(first, 1)
        return last + timedelta(days=1), last + timedelta(days=self.days)


def surroundings(text: str, start: int, end: int) -> Surroundings | None:
    """Return what stands before a time in a text, from `start` to `end`, and means days beside it; None for nothing."""
    if _OWNED.match(text, end):
        return None
    reach = max(0, start - _REACH)
    if around := _AROUND.search(text, reach, start):
        return Surroundings(around.start(), _LEAST_AROUND, is_before=True, is_after=True)
    beside = _BESIDE.search(text, reach, start)
    if beside is None:
        return None
    is_after = beside["after"] is not None
    return Surroundings(beside.start(), _number_of_days(beside), is_before=not is_after, is_after=is_after)


def _number_of_days(found: re.Match[str]) -> int:
    number, unit = found["number"], found["unit"].casefold()
    if number is None:
        return _DAYS[unit]
    few = {"few": _FEW, "couple": 2}.get(number.casefold().split()[0])
    count = int(number) if number.isdecimal() else few or int(read_number(number))
    return count * _ONE.get(unit if unit.endswith("s") else f"{unit}s", 1)
