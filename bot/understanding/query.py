"""Question, asker's zone and conversation -> query (pure)."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.language.product_versions import asked_products
from bot.language.time_expressions import without_times
from bot.language.words import terms
from bot.model import Exchange, Query, Question, Seek
from bot.understanding.answer_type import sought, subject
from bot.understanding.decomposition import clauses, parts, sides
from bot.understanding.follow_ups import completed, names_in, refers_back
from bot.understanding.time_ranges import firm_period, guessed_periods
from indexer.errors import UsageError
from indexer.language.calendar import MONTH, WEEKDAY
from indexer.model import Kind, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Filters, Period

_T = TypeVar("_T")

MAX_QUESTION = 1_000
"""Characters of a question that are read: more is a pasted document, not a question."""

_YEARS = range(1900, 3000)  # of a time that is given whole; there must be room for "last week" and the asker's zone
_SPAN = re.compile(r"^(\d{1,5})\s*([hdwm])$", re.IGNORECASE)
_SPAN_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
}

_LATEST = re.compile(
    r"\b(latest|newest|most recent(ly)?|recent(ly)?|any news|what('?s| is) new|news (on|about))\b", re.IGNORECASE
)
# What is left of "What happened in AI last week?" without these is its topic: nothing.
_NO_TOPIC = re.compile(
    r"\b(this|last|past|previous|few|next|hours?|days?|weeks?|weekend|months?|quarters?|years?|morning|evening|afternoon"
    r"|(give|show|tell|catch) (me|us)"
    r"|since|until|before|after|between|from|during|came|come|out|made|reported|published|articles?|reports?|press"
    r"|news|new|newest|latest|recent(ly)?|headlines?|happen(ed|ing|s)?|going on|up|important|top|big(gest)?|main"
    r"|stor(y|ies)|things?|developments?|updates?|ai|artificial intelligence|tech(nology)?|industry|world|field"
    rf"|{WEEKDAY}|{MONTH}|\d+|what'?s)\b",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"\b(news|headlines?|happen(ed|ing|s)?|going on|new|stories|developments|updates?|c[ao]me out"
    r"|(was|were|been) (reported|published|in the (papers|press)))\b",
    re.IGNORECASE,
)
_KINDS = (
    (
        Kind.OPINION,
        re.compile(r"\b(opinions?|editorials?|commentar(y|ies)|columnists?|critics|pundits)\b", re.IGNORECASE),
    ),
    (Kind.RESEARCH, re.compile(r"\b(papers?|preprints?|arxiv|researchers|stud(y|ies))\b", re.IGNORECASE)),
    (Kind.ANNOUNCEMENT, re.compile(r"\b(announcements?|press releases?|official(ly)?)\b", re.IGNORECASE)),
)
_SMALL = ("the", "of", "and")  # in names, with a capital or without
# Where one of these stands, a publisher's name is the name of a source; elsewhere "Wired" may be a word.
_SPEAKS_OF_SOURCES = re.compile(
    r"\b(according to|as told|report(s|ed|ing)?( by| from)?|articles?|coverage|covered|published|interview(ed)?"
    r"|stor(y|ies)|reviews?|outlets?|pieces?|what (did|does)|sa(ys?|id)|from|by|via|told)\b",
    re.IGNORECASE,
)


def understand(question: Question, publishers: Sequence[str] = ()) -> Query:
    """Return what to search for; `publishers` are the names that the collection knows."""
    own = _plain(question.text)
    text = _plain(completed(own, question.conversation))
    today = question.now.astimezone(question.zone).date()
    named, parts = _named(text, publishers), clauses(text)
    timed = [_without(named, said) for said in dict.fromkeys((own, text))]  # "USA Today" names no day
    stated = question.selection.since or question.selection.until
    news, topic = bool(_NEWS.search(text)), set(terms(_NO_TOPIC.sub(" ", without_times(text))))
    # Where news is asked for on no topic, there is nothing but the time to search by.
    firm = None if stated else _first(firm_period(said, today, of_news=news and not topic) for said in timed)
    periods = () if firm else _first(guessed_periods(said, today) for said in timed) or ()
    # Whoever names the sources of several facts asks for these: "recently" is then said of one of them.
    latest = bool(_LATEST.search(timed[-1])) and not (named and parts)
    dated = latest or firm is not None or bool(periods)
    names = _names(text)
    asks_for_news = latest or news
    return Query(
        text=text,
        terms=terms(subject(text)),
        names=names,
        seek=sought(own) or sought(text) or Seek.ANYTHING,
        latest=latest,
        headlines=dated and asks_for_news and not topic,
        digest=asks_for_news and bool(topic) and topic <= names,
        clauses=parts,
        publishers=named,
        kinds=tuple(kind for kind, rule in _KINDS if rule.search(text)),
        periods=periods,
        selection=_within(question, firm),
        products=asked_products(text),
    )


def _first(found: Iterable[_T]) -> _T | None:
    return next(filter(None, found), None)


class Part(NamedTuple):
    """A question that is put together with others."""

    question: Question
    beside: str = ""  # what it is to be compared with


def parted(question: Question) -> tuple[Part, ...]:
    """Return the questions that one message puts, or both sides of what it compares; nothing, if it puts one.

    A later question is understood as what follows up the first. A side of a comparison stands alone.
    """
    text = _plain(question.text)
    if both := sides(text):
        talk = question.conversation
        alone = [replace(question, text=side, conversation=talk if refers_back(side) else ()) for side in both]
        return tuple(map(Part, alone, reversed(both)))
    first, *later = parts(text) or ("",)
    if not later:
        return ()
    heard = (*question.conversation, Exchange(question=first))
    return (
        Part(replace(question, text=first)),
        *(Part(replace(question, text=part, conversation=heard)) for part in later),
    )


def _plain(text: str) -> str:
    """Return what is read of a question, on one line."""
    return " ".join(_readable(text).split())[:MAX_QUESTION]


def _readable(text: str) -> str:
    """Return a text without halves of surrogate pairs, which JSON can bring in and no engine takes."""
    return text.encode("utf-8", errors="replace").decode()


def _names(text: str) -> frozenset[str]:
    """Return the terms of the names in a question."""
    return frozenset(term for name in names_in(text) for term in terms(name))


def _named(text: str, publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the known publishers that the text names as a source, or names with a capital of its own."""
    speaks = _SPEAKS_OF_SOURCES.search(text)
    folded = text.casefold()
    found = []
    for name in publishers:
        # Patterns are made only for what is there: there may be thousands.
        there = (spelled for spelled in _spellings(name) if spelled.casefold() in folded)
        if any(_is_named(spelled, text, speaks=bool(speaks)) for spelled in there):
            found.append(name)
    return tuple(found)


