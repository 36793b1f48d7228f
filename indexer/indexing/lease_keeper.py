"""Leases of a process: taken when they are free, renewed for as long as it lives, and not believed in for longer.

A lease ends for its holder before it ends for others. The holder counts from the moment before it asked, by a clock
that nobody puts back; the database counts from when it answered, which is later. So a process that cannot reach the
database any more, or that was stopped for a while, has ceased by the time that another one may begin.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import structlog

from indexer.errors import LeaseLost, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from indexer.ports import Catalogue
    from indexer.ports.coordination import LeaseStore

LENGTH: Final = 15.0
"""Seconds of a lease. With a third of it, in which it is not asked, a process that is gone is replaced in 20."""

MARGIN: Final = 2.0
"""Seconds before its end from which a holder begins nothing more: so long the item in hand may take."""

INDEXING = "indexing"
"""Embeds, writes the vectors, decides stories, removes what is too old, and asks where hidden links lead."""

LEADER = "leader"
"""Plans and sends watches and digests, posts notes on corrections, and alerts admins to feeds."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A lease as its holder sees it."""

    fence: int
    until: float  # by the process's own steady clock

    def is_over(self, now: float) -> bool:
        """Tell whether the holder must not begin anything more."""
        return now >= self.until


def tenures(
    before: Mapping[str, Tenure], fences: Mapping[str, int], asked: float, length: float
) -> tuple[dict[str, Tenure], set[str]]:
    """Return the leases that a process has after it asked for them at a time, and those that it had and lost (pure)."""
    until = asked + length - MARGIN
    return {name: Tenure(fence, until) for name, fence in fences.items()}, before.keys() - fences.keys()


def process_name(purpose: str) -> str:
    """Return a name that no other process has, now or later: what it does, machine, number, and some chance."""
    return f"{purpose} on {socket.gethostname()}, process {os.getpid()} ({secrets.token_hex(3)})"


def steady_seconds() -> float:
    """Return the time by a clock that nobody puts back; where there is one, that also counts while a machine sleeps."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class LeaseKeeper:
    """Keeps the lease of a process's own name, and those that it wants, in a thread of its own; a context manager."""

    def __init__(
        self,
        store: LeaseStore,
        holder: str,
        wanted: Sequence[str],
        *,
        length: float = LENGTH,
        seconds: Callable[[], float] = steady_seconds,
    ) -> None:
        """Take the store, the process's name, and the leases that it wants; `seconds` is its steady clock."""
        self.holder = holder
        self.seconds = seconds
        self._store = store
        self._wanted = (holder, *wanted)
        self._length = length
        self._tenures: dict[str, Tenure] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="leases", daemon=True)
        self._log = structlog.get_logger("byline.leases")
        self.trouble = ""  # in words: why they cannot be renewed

    def __enter__(self) -> Self:
        """Take what is free. Raises `StoreError` if the database cannot be asked."""
        self.renew()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give everything back, so that others need not wait."""
        self._stop.set()
        self._thread.join(self._length)
        self._tenures = {}
        with suppress(StoreError):  # then it ends by itself
            self._store.release_leases(self.holder)

    def renew(self) -> None:
        """Take or renew what can be had now. Raises `StoreError`: then what is held ends by itself."""
        asked = self.seconds()
        fences = self._store.take_leases(self._wanted, self.holder, self._length)
        before = {name: each for name, each in self._tenures.items() if not each.is_over(asked)}
        self._tenures, lost = tenures(before, fences, asked, self._length)
        self.trouble = ""
        for name in sorted(fences.keys() - before.keys() - {self.holder}):
            self._log.info("this process does it from now on", lease=name)
        for name in sorted(lost):
            self._log.warning("another process does it from now on", lease=name)

    def is_held(self, name: str) -> bool:
        """Tell whether this process has a lease, and may begin something that only its holder does."""
        held = self._tenures.get(name)
        return held is not None and not held.is_over(self.seconds())

    def fence(self, name: str) -> int:
        """Return the number of a lease that this process has, 0 if it has not."""
        held = self._tenures.get(name)
        return held.fence if held and not held.is_over(self.seconds()) else 0

    def confirm(self, name: str) -> None:
        """Raise `LeaseLost` unless this process has a lease; within a transaction nobody else gets it until its end."""
        if not (fence := self.fence(name)):
            raise LeaseLost(f"this process has the lease {name!r} no more: another one goes on")
        self._store.confirm_lease(name, self.holder, fence)

    def _renew(self) -> None:
        while not self._stop.wait(self._length / 3):
            try:
                self.renew()
            except StoreError as error:
                if not self.trouble:
                    self._log.warning("leases cannot be renewed", reason=str(error))
                self.trouble = str(error)
            except Exception:  # noqa: BLE001  a fault here must not end the thread: every lease would be lost
                self._log.exception("leases could not be renewed")


class Duty:
    """What only one process does at a time. Without a keeper there is only this one."""

    def __init__(self, name: str, keeper: LeaseKeeper | None = None) -> None:
        self.name = name
        self._keeper = keeper

    def seconds(self) -> float:
        """Return the time by the steady clock by which its lease ends."""
        return self._keeper.seconds() if self._keeper else steady_seconds()

    @property
    def is_shared(self) -> bool:
        """Whether other processes want it, too."""
        return self._keeper is not None

    @property
    def fence(self) -> int:
        """The number of the lease: another one, after another process had it; 0 if this process has it not."""
        return self._keeper.fence(self.name) if self._keeper else 1

    def is_held(self) -> bool:
        """Tell whether this process is the one."""
        return self._keeper is None or self._keeper.is_held(self.name)

    def confirm(self) -> None:
        """Raise `LeaseLost` unless this process is the one; see `LeaseKeeper.confirm`."""
        if self._keeper:
            self._keeper.confirm(self.name)

    @contextmanager
    def fenced(self, catalogue: Catalogue) -> Iterator[None]:
        """Make one transaction of the block if there are several processes; raise what `confirm` does."""
        if self._keeper is None:
            yield
            return
        with catalogue.transaction():
            self.confirm()
            yield


@contextmanager
def left_to_others() -> Iterator[None]:
    """End the block where another process takes over: it goes on with what is left."""
    try:
        yield
    except LeaseLost as lost:
        structlog.get_logger("byline.leases").warning("left to another process", reason=str(lost))
