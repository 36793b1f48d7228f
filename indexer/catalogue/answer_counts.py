"""How many answers and votes there were, by week and by sort, those included that are forgotten since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, literal_column, or_, select

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import JsonExtract, upsert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


_DELIVERIES = tables.deliveries.c
_FEEDBACK = tables.feedback.c
_WEEK = 7 * 24 * 60 * 60 * 1_000_000  # microseconds
_MONDAY = 3 * 24 * 60 * 60 * 1_000_000  # from the Monday before 1970 to its beginning, which was a Thursday
_ANSWERS, _VOTES = "answers", "votes"  # what the names of a week's counters begin with
_TOTALS = {"up": "votes up", "down": "votes down", "comments": "votes with a comment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekCount:
    """How many answers or votes of one sort a week had."""

    week: int  # see `monday_of`
    what: str  # "answers" or "votes"
    sort: str  # of answers what they hold where their sort stands, "" for nothing; of votes "up" or "down"
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSorts:
    """How answers are told apart: by what their text, a JSON object, holds at a path ("$.kind")."""

    path: str
    without: str  # questions whose ids begin with it are not counted

    @property
    def held(self) -> ColumnElement[str]:
        """What an answer holds there."""
        return JsonExtract(_DELIVERIES.answer, literal_column(f"'{self.path}'"))  # not bound: it is grouped by

    @property
    def counted(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions on answers that are counted."""
        return _DELIVERIES.answer != "", _DELIVERIES.id.not_like(f"{self.without}%")


class AnswerCountTables(OpenTables):
    """Counts of what is in the journal, and of what was. Safe to use from several threads."""

    def votes(self) -> Mapping[str, int]:
        """Return the number of votes "up" and "down" and of "comments", those included that are forgotten."""
        counters = tables.counters.c
        with self._database.connect() as connection:
            rows = connection.execute(select(counters.name, counters.value).where(counters.name.in_(_TOTALS.values())))
            forgotten = {row.name: row.value for row in rows}
            present = _votes(connection)
        return {name: present[name] + forgotten.get(counter, 0) for name, counter in _TOTALS.items()}

    def count_answers(self, sorts: AnswerSorts) -> Mapping[str, int]:
        """Return the number of answers by their sort; those without one are not counted."""
        held = sorts.held
        query = select(held, func.count()).where(*sorts.counted, held.is_not(None)).group_by(held)
        with self._database.look() as connection:
            return {str(value): number for value, number in connection.execute(query)}

    def last_of_sorts(self, sorts: AnswerSorts, limit: int) -> list[tuple[str, datetime, bool, str]]:
        """Return (sort, received, private, question) of the last answers that have a sort, newest first.

        The question of a private one is not read.
        """
        held = sorts.held
        shown = case((_DELIVERIES.private, ""), else_=_DELIVERIES.question)
        query = select(held, _DELIVERIES.received, _DELIVERIES.private, shown)
        query = query.where(*sorts.counted, held.is_not(None)).order_by(_DELIVERIES.received.desc(), _DELIVERIES.id)
        with self._database.look() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return [(sort, records.to_time(at), private, text) for sort, at, private, text in rows]

    def weeks(self, sorts: AnswerSorts) -> list[WeekCount]:
        """Return the answers and votes of each week, those included that are forgotten."""
        counters = tables.counters.c
        begins = or_(*(counters.name.startswith(f"{what} ") for what in (_ANSWERS, _VOTES)))
        with self._database.look() as connection:
            forgotten = connection.execute(select(counters.name, counters.value).where(begins)).all()
            present = [*_weekly_answers(connection, sorts), *_weekly_votes(connection)]
        numbers: Counter[tuple[int, str, str]] = Counter()
        for name, value in forgotten:
            what, week, sort = (*name.split(" "), "")[:3]
            if week.isdigit():  # not one of `_TOTALS`
                numbers[int(week), what, sort] += value
        for each in present:
            numbers[each.week, each.what, each.sort] += each.number
        return [
            WeekCount(week=week, what=what, sort=sort, number=number)
            for (week, what, sort), number in sorted(numbers.items())
        ]


def monday_of(week: int) -> datetime:
    """Return when a week begins: Monday in UTC."""
    return records.to_time(week * _WEEK - _MONDAY)


def remove_votes(connection: Connection, which: ColumnElement[bool]) -> None:
    """Remove some votes, and add their numbers to the totals and to those of their weeks."""
    for name, number in _votes(connection, which).items():
        if number:
            _raise(connection, _TOTALS[name], number)
    _add_to_weeks(connection, _weekly_votes(connection, which))
    connection.execute(delete(tables.feedback).where(which))


def keep_weeks(connection: Connection, sorts: AnswerSorts, which: ColumnElement[bool]) -> None:
    """Have the weeks count answers that are about to be erased."""
    _add_to_weeks(connection, _weekly_answers(connection, sorts, which))


def _weekly_answers(connection: Connection, sorts: AnswerSorts, *where: ColumnElement[bool]) -> list[WeekCount]:
    week, sort = (_DELIVERIES.received + _MONDAY) // _WEEK, func.coalesce(sorts.held, "")
    query = select(week.label("at_week"), sort.label("of_sort"), func.count()).where(*sorts.counted, *where)
    query = query.group_by("at_week", "of_sort")
    rows = connection.execute(query).all()
    return [WeekCount(week=at, what=_ANSWERS, sort=str(said), number=number) for at, said, number in rows]


def _weekly_votes(connection: Connection, *where: ColumnElement[bool]) -> list[WeekCount]:
    week, sort = (_FEEDBACK.at + _MONDAY) // _WEEK, case((_FEEDBACK.vote > 0, "up"), else_="down")
    query = select(week.label("at_week"), sort.label("of_sort"), func.count()).where(*where)
    rows = connection.execute(query.group_by("at_week", "of_sort")).all()
    return [WeekCount(week=at, what=_VOTES, sort=said, number=number) for at, said, number in rows]


def _add_to_weeks(connection: Connection, counts: Sequence[WeekCount]) -> None:
    for each in counts:
        _raise(connection, f"{each.what} {each.week} {each.sort}".strip(), each.number)


def _raise(connection: Connection, name: str, number: int) -> None:
    """Raise a counter."""
    counter = tables.counters.c
    total = connection.execute(select(counter.value).where(counter.name == name)).scalar() or 0
    upsert(connection, tables.counters, [{"name": name, "value": total + number}])


def _votes(connection: Connection, *where: Any) -> dict[str, int]:
    query = select(
        func.count().filter(_FEEDBACK.vote > 0),
        func.count().filter(_FEEDBACK.vote < 0),
        func.count().filter(_FEEDBACK.comment != ""),
    )
    up, down, comments = connection.execute(query.select_from(tables.feedback).where(*where)).one()
    return {"up": up, "down": down, "comments": comments}
