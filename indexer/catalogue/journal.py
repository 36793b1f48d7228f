"""The answering side's tables: questions with their answers, votes on them, and received events."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, literal_column, or_, select, update

from indexer.catalogue import records, tables
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import JsonExtract, chunks, insert_new, upsert
from indexer.catalogue.question_claims import NOBODY, QuestionClaim

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Update

    from indexer.catalogue.database import Database

_DELIVERIES = tables.deliveries.c
_FEEDBACK = tables.feedback.c
_NOTES = tables.notes.c
_WEEK = 7 * 24 * 60 * 60 * 1_000_000  # microseconds
_MONDAY = 3 * 24 * 60 * 60 * 1_000_000  # from the Monday before 1970 to its beginning, which was a Thursday
_ANSWERS, _VOTES = "answers", "votes"  # what the names of a week's counters begin with
_TOTALS = {"up": "votes up", "down": "votes down", "comments": "votes with a comment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A question and its state. The meaning of the texts is up to the answering side."""

    id: str
    platform: str
    team: str
    channel: str
    thread: str
    user: str
    zone: str
    private: bool
    received: datetime
    state: str
    nonce: str = ""
    message: str = ""
    reason: str = ""
    finished: datetime | None = None
    question: str = ""
    filters: str = ""
    answer: str = ""
    note: str = ""


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


