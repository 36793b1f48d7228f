"""The journal in the catalogue's database: records of the answering side from rows, and rows from records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING

from bot.conversation.history import question_of
from bot.conversation.note_names import FORGOTTEN, SCOPE_MAKER, SEARCH, TURNS_OF_USER
from bot.conversation.retention import ANSWERS, EVENTS, LEASE
from bot.conversation.serialization import answer_of, answer_text, article_ids, filters_of, filters_text
from bot.model import RefusalReason
from bot.model.chat import AnswerWeek, Asked, Delivery, DeliveryState, Place, UnansweredQuestion
from indexer.catalogue import AnswerSorts, DeliveryRow, QuestionClaim, monday_of
from indexer.errors import TakenOver

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date, datetime

    from bot.model import Answer
    from indexer.catalogue import JournalTables, WeekCount

TURNS = 10
"""Questions of a thread that make its conversation."""

_NONCE = 24  # characters; Discord takes 25
_OPEN = (DeliveryState.ACCEPTED, DeliveryState.INTENDED)
_CLOSED = (DeliveryState.POSTED, DeliveryState.FAILED)
_INTENDED_NOTE, _CLOSED_NOTE = "intended", "closed"
_SHARED = "last shared on {}"
_SHARE = "shared:"
"""What the id of a shared answer begins with; its private one's follows. Older ones have it by migration 0010."""


_REASONS = AnswerSorts(path="$.refusal[0]", without=_SHARE)
"""Answers by why nothing was found."""


