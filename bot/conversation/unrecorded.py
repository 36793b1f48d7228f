"""Use case: questions of those who wait for the answer, such as the command line's: nothing of them is kept."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from bot.answering import Answering
    from bot.conversation.rate_limits import Capacity
    from bot.model import Answer, Question, ResultPage
    from indexer.ports import Clock


class Counter:
    """Answers as `Answering` does, within what is answered at a time. Safe to use from several threads."""

    def __init__(self, *, answering: Answering, capacity: Capacity, clock: Clock) -> None:
        self._answering = answering
        self._capacity = capacity
        self._clock = clock
        self._log = structlog.get_logger("byline.counter")

    def ask(self, question: Question) -> Answer:
        """Return the answer. Raises what `Answering.ask` does, and `BylineError` if too many are waiting."""
        with self._capacity.seat(secrets.token_hex(8), self._clock.now()):
            found = self._answering.find(question)
        answer = self._answering.tell(found)  # in no place: others need not wait for a language model
        self._log.debug("answered", found=answer.found, composer=answer.composer, took_ms=answer.elapsed_ms)
        return answer

    def search(self, question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
        """Return articles, best first. Raises what `Answering.search` does, and `BylineError` as `ask`."""
        with self._capacity.seat(secrets.token_hex(8), self._clock.now()):
            page = self._answering.search(question, limit=limit, offset=offset)
        self._log.debug("searched", total=page.total, took_ms=page.elapsed_ms)
        return page
