"""A statement as every surface shows it: its date, whose it is, its mark, and the words that answer (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING, TypeVar

from bot.adapters.messages.formatting import cut, one_line, short_day
from bot.language.dates import find_dates
from bot.model import Form, StatementKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bot.model import Answer, Question, Source, Statement

    Span = tuple[int, int]

_T = TypeVar("_T")

MARKS = {StatementKind.HEDGED: "Unconfirmed: ", StatementKind.OPINION: "Opinion: "}
"""Stand before statements that are no facts."""

MOST_SOURCES = 7
"""Sources that an answer shows, if it is not one to a question of fact."""

_SOURCES_OF_A_LIST = 12  # each of its entries has one
_CONTINUES, _ENTRY = "\u21b3 ", "\u2022 "
_SUBJECT = 80  # characters of whose opinion it is, or of a side's name
_BEGINNING = 60  # characters in which the date that a sentence begins with stands
_FEW_WORDS = re.compile(r"\W*(?:\w+\W+)?")  # "On ", and what stands between a weekday and its date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStatement:
    """A statement on one clean line."""

    opening: str = ""  # it leads with this: that it goes on with the story before, or is an entry of a list
    date: str = ""  # and then with this, "21 Jul: "
    subject: str = ""  # whose opinion it is, or the side of a comparison that it is on, as it is written
    mark: str = ""  # "Unconfirmed: "
    text: str
    span: Span | None = None  # where the words that answer stand in the text, without blanks around them
    citations: tuple[int, ...] = ()

    def span_in(self, shortened: str) -> Span | None:
        """Return where those words stand in the text once it was cut off; None if all of them were."""
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self.text, shortened, strict=False))
        kept = self.text[: sum(1 for _ in same)]
        return _trimmed(kept, self.span) if self.span else None


def shown_statements(answer: Answer) -> tuple[ShownStatement, ...]:
    """Return the statements of an answer as every surface shows them, in order.

    An answer that is not one to a question of fact shows seven sources at most, a list twelve; what has no other is
    left out.
    """
    told = _with_few_sources(answer)
    return tuple(_shown(answer, said, before) for before, said in zip((None, *told), told, strict=False))


def mark_of(kind: StatementKind, text: str) -> str:
    """Return the mark before a statement; "" of a fact, and of what begins with its word: "Opinion: The ..."."""
    mark = MARKS.get(kind, "")
    word = re.escape(mark.rstrip(": "))
    return "" if re.match(rf"\W*{word}\s?[:|\u2013\u2014-]", text, re.IGNORECASE) else mark


def by_side(told: Iterable[tuple[ShownStatement, _T]]) -> dict[str, list[_T]]:
    """Return the sides of a comparison in order, each with what is told there, given with its statement."""
    sides: dict[str, list[_T]] = {}
    for said, shown in told:
        sides.setdefault(said.subject, []).append(shown)
    return sides


def entries(told: Iterable[ShownStatement]) -> int:
    """Return the number of entries that statements make, each with what goes on with it."""
    return sum(said.opening != _CONTINUES for said in told)


def answer_words(statement: Statement) -> str:
    """Return the words of a statement that answer, as they stand in it; "" for none."""
    if not statement.span or not _is_within(statement.text, statement.span):
        return ""
    start, end = statement.span
    return statement.text[start:end].strip()


def _with_few_sources(answer: Answer) -> list[Statement]:
    if answer.form is Form.FACT:
        return list(answer.statements)
    known = {source.number for source in answer.sources}
    cited = dict.fromkeys(number for said in answer.statements for number in said.citations if number in known)
    most = _SOURCES_OF_A_LIST if answer.form is Form.LIST else MOST_SOURCES
    kept = frozenset(islice(cited, most))
    told = (replace(said, citations=tuple(filter(kept.__contains__, said.citations))) for said in answer.statements)
    return [said for said in told if said.citations]


def _shown(answer: Answer, said: Statement, before: Statement | None) -> ShownStatement:
    text = one_line(said.text)
    continues = answer.goes_on(before, said)
    opening = _CONTINUES if continues else _ENTRY if answer.form is Form.LIST else ""
    return ShownStatement(
        opening=opening,
        date=_date(answer, said, before if continues else None),
        subject=_subject(answer, said, text),
        mark=_earlier(answer, said) or mark_of(said.kind, text),
        text=text,
        span=_place(said, text),
        citations=said.citations,
    )


def _subject(answer: Answer, said: Statement, text: str) -> str:
    """Return whose a statement is, "" of a fact; beside others' only if it does not begin with the same words."""
    if answer.form is Form.FACT:
        return ""
    subject = one_line(said.subject)
    is_said = bool(re.match(rf"{re.escape(subject)}(?!\w)", text)) and answer.form is not Form.COMPARISON
    return "" if is_said else cut(subject, _SUBJECT)


def _place(said: Statement, line: str) -> Span | None:
    """Return where the words that answer stand in the clean line of a statement.

    None too if an edge of theirs falls within what is one character there: a letter and its accent.
    """
    words = one_line(answer_words(said))
    if not words or said.span is None:
        return None
    before = len(one_line(said.text[: said.span[0]]))
    starts = (at for at in (before, before + 1) if line.startswith(words, at))
    return next(((at, at + len(words)) for at in starts), None)


def _is_within(text: str, span: Span) -> bool:
    return 0 <= span[0] < span[1] <= len(text)


def _trimmed(text: str, span: Span) -> Span | None:
    """Return what a text holds of a span, without blanks at its end."""
    start, end = span
    end = min(end, len(text.rstrip()))
    return (start, end) if start < end else None


def _date(answer: Answer, said: Statement, before: Statement | None) -> str:
    """Return "21 Jul: " for a statement of an overview or a list, in the asker's zone; `before` is of the same story.

    Of a fact, too, where it is to be told by its day: of what is asked when it was. "" if the day is not known, the
    sentence says it, or it is that of the statement before.
    """
    is_told_by_day = answer.form is Form.FACT and said.date and said.kind is not StatementKind.EARLIER
    if answer.form not in (Form.OVERVIEW, Form.LIST) and not is_told_by_day:
        return ""
    sources, question = {source.number: source for source in answer.sources}, answer.question
    day = _day(said, sources, question)
    if day is None or _begins_with_date(said.text, day) or (before and day == _day(before, sources, question)):
        return ""
    return f"{short_day(day, question)}: "


def _earlier(answer: Answer, said: Statement) -> str:
    """Return "Earlier, 15 Jul: " for a statement that another one has superseded, "" for any other."""
    if said.kind is not StatementKind.EARLIER:
        return ""
    day = _day(said, {source.number: source for source in answer.sources}, answer.question)
    return f"Earlier, {short_day(day, answer.question)}: " if day else "Earlier: "


def _day(said: Statement, sources: Mapping[int, Source], question: Question) -> date | None:
    """Return the day of what a statement tells, else of its first source; None where that is undated."""
    first = sources.get(said.citations[0]) if said.citations else None
    if first is None or first.article.published is None:  # when it was first seen is no date of what it tells
        return None
    when = said.date or first.article.published
    return when.astimezone(question.zone).date()


def _begins_with_date(text: str, day: date) -> bool:
    """Tell whether a sentence begins with a day's date, perhaps behind its weekday; a weekday alone is no date."""
    end = 0
    for said in find_dates(text[:_BEGINNING], day):
        if not _FEW_WORDS.fullmatch(text, end, said.start):
            return False
        if not said.relative and any((one.month, one.day) == (day.month, day.day) for one in said.meanings):
            return True
        end = said.end
    return False
