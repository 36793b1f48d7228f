"""Limits of questions, for each user and at a time; in memory, so that a restart forgets them.

Where several processes answer, those for each user are in the journal, which all of them read.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.conversation.note_names import TURNS_OF_USER
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.model.chat import Rate
    from bot.ports import Journal

MANY = 10_000
"""Users that are remembered; beyond them, those who have not asked within the span are forgotten."""

_LOST = timedelta(hours=1)
"""After this time a question that was not finished counts as lost, so that it does not take room for ever."""


class UserLimit(Protocol):
    """How many questions a user may ask."""

    def wait(self, user: str, now: datetime) -> timedelta:
        """Count a question if the user may ask one; return how long they have to wait, no time if they may."""


class _Times:
    """When a user has asked: at most as often as a rate allows, within any span of its time."""

    def __init__(self, rate: Rate, kept: Iterable[datetime] = ()) -> None:
        self._per = rate.per
        self.kept = deque(kept, maxlen=rate.count)

    def wait(self, now: datetime) -> timedelta:
        """Count a question if one may be asked; return how long to wait, no time if it may."""
        times = self.kept
        if times and times[-1] > now:  # the clock was put back: users do not wait longer for that
            times = self.kept = deque((min(each, now) for each in times), maxlen=times.maxlen)
        if len(times) == times.maxlen and times[0] > now - self._per:
            return times[0] + self._per - now
        times.append(now)
        return timedelta()


class PerUser:
    """As many questions as a rate allows, within any span of its time, for each user."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: dict[str, _Times] = {}
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
            waits = self._times.setdefault(user, _Times(self._rate)).wait(now)
            if len(self._times) > MANY:
                self._times = {
                    name: times for name, times in self._times.items() if times.kept[-1] > now - self._rate.per
                }
            return waits


class PerUserOfAll:
    """Likewise over all processes that keep one journal."""

    def __init__(self, journal: Journal, rate: Rate) -> None:
        self._journal = journal
        self._rate = rate

    def wait(self, user: str, now: datetime) -> timedelta:
        """Do as the protocol says. Reads and writes the disk."""
        waits = timedelta()

        def counted(text: str) -> str | None:
            nonlocal waits
            times = _Times(self._rate, map(datetime.fromisoformat, json.loads(text or "[]")))
            waits = times.wait(now)
            return None if waits else json.dumps([each.isoformat() for each in times.kept])

        self._journal.revise(f"{TURNS_OF_USER}{user}", counted, now + self._rate.per, lasting=False)
        return waits


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
