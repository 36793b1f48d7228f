"""Expressions of time in a question -> the days that they name, seen from a day (pure).

Which expressions are times is decided here alone: "Monday.com", "24/7" and "the H1 visa" name no days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from bot.language import time_readings as readings
from bot.language.number_words import NUMBER_WORDS, SPELLED
from bot.language.time_readings import Parts
from bot.language.time_surroundings import surroundings
from bot.language.words import terms
from indexer.language.calendar import MONTH_OR_SHORT, WEEKDAY, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.language.time_surroundings import Surroundings


class Sort(Enum):
    """The kinds of time expressions."""

    NEWS = "news"  # "today", "last week": said of the news wherever it stands
    NAMED = "named"  # "3 May", "Q3 2026", "last year": a time wherever it stands, perhaps the event's
    BARE = "bare"  # "May", "2027", "Q3": a time behind a preposition only


class TimeExpression(NamedTuple):
    """An expression of time."""

    start: int  # where it stands in its text
    end: int
    sort: Sort
    span: Callable[[date], Span | None]  # its days, seen from a day: without a year they are the last that began


_Read = Callable[[Parts, date], Span | None]

_NAMED_DAYS = frozenset(("black", "cyber", "good"))  # "black friday", "cyber monday"
_BEFORE_A_DAY = frozenset(
    "after and before by from last of on past since this through till to until".split()  # noqa: SIM905  not 15 lines
)


@lru_cache(maxsize=8)  # a question is looked through for times that restrict it, and for those it may mean
def find_times(text: str) -> tuple[TimeExpression, ...]:
    """Return the times of a text in order; of those that overlap the more exact one."""
    found: list[TimeExpression] = []
    for pattern, sort, read in _EXPRESSIONS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found += _readings(match, sort, read)
    return tuple(sorted((_with_surroundings(text, time) for time in found), key=lambda time: time.start))


def without_times(text: str) -> str:
    """Return a text without the times in it."""
    spans = {(time.start, time.end) for time in find_times(text)}  # "3/4/2026" may be two days
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {_POSSESSIVE.sub('', text[end:], count=1)}"
    return text


def _with_surroundings(text: str, time: TimeExpression) -> TimeExpression:
    """Return a time with the words before it that mean days beside it: "around 3 May"; no number is a year by them."""
    beside = None if text[time.start : time.end].isdecimal() else surroundings(text, time.start, time.end)
    if beside is None:
        return time
    sort = Sort.NAMED if time.sort is Sort.BARE else time.sort
    return TimeExpression(beside.start, time.end, sort, partial(_beside, time.span, beside))


def _beside(span: Callable[[date], Span | None], beside: Surroundings, today: date) -> Span | None:
    found = span(today)
    return beside.of(found) if found else None


def _readings(match: re.Match[str], sort: Sort, read: _Read) -> Iterator[TimeExpression]:
    """Yield the time of a match; two, where it can be read in two ways: "3/4/2026"."""
    parts = {name: part.casefold() for name, part in match.groupdict().items() if part}
    if "weekday" in parts and _is_name(match):
        return
    yield TimeExpression(match.start(), match.end(), sort, partial(_real, read, parts))
    if read is readings.numeric and readings.is_ambiguous(parts):
        other_way = {**parts, "one": parts["two"], "two": parts["one"]}
        yield TimeExpression(match.start(), match.end(), sort, partial(_real, read, other_way))


def _real(read: _Read, parts: Parts, today: date) -> Span | None:
    try:
        return read(parts, today)
    except (ValueError, OverflowError):  # "31 June", "3000 years ago"
        return None


def _is_name(match: re.Match[str]) -> bool:
    """Tell whether a weekday is part of a name: "Black Friday", "Sunday Robotics"; not in "on Friday OpenAI said"."""
    before = re.search(r"([^\W\d_]+)\s$", match.string[: match.start()])
    if before and before[1].casefold() in _NAMED_DAYS:
        return True
    if before and before[1].casefold() in _BEFORE_A_DAY:
        return False
    followed = re.match(r"\s[A-Z]", match.string[match.end() :]) is not None and match["weekday"][0].isupper()
    return followed or bool(before and before[1][0].isupper() and (before.start() > 0 or terms(before[1])))


_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"(?:(?:,?\s+(?:of\s+)?|[/-])(?P<year>{_YEAR})\b|\s+(?:of\s+)?(?P<which>this|last|(?<=of\s)the)\s+year\b)"
_NAMED_MONTH = rf"(?P<month>{MONTH_OR_SHORT})\b\.?"
_TO = r"(?:\s?[-\u2010-\u2015]\s?|\s+(?:to|and|until|till|through)\s+)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DAYS_OF = rf"(?P<day>{_DAY})(?!\d)(?:{_TO}(?P<until>{_DAY})(?!\d))?"
_PART = (
    r"(?:(?P<from>early|mid)(?:\s+(?:to|and|or)\s+|\s?[-\u2013/]\s?))?"
    r"(?P<part>early|mid|middle|late|start|beginning|end)(?:[-\s]|\s+of\s+(?:the\s+)?)"
)
_FEWER = rf"(?:(?P<fewer>\d{{1,3}}|{SPELLED})(?:\s+(?:or|to|and)\s+|\s?[-\u2013/]\s?))?"  # "two or" three days
_COUNT = rf"{_FEWER}(?P<number>\d{{1,3}}|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of)?|several|{NUMBER_WORDS})"
_CALENDAR_UNIT = r"(?P<unit>week|month|quarter|year)"
_LONG_UNIT = r"(?P<unit>minute|hour|day|week|fortnight|month|quarter|year)s?\b"
_POSSESSIVE = re.compile(r"^['\u2019]s?\b")
_QUARTER = r"(?<!fiscal\s)\b(?:Q(?P<digit>[1-4])|(?P<ordinal>first|second|third|fourth)\s+quarter)\b"
_HALF = r"(?<!fiscal\s)\b(?:H(?P<digit>[12])|(?P<ordinal>first|second)\s+half)\b"
_WEEK_OF = rf"(?:week\s+(?P<of_week>of|beginning|starting|commencing|ending)\s+(?:the\s+)?(?:{WEEKDAY},?\s+)?)?"
_ABOUT = r"(?:(?:about|around|roughly|some)\s+)?"
_THE_TURN = r"(?:\baround\s+)?(?:\bthe\s+)?\bturn\s+(?:of|from)\s+"
_TO_ANOTHER = rf"(?:(?:\s+(?:to|and|into)\s+|\s?[-\u2013/]\s?)(?P<other>{MONTH_OR_SHORT})\b\.?)"
_I_WAS_AWAY = (
    r"\b(?:I|we)(?:['\u2019]ve|\s+have|\s+was|\s+were)\s+(?:been\s+)?"
    r"(?:away|off|out|gone|offline|ill|sick|on\s+(?:holiday|vacation|leave))\s+(?:for\s+)?(?:the\s+)?(?:(?:last|past)\s+)?"
)
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_BEHIND = "|".join(rf"(?<=\b{word}\s)" for word in ("since", "in", "during", "over"))
_HOLIDAY = r"(?:(?P<christmas>christmas)|new\s+year(?:['\u2019]?s)?)(?:\s+(?:eve|day))?\b"
_BEHIND_A_HOLIDAY = "|".join(
    rf"(?<=\b{word}\s)"
    for word in ("since", "over", "around", "at", "before", "after", "between", "and", "to", "until")
)
_ADVERB = r"(?=\s*(?:$|[?.!,;:]|(?:in|at|on|for|from|with|by|and|about|to)\b))"  # what follows an adverb

_EXPRESSIONS: tuple[tuple[re.Pattern[str], Sort, _Read], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sort, read)
    for sort, read, pattern in (  # in the order in which they are tried: longer and more exact ones first
        (
            Sort.NAMED,
            readings.iso,
            rf"(?<![\w-]){_WEEK_OF}(?P<y>{_YEAR})(?P<mark>[-/])(?P<m>\d\d?)(?P=mark)(?P<d>\d\d?)(?![\w/])",
        ),
        (
            Sort.NAMED,
            readings.numeric,
            rf"(?<![\w./])(?P<one>\d\d?)(?P<mark>[/.])(?P<two>\d\d?)(?P=mark)(?P<y>{_YEAR}|(?<=/)\d\d)(?![\w/]|\.\d)",
        ),
        (
            Sort.NAMED,
            readings.turn,
            rf"{_THE_TURN}{_NAMED_MONTH}{_TO_ANOTHER}?{_OF_YEAR}?",
        ),
        (Sort.NAMED, readings.turn, rf"{_THE_TURN}the\s+(?P<unit>month|year)\b"),
        (Sort.NAMED, readings.half_of_month, rf"\b(?P<half>first|second)\s+half\s+of\s+{_NAMED_MONTH}{_OF_YEAR}?"),
        (
            Sort.NAMED,
            readings.end_of_month,
            rf"\b(?P<end>first|last)\s+(?:{_COUNT}\s+)?(?P<unit>day|week)s\s+(?:of|in)\s+{_NAMED_MONTH}{_OF_YEAR}?",
        ),
        (Sort.NAMED, readings.some_days, rf"\b{_WEEK_OF}{_DAYS_OF}(?:\s+of)?\s+{_NAMED_MONTH}{_OF_YEAR}?"),
        (Sort.NAMED, readings.some_days, rf"\b{_WEEK_OF}{_NAMED_MONTH}\s+{_DAYS_OF}{_OF_YEAR}?"),
        (Sort.NAMED, readings.month, rf"\b{_PART}{_NAMED_MONTH}{_OF_YEAR}?"),
        (
            Sort.NAMED,
            readings.week_of_month,
            rf"\b(?P<week>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+{_NAMED_MONTH}{_OF_YEAR}?",
        ),
        (Sort.NAMED, readings.month, rf"\b{_NAMED_MONTH}{_OF_YEAR}"),
        (Sort.NAMED, readings.month, rf"(?<!\bthe\s)\b(?P<turn>last)\s+{_NAMED_MONTH}"),
        (Sort.BARE, readings.month, rf"\b{_NAMED_MONTH}"),
        (Sort.NAMED, readings.quarter, rf"{_QUARTER}{_OF_YEAR}"),
        (Sort.NAMED, readings.quarter, rf"\b(?P<ordinal>last)\s+quarter{_OF_YEAR}"),
        (Sort.BARE, readings.quarter, rf"{_QUARTER}(?!\s+of\b)"),
        (Sort.NAMED, readings.half, rf"{_HALF}{_OF_YEAR}"),
        (Sort.BARE, readings.half, rf"{_HALF}(?!\s+of\b|\s+visa)"),
        (Sort.NAMED, readings.season, rf"\b{_SEASON}{_OF_YEAR}"),
        (Sort.NEWS, readings.season, rf"\b(?P<turn>this|last|past)\s+{_SEASON}\b"),
        (Sort.BARE, readings.season, rf"(?:{_BEHIND})(?:the\s+)?{_SEASON}\b(?!(?<=fall)\s+in\b){_ADVERB}"),
        (Sort.NAMED, readings.holiday, rf"(?:{_BEHIND_A_HOLIDAY}){_HOLIDAY}(?:\s+(?P<year>{_YEAR})\b)?{_ADVERB}"),
        (Sort.NAMED, readings.whole_year, rf"\b{_PART}(?P<y>{_YEAR})\b"),
        (Sort.NAMED, readings.day_of_week, rf"\b(?P<weekday>{WEEKDAY})\s+(?:of\s+)?(?P<whose>last|this)\s+week\b"),
        (
            Sort.NAMED,
            readings.day_of_week,
            rf"\b(?P<whose>last|this)\s+week\s+(?:on\s+)?(?P<weekday>{WEEKDAY})\b(?!\.\w)",
        ),
        (Sort.NEWS, readings.near, r"\b(?P<both>yesterday)\s+(?:or|and)\s+the\s+day\s+before\b"),
        (Sort.NEWS, readings.near, r"\b(?P<earlier>the\s+day\s+before\s+)?(?P<yesterday>yesterday|last\s+night)\b"),
        (Sort.NEWS, readings.near, r"(?<!\bago\s)\b(?:today|tonight|this\s+(?:morning|afternoon|evening))\b"),
        (Sort.NEWS, readings.near, rf"(?<!\ban\s)(?<!\bthe\s)\b(?P<overnight>overnight)\b{_ADVERB}"),
        (Sort.NEWS, readings.weekend, r"\b(?P<earlier>the)\s+weekend\s+before\s+last\b"),
        (
            Sort.NEWS,
            readings.weekend,
            r"\b(?:(?:this\s+)?(?P<over>last|past)|this|(?:over|at|on|during)\s+the|(?<=\bsince\s)the)\s+weekend\b",
        ),
        (Sort.NEWS, readings.so_far, rf"\b(?:{_CALENDAR_UNIT}[\s-]to[\s-]date|YTD)\b"),
        (
            Sort.BARE,
            readings.beginning,
            rf"\b(?:start|beginning)\s+of\s+(?:the|this)\s+(?:current\s+)?{_CALENDAR_UNIT}\b",
        ),
        (Sort.NEWS, readings.part_of_unit, rf"\b{_PART}(?P<whose>this|last)\s+(?P<unit>week|month|quarter)\b"),
        (Sort.NAMED, readings.part_of_unit, rf"\b{_PART}(?P<whose>this|last)\s+(?P<unit>year)\b"),
        (Sort.NEWS, readings.so_far, rf"\b(?:(?:so\s+far|earlier)\s+)?(?:this|the\s+current)\s+{_CALENDAR_UNIT}\b"),
        (
            Sort.NEWS,
            readings.whole_before,
            r"(?<!the )\b(?:last|previous)\s+(?P<unit>week|month)\b|\bthe\s+(?P<earlier>week|month)\s+before\s+last\b",
        ),
        (Sort.NAMED, readings.whole_before, r"(?<!the )\blast\s+(?P<unit>year)\b|\b(?:last|previous)\s+quarter\b"),
        (Sort.NAMED, readings.whole_before, r"\bthe\s+(?P<earlier>quarter|year)\s+before\s+last\b"),
        (
            Sort.NEWS,
            readings.ago,
            rf"\b{_ABOUT}(?:{_COUNT}|an?)\s+(?P<unit>minute|hour|day|week|fortnight)s?\s+ago\b(?:\s+today\b)?",
        ),
        (Sort.NAMED, readings.ago, rf"\b{_ABOUT}(?:{_COUNT}|an?)\s+(?P<unit>month|year)s?\s+ago\b(?:\s+today\b)?"),
        (Sort.NEWS, readings.ago, r"\ban?\s+(?P<unit>day|week)\s+or\s+(?P<number>two|so)\s+ago\b"),
        (
            Sort.NEWS,
            readings.half_years,
            r"\b(?:last|past)\s+(?:(?P<whole>year\s+and\s+a\s+half)|half[\s-](?:a\s+)?year)\b",
        ),
        (Sort.NEWS, readings.span, r"\b(?:last|past)\s+(?P<unit>day|week|month)\s+or\s+(?P<number>two|so)\b"),
        (Sort.NEWS, readings.span, rf"{_I_WAS_AWAY}{_COUNT}\s+{_LONG_UNIT}"),
        (Sort.NEWS, readings.span, rf"\b(?:last|past|previous)\s+{_COUNT}[\s-]?{_LONG_UNIT}"),
        (Sort.NEWS, readings.span, r"\b(?:last|past|previous)\s+(?P<number>\d{1,3})\s?(?P<unit>hr|h|d|wk|w)s?\b"),
        (Sort.NEWS, readings.span, rf"(?:\bpast|(?<=\bthe\s)(?:last|previous))\s+{_LONG_UNIT}"),
        (
            Sort.NAMED,
            readings.weekday,
            rf"(?<![.\w])(?<!\bevery\s)(?<!\beach\s)(?:last\s+)?(?P<weekday>{WEEKDAY})\b(?!\.\w)",
        ),
        (Sort.BARE, readings.years, rf"(?<![\w-])(?P<y>{_YEAR})[-\u2013](?P<other>(?:20)?\d\d)(?![\w-])"),
        (Sort.BARE, readings.whole_year, rf"\b(?P<y>{_YEAR})(?![\d\w]|\s*%|-\d)"),
    )
)
