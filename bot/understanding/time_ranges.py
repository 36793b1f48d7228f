"""The times that a question states -> periods in days of the asker's (pure).

A time that the asker states of the news itself ("last week", "since 3 May", "between March and June", "articles of
March") is firm: it restricts the search. A time that may as well belong to the event ("in March", "on Friday", "last
year") is a guess: what was published then is preferred, and nothing is left out.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.language.time_expressions import Sort, TimeExpression, find_times
from bot.language.words import terms
from bot.model import Period
from bot.understanding.coming_events import asks_ahead
from indexer.language.calendar import MONTH, MONTH_OR_SHORT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.model import Question
    from indexer.language.calendar import Span

_OLDEST = 1990  # no news of before is collected: "from 1905 to 1913" is when something happened
_DAY = timedelta(days=1)
_SEASON, _YEAR = 92, 366  # days
_NEAR = 32  # characters before a time in which its preposition stands


def _before(words: str) -> re.Pattern[str]:
    """Return a pattern of words that end where a time begins."""
    return re.compile(rf"\b(?:{words})\s+(?P<the>the\s+)?$", re.IGNORECASE)


_BETWEEN = _before("between|from")
_SINCE = _before("since|starting|as from|on or after|not before|no earlier than")
_AFTER = _before(r"(?<!\bor\s)after|(?<!\bno\s)later than")
_AS_OF = _before("as of|as at|up (?:to|until)(?: and including)?")
_UNTIL = _before("(?:until|till|through)(?: and including)?|on or before|no later than")
_BY = _before("by")
_EARLIER = _before(r"(?<!\bor\s)(?<!\bnot\s)before|(?<!\bno\s)earlier than|prior to")
_IN = _before(r"in|on|at(?=\s+the\s)|during|of|dated|published|around|this|last|past")
_FOR = _before("for|from|over")
_ONWARDS = re.compile(r"\s+(?:on(?=\W|$)(?!\s+\w)|onwards?\b|until\s+(?:now|today)\b)", re.IGNORECASE)
_AND = re.compile(r"\s+(?P<word>and|to|until|till|through)\s+(?:the\s+)?|\s?[-\u2010-\u2015/]\s?", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?<!\S)(?:between|from|in|on|during|over|since|for|at|by|of|within|around|dated|after|until|till|up to|as of)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^['\u2019]s?\b")
_BEFORE_A_MARK = re.compile(r"\s+(?=[?.!,;:]+(?:\s|$))")
_REPORTED_ON = re.compile(r"quarter|half|\b[qh][1-4]\b", re.IGNORECASE)
_ALSO = re.compile(r"\s*(?:,|,?\s(?:and|or|&)\s)\s*(?:in\s+)?", re.IGNORECASE)
_ALONE = re.compile(r"(?:^|[.?!,;:(])\s*$")
# Behind a time it is no part of a name or of an event: not "after the 2024 election", "before Friday's vote".
_ENDS = re.compile(
    r"\s*(?:$|[?.!,;:)]|(?:in|on|at|of|from|by|for|and|or|about|which|what|who|that|did|does|was|were|has|have|had|is|are"
    r"|with|only|until|till|up|to|among|across)\b)",
    re.IGNORECASE,
)
# A month that a request for news ends with: "acme news november"; "may" and "march" are words, too.
_LAST_WORD = re.compile(rf"(?<=\w\s)(?!may|march){MONTH}\W*$", re.IGNORECASE)
_ANOTHER_MONTH = re.compile(r"\b(?:(?i:next|every|each)\s\w+|[A-Z][a-z]+\s(?:April|June|August))\W*$")  # or a person
_ONLY = re.compile(r"(?:[.?!,;:(\u2013\u2014]|\s-)\s*(?:only|just)\s+$", re.IGNORECASE)  # "..., only 2026"
_MONTH_NAMED = re.compile(rf"\b{MONTH_OR_SHORT}\b", re.IGNORECASE)
_YEAR_NAMED = re.compile(r"\d{4}|\byear\b", re.IGNORECASE)
_HOW_WAS = re.compile(r"\bhow (?:was|were|is|did)\s$|['\u2019]s\s$", re.IGNORECASE)  # "how was May", "Acme's July"
# Where one of these stands, it is the news whose time is stated.
_OF_NEWS = re.compile(
    r"\b(?:headlines?|coverage|newsletters?|(?:was|were|been|got)\s+(?:reported|published|written|posted)"
    r"|(?:reports|posts|pieces|things|all|everything|anything|what)\s+published|published\s+(?:on|in|during|between|since|before|after|until)"
    r"|articles?\s+(?:on|about|from|in|by|since|dated|covering|of(?!\s+(?:the|this)))|stories|the\s+(?:press|papers|media)(?!\s+(?:conference|release|secretary))"
    r"|(?<!good )(?<!bad )news(?!\s+(?:sites?|apps?|agenc\w+|outlets?|publishers?|conference|organi[sz]ations?|corp"
    r"|group|media|startups?|aggregators?|services?|feeds?|anchors?)\b))\b",
    re.IGNORECASE,
)


class StatedTime(NamedTuple):
    """The times that a question states, seen from the day on which it was asked."""

    today: date
    firm: Period | None  # that it restricts itself to
    guesses: tuple[Period, ...]  # that it may mean, where it restricts itself to none

    @property
    def periods(self) -> tuple[Period, ...]:
        """All of them."""
        return (self.firm,) if self.firm else self.guesses

    def cut_from(self, text: str) -> str:
        """Return a text of the question without them."""
        return without_dates(text, self.periods, self.today)


def stated_time(question: Question, readings: Sequence[str], *, of_news: bool) -> StatedTime:
    """Return the times that a question states, by the first of its readings that states any.

    Where its asker has stated one beside it, it restricts itself to no other.
    """
    today, is_dated = (
        question.now.astimezone(question.zone).date(),
        question.selection.since or question.selection.until,
    )
    rules = () if is_dated else readings
    firm = next(filter(None, (firm_period(each, today, of_news=of_news) for each in rules)), None)
    guesses = () if firm else next(filter(None, (guessed_periods(each, today) for each in readings)), ())
    return StatedTime(today, firm, guesses)


def firm_period(text: str, today: date, *, of_news: bool = False) -> Period | None:
    """Return the time that a question restricts itself to, None if it does not.

    `of_news`: it is known from elsewhere to ask for the news of a time, on no topic, so that any time is firm.
    """
    found = _times(text, today)
    of_news = bool(found) and (of_news or bool(_OF_NEWS.search(text)))
    for rule in (_between, _since, _after, _until):
        if (period := rule(text, found, today, of_news)) is not None:
            return period
    stated = (time for time in found if time.sort is Sort.NEWS and not _bounded(text, time))
    firm = next(_spans(stated, today), None)
    if firm is None and of_news:
        firm = _in_a_row(text, found, _meant(text, found, today, of_news=True), today)
    return Period(first=firm[0], last=firm[1]) if firm and firm[0] <= today else None


def _times(text: str, today: date) -> tuple[TimeExpression, ...]:
    """Return the times of a question; of one for what is still to come without the months that are over by then."""
    found = find_times(text)
    if not asks_ahead(text):
        return found
    said = ((time, text[time.start : time.end]) for time in found)
    return tuple(time for time, words in said if not _is_past_by_default(words, time.span(today), today))


def _is_past_by_default(said: str, span: Span | None, today: date) -> bool:
    """Tell whether a time that is over names a month without its year, which may as well be that of the next one."""
    is_open = _MONTH_NAMED.search(said) and not _YEAR_NAMED.search(said)
    return bool(is_open and span and span[1] < today)


def _in_a_row(text: str, found: Sequence[TimeExpression], meant: Sequence[TimeExpression], today: date) -> Span | None:
    """Return the first time that is meant with those that are joined to it: "in July and August"."""
    if not meant:
        return None
    row = [meant[0]]
    for other in found[found.index(meant[0]) + 1 :]:
        if _ALSO.fullmatch(text, row[-1].end, other.start):
            row.append(other)
    spans = [span for span in _spans(row, today) if span[0] <= today]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def without_dates(text: str, periods: Sequence[Period], today: date) -> str:
    """Return a text without the times that were read as `periods`, by which articles are dated: few say them.

    A quarter, a half-year, a year that is over and what is longer ago stay: they are told of later, and by their names.
    So does a text that has nothing else.
    """
    read = [time for time in find_times(text) if _is_date(text, time, periods, today)]
    left = text
    for time in reversed(read):
        joint = next((match for other in read if (match := _AND.fullmatch(text, time.end, other.start))), None)
        before = _PREPOSITION.search(left, 0, time.start)
        start, end = before.start() if before else time.start, joint.end() if joint else time.end
        left = f"{left[:start].rstrip()} {_OWNED.sub('', left[end:], count=1).lstrip()}"
    left = _BEFORE_A_MARK.sub("", left).strip(" ,;:")
    return left if read and terms(left) else text


def _is_date(text: str, time: TimeExpression, periods: Sequence[Period], today: date) -> bool:
    """Tell whether a time was read as one of the periods, or as an end of it, and is one that articles are dated by."""
    span = time.span(today)
    if span is None or _REPORTED_ON.search(text, time.start, time.end):
        return False
    first, last = span
    if last < today and ((last - first).days > _SEASON or (today - last).days > _YEAR):
        return False
    ends = {end for period in periods for end in (period.first, period.last)}
    within = any(
        period.first and period.last and period.first <= first and last <= period.last and period.firm
        for period in periods
    )
    return within or not ends.isdisjoint((first, last, first - _DAY, last + _DAY))


def guessed_periods(text: str, today: date) -> tuple[Period, ...]:
    """Return the times that a question may mean, in the order of the text, each once."""
    return tuple(dict.fromkeys(_guessed(text, today)))


def _guessed(text: str, today: date) -> Iterator[Period]:
    found = _times(text, today)
    joined = _joined(text, found, today)
    for _, (first, last) in joined:
        if first <= today:
            yield Period(first=first, last=last, firm=False)
    parts = {time for pair, _ in joined for time in pair}
    for first, last in _spans(_meant(text, found, today, of_news=False), today, without=parts):
        if first <= today:
            yield Period(first=first, last=last, firm=False)
    for time in found:
        span = time.span(today) if _preceded(text, time, _EARLIER) and time.sort is not Sort.BARE else None
        if span and span[0] <= today:
            yield Period(last=span[0] - _DAY, firm=False)


def _meant(text: str, found: Sequence[TimeExpression], today: date, *, of_news: bool) -> list[TimeExpression]:
    """Return the times at which something was: "May" and "Apple's 2027 plans" are none, "in May" and "during 2027" are.

    A date that can be read in two ways restricts nothing.
    """
    begun = [time for time in found if (span := time.span(today)) and span[0] <= today]
    twice = {one.start for one, other in pairwise(begun) if one.start == other.start}
    return [
        time
        for time in begun
        if (time.sort is not Sort.BARE or _placed(text, time, of_news=of_news))
        and not _bounded(text, time)
        and not (of_news and time.start in twice)
    ]


def _placed(text: str, time: TimeExpression, *, of_news: bool) -> bool:
    """Tell whether a preposition makes a word a time; "for Q3" is one, "for May" may be a person's."""
    word = text[time.start : time.end]
    if of_news and _ALONE.search(text, 0, time.start) and _ENDS.match(text, time.end):
        return True  # "... July and August"
    if of_news and _ONLY.search(text, 0, time.start) and _ENDS.match(text, time.end):
        return True
    if of_news and _HOW_WAS.search(text, 0, time.start) and _ENDS.match(text, time.end):
        return True
    if of_news and _LAST_WORD.match(text, time.start):
        return not _ANOTHER_MONTH.search(text)
    placed = _preceded(text, time, _IN)
    if placed is None and (of_news or not word.isalpha()):
        placed = _preceded(text, time, _FOR)
    return placed is not None and not (placed["the"] and " " not in word)  # "of the 2000 chips", "in the Q3 report"


