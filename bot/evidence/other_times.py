"""What is told of another time than the one that a question asks about (pure).

What was raised in 2025 is not what was raised in 2026, and a rating of December 2024 is none of 2022.
"""

from __future__ import annotations

import re
from calendar import month_name
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.language.words import stems
from bot.model import Seek

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from bot.evidence.sentences import PassageSentence
    from bot.model import Period, Query
    from indexer.model import Article

_WAS = re.compile(r"\b(?:did|was|were|had)\b", re.IGNORECASE)
_ZONES = timedelta(days=1)  # by which the asker's day and the article's may differ
_AFTER = 0.75  # of its length: so long after a time most reports on it appear, of a quarter in two months
_LEAST_AFTER, _MOST_AFTER = timedelta(days=7), timedelta(days=120)
_QUARTER = 92  # days
_NOT_BY_TIME = frozenset({Seek.DATE, Seek.REASON, Seek.SPEECH, Seek.WHETHER, Seek.MEANING})
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "q1": 1, "q2": 2, "q3": 3, "q4": 4}
_A_QUARTER = re.compile(r"\b(?P<which>(?:first|second|third|fourth)(?=[- ]quarter\b)|q[1-4]\b)", re.IGNORECASE)
_YEARS = r"(?:that|same|last|previous|prior|preceding|following) year\b|years? (?:earlier|before|ago|later|after)\b"
_SPANS = r"(?:quarter|month|week|spring|summer|autumn|fall|winter)"
_LOOKS_BACK_YEARS = re.compile(rf"\b(?:{_YEARS})", re.IGNORECASE)
_LOOKS_BACK = re.compile(
    rf"\b(?:{_YEARS}|(?:that|same|last|previous|prior|preceding|following) {_SPANS}\b"
    rf"|{_SPANS}s? (?:earlier|before|ago|later|after)\b|since then\b|at the time\b)",
    re.IGNORECASE,
)


def is_too_early(query: Query, article: Article, said: AbstractSet[str]) -> bool:
    """Tell whether an article is from before the time of which is asked what was done in it, and does not speak of it.

    `said` are the terms of what was found of it.
    """
    firsts = [period.first for period in query.periods if period.first]
    if not firsts or not _WAS.search(query.text) or article.when.date() >= min(firsts) - _ZONES:
        return False
    return said.isdisjoint({*query.dated, *(str(first.year) for first in firsts)})


def is_of_later_time(sentence: PassageSentence, query: Query) -> bool:
    """Tell whether a sentence is of an article from long after the time asked about, and speaks of no other time.

    A report tells of its own time, unless the sentence or those before it name another.
    """
    if query.seek in _NOT_BY_TIME or not query.periods:
        return False
    day = sentence.article.when.date()
    if not all(_is_long_over(period, day) for period in query.periods):
        return False
    before = sentence.before
    near = [each.text for each in (before and before.before, before, sentence) if each]
    told = "\n".join((sentence.article.title, *near))
    quarters = {_ORDINAL[found["which"].casefold()] for found in _A_QUARTER.finditer(told)}
    if quarters and all(map(_is_quarter, query.periods)):
        return quarters.isdisjoint((period.first.month + 2) // 3 for period in query.periods if period.first)
    looks_back = _LOOKS_BACK if any(map(_is_short, query.periods)) else _LOOKS_BACK_YEARS
    if looks_back.search(told):
        return False
    return {*query.dated, *_names_of(query.periods)}.isdisjoint(stems(told))


def _is_long_over(period: Period, day: date) -> bool:
    """Tell whether a time was over so long before a day that most reports on it had appeared."""
    if period.last is None or period.days is None:
        return False
    return period.last + min(_MOST_AFTER, max(_LEAST_AFTER, timedelta(days=period.days) * _AFTER)) < day


def _is_quarter(period: Period) -> bool:
    return period.days is not None and _QUARTER - 2 <= period.days <= _QUARTER


def _is_short(period: Period) -> bool:
    return period.days is not None and period.days <= _QUARTER


def _names_of(periods: Sequence[Period]) -> Iterator[str]:
    """Yield the stems by which texts name times: their years, of short ones the months, and that one is a quarter."""
    for period in periods:
        ends = [end for end in (period.first, period.last) if end]
        yield from (str(end.year) for end in ends)
        if _is_short(period):
            yield from stems(" ".join(month_name[end.month] for end in ends))
        if _is_quarter(period):
            yield "quarter"
