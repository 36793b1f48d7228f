"""What a question says of time -> days of the asker's (pure).

A time that the asker states of the news itself ("last week", "since 3 May", "between March and June") is firm: it
restricts the search. A time that may as well belong to the event ("in March", "on Friday", "last year") is a guess:
what was published then is preferred, and nothing is left out.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.model import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name: number for number, name in enumerate(calendar.month_abbr) if name} | {"Sept": 9}
_WEEKDAYS = tuple(calendar.day_name)
_FEW = 3  # "the last few days"
_OLDEST = 1990  # no news of before is collected: "from 1905 to 1913" is when something happened

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(_WEEKDAYS)
_DAY_OF_MONTH = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
# One expression for every way to name a day, a month or a year; which one it was is told by the groups that are set.
_NAMED = re.compile(
    rf"(?P<iso>{_YEAR}-\d\d-\d\d)"
    rf"|(?P<day1>{_DAY_OF_MONTH})(?:\s+of)?\s+(?P<month1>{_MONTH})\b\.?(?:,?\s+(?P<year1>{_YEAR}))?"
    rf"|(?P<month2>{_MONTH})\b\.?\s+(?P<day2>{_DAY_OF_MONTH})(?!\d)(?:,?\s+(?P<year2>{_YEAR}))?"
    rf"|(?P<month3>{_MONTH})\b\.?(?:\s+(?:of\s+)?(?P<year3>{_YEAR}))?"
    rf"|(?P<year4>{_YEAR})(?!\d|\s*%)"
    rf"|(?:last\s+)?(?P<weekday>{_WEEKDAY})\b"
    r"|(?P<word>yesterday|today|last week|last month|last year)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:last|past|previous)\s+(?:(?P<number>\d{1,3}|few|couple of|two|three|four|five|six)\s+)?"
    r"(?P<unit>hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_NUMBERS = {"few": _FEW, "couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS_OF = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}

_BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|to|until|till|through)\s+(?:the\s+)?", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?(?:beginning of\s+|start of\s+)?", re.IGNORECASE)
_AS_OF = re.compile(r"\b(?:as of|as at|up to|up until)\s+(?:the\s+)?", re.IGNORECASE)
_GUESSED = re.compile(r"\b(?:in|on|during|of|dated|published)\s+(?:early\s+|mid-?\s?|late\s+)?", re.IGNORECASE)


def firm_period(text: str, today: date) -> Period | None:
    """Return the time that a question restricts itself to, None if it does not."""
    for rule in _FIRM:
        if (period := rule(text, today)) is not None:
            return period
    return None


def guessed_periods(text: str, today: date) -> tuple[Period, ...]:
    """Return the times that a question may mean, in the order of the text, each once."""
    return tuple(dict.fromkeys(_guessed(text, today)))


def _guessed(text: str, today: date) -> Iterator[Period]:
    for match in _NAMED.finditer(text):
        alone = not (match["iso"] or match["day1"] or match["day2"] or match["year3"])
        # "May", "March" and "Apple's 2027 plans" are no times; "in May" and "during 2027" are.
        if alone and not _preceded(text, match, _GUESSED) and not match["weekday"] and not _last_year(match):
            continue
        found = _meant(match, today)
        if found and found[0] <= today:
            yield Period(first=found[0], last=found[1], firm=False)


def _last_year(match: re.Match[str]) -> bool:
    return (match["word"] or "").casefold() == "last year"


def _preceded(text: str, match: re.Match[str], by: re.Pattern[str]) -> bool:
    before = text[max(0, match.start() - 24) : match.start()]
    return any(found.end() == len(before) for found in by.finditer(before))


def _between(text: str, today: date) -> Period | None:
    """Return the time of "between 3 May and 10 June", "from March to June"."""
    for begins in _BETWEEN.finditer(text):
        first = _NAMED.match(text, begins.end())
        joint = _AND.match(text, first.end()) if first else None
        last = _NAMED.match(text, joint.end()) if joint else None
        if first is None or last is None:
            continue
        end = _meant(last, today)
        start = _meant(first, end[1] if end else today)
        if start and end and start[0] <= end[1] and end[1].year >= _OLDEST:
            return Period(first=start[0], last=end[1])
    return None


def _since(text: str, today: date) -> Period | None:
    """Return the time of "since Monday", "since 3 May"."""
    found = _after(_SINCE, text, today)
    return Period(first=found[0]) if found and found[0] <= today else None


def _as_of(text: str, today: date) -> Period | None:
    """Return the time of "as of 1 May", "up to March"."""
    found = _after(_AS_OF, text, today)
    return Period(last=found[1]) if found and found[1] < today else None


def _after(words: re.Pattern[str], text: str, today: date) -> tuple[date, date] | None:
    for begins in words.finditer(text):
        if (match := _NAMED.match(text, begins.end())) and (found := _meant(match, today)):
            return found
    return None


def _by_words(text: str, today: date) -> Period | None:
    """Return the time of "today", "last week", "this month"."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    saturday = monday + timedelta(days=5) if today.weekday() >= 5 else monday - timedelta(days=2)  # noqa: PLR2004  Saturday
    rules = (
        (r"\btoday\b|\btonight\b|\bthis (?:morning|afternoon|evening)\b", (today, today)),
        (r"\byesterday\b|\blast night\b", (today - timedelta(days=1), today - timedelta(days=1))),
        (r"\b(?:this|last|over the|at the|on the) weekend\b", (saturday, min(saturday + timedelta(days=1), today))),
        (r"\bthis week\b", (monday, today)),
        (r"(?<!the )\blast week\b", (monday - timedelta(days=7), monday - timedelta(days=1))),
        (r"\bthis month\b", (month, today)),
        (r"(?<!the )\blast month\b", (before.replace(day=1), before)),
        (r"\b(?:so far |earlier )?this year\b", (today.replace(month=1, day=1), today)),
    )
    for rule, (first, last) in rules:
        if re.search(rule, text, re.IGNORECASE):
            return Period(first=first, last=last)
    return None


