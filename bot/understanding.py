"""Question, asker's zone and conversation -> query (pure)."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from bot.model import Query, Question, Seek
from bot.wording import names, terms
from indexer.errors import UsageError
from indexer.model import Kind, Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Filters

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
    r"\b(latest|newest|most recent(ly)?|recent(ly)?|any news|what'?s new|news (on|about))\b", re.IGNORECASE
)
_SEEKS = (
    (
        Seek.REASON,
        re.compile(r"\b(why|how come|what (caused|led|prompted|made)|reasons?|what .* blame)\b", re.IGNORECASE),
    ),
    (
        Seek.NUMBER,
        re.compile(
            r"\b(how (much|many|large|big|long|far|fast|high|expensive|old|often)|what (number|share|percentage|percent"
            r"|proportion|price|amount|sum|fine|valuation|salary|fraction)|at what (price|valuation))\b",
            re.IGNORECASE,
        ),
    ),
    (
        Seek.DATE,
        re.compile(
            r"\b(when|(what|which) (day|date|month|year|quarter|time)|by what date|how soon|since when)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Seek.PLACE,
        re.compile(
            r"\b(where|(what|which) (city|country|state|place|region|town|site|location|continent))\b",
            re.IGNORECASE,
        ),
    ),
    (
        Seek.NAME,
        re.compile(
            r"\b(who|whom|whose|(what|which) (company|companies|firm|startup|lab|person|people|chief|agency|outlet"
            r"|regulator|chip|model|product|court|judge|minister|university|investor|bank|country|law|bill|name))\b",
            re.IGNORECASE,
        ),
    ),
)
_FOLLOW_UP = re.compile(r"^\s*(and|what about|how about|also|but|or|then)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?:the )?[A-Z0-9]\S*(?: (?:of |the |de )?[A-Z0-9]\S*){0,4}")
_REFERS_BACK = re.compile(r"\b(he|she|they|it|him|her|them|his|its|their|that|this|those|there)\b", re.IGNORECASE)
_NAMED_AS_SOURCE = (
    r"(?:according to|reported by|reports? (?:by|from)|says?|said|from|by|in|via|told|what (?:did|does))\s+(?:the\s+)?"
)


def understand(question: Question, publishers: Sequence[str] = ()) -> Query:
    """Return what to search for; `publishers` are the names that the collection knows."""
    own = " ".join(_readable(question.text).split())[:MAX_QUESTION]
    text = _readable(_completed(own, question))
    return Query(
        text=text,
        terms=terms(text),
        names=_names(text),
        seek=_seek(own) if _seek(own) is not Seek.ANYTHING else _seek(text),
        latest=bool(_LATEST.search(text)),
        publishers=_named(own, publishers),
        selection=_window((own, text), question),
    )


def _readable(text: str) -> str:
    """Return a text without halves of surrogate pairs, which JSON can bring in and no engine takes."""
    return text.encode("utf-8", errors="replace").decode()


def _names(text: str) -> frozenset[str]:
    """Return the terms of the names in a question."""
    return frozenset(term for name in _in_question(text) for term in terms(name))


def _completed(text: str, question: Question) -> str:
    """Return a follow-up with the questions that it follows: "and Google?" alone asks for nothing."""
    before = ""
    for turn in question.conversation:
        before = _following(" ".join(turn.question.split()), before)
    return _following(text, before)


def _following(text: str, before: str) -> str:
    """Return a text as what it means after another: the same asked of another name, or both together."""
    short = len(terms(text)) <= 2  # noqa: PLR2004  a name and perhaps a verb
    if not before or not (_FOLLOW_UP.match(text) or short or _REFERS_BACK.search(text)):
        return text
    other, asked = _only_a_name(text), _in_question(before)
    if other and len(asked) == 1:
        return re.sub(rf"\b{re.escape(asked[0])}\b", lambda _: other, before)
    return f"{before} {text}"[-MAX_QUESTION:]


def _only_a_name(text: str) -> str:
    """Return the name that a follow-up consists of, "" if there is more in it."""
    bare = _FOLLOW_UP.sub("", text).strip(" ,.?!")
    return bare if bare and _NAMED.fullmatch(bare) else ""


def _in_question(text: str) -> list[str]:
    """Return the names in a question, each once; a first word alone may owe its capital to its place."""
    return list(dict.fromkeys(name for name in names(text) if " " in name or not text.startswith(name)))


def _seek(text: str) -> Seek:
    """Return what the question asks for, by its question word; the first that stands in the text decides."""
    found = [(match.start(), order, seek) for order, (seek, rule) in enumerate(_SEEKS) if (match := rule.search(text))]
    return min(found)[2] if found else Seek.ANYTHING


def _named(text: str, publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the known publishers that the text names as a source, or names with a capital of its own."""
    found = []
    folded = text.casefold()
    for name in publishers:
        # Shorter ones are ordinary words; the patterns are made only for what is there, since there may be thousands.
        if len(name) < 3 or name.casefold() not in folded:  # noqa: PLR2004
            continue
        spelled = re.escape(name)
        as_source = re.search(rf"\b{_NAMED_AS_SOURCE}{spelled}\b", text, re.IGNORECASE)
        if as_source or (" " in name and re.search(rf"\b{spelled}\b", text)):
            found.append(name)
    return tuple(found)


def _window(texts: Sequence[str], question: Question) -> Selection:
    """Return the asker's filters, narrowed to what the first text that speaks of time says in so many words."""
    stated = question.selection
    if stated.since or stated.until:
        return stated
    today = question.now.astimezone(question.zone).date()
    days = next((found for text in texts if (found := _days_meant(text.casefold(), today))), None)
    if days is None:
        return stated
    first, last = days
    return replace(
        stated,
        since=_midnight(first, question.zone),
        until=_midnight(last + timedelta(days=1), question.zone),
    )


def _days_meant(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and the last day that words such as "last week" mean; None: any time."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    rules = (
        (r"\btoday\b|\btonight\b|\bthis (morning|afternoon|evening)\b", (today, today)),
        (r"\byesterday\b", (today - timedelta(days=1), today - timedelta(days=1))),
        (r"\bthis week\b", (monday, today)),
        (r"\blast week\b", (monday - timedelta(days=7), monday - timedelta(days=1))),
        (r"\bthis month\b", (month, today)),
        (r"\blast month\b", (before.replace(day=1), before)),
    )
    for rule, days in rules:
        if re.search(rule, text):
            return days
    if past := re.search(r"\b(?:last|past) (\d{1,3}) (day|week|month)s?\b", text):
        span = int(past[1]) * {"day": 1, "week": 7, "month": 30}[past[2]]
        return today - timedelta(days=span), today
    return None


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
