"""What the database says during and after the trial: who holds which lease, and whether all is there once."""

from __future__ import annotations

import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOK = 0.25  # seconds between two looks at the leases
_PID = re.compile(r"process (\d+)")


@dataclass(frozen=True, slots=True)
class Held:
    """That a process was seen with a lease, from when on (monotonic)."""

    name: str
    pid: int
    since: float


@dataclass(slots=True)
class LeaseWatch:
    """Looks at the leases again and again, from a thread."""

    url: str
    changes: list[Held] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Note each change of a holder until it is stopped; while the database is down nothing is seen."""
        held: dict[str, int] = {}
        while not self._stop.wait(_LOOK):
            with suppress(psycopg.Error):
                for name, pid in self._holders():
                    if held.get(name) != pid:
                        held[name] = pid
                        self.changes.append(Held(name, pid, time.monotonic()))

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()

    def held_by(self, pid: int) -> list[str]:
        """Return the shared leases that a process was seen with last."""
        last = {change.name: change.pid for change in self.changes}
        return [name for name, holder in last.items() if holder == pid]

    def taken_over(self, name: str, after: float) -> float | None:
        """Return how many seconds after a moment another process was seen with a lease, None if none was."""
        return next((each.since - after for each in self.changes if each.name == name and each.since > after), None)

    def _holders(self) -> Iterator[tuple[str, int]]:
        with psycopg.connect(self.url, connect_timeout=2) as connection:
            for name, holder in connection.execute("SELECT name, holder FROM leases WHERE name <> holder"):
                if found := _PID.search(holder):
                    yield name, int(found[1])


def count(url: str, query: str) -> int:
    """Return the one number that a query gives."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0