class CatalogueJournal:
    """`bot.ports.Journal` and `bot.ports.AnswerStatistics` on the tables of the catalogue."""

    def __init__(
        self,
        tables: JournalTables,
        *,
        retention: timedelta,
        zone: tzinfo = UTC,
        process: str = "",
        lease: timedelta = LEASE,
    ) -> None:
        """Keep the text of a question for `retention`, zero: until its answer is out; see `question_of` for `zone`.

        `process` is a name that no other process has, not even an earlier run of this one. Without it there is but one
        process at a time, and whatever is unfinished is for this one.
        """
        self._tables = tables
        self._retention = retention
        self._zone = zone
        self._claim = QuestionClaim(process, lease) if process else None

    @property
    def lease(self) -> timedelta | None:
        return self._claim.lease if self._claim else None

    def first_time(self, event_id: str, at: datetime) -> bool:
        return self._tables.first_time(event_id, at)

    def accept(self, asked: Asked) -> bool:
        return self._tables.add(_row(asked), self._claim)

    def accept_pressed(self, asked: Asked, button: str, until: datetime) -> bool:
        return self._tables.add_once(_row(asked), button, until, states=_OPEN, claim=self._claim)

    def keep(self, asked: Asked, answer: Answer, at: datetime) -> None:
        row = replace(_row(asked), state=DeliveryState.POSTED, nonce=_nonce(asked), answer=answer_text(answer))
        row = replace(row, finished=at)
        self._tables.add(row if self._retention else replace(row, question="", filters=""))

    def renew(self, asked_ids: Collection[str]) -> set[str]:
        return self._tables.renew(asked_ids, self._claim) if self._claim else set(asked_ids)

    def release(self, platform: str) -> None:
        if self._claim:
            self._tables.release(platform, self._claim)

    def intend(self, asked: Asked, answer: Answer | None, reason: str = "") -> str:
        nonce = _nonce(asked)
        text = answer_text(answer) if answer else ""
        intended = self._tables.change(
            asked.id,
            _CLOSED,
            self._claim,
            state=DeliveryState.INTENDED,
            zone=asked.zone,
            nonce=nonce,
            answer=text,
            reason=reason,
        )
        if self._claim and not intended:
            raise TakenOver(f"another process sees to the question {asked.id}")
        return nonce

    def posted(self, asked_id: str, message: str, at: datetime) -> None:
        state = DeliveryState.POSTED
        self._tables.change(asked_id, (), None, state=state, message=message, finished=at, **self._erased())

    def failed(self, asked_id: str, reason: str, at: datetime) -> None:
        state, posted = DeliveryState.FAILED, (DeliveryState.POSTED,)
        self._tables.change(asked_id, posted, self._claim, state=state, reason=reason, finished=at, **self._erased())

    def unfinished(self, platform: str) -> list[Delivery]:
        claim = self._claim
        rows = self._tables.take_over(platform, _OPEN, claim) if claim else self._tables.in_states(platform, _OPEN)
        return [self._delivery(row) for row in rows if not row.id.startswith(_SHARE)]

    def kept(self, asked_id: str) -> Delivery | None:
        row = self._tables.get(asked_id)
        return None if row is None else self._delivery(row)

    def conversation(self, place: Place, since: datetime) -> tuple[Delivery, ...]:
        if not place.thread:
            return ()
        rows = self._tables.in_thread(
            place.platform,
            place.team,
            place.channel,
            place.thread,
            since=since,
            without=DeliveryState.FAILED,
            limit=TURNS,
        )
        return tuple(map(self._delivery, rows))

    def noteworthy(self, platform: str, since: datetime) -> list[Delivery]:
        rows = self._tables.public(platform, since=since, state=DeliveryState.POSTED, without_note=_CLOSED_NOTE)
        return [self._delivery(row) for row in rows]

    def intend_share(self, asked_id: str) -> str:
        row, key = self._tables.get(asked_id), _SHARE + asked_id
        if row is None or not row.answer or not row.private:
            return ""
        state = DeliveryState.INTENDED
        copy = replace(row, id=key, private=False, state=state, message="", question="", filters="", note="")
        if not self._tables.add(copy):
            if (standing := self._tables.get(key)) and standing.state == DeliveryState.POSTED:
                return ""
            self._tables.change(key, (DeliveryState.POSTED,), state=state)
        return key

    def shared(self, shared_id: str, message: str, at: datetime) -> None:
        self.posted(shared_id, message, at)
        if row := self._tables.get(shared_id):
            self._tables.notes.note(_SHARED.format(row.platform), shared_id, row.received + ANSWERS)

    def share_of(self, asked_id: str) -> Delivery | None:
        found = self.kept(_SHARE + asked_id)
        return found if found and found.state is not DeliveryState.FAILED else None

    def last_shared(self, platform: str) -> str:
        return self._tables.notes.noted(_SHARED.format(platform))

    def intend_note(self, asked_id: str) -> str:
        self._tables.change(asked_id, (), note=_INTENDED_NOTE)
        return hashlib.sha256(f"note {asked_id}".encode()).hexdigest()[:_NONCE]

    def close_note(self, asked_id: str) -> None:
        self._tables.change(asked_id, (), note=_CLOSED_NOTE)

    def rate(self, asked_id: str, user: str, vote: int, comment: str, at: datetime) -> bool:
        return self._tables.rate(asked_id, user, vote, comment, at)

    def voted(self, asked_id: str, user: str) -> bool:
        return self._tables.voted(asked_id, user)

    def feedback(self) -> Mapping[str, int]:
        return self._tables.counts.votes()

    def refusals(self) -> Mapping[str, int]:
        return self._tables.counts.count_answers(_REASONS)

    def weeks(self, since: date) -> list[AnswerWeek]:
        first = since - timedelta(days=since.weekday())
        found: dict[date, AnswerWeek] = {}
        for each in self._tables.counts.weeks(_REASONS):
            if (monday := monday_of(each.week).date()) >= first:
                found[monday] = _counted(found.get(monday, AnswerWeek(first=monday)), each)
        return list(found.values())

    def unanswered(self, limit: int) -> list[UnansweredQuestion]:
        return [
            UnansweredQuestion(received=received, reason=RefusalReason(reason), private=private, text=text)
            for reason, received, private, text in self._tables.counts.last_of_sorts(_REASONS, limit)
        ]

    def note(self, name: str, text: str, until: datetime | None = None) -> None:
        self._tables.notes.note(name, text, until)

    def revise(
        self, name: str, revised: Callable[[str], str | None], until: datetime | None, *, lasting: bool = True
    ) -> bool:
        return self._tables.notes.revise(name, revised, until, lasting=lasting)

    def forget_note(self, name: str) -> None:
        self._tables.notes.forget_note(name)

    def noted(self, name: str) -> str:
        return self._tables.notes.noted(name)

    def notes_beginning(self, prefix: str) -> Mapping[str, str]:
        return self._tables.notes.notes_beginning(prefix)

    def forget(self, now: datetime) -> None:
        self._tables.notes.forget_notes(now)
        self._tables.forget(
            questions=now - self._retention,
            answers=now - ANSWERS,
            events=now - EVENTS,
            open_states=_OPEN,
            sorts=_REASONS,
        )

    def count_user(self, user: str) -> Mapping[str, int]:
        found = self._tables.count_user(user, self._searches(user))
        return {**found, "scopes": len(self._scopes(user))}

    def forget_user(self, user: str) -> Mapping[str, int]:
        for name in self._tables.notes.notes_beginning(TURNS_OF_USER):
            if name.endswith(f"/{user}"):
                self._tables.notes.forget_note(name)
        scopes = self._scopes(user)
        for name in scopes:
            self._tables.notes.note(name, FORGOTTEN, None)
        return {**self._tables.forget_user(user, self._searches(user), _REASONS), "scopes": len(scopes)}

    def count_answers_with(self, articles: Collection[str]) -> int:
        return len(self._answers_with(articles))

    def erase_answers_with(self, articles: Collection[str]) -> int:
        found = self._answers_with(articles)
        self._tables.erase_answers(found, _REASONS)
        return len(found)

    def settle(self, now: datetime, reason: str) -> None:
        state, accepted = DeliveryState.FAILED, DeliveryState.ACCEPTED
        self._tables.change_all(accepted, state=state, reason=reason, finished=now, **self._erased())
        self._tables.change_all(DeliveryState.POSTED, where_note="", note=_INTENDED_NOTE)

    def _searches(self, user: str) -> list[str]:
        """Return the names under which a user's searches are kept."""
        kept = self._tables.notes.notes_beginning(SEARCH)
        return [name for name, text in kept.items() if json.loads(text)[0] == user]

    def _scopes(self, user: str) -> list[str]:
        """Return the names under which it is kept of channels that a user has set their scope."""
        return [name for name, text in self._tables.notes.notes_beginning(SCOPE_MAKER).items() if text == user]

    def _answers_with(self, articles: Collection[str]) -> list[str]:
        wanted = set(articles)
        return [key for key, answer in self._tables.answers() if not wanted.isdisjoint(article_ids(answer))]

    def _erased(self) -> dict[str, str]:
        """Return what a question's text and filters are set to once it is finished."""
        return {} if self._retention else {"question": "", "filters": ""}

    def _delivery(self, row: DeliveryRow) -> Delivery:
        asked = _asked(row)
        return Delivery(
            asked=asked,
            state=DeliveryState(row.state),
            answer=answer_of(row.answer, question_of(asked, self._zone)) if row.answer else None,
            nonce=row.nonce,
            message=row.message,
            reason=row.reason,
            note_intended=row.note == _INTENDED_NOTE,
        )


