"""How answers turned out, as charts (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model import RefusalReason
from bot.model.chat import AnswerWeek
from bot.server.pages.charts import Chart, Column, column_chart, shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

WEEKS = 12
"""Weeks that are shown."""

REASONS: Mapping[RefusalReason, str] = {
    RefusalReason.NOTHING_RETRIEVED: "No article has to do with it",
    RefusalReason.OTHER_PRODUCT: "Only another version of the product is told of",
    RefusalReason.NOT_MENTIONED: "No article mentions a name in it",
    RefusalReason.ALL_TOLD: "All that was found was told before",
    RefusalReason.UNLIKELY: "No article is likely to answer it",
    RefusalReason.NO_QUOTABLE_SENTENCE: "No sentence can be quoted as an answer",
    RefusalReason.NOT_SUPPORTED: "What would answer it is not borne out by its sources",
}
"""The reasons in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """A chart, with the same in words."""

    chart: Chart
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonBar:
    """A reason with a bar as long as its share of the most frequent one."""

    name: str
    count: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityView:
    """How the answers of some weeks turned out."""

    answered: ChartView
    votes: ChartView
    reasons: tuple[ReasonBar, ...]
    asked: int
    found: int
    up: int
    down: int


def quality_view(weeks: Iterable[AnswerWeek], today: date) -> QualityView:
    """Return the last weeks, those without anything included."""
    shown = _every(weeks, today)
    refused = sum((Counter(week.refused) for week in shown), Counter[RefusalReason]())
    named = [(REASONS[reason], number) for reason, number in refused.items()]
    return QualityView(
        answered=ChartView(chart=column_chart(list(map(_answered, shown)), most=1.0), told=_in_words(shown)),
        votes=ChartView(chart=column_chart(list(map(_votes, shown))), told=_votes_in_words(shown)),
        reasons=tuple(ReasonBar(name=name, count=count, width=width) for name, count, width in shares(named)),
        asked=sum(week.questions for week in shown),
        found=sum(week.answered for week in shown),
        up=sum(week.up for week in shown),
        down=sum(week.down for week in shown),
    )


def first_day(today: date) -> date:
    """Return the Monday of the first week that is shown."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def percent(part: int, whole: int) -> str:
    """Return a share as people write it, a dash for a share of nothing."""
    return f"{round(100 * part / whole)} %" if whole else "\N{EN DASH}"


def _every(weeks: Iterable[AnswerWeek], today: date) -> list[AnswerWeek]:
    known = {week.first: week for week in weeks}
    mondays = (first_day(today) + timedelta(weeks=place) for place in range(WEEKS))
    return [known.get(monday, AnswerWeek(first=monday)) for monday in mondays]


def _answered(week: AnswerWeek) -> Column:
    share = week.answered / week.questions if week.questions else 0.0
    value = percent(week.answered, week.questions) if week.questions else ""
    return Column(label=_label(week), value=value, parts=(("answered", share),))


def _votes(week: AnswerWeek) -> Column:
    value = f"{week.up + week.down}" if week.up + week.down else ""
    return Column(label=_label(week), value=value, parts=(("up", week.up), ("down", week.down)))


def _label(week: AnswerWeek) -> str:
    return f"{week.first.day} {week.first:%b}"


def _in_words(weeks: Sequence[AnswerWeek]) -> str:
    told = [
        f"{_label(week)}: {percent(week.answered, week.questions)} of {week.questions}"
        for week in weeks
        if week.questions
    ]
    return "; ".join(told) or "nothing was asked"


def _votes_in_words(weeks: Sequence[AnswerWeek]) -> str:
    told = [f"{_label(week)}: {week.up} up, {week.down} down" for week in weeks if week.up + week.down]
    return "; ".join(told) or "nobody has voted"