class JournalTables:
    """Rows of the journal, each method one transaction. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def first_time(self, event_id: str, at: datetime) -> bool:
        """Remember an event; return False if it was there."""
        row = {"id": records.clean(event_id), "at": records.to_micros(at)}
        return self._database.group_commit(lambda connection: insert_new(connection, tables.events, row))

    def add(self, row: DeliveryRow, claim: QuestionClaim | None = None) -> bool:
        """Add a question, claimed if a claim is given; return False, and change nothing, if one of that id is there."""
        values = _values(records.clean(row))
        return self._database.group_commit(lambda connection: _added(connection, values, claim))

    def add_once(
        self, row: DeliveryRow, name: str, until: datetime, *, states: Sequence[str], claim: QuestionClaim | None = None
    ) -> bool:
        """Add a question as `add` does, and note its id under a name, in place of the id that is noted there.

        Return False, and change nothing, if that one's question is in one of the states, or has an answer.
        """
        values = _values(records.clean(row))
        name = records.clean(name)
        standing = or_(_DELIVERIES.state.in_(states), _DELIVERIES.answer != "")
        with self._database.begin(Isolation.SHARE) as connection:
            before = _locked_note(connection, name, until)
            if connection.execute(select(_DELIVERIES.id).where(_DELIVERIES.id == before, standing)).first():
                return False
            if not _added(connection, values, claim):
                return False
            connection.execute(_noting(name, values["id"], until))
        return True

    def change(
        self, key: str, unless: Sequence[str], claim: QuestionClaim | None = None, **values: str | datetime
    ) -> bool:
        """Give a question other values, unless it is in one of the states `unless`; return whether it has them.

        With a claim it is renewed, and nothing is changed if another process has taken the question over.
        """
        where = [_DELIVERIES.id == records.clean(key), _DELIVERIES.state.not_in(unless)]
        where += [claim.is_held()] if claim else []
        given = _stored(values) | (claim.values() if claim else {})
        statement = update(tables.deliveries).where(*where).values(given)
        return self._database.group_commit(lambda connection: connection.execute(statement).rowcount > 0)

    def take_over(self, platform: str, states: Sequence[str], claim: QuestionClaim) -> list[DeliveryRow]:
        """Claim a platform's questions that are in one of the states and that no process sees to, and return them.

        The oldest comes first. Of two processes that look at the same time, one gets a question.
        """
        where = (_DELIVERIES.platform == platform, _DELIVERIES.state.in_(states), claim.is_free())
        with self._database.connect() as connection:  # almost always there is none, and nothing to be written
            if connection.execute(select(_DELIVERIES.id).where(*where).limit(1)).first() is None:
                return []
        query = select(tables.deliveries).where(*where).order_by(_DELIVERIES.received, _DELIVERIES.id)
        with self._database.begin(Isolation.SHARE) as connection:
            found = [_delivery(row) for row in connection.execute(query.with_for_update(skip_locked=True))]
            for some in chunks([row.id for row in found]):
                connection.execute(update(tables.deliveries).where(_DELIVERIES.id.in_(some)).values(claim.values()))
        return found

    def renew(self, keys: Collection[str], claim: QuestionClaim) -> set[str]:
        """Renew the claims on questions; return the ids of those that are still this process's."""
        held: set[str] = set()
        with self._database.begin(Isolation.SHARE) as connection:
            for some in chunks(sorted(map(records.clean, keys))):
                ours = (_DELIVERIES.id.in_(some), _DELIVERIES.claimed_by == claim.by)
                connection.execute(update(tables.deliveries).where(*ours).values(claim.values()))
                held.update(connection.execute(select(_DELIVERIES.id).where(*ours)).scalars())
        return held

    def release(self, platform: str, claim: QuestionClaim) -> None:
        """Give a process's claims on a platform's questions back."""
        ours = (_DELIVERIES.platform == platform, _DELIVERIES.claimed_by == claim.by)
        with self._database.begin(Isolation.SHARE) as connection:
            connection.execute(update(tables.deliveries).where(*ours).values(NOBODY))

    def get(self, key: str) -> DeliveryRow | None:
        """Return a question by its id."""
        query = select(tables.deliveries).where(_DELIVERIES.id == records.clean(key))
        with self._database.look() as connection:
            row = connection.execute(query).first()
        return None if row is None else _delivery(row)

    def in_states(self, platform: str, states: Sequence[str]) -> list[DeliveryRow]:
        """Return a platform's questions that are in one of the states, oldest first."""
        where = (_DELIVERIES.platform == platform, _DELIVERIES.state.in_(states))
        query = select(tables.deliveries).where(*where).order_by(_DELIVERIES.received, _DELIVERIES.id)
        with self._database.look() as connection:
            return [_delivery(row) for row in connection.execute(query)]

    def in_thread(
        self, platform: str, team: str, channel: str, thread: str, *, since: datetime, without: str, limit: int
    ) -> list[DeliveryRow]:
        """Return the last questions of a thread that are not in the state `without`, oldest first."""
        where = (
            _DELIVERIES.thread == records.clean(thread),
            _DELIVERIES.channel == records.clean(channel),
            _DELIVERIES.team == records.clean(team),
            _DELIVERIES.platform == platform,
            _DELIVERIES.received >= records.to_micros(since),
            _DELIVERIES.state != without,
        )
        latest = select(tables.deliveries).where(*where).order_by(_DELIVERIES.received.desc(), _DELIVERIES.id.desc())
        with self._database.look() as connection:
            return [_delivery(row) for row in reversed(connection.execute(latest.limit(limit)).all())]

    def public(self, platform: str, *, since: datetime, state: str, without_note: str) -> list[DeliveryRow]:
        """Return a platform's answers in a state that more than the asker sees and whose note is another, by time."""
        where = (
            _DELIVERIES.platform == platform,
            _DELIVERIES.received >= records.to_micros(since),
            _DELIVERIES.state == state,
            _DELIVERIES.private.is_(False),
            _DELIVERIES.note != without_note,
            _DELIVERIES.answer != "",
        )
        query = select(tables.deliveries).where(*where).order_by(_DELIVERIES.received, _DELIVERIES.id)
        with self._database.look() as connection:
            return [_delivery(row) for row in connection.execute(query)]

    def rate(self, key: str, user: str, vote: int, comment: str, at: datetime) -> bool:
        """Keep a vote in place of the user's earlier one; return False if there is no such question.

        An empty comment leaves the earlier one.
        """
        key, user, comment = (records.clean(text) for text in (key, user, comment))
        earlier = select(_FEEDBACK.comment).where(_FEEDBACK.delivery_id == key, _FEEDBACK.user == user)
        with self._database.begin() as connection:
            known = _known(connection, key)
            if known:
                said = comment or connection.execute(earlier).scalar() or ""
                row = {"delivery_id": key, "user": user, "vote": vote, "at": records.to_micros(at), "comment": said}
                upsert(connection, tables.feedback, [row])
        return known

    def voted(self, key: str, user: str) -> bool:
        """Tell whether a user has a vote on a question's answer."""
        where = (_FEEDBACK.delivery_id == records.clean(key), _FEEDBACK.user == records.clean(user))
        with self._database.look() as connection:
            return connection.execute(select(_FEEDBACK.user).where(*where)).first() is not None

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

    def last_of_sorts(self, sorts: AnswerSorts, limit: int) -> list[tuple[str, datetime, str, bool, str]]:
        """Return (sort, received, platform, private, question) of the last answers that have a sort, newest first.

        The question of a private one is not read.
        """
        held = sorts.held
        shown = case((_DELIVERIES.private, ""), else_=_DELIVERIES.question)
        query = select(held, _DELIVERIES.received, _DELIVERIES.platform, _DELIVERIES.private, shown)
        query = query.where(*sorts.counted, held.is_not(None)).order_by(_DELIVERIES.received.desc(), _DELIVERIES.id)
        with self._database.look() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return [(sort, records.to_time(at), platform, private, text) for sort, at, platform, private, text in rows]

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

    def note(self, name: str, text: str, until: datetime | None) -> None:
        """Keep a text under a name, in place of an earlier one; for ever, or until a time."""
        row = {
            "name": records.clean(name),
            "text": records.clean(text),
            "until": records.to_micros(until) if until else None,
        }
        self._database.group_commit(lambda connection: upsert(connection, tables.notes, [row]))

    def revise(self, name: str, revised: Callable[[str], str | None], until: datetime) -> bool:
        """Put what a function makes of it in place of the text under a name; return False if it makes None of it.

        Whoever else revises it at the same time waits.
        """
        name = records.clean(name)
        with self._database.begin(Isolation.SHARE) as connection:
            text = revised(_locked_note(connection, name, until))
            if text is not None:
                connection.execute(_noting(name, records.clean(text), until))
        return text is not None

    def forget_note(self, name: str) -> None:
        """Remove the text under a name."""
        with self._database.begin() as connection:
            connection.execute(delete(tables.notes).where(_NOTES.name == records.clean(name)))

    def noted(self, name: str) -> str:
        """Return the text under a name, "" for none."""
        query = select(_NOTES.text).where(_NOTES.name == records.clean(name))
        with self._database.look() as connection:
            return connection.execute(query).scalar() or ""

    def notes_beginning(self, prefix: str) -> Mapping[str, str]:
        """Return the texts whose name begins with a prefix, by name."""
        query = select(_NOTES.name, _NOTES.text).where(_NOTES.name.startswith(prefix, autoescape=True))
        with self._database.look() as connection:
            return {row.name: row.text for row in connection.execute(query)}

    def change_all(self, where_state: str, *, where_note: str | None = None, **values: str | datetime) -> None:
        """Give all questions in a state other values; only those with a certain note, if one is given."""
        where = [_DELIVERIES.state == where_state] + ([] if where_note is None else [_DELIVERIES.note == where_note])
        statement = update(tables.deliveries).where(*where).values(_stored(values))
        with self._database.begin() as connection:
            connection.execute(statement)

    def answers(self) -> Iterator[tuple[str, str]]:
        """Iterate over the ids of questions and their answers, as far as those are kept."""
        query = select(_DELIVERIES.id, _DELIVERIES.answer).where(_DELIVERIES.answer != "")
        with self._database.look() as connection:
            for row in connection.execute(query.order_by(_DELIVERIES.id)):
                yield row.id, row.answer

    def erase_answers(self, keys: Sequence[str], sorts: AnswerSorts) -> None:
        """Erase the answers to some questions; the weeks go on counting them."""
        with self._database.begin() as connection:
            for some in chunks(keys):
                _keep_weeks(connection, sorts, _DELIVERIES.id.in_(some))
                connection.execute(update(tables.deliveries).where(_DELIVERIES.id.in_(some)).values(answer=""))
        self._database.erase()

    def count_user(self, user: str, searches: Sequence[str]) -> Mapping[str, int]:
        """Return how many "questions" and "votes" there are of a user, and of the "searches" with these names."""
        with self._database.connect() as connection:
            return _of_user(connection, records.clean(user), searches)

    def forget_user(self, user: str, searches: Sequence[str], sorts: AnswerSorts) -> Mapping[str, int]:
        """Remove them, and return as `count_user` does how many they were; totals and weeks go on counting."""
        user = records.clean(user)
        theirs = select(_DELIVERIES.id).where(_DELIVERIES.user == user)
        with self._database.begin() as connection:
            found = _of_user(connection, user, searches)
            _keep_weeks(connection, sorts, _DELIVERIES.user == user)
            _remove_votes(connection, or_(_FEEDBACK.user == user, _FEEDBACK.delivery_id.in_(theirs)))
            connection.execute(delete(tables.notes).where(_NOTES.text.in_(theirs)))
            for some in chunks(searches):
                connection.execute(delete(tables.notes).where(_NOTES.name.in_(some)))
            connection.execute(delete(tables.deliveries).where(_DELIVERIES.user == user))
        self._database.erase()
        return found

    def forget_notes(self, now: datetime) -> None:
        """Remove the texts whose time is over."""
        with self._database.begin() as connection:
            connection.execute(delete(tables.notes).where(_NOTES.until < records.to_micros(now)))

    def forget(
        self,
        *,
        questions: datetime,
        answers: datetime,
        events: datetime,
        open_states: Sequence[str],
        sorts: AnswerSorts,
    ) -> None:
        """Erase questions and answers received before their times, and what has neither; forget earlier events.

        The text of a question that is in one of `open_states` is kept for as long as an answer would be. The weeks go
        on counting answers.
        """
        before_questions, before_answers = records.to_micros(questions), records.to_micros(answers)
        oldest = min(before_questions, before_answers)
        closed = _DELIVERIES.state.not_in(open_states)
        with self._database.begin() as connection:
            change = update(tables.deliveries)
            connection.execute(
                change.where(_DELIVERIES.received < before_questions, _DELIVERIES.question != "", closed).values(
                    question="", filters=""
                )
            )
            _keep_weeks(connection, sorts, _DELIVERIES.received < before_answers)
            connection.execute(
                change.where(_DELIVERIES.received < before_answers, _DELIVERIES.answer != "").values(answer="")
            )
            _forget_votes(connection, before_answers)
            connection.execute(delete(tables.deliveries).where(_DELIVERIES.received < oldest))
            connection.execute(delete(tables.events).where(tables.events.c.at < records.to_micros(events)))
        self._database.erase()


