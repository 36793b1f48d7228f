"""Until when this process may see to its questions, where other processes answer, too."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

_LOST = 0.0
_MARGIN = 0.15
"""The part of a lease before whose end work stops, so that a post that is under way has landed when another process
looks for it."""


class HeldQuestions:
    """The ends of claims by the clock of `time.monotonic`. Safe to use from several threads.

    They are counted from before the journal was asked for the claim, so that the database's clock, by which other
    processes go, cannot have come further.
    """

    def __init__(self, lease: timedelta | None) -> None:
        """Take how long a claim holds; None: for ever, since no other process answers."""
        self._lasts = None if lease is None else lease.total_seconds() * (1 - _MARGIN)
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def hold(self, asked_ids: Iterable[str], since: float) -> None:
        """Keep that questions were claimed at a time."""
        if self._lasts is not None:
            with self._lock:
                self._until.update(dict.fromkeys(asked_ids, since + self._lasts))

    def extend(self, asked_ids: Iterable[str], since: float) -> None:
        """Keep that claims were renewed at a time, of those questions that are not let go meanwhile."""
        if self._lasts is not None:
            with self._lock:
                ours = self._until.keys() & set(asked_ids)
                self._until.update(dict.fromkeys(ours, since + self._lasts))

    def lose(self, asked_ids: Iterable[str]) -> None:
        """Keep that other processes have taken questions over: work on them must stop at once."""
        with self._lock:
            self._until.update(dict.fromkeys(self._until.keys() & set(asked_ids), _LOST))

    def drop(self, asked_id: str) -> None:
        """Forget a question, which is finished or let go."""
        with self._lock:
            self._until.pop(asked_id, None)

    def held(self) -> list[str]:
        """Return the questions that no other process is known to have taken over."""
        with self._lock:
            return [asked_id for asked_id, until in self._until.items() if until != _LOST]

    def until(self, asked_id: str) -> float | None:
        """Return when work on a question must stop; None: it need not."""
        return self._until.get(asked_id)
