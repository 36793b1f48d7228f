"""A backup of an installation, and an installation from a backup."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.adapters.mail.handovers import UNKNOWN_BEFORE
from bot.wiring.components import (
    INSTALLATION,
    catalogue_file,
    catalogue_url,
    journal_of,
    refuse_emptied,
    subscriptions_of,
)
from indexer.durable_files import sync
from indexer.errors import BylineError, IndexMismatch, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.config.sections import Settings
    from bot.operations.backup import BackupRecord
    from indexer.ports import Progress

_OWN = frozenset(
    (
        "owner.lock",
        "owner.json",
        "owner.json.new",
        "models",
        "history",
        "restoring",
        INSTALLATION,
        f"{INSTALLATION}.new",
    )
)
"""What may lie in a data directory that a backup is restored into: nothing that the catalogue would have to fit."""

_DRAFT = "restoring"  # the folder, beside the catalogue, in which a backup is unpacked and looked at


def back_up(settings: Settings, file: Path, progress: Progress) -> BackupRecord:
    """Write a backup to a file; another process may own the data directory and go on. See `write_backup`."""
    from bot.operations.backup import require_place, write_backup
    from indexer.catalogue import copy_catalogue

    require_place(file, settings.byline.data_dir)
    _require_file(settings)
    refuse_emptied(settings)

    def take(target: Path) -> tuple[str, int]:
        copied = copy_catalogue(catalogue_url(settings), target, progress)
        return copied.revision, copied.articles

    made = datetime.now(UTC).isoformat(timespec="seconds")  # the wall clock: for the person who has two of them
    return write_backup(file, take, byline=version("byline"), made=made, progress=progress)


def restore(settings: Settings, file: Path, progress: Progress) -> tuple[BackupRecord, int]:
    """Put a backup into an empty data directory, build both indexes, and return its record with the passages' number.

    Until all of it was checked, the directory has no catalogue; then it has the whole one. Whatever ends the program
    after that leaves indexes that the next start completes. Raises `UsageError` if the directory is not empty,
    `DataDirBusy` if another process owns it, `StoreError` if the backup is cut off, damaged, no backup, or a later
    version's, or if there is no room.
    """
    from bot.operations.backup import read_record
    from indexer.indexing.data_dir_lock import DataDirLock

    record = read_record(file)
    place = _require_file(settings)
    _require_empty(settings, place)
    with DataDirLock(settings.byline.data_dir, "byline restore"):
        _require_empty(settings, place)  # another process may have been first
        _put_back(settings, place, file, record, progress)
    try:
        return record, _indexed(settings, progress)
    except BylineError as error:
        raise StoreError(
            f"{file} is restored, but the indexes are not built yet: {error}. Then any command goes on with them"
        ) from error


def _put_back(settings: Settings, place: Path, file: Path, record: BackupRecord, progress: Progress) -> None:
    """Unpack the catalogue beside its place, look at it, and move it there."""
    from bot.operations.backup import unpack_backup
    from indexer.catalogue import SqlCatalogue, inspect_copy

    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place.with_name(_DRAFT)
    with suppress(FileNotFoundError):
        shutil.rmtree(draft)  # what a killed process has left
    draft.mkdir(mode=0o700)
    try:
        unpacked = draft / place.name
        unpack_backup(file, record, unpacked, progress)
        inspect_copy(unpacked, of=file)
        with closing(SqlCatalogue(f"sqlite:///{unpacked}")) as catalogue:  # which brings its tables up to date
            now = datetime.now(UTC)
            journal = journal_of(settings, catalogue)
            journal.settle(now, f"restored from a backup of {record.made}")
            journal.note(UNKNOWN_BEFORE, now.isoformat())
            subscriptions_of(catalogue).settle(now)
        if (log := unpacked.with_name(f"{unpacked.name}-wal")).exists() and log.stat().st_size:
            raise StoreError(f"{unpacked} is open in another program: close it, and try again")
        unpacked.replace(place)
        sync(place.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _indexed(settings: Settings, progress: Progress) -> int:
    """Build both indexes, by the embedding model that the config names, and return the number of passages."""
    from bot.wiring.index_rebuild import reindex
    from bot.wiring.opening import engines

    try:
        with engines(settings, purpose="byline restore", progress=progress) as opened:
            return opened.catalogue.counts()["passages"]
    except IndexMismatch:  # the backup is from an installation with another model
        return reindex(settings, progress)


def _require_file(settings: Settings) -> Path:
    """Return the catalogue's file. Raises `UsageError`, which says what to do, where a server has it."""
    if place := catalogue_file(settings):
        return place
    raise UsageError(
        "the catalogue is in Postgres, which keeps backups by itself: `pg_dump --format=custom --file=FILE DATABASE`, "
        "and `pg_restore` into an empty database; then `byline reindex` in a new data_dir. See docs/operations.md"
    )


def _require_empty(settings: Settings, place: Path) -> None:
    """Raise `UsageError`, which names what is in the way, if the data directory is not empty."""
    folder = settings.byline.data_dir
    if found := sorted({path.name for path in _in_the_way(settings, place)}):
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise UsageError(
            f"{folder} is not empty ({found[0]}{more}): a backup is restored into an empty data_dir only. "
            "Move the folder away, or name another data_dir"
        )


def _in_the_way(settings: Settings, place: Path) -> Iterator[Path]:
    folder = settings.byline.data_dir
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.name not in _OWN)
    yield from (
        path for end in ("", "-wal", "-shm", "-journal") if (path := place.with_name(place.name + end)).exists()
    )