def _span(text: str, today: date) -> Period | None:
    """Return the time of "the past 3 days", "the last week"; "last year" alone is no span but a year."""
    for match in _SPAN.finditer(text):
        number = (match["number"] or "").casefold()
        counted = bool(number) or _preceded(text, match, re.compile(r"\bthe\s+", re.IGNORECASE))
        if not counted and not match.group().casefold().startswith("past"):
            continue
        count = int(number) if number.isdigit() else _NUMBERS.get(number, 1)
        return Period(first=_back(today, round(count * _DAYS_OF[match["unit"].casefold()])), last=today)
    return None


_FIRM: tuple[Callable[[str, date], Period | None], ...] = (_between, _since, _as_of, _by_words, _span)


def _meant(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """Return the first and the last day of what an expression names; without a year it is the last one that began."""
    try:
        return _days(match, today)
    except ValueError:  # "31 June"
        return None


def _days(match: re.Match[str], today: date) -> tuple[date, date] | None:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    if match["weekday"]:
        day = _back(today, (today.weekday() - _number(match["weekday"], _WEEKDAYS)) % 7 or 7)
        return day, day
    if match["word"]:
        return _worded(match["word"].casefold(), today)
    if match["year4"]:
        return date(int(match["year4"]), 1, 1), date(int(match["year4"]), 12, 31)
    return _of_month(match, today)


def _of_month(match: re.Match[str], today: date) -> tuple[date, date]:
    """Return a day of a month, or the whole month."""
    month = _MONTHS[(match["month1"] or match["month2"] or match["month3"]).capitalize()]
    named = match["year1"] or match["year2"] or match["year3"]
    day = int(re.sub(r"\D", "", match["day1"] or match["day2"] or "1"))
    year = int(named) if named else today.year
    first = date(year, month, day)
    if not named and first > today:
        first = date(year - 1, month, day)
    if match["month3"]:
        return first, first.replace(day=calendar.monthrange(first.year, month)[1])
    return first, first


def _worded(word: str, today: date) -> tuple[date, date] | None:
    if word == "last year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    period = _by_words(word, today)
    return (period.first, period.last) if period and period.first and period.last else None


def _number(name: str, names: tuple[str, ...]) -> int:
    return [each.casefold() for each in names].index(name.casefold())


def _back(today: date, days: int) -> date:
    try:
        return today - timedelta(days=days)
    except OverflowError:
        return date.min
