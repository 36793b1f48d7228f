"""The use cases, counted: they do what they do, and a meter is told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.conversation.service import EVERYTHING, Desk
from bot.conversation.unrecorded import Counter

if TYPE_CHECKING:
    from datetime import timedelta, tzinfo

    from bot.answering import Answering
    from bot.config import LimitSettings
    from bot.conversation.rate_limits import Capacity
    from bot.model import Answer, Asked, Delivery, Question, ResultPage, Verdict
    from bot.ports import Journal, Library, Meter
    from indexer.model import Selection
    from indexer.ports import Clock


class MeteredDesk(Desk):
    """A desk whose questions are counted."""

    def __init__(  # noqa: PLR0913  what a desk takes, and a meter
        self,
        *,
        answering: Answering,
        journal: Journal,
        library: Library,
        clock: Clock,
        limits: LimitSettings,
        retention: timedelta,
        zone: tzinfo,
        meter: Meter,
    ) -> None:
        super().__init__(
            answering=answering,
            journal=journal,
            library=library,
            clock=clock,
            limits=limits,
            retention=retention,
            zone=zone,
        )
        self._meter = meter

    def counter(self, platform: str) -> Counter:
        """Return a counter whose questions are counted."""
        return _MeteredCounter(self._answering, self._capacity, self._clock, platform, self._meter)

    def accept(self, asked: Asked) -> Verdict:
        """Count what becomes of a question that came in."""
        verdict = super().accept(asked)
        self._meter.accepted(asked.place.platform, verdict, self._since(asked))
        self._count()
        return verdict

    def search(self, asked: Asked, selection: Selection = EVERYTHING, *, limit: int = 5, offset: int = 0) -> ResultPage:
        """Count a search."""
        self._meter.searched(asked.place.platform)
        return super().search(asked, selection, limit=limit, offset=offset)

    def latest(self, asked: Asked, selection: Selection = EVERYTHING, *, limit: int = 5, offset: int = 0) -> ResultPage:
        """Count a list of the latest."""
        self._meter.searched(asked.place.platform)
        return super().latest(asked, selection, limit=limit, offset=offset)

    def intend(self, asked: Asked, answer: Answer) -> str:
        """Count an answer."""
        nonce = super().intend(asked, answer)
        self._meter.ended(asked.place.platform, _outcome(answer))
        return nonce

    def apologise(self, asked: Asked, reason: str) -> str:
        """Count an apology."""
        self._meter.ended(asked.place.platform, "apology")
        return super().apologise(asked, reason)

    def posted(self, asked: Asked, message: str = "") -> None:
        """Count how long somebody waited."""
        super().posted(asked, message)
        self._meter.told(asked.place.platform, self._since(asked))
        self._count()

    def failed(self, asked: Asked, reason: str) -> None:
        """Count a question to which nothing can be said."""
        super().failed(asked, reason)
        self._meter.ended(asked.place.platform, "failed")
        self._count()

    def let_go(self, asked: Asked) -> None:
        """Count who waits."""
        super().let_go(asked)
        self._count()

    def unfinished(self, platform: str) -> list[Delivery]:
        """Count who waits."""
        found = super().unfinished(platform)
        self._count()
        return found

    def _since(self, asked: Asked) -> float:
        return max(0.0, (self.now() - asked.received).total_seconds())

    def _count(self) -> None:
        self._meter.waiting(len(self._capacity.room))


class _MeteredCounter(Counter):
    """A counter whose questions are counted."""

    def __init__(self, answering: Answering, capacity: Capacity, clock: Clock, platform: str, meter: Meter) -> None:
        super().__init__(answering=answering, capacity=capacity, clock=clock)
        self._platform = platform
        self._meter = meter

    def ask(self, question: Question) -> Answer:
        """Count what a question comes to, and how long that takes."""
        started = time.monotonic()
        try:
            answer = super().ask(question)
        except Exception:
            self._meter.ended(self._platform, "failed")
            raise
        self._meter.ended(self._platform, _outcome(answer))
        self._meter.told(self._platform, time.monotonic() - started)
        return answer

    def search(self, question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
        """Count a search."""
        self._meter.searched(self._platform)
        return super().search(question, limit=limit, offset=offset)


def _outcome(answer: Answer) -> str:
    return "answered" if answer.found else "nothing_found"