def _stored(values: Mapping[str, str | datetime]) -> dict[str, Any]:
    """Return what stands in columns for some values."""
    return {
        name: records.clean(value) if isinstance(value, str) else records.to_micros(value)
        for name, value in values.items()
    }


def _of_user(connection: Connection, user: str, searches: Sequence[str]) -> dict[str, int]:
    theirs = select(_DELIVERIES.id).where(_DELIVERIES.user == user)
    votes = select(func.count()).where(or_(_FEEDBACK.user == user, _FEEDBACK.delivery_id.in_(theirs)))
    questions = select(func.count()).where(_DELIVERIES.user == user)
    return {
        "questions": connection.execute(questions).scalar_one(),
        "votes": connection.execute(votes).scalar_one(),
        "searches": len(searches),
    }


def _added(connection: Connection, values: dict[str, Any], claim: QuestionClaim | None) -> bool:
    """Add a question, and tell whether it was not there."""
    new = insert_new(connection, tables.deliveries, values)
    if new and claim:  # by the database's clock, which an inserted value cannot be
        connection.execute(update(tables.deliveries).where(_DELIVERIES.id == values["id"]).values(claim.values()))
    return new


def _locked_note(connection: Connection, name: str, until: datetime) -> str:
    """Return the text under a name, which nobody else changes until the transaction ends."""
    insert_new(connection, tables.notes, {"name": name, "text": "", "until": records.to_micros(until)})
    query = select(_NOTES.text).where(_NOTES.name == name).with_for_update()
    return connection.execute(query).scalar() or ""


