"""Limits of questions, for each user and at a time; in memory, so that a restart forgets them."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

MANY = 10_000
"""Users that are remembered; beyond them, those who have not asked within the span are forgotten."""

_LOST = timedelta(hours=1)
"""After this time a question that was not finished counts as lost, so that it does not take room for ever."""


class PerUser:
    """At most `count` questions within any span of `per`, for each user."""

    def __init__(self, count: int, per: timedelta) -> None:
        self._count = count
        self._per = per
        self._times: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of users that are remembered."""
        return len(self._times)

    def take(self, user: str, now: datetime) -> bool:
        """Count a question if the user may ask one; tell whether they may."""
        return self.wait(user, now) == timedelta()

    def wait(self, user: str, now: datetime) -> timedelta:
        """Count a question if the user may ask one; return how long they have to wait, no time if they may."""
        with self._lock:
            times = self._times.setdefault(user, deque(maxlen=self._count))
            if times and times[-1] > now:  # the clock was put back: users do not wait longer for that
                times = self._times[user] = deque((min(each, now) for each in times), maxlen=self._count)
            if len(times) == self._count and times[0] > now - self._per:
                return times[0] + self._per - now
            times.append(now)
            if len(self._times) > MANY:
                self._times = {name: kept for name, kept in self._times.items() if kept[-1] > now - self._per}
            return timedelta()


class OpenQuestions:
    """The questions that are accepted and not finished, up to a limit; `on_change` gets their number."""

    def __init__(self, limit: int, on_change: Callable[[int], None] = lambda _: None) -> None:
        self._limit = limit
        self._on_change = on_change
        self._since: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of questions."""
        return len(self._since)

    def __contains__(self, asked_id: str) -> bool:
        """Tell whether a question is among them."""
        return asked_id in self._since

    def add(self, asked_id: str, now: datetime) -> bool:
        """Add a question; return False if there are too many already."""
        with self._lock:
            if len(self._since) >= self._limit:
                self._since = {name: min(since, now) for name, since in self._since.items()}  # if it was put back
                self._since = {name: since for name, since in self._since.items() if since > now - _LOST}
            if len(self._since) >= self._limit:
                return False
            self._since[asked_id] = now
        self._on_change(len(self))
        return True

    def add_in_any_case(self, asked_id: str, now: datetime) -> None:
        """Add a question even if there are too many: one that was accepted before a restart."""
        with self._lock:
            self._since[asked_id] = now
        self._on_change(len(self))

    def remove(self, asked_id: str) -> None:
        """Remove a question, if it is among them."""
        with self._lock:
            self._since.pop(asked_id, None)
        self._on_change(len(self))


class Capacity:
    """How many questions are answered at a time, and how many more may wait."""

    def __init__(self, concurrency: int, queue: int, on_change: Callable[[int], None] = lambda _: None) -> None:
        self.slots = threading.BoundedSemaphore(concurrency)
        self.questions = OpenQuestions(concurrency + queue, on_change)

    @contextmanager
    def slot(self, now: datetime) -> Iterator[None]:
        """Wait for a slot, for a question that nothing is kept of. Raises `BylineError` if too many wait already."""
        name = secrets.token_hex(8)
        if not self.questions.add(name, now):
            raise BylineError("too many questions are waiting: ask again in a minute")
        try:
            with self.slots:
                yield
        finally:
            self.questions.remove(name)
