"""Questions and conversations from what a platform delivers: time zones, earlier turns, remembered texts."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from cachetools import FIFOCache

from bot.model import Exchange, Form, Question, ToldStatement
from bot.model.local_time import zone_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from bot.model import Answer, Statement
    from bot.model.chat import Asked, Delivery
    from indexer.model import Selection

MANY = 5_000
"""Questions whose text is remembered at most."""


class Texts:
    """The texts of the last questions, in memory only: the journal erases them, and what follows up needs them."""

    def __init__(self) -> None:
        self._kept: FIFOCache[str, tuple[datetime, str]] = FIFOCache(MANY)
        self._lock = threading.Lock()

    def keep(self, asked: Asked) -> None:
        """Remember a question's text."""
        with self._lock:
            self._kept[asked.id] = asked.received, asked.text

    def forget(self, before: datetime) -> None:
        """Forget what was received before a time."""
        with self._lock:
            for key in [key for key, (received, _) in self._kept.items() if received < before]:
                del self._kept[key]

    def of(self, asked: Asked) -> str:
        """Return a question's text from the journal, else from memory, else ""."""
        return asked.text or self._kept.get(asked.id, (None, ""))[1]


def question_of(asked: Asked, zone: tzinfo, conversation: tuple[Exchange, ...] = ()) -> Question:
    """Return what was asked as a question, in the asker's time zone, or in `zone` where that is not known."""
    own = zone_named(asked.zone)
    return Question(text=asked.text, now=asked.received, zone=own or zone, conversation=conversation)


def exchanges(earlier: Sequence[Delivery], texts: Texts) -> tuple[Exchange, ...]:
    """Return the turns of a conversation, oldest first.

    After a restart a question's text may be gone: then its answer says what it was about.
    """
    turns = (
        turn_of(texts.of(each.asked) or (asked_of(each.answer) if each.answer else ""), each.answer) for each in earlier
    )
    return tuple(turn for turn in turns if turn.question)


_ASKED = {Form.OVERVIEW: "News on {}", Form.OPINIONS: "What do people think of {}", Form.COMPARISON: "Compare {}"}
"""Questions of a form on subjects."""


def asked_of(answer: Answer) -> str:
    """Return a question that an answer answers: of its form, on its subjects, in its time.

    Without those it is the title of what is cited first, "" if nothing is.
    """
    asked = _ASKED.get(answer.form)
    if asked is None or not answer.subjects:
        return answer.sources[0].article.title if answer.sources else ""
    return f"{asked.format(' and '.join(answer.subjects))}{_time_of(answer.searched, answer.question.zone)}?"


def _time_of(searched: Selection, zone: tzinfo) -> str:
    """Return the time that was searched as a question says it, behind a blank; "" for all time."""
    since = _day(searched.since, zone) if searched.since else ""
    until = _day(searched.until - timedelta(microseconds=1), zone) if searched.until else ""
    if since and until:
        return f" from {since} to {until}"
    return f" since {since}" if since else f" until {until}" if until else ""


def _day(when: datetime, zone: tzinfo) -> str:
    day = when.astimezone(zone)
    return f"{day.day} {day:%B %Y}"


def turn_of(question: str, answer: Answer | None) -> Exchange:
    """Return a turn of a conversation, each statement of the answer on a line; None: there is none yet."""
    if answer is None:
        return Exchange(question=question)
    told = tuple(
        _told(answer, said, before) for before, said in zip((None, *answer.statements), answer.statements, strict=False)
    )
    return Exchange(question=question, answer="\n".join(each.text for each in told), told=told)


def _told(answer: Answer, said: Statement, before: Statement | None) -> ToldStatement:
    start, end = said.span or (0, 0)
    return ToldStatement(
        text=" ".join(said.text.split()),
        story=said.story,
        articles=tuple(each.article.id for each in answer.sources if each.number in said.citations),
        subject=said.subject,
        words=said.text[start:end].strip(),
        goes_on=answer.goes_on(before, said),
    )