def _bounded(text: str, time: TimeExpression) -> bool:
    """Tell whether something was, or has to be, before or after a time."""
    return any(_preceded(text, time, words) for words in (_EARLIER, _AFTER, _UNTIL, _BY, _AS_OF))


def _spans(
    found: Sequence[TimeExpression] | Iterator[TimeExpression], today: date, without: set[TimeExpression] | None = None
) -> Iterator[Span]:
    return (span for time in found if time not in (without or ()) and (span := time.span(today)))


def _preceded(text: str, time: TimeExpression, words: re.Pattern[str]) -> re.Match[str] | None:
    return words.search(text, max(0, time.start - _NEAR), time.start)


def _joined(
    text: str, found: Sequence[TimeExpression], today: date
) -> list[tuple[tuple[TimeExpression, TimeExpression], Span]]:
    """Return pairs of times that are the ends of one: "March to June", "between 3 May and 10 June"."""
    pairs = []
    for one, other in pairwise(found):
        joint = _AND.fullmatch(text, one.end, other.start)
        between = _preceded(text, one, _BETWEEN)
        if joint is None or not (between or (joint["word"] != "and" and _named(text, one, other))):
            continue
        end = other.span(today)
        start = one.span(end[1] if end else today)
        if start and end and start[0] <= end[1] and end[1].year >= _OLDEST:
            pairs.append(((one, other), (start[0], end[1])))
    return pairs


