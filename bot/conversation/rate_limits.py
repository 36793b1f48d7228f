"""How much is answered at a time: so many questions a user, so many altogether (in memory: a restart forgets it)."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MANY = 10_000
"""Users that are remembered; beyond them, those who have not asked of late are let go."""

_LOST = timedelta(hours=1)
"""After it, a question that nobody has said the end of is taken for lost, so that it holds no place for ever."""


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
        with self._lock:
            times = self._times.setdefault(user, deque(maxlen=self._count))
            if times and times[-1] > now:  # the clock was put back: nobody waits longer for that
                times = self._times[user] = deque((min(each, now) for each in times), maxlen=self._count)
            if len(times) == self._count and times[0] > now - self._per:
                return False
            times.append(now)
            if len(self._times) > MANY:
                self._times = {name: kept for name, kept in self._times.items() if kept[-1] > now - self._per}
            return True


class Room:
    """At most so many questions that are accepted and not finished."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._since: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of questions that have a place."""
        return len(self._since)

    def __contains__(self, asked_id: str) -> bool:
        """Tell whether a question has a place."""
        return asked_id in self._since

    def take(self, asked_id: str, now: datetime) -> bool:
        """Give a question a place, if there is one left."""
        with self._lock:
            if len(self._since) >= self._places:
                self._since = {name: min(since, now) for name, since in self._since.items()}  # if it was put back
                self._since = {name: since for name, since in self._since.items() if since > now - _LOST}
            if len(self._since) >= self._places:
                return False
            self._since[asked_id] = now
            return True

    def hold(self, asked_id: str, now: datetime) -> None:
        """Give a question a place even if there is none left: one that was accepted before a restart."""
        with self._lock:
            self._since[asked_id] = now

    def give_back(self, asked_id: str) -> None:
        """Free the place of a question, if it has one."""
        with self._lock:
            self._since.pop(asked_id, None)


class Capacity:
    """What is answered at a time, whoever asks: so many in work, and so many more that wait."""

    def __init__(self, concurrency: int, queue: int) -> None:
        self.places = threading.BoundedSemaphore(concurrency)
        self.room = Room(concurrency + queue)

    @contextmanager
    def seat(self, name: str, now: datetime) -> Iterator[None]:
        """Wait for a place in work. Raises `BylineError` if too many wait already."""
        if not self.room.take(name, now):
            raise BylineError("too many questions are waiting: ask again in a minute")
        try:
            with self.places:
                yield
        finally:
            self.room.give_back(name)