def _noting(name: str, text: str, until: datetime) -> Update:
    values = {"text": text, "until": records.to_micros(until)}
    return update(tables.notes).where(_NOTES.name == name).values(values)


def _known(connection: Connection, key: str) -> bool:
    return connection.execute(select(_DELIVERIES.id).where(_DELIVERIES.id == key)).first() is not None


def _forget_votes(connection: Connection, before: int) -> None:
    """Remove the votes on what was received before a time."""
    _remove_votes(connection, _FEEDBACK.delivery_id.in_(select(_DELIVERIES.id).where(_DELIVERIES.received < before)))


def _remove_votes(connection: Connection, which: ColumnElement[bool]) -> None:
    """Remove some votes, and add their numbers to the totals and to those of their weeks."""
    for name, number in _votes(connection, which).items():
        if number:
            _raise(connection, _TOTALS[name], number)
    _add_to_weeks(connection, _weekly_votes(connection, which))
    connection.execute(delete(tables.feedback).where(which))


def monday_of(week: int) -> datetime:
    """Return when a week begins: Monday in UTC."""
    return records.to_time(week * _WEEK - _MONDAY)


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


def _keep_weeks(connection: Connection, sorts: AnswerSorts, which: ColumnElement[bool]) -> None:
    """Have the weeks count answers that are about to be erased."""
    _add_to_weeks(connection, _weekly_answers(connection, sorts, which))


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


def _values(row: DeliveryRow) -> dict[str, Any]:
    finished = None if row.finished is None else records.to_micros(row.finished)
    return asdict(row) | {"received": records.to_micros(row.received), "finished": finished}


def _delivery(row: Row[Any]) -> DeliveryRow:
    found = DeliveryRow(**{field.name: getattr(row, field.name) for field in fields(DeliveryRow)})
    finished = None if row.finished is None else records.to_time(row.finished)
    return replace(found, received=records.to_time(row.received), finished=finished)