def _without(publishers: Sequence[str], text: str) -> str:
    """Return a text without the names of publishers."""
    spelled = sorted((way for name in publishers for way in _spellings(name)), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, spelled)), " ", text, flags=re.IGNORECASE) if spelled else text


@lru_cache(maxsize=4_096)
def _spellings(name: str) -> tuple[str, ...]:
    """Return a publisher's name with its parts: "FOX News - Health" is named by "Fox News"."""
    ways = dict.fromkeys((name, *re.split(r"\s+[-|\u2013\u2014]\s+", name)))
    return tuple(way for way in ways if len(way) >= 3)  # noqa: PLR2004  shorter ones are ordinary words


def _is_named(name: str, text: str, *, speaks: bool) -> bool:
    whole = rf"(?<!\w){re.escape(name)}(?!\w)"
    if " " in name or "." in name or speaks:
        found = re.findall(whole, text, re.IGNORECASE)
        if any(_is_spelled_as(name, words) for words in found):
            return True
    after = (
        rf"(?:according to|reported by|reports? (?:by|from)|from|by|via|told|in)\s+(?:the\s+)?['\"\u2018\u201c]?{whole}"
    )
    return bool(re.search(after, text, re.IGNORECASE))


def _is_spelled_as(name: str, words: str) -> bool:
    """Tell whether words are a name and not words of a sentence: "the Verge" for "The Verge", "CNBC" for "Cnbc"."""
    return all(
        said[0].isupper() or not own[0].isupper() or own.casefold() in _SMALL
        for own, said in zip(name.split(), words.split(), strict=True)
    )


def _within(question: Question, firm: Period | None) -> Selection:
    """Return the asker's filters, narrowed to the time that the question restricts itself to."""
    if firm is None:
        return question.selection
    return replace(
        question.selection,
        since=_midnight(firm.first, question.zone) if firm.first else None,
        until=_midnight(firm.last + timedelta(days=1), question.zone) if firm.last else None,
    )


def selection_of(filters: Filters, *, now: datetime, zone: tzinfo) -> Selection:
    """Return what filters let through that were stated at a time and in a zone; raises as `selection` does."""
    given = asdict(filters)
    return selection(**given, now=now, zone=zone)


def selection(
    *,
    since: str = "",
    until: str = "",
    sources: Sequence[str] = (),
    kinds: Sequence[str] = (),
    now: datetime,
    zone: tzinfo,
) -> Selection:
    """Return the filter that a command states in words; raise `UsageError` for what cannot be understood."""
    known = {kind.value for kind in Kind}
    for kind in kinds:
        if kind not in known:
            raise UsageError(f"kind: {kind!r} is none of {', '.join(sorted(known))}")
    first = bound(since, now=now, zone=zone, end=False) if since else None
    last = bound(until, now=now, zone=zone, end=True) if until else None
    if first and last and first >= last:
        raise UsageError(f"since {since!r} is not before until {until!r}")
    names = tuple(_readable(source.strip()) for source in sources if source.strip())
    return Selection(since=first, until=last, sources=names, kinds=tuple(Kind(kind) for kind in kinds))


def bound(text: str, *, now: datetime, zone: tzinfo, end: bool) -> datetime:
    """Return the instant that "2026-11-24", an ISO time or "7d" means; a day's end is the next midnight."""
    try:
        if span := _SPAN.match(text.strip()):
            return now - int(span[1]) * _SPAN_UNITS[span[2].lower()]
        if len(text.strip()) <= len("2026-11-24"):
            day = date.fromisoformat(text.strip())
            return _midnight(day + timedelta(days=1) if end else day, zone)
        return instant(text, zone)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is no time: write a day (2026-11-24), a time (2026-11-24T08:00+01:00) or a span (7d, 12h, 2w)"
        ) from error


def instant(text: str, zone: tzinfo) -> datetime:
    """Return an ISO time in UTC; one without a zone of its own is the asker's. Raises ValueError."""
    when = datetime.fromisoformat(text.strip())
    if when.year not in _YEARS:
        raise ValueError(f"the year {when.year}")
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
