"""A statement as every surface shows it: its date, its mark, and the words in it that answer (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.adapters.messages.formatting import one_line
from bot.language.dates import find_dates
from bot.model import StatementKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from bot.model import Answer, Source, Statement

    Span = tuple[int, int]

MARKS = {StatementKind.HEDGED: "Unconfirmed: ", StatementKind.OPINION: "Opinion: "}
"""Stand before statements that are no facts."""

_BEGINNING = 60  # characters in which the date that a sentence begins with stands
_FEW_WORDS = re.compile(r"\W*(?:\w+\W+)?")  # "On ", and what stands between a weekday and its date


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStatement:
    """A statement on one clean line."""

    date: str  # it leads with this, "21 Jul: ", and then with its mark, "Unconfirmed: "; "": it has none
    mark: str
    text: str
    span: Span | None  # where the words that answer stand in the text, without blanks around them
    citations: tuple[int, ...]

    @property
    def lead(self) -> str:
        """The bot's own words before the statement."""
        return self.date + self.mark

    def span_in(self, shortened: str) -> Span | None:
        """Return where those words stand in the text once it was cut off; None if all of them were."""
        same = takewhile(lambda pair: pair[0] == pair[1], zip(self.text, shortened, strict=False))
        kept = self.text[: sum(1 for _ in same)]
        return _trimmed(kept, self.span) if self.span else None


def shown_statements(answer: Answer) -> tuple[ShownStatement, ...]:
    """Return the statements of an answer as every surface shows them."""
    dates = _dates(answer)
    return tuple(_shown(said, date) for said, date in zip(answer.statements, dates, strict=True))


def answer_words(statement: Statement) -> str:
    """Return the words of a statement that answer, as they stand in it; "" for none."""
    if not statement.span or not _is_within(statement.text, statement.span):
        return ""
    start, end = statement.span
    return statement.text[start:end].strip()


def _shown(said: Statement, date: str) -> ShownStatement:
    text = one_line(said.text)
    mark = MARKS.get(said.kind, "")
    return ShownStatement(date=date, mark=mark, text=text, span=_place(said, text), citations=said.citations)


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


def _dates(answer: Answer) -> list[str]:
    """Return what each statement leads with: the date of its article, where the news of several articles is told."""
    sources = {source.number: source for source in answer.sources}
    told = [_first_source(said, sources) for said in answer.statements]
    if not answer.dated or len({source.article.id for source in told if source}) < 2:  # noqa: PLR2004  one: no list
        return [""] * len(told)
    question = answer.question
    return [
        _date(said, source.article.published if source else None, question.now, question.zone)
        for said, source in zip(answer.statements, told, strict=True)
    ]


def _first_source(said: Statement, sources: Mapping[int, Source]) -> Source | None:
    return sources.get(said.citations[0]) if said.citations else None


def _date(said: Statement, published: datetime | None, now: datetime, zone: tzinfo) -> str:
    """Return "21 Jul: " in the asker's zone, with the year unless it is this one; "" if it is not known or said."""
    if published is None:
        return ""
    local = published.astimezone(zone)
    if _begins_with(said.text, local.date()):
        return ""
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    return f"{local.day} {local:%b}{year}: "


def _begins_with(text: str, day: date) -> bool:
    """Tell whether a sentence begins with a day's date, perhaps behind its weekday; a weekday alone is no date."""
    end = 0
    for said in find_dates(text[:_BEGINNING], day):
        if not _FEW_WORDS.fullmatch(text, end, said.start):
            return False
        if not said.relative and any((one.month, one.day) == (day.month, day.day) for one in said.meanings):
            return True
        end = said.end
    return False
