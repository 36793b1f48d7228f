"""Edge: one process at a time owns a data directory.

The operating system holds the lock and lets go of it when the process ends, however it ends. A file beside it says
in words who the owner is: it is read only to tell a second process, and never decides anything.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import structlog
from filelock import FileLock, Timeout

from indexer.errors import DataDirBusy, StoreError

if TYPE_CHECKING:
    from types import TracebackType

LOCK_NAME = "owner.lock"
OWNER_NAME = "owner.json"

_MODE = 0o700  # articles may be behind a subscription, questions are private
_OURS = (LOCK_NAME, "catalogue.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOwner:
    """The process that owns a data directory."""

    purpose: str  # the command, such as "byline run"
    pid: int
    host: str
    since: str  # ISO time, UTC
    opening: bool = False  # it will serve other processes as soon as it has opened what is in there

    def __str__(self) -> str:
        """Return it in words, for a message."""
        return f"`{self.purpose}` (process {self.pid} on {self.host}, since {self.since})"


class DataDirLock:
    """Owns `data_dir` from entering to leaving the `with` block; the directory is made if need be.

    `purpose` is shown to other processes that want it: the command, such as "byline run". Entering waits up to `wait`
    seconds for another owner to finish, and then raises `DataDirBusy`, which names it; `StoreError` if the directory
    cannot be made or written. With `opening` they are told that it will serve them, until `sign_opened`.
    """

    def __init__(self, data_dir: Path, purpose: str, wait: float = 0.0, *, opening: bool = False) -> None:
        self._dir = data_dir.absolute()
        self._purpose = purpose
        self._wait = wait
        self._opening = opening
        # Not bound to a thread: a signal handler or an executor may be what ends the program.
        self._lock = FileLock(self._dir / LOCK_NAME, thread_local=False)

    def __enter__(self) -> Self:
        """Acquire the lock and write the owner's file."""
        try:
            self._dir.mkdir(mode=_MODE, parents=True, exist_ok=True)
            _restrict(self._dir)
            self._lock.acquire(timeout=self._wait)
            self._sign()
        except Timeout as error:
            raise DataDirBusy(_busy(self._dir)) from error
        except OSError as error:
            self._lock.release()
            raise StoreError(_unusable(self._dir, error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release the lock."""
        with suppress(OSError):  # only the lock counts, and the next owner signs again
            (self._dir / OWNER_NAME).unlink(missing_ok=True)
        self._lock.release()

    def _sign(self) -> None:
        # The wall clock, not the program's: this is for the person at the terminal.
        since = datetime.now(UTC).isoformat(timespec="seconds")
        host, pid = socket.gethostname(), os.getpid()
        owner = LockOwner(purpose=self._purpose, pid=pid, host=host, since=since, opening=self._opening)
        _write(owner, self._dir)


def sign_opened(data_dir: Path) -> None:
    """Note that the owner, this process, has opened the directory: it serves others by now, or never will."""
    with suppress(OSError):  # others wait in vain, no longer than they would for one that hangs
        if (owner := read_owner(data_dir)) and owner.opening:
            _write(replace(owner, opening=False), data_dir)


def _write(owner: LockOwner, data_dir: Path) -> None:
    draft = data_dir / f"{OWNER_NAME}.new"
    draft.write_text(json.dumps(asdict(owner)), encoding="utf-8")
    draft.replace(data_dir / OWNER_NAME)


def is_open_to_others(folder: Path) -> bool:
    """Tell whether users outside its owner and group may read a file or folder."""
    return bool(stat.S_IMODE(folder.stat().st_mode) & stat.S_IRWXO)


def can_restrict(data_dir: Path) -> bool:
    """Tell whether a folder is this user's and this program's alone: a home or /tmp must stay as it is."""
    found = data_dir.stat()
    if found.st_uid != os.geteuid() or found.st_mode & stat.S_ISVTX or data_dir.resolve() == Path.home().resolve():
        return False
    return any((data_dir / name).exists() for name in _OURS) or not any(data_dir.iterdir())


def _restrict(data_dir: Path) -> None:
    """Restrict a data directory that was made beforehand, as by `mkdir`, to its owner.

    Its group goes with them, unless the group was given its place on purpose: by the bit that hands it down, or by a
    mode such as 0750, which leaves it in and others out.
    """
    if not is_open_to_others(data_dir):
        return
    log = structlog.get_logger("byline.ownership")
    if not can_restrict(data_dir):
        log.warning("other users of this computer can read the data: see `byline doctor`", data_dir=str(data_dir))
        return
    mode = stat.S_IMODE(data_dir.stat().st_mode)
    shared = mode & stat.S_ISGID
    data_dir.chmod(mode & ~stat.S_IRWXO if shared else _MODE)
    log.info("other users of this computer could read the data: they cannot any more", data_dir=str(data_dir))


def read_owner(data_dir: Path) -> LockOwner | None:
    """Return the last owner, which after a crash is gone; None if the file cannot be read."""
    try:
        return LockOwner(**json.loads((data_dir / OWNER_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _busy(data_dir: Path) -> str:
    owner = read_owner(data_dir) or "another process"
    return f"{data_dir} is in use by {owner}: stop it first, or give this one another data_dir"


def _unusable(data_dir: Path, error: OSError) -> str:
    return (
        f"the data directory {data_dir} cannot be used ({error.strerror or error}): make it a folder that this user "
        "may write, or choose another data_dir"
    )