def _named(text: str, one: TimeExpression, other: TimeExpression) -> bool:
    return other.sort is not Sort.BARE or bool(_preceded(text, one, _IN))


def _between(text: str, found: Sequence[TimeExpression], today: date, of_news: bool) -> Period | None:  # noqa: FBT001  a rule
    """Return the time of "between 3 May and 10 June", "from March to June", "between 3 and 5 May"."""
    for (one, _), (first, last) in _joined(text, found, today):
        if of_news or _preceded(text, one, _BETWEEN):
            return Period(first=first, last=last)
    for time in found:
        inside = _AND.search(text, time.start, time.end)
        span = time.span(today) if inside and _preceded(text, time, _BETWEEN) else None
        if span and span[0] < span[1]:
            return Period(first=span[0], last=span[1])
    return None


def _since(text: str, found: Sequence[TimeExpression], today: date, _of_news: bool) -> Period | None:  # noqa: FBT001  a rule
    """Return the time of "since Monday", "from 3 May onwards"."""
    for time in found:
        since = _preceded(text, time, _SINCE) or (_preceded(text, time, _FOR) and _ONWARDS.match(text, time.end))
        span = time.span(today) if since else None
        if span and span[0] <= today:
            return Period(first=span[0])
    return None


def _after(text: str, found: Sequence[TimeExpression], today: date, _of_news: bool) -> Period | None:  # noqa: FBT001  a rule
    """Return the time of "after Friday": what happened then was published then."""
    for time in found:
        span = time.span(today) if _preceded(text, time, _AFTER) and _ENDS.match(text, time.end) else None
        if span and span[1] < today:
            return Period(first=span[1] + _DAY)
    return None


def _until(text: str, found: Sequence[TimeExpression], today: date, of_news: bool) -> Period | None:  # noqa: FBT001  a rule
    """Return the time of "as of 1 May", "up to March"; of news also that of "until Friday", "before March"."""
    for time in found:
        span = time.span(today)
        if span is None or span[0] > today:
            continue
        until = _preceded(text, time, _AS_OF) or (of_news and _preceded(text, time, _UNTIL))
        if until and span[1] < today:
            return Period(last=span[1])
        if of_news and _preceded(text, time, _EARLIER):
            return Period(last=span[0] - _DAY)
    return None
