"""The answering side's tables: questions with their answers, votes on them, and received events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, or_, select, update

from indexer.catalogue import records, tables
from indexer.catalogue.answer_counts import AnswerCountTables, keep_weeks, remove_votes
from indexer.catalogue.database import OpenTables
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import DatabaseTime, chunks, insert_new, upsert
from indexer.catalogue.notes import NoteTables, locked_note, noting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Connection

    from indexer.catalogue.answer_counts import AnswerSorts
    from indexer.catalogue.database import Database

_DELIVERIES = tables.deliveries.c
_FEEDBACK = tables.feedback.c
_NOTES = tables.notes.c
_SECOND = 1_000_000  # microseconds


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


@dataclass(frozen=True, slots=True)
class QuestionClaim:
    """A process that sees to questions, and for how long a claim of it holds unless it is renewed."""

    by: str  # the name of the process, another one at each start
    lease: timedelta

    def values(self) -> dict[str, Any]:
        """Return what stands in the columns of a question that is claimed now."""
        micros = round(self.lease.total_seconds() * _SECOND)
        return {"claimed_by": self.by, "claimed_until": DatabaseTime() + micros}

    def is_held(self) -> ColumnElement[bool]:
        """Return the condition that no other process has taken a question over."""
        return or_(_DELIVERIES.claimed_by.is_(None), _DELIVERIES.claimed_by == self.by)

    @staticmethod
    def is_free() -> ColumnElement[bool]:
        """Return the condition that no process sees to a question."""
        return or_(_DELIVERIES.claimed_until.is_(None), _DELIVERIES.claimed_until < DatabaseTime())


NOBODY: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
"""What stands in the columns of a question that nobody sees to."""


class JournalTables(OpenTables):
    """Rows of the journal, each method one transaction. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        super().__init__(database)
        self.notes = NoteTables(database)
        self.counts = AnswerCountTables(database)

    def first_time(self, event_id: str, at: datetime) -> bool:
        """Remember an event; return False if it was there."""
        row = {"id": records.clean(event_id), "at": records.to_micros(at)}
        return self._database.group_commit(lambda connection: insert_new(connection, tables.events, row))

    def add(self, row: DeliveryRow, claim: QuestionClaim | None = None) -> bool:
        """Add a question, claimed if a claim is given; return False, and change nothing, if one of that id is there."""
        values = records.row_of(records.clean(row))
        return self._database.group_commit(lambda connection: _added(connection, values, claim))

    def add_once(
        self, row: DeliveryRow, name: str, until: datetime, *, states: Sequence[str], claim: QuestionClaim | None = None
    ) -> bool:
        """Add a question as `add` does, and note its id under a name, in place of the id that is noted there.

        Return False, and change nothing, if that one's question is in one of the states, or has an answer.
        """
        values = records.row_of(records.clean(row))
        name = records.clean(name)
        standing = or_(_DELIVERIES.state.in_(states), _DELIVERIES.answer != "")
        with self._database.begin(Isolation.SHARE) as connection:
            before = locked_note(connection, name, until)
            if connection.execute(select(_DELIVERIES.id).where(_DELIVERIES.id == before, standing)).first():
                return False
            if not _added(connection, values, claim):
                return False
            connection.execute(noting(name, values["id"], until))
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
            found = [
                records.record_of(DeliveryRow, row._asdict())
                for row in connection.execute(query.with_for_update(skip_locked=True))
            ]
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
        return None if row is None else records.record_of(DeliveryRow, row._asdict())

    def in_states(self, platform: str, states: Sequence[str]) -> list[DeliveryRow]:
        """Return a platform's questions that are in one of the states, oldest first."""
        where = (_DELIVERIES.platform == platform, _DELIVERIES.state.in_(states))
        query = select(tables.deliveries).where(*where).order_by(_DELIVERIES.received, _DELIVERIES.id)
        with self._database.look() as connection:
            return [records.record_of(DeliveryRow, row._asdict()) for row in connection.execute(query)]

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
            return [
                records.record_of(DeliveryRow, row._asdict())
                for row in reversed(connection.execute(latest.limit(limit)).all())
            ]

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
            return [records.record_of(DeliveryRow, row._asdict()) for row in connection.execute(query)]

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
                keep_weeks(connection, sorts, _DELIVERIES.id.in_(some))
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
            keep_weeks(connection, sorts, _DELIVERIES.user == user)
            remove_votes(connection, or_(_FEEDBACK.user == user, _FEEDBACK.delivery_id.in_(theirs)))
            connection.execute(delete(tables.notes).where(_NOTES.text.in_(theirs)))
            for some in chunks(searches):
                connection.execute(delete(tables.notes).where(_NOTES.name.in_(some)))
            connection.execute(delete(tables.deliveries).where(_DELIVERIES.user == user))
        self._database.erase()
        return found

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
            keep_weeks(connection, sorts, _DELIVERIES.received < before_answers)
            connection.execute(
                change.where(_DELIVERIES.received < before_answers, _DELIVERIES.answer != "").values(answer="")
            )
            early = select(_DELIVERIES.id).where(_DELIVERIES.received < before_answers)
            remove_votes(connection, _FEEDBACK.delivery_id.in_(early))
            connection.execute(delete(tables.deliveries).where(_DELIVERIES.received < oldest))
            connection.execute(delete(tables.events).where(tables.events.c.at < records.to_micros(events)))
        self._database.erase()


def _stored(values: Mapping[str, str | datetime]) -> dict[str, Any]:
    """Return what stands in columns for some values."""
    return {name: records.stored(records.clean(value)) for name, value in values.items()}


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


def _known(connection: Connection, key: str) -> bool:
    return connection.execute(select(_DELIVERIES.id).where(_DELIVERIES.id == key)).first() is not None