def _nonce(asked: Asked) -> str:
    return hashlib.sha256(asked.id.encode()).hexdigest()[:_NONCE]


def _counted(week: AnswerWeek, each: WeekCount) -> AnswerWeek:
    """Return a week with one more of its counts."""
    if each.what == "votes":
        return replace(week, up=each.number) if each.sort == "up" else replace(week, down=each.number)
    if not each.sort:
        return replace(week, answered=each.number)
    return replace(week, refused={**week.refused, RefusalReason(each.sort): each.number})


def _row(asked: Asked) -> DeliveryRow:
    return DeliveryRow(
        id=asked.id,
        platform=asked.place.platform,
        team=asked.place.team,
        channel=asked.place.channel,
        thread=asked.place.thread,
        user=asked.user,
        zone=asked.zone,
        private=asked.private,
        received=asked.received,
        state=DeliveryState.ACCEPTED,
        question=asked.text,
        filters=filters_text(asked.filters),
    )


def _asked(row: DeliveryRow) -> Asked:
    return Asked(
        id=row.id,
        place=Place(platform=row.platform, team=row.team, channel=row.channel, thread=row.thread),
        user=row.user,
        text=row.question,
        filters=filters_of(row.filters),
        zone=row.zone,
        received=row.received,
        private=row.private,
    )
