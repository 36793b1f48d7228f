"""Use case: a backup as one file, written beside a running program, and read back whole or not at all.

The file is a ZIP archive: the catalogue, and `byline.json`, which names the versions that made it and the catalogue's
size and SHA-256. The indexes are not in it, since the catalogue can rebuild them.

Whatever ends the program leaves either the old file or the new one: it is written into a folder beside it, checked,
put on the disk, and then moved to its name.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from typing import IO, TYPE_CHECKING, NoReturn

from filelock import FileLock, Timeout

from indexer.durable_files import sync
from indexer.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.ports import Progress

FORMAT = 1
"""Raise it when a file changes so that an earlier version of the program would read it wrongly."""

_RECORD, _CATALOGUE = "byline.json", "catalogue.db"  # the members
_LONGEST_RECORD = 100_000  # bytes
_PIECE = 4 * 1024 * 1024  # bytes that are packed or unpacked at a time
_LEVEL = 1  # of zlib: 6 takes three times as long for a tenth less
_PART = ".part"  # what the name of the folder ends with in which a backup is made
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRecord:
    """What a backup says of itself."""

    format: int
    byline: str  # version of the program
    revision: str  # of the catalogue's tables
    made: str  # ISO time, UTC: the moment that the catalogue is of
    articles: int
    size: int  # bytes of the catalogue
    sha256: str  # of the catalogue, in hexadecimal digits


def require_place(file: Path, data_dir: Path) -> None:
    """Raise `UsageError` if a backup cannot or should not be written to a file; nothing is touched."""
    if file.is_dir():
        raise UsageError(f"{file} is a folder: name a file in it, as {file / 'byline.backup'}")
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent}: make it first")
    if file.resolve().is_relative_to(data_dir.resolve()):
        raise UsageError(f"{file} lies in the data directory, which it is to outlive: choose a place elsewhere")
    if file.exists() and not _is_replaceable(file):
        raise UsageError(f"{file} is there and is no backup of Byline's: it is left alone; choose another name")


def write_backup(
    file: Path, take: Callable[[Path], tuple[str, int]], *, byline: str, made: str, progress: Progress
) -> BackupRecord:
    """Write a backup in place of an earlier one, and return what it says of itself.

    `take` puts a copy of the catalogue into a file and returns its revision and its number of articles. Raises what it
    does, and `StoreError` if the disk is full or does not take it, or another backup is being written to this file: the
    earlier backup is then as it was.
    """
    with _translated(file), part_folder(file) as folder:
        copy, packed = folder / _CATALOGUE, folder / "packed"
        revision, articles = take(copy)
        record = BackupRecord(
            format=FORMAT,
            byline=byline,
            revision=revision,
            made=made,
            articles=articles,
            size=copy.stat().st_size,
            sha256=_digest(copy),
        )
        _pack(copy, record, packed, progress)
        with zipfile.ZipFile(packed) as archive:
            if damaged := archive.testzip():
                raise StoreError(f"{packed}: {damaged} does not read back as it was written: look at the disk")
        packed.replace(file)
        sync(file.parent)
    return record


def read_record(file: Path) -> BackupRecord:
    """Return what a backup says of itself.

    Raises `UsageError` if there is no such file, `StoreError` if it is cut off, no backup, or a later version's.
    """
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_RECORD) as member:
            given = json.loads(member.read(_LONGEST_RECORD))
            archive.getinfo(_CATALOGUE)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # EINVAL: a place before its start
            raise StoreError(f"{file} cannot be read: {error.strerror}") from error
        raise StoreError(
            f"{file} is no backup of Byline's, or was cut off while it was copied: compare its size with the original's"
        ) from error
    return _record(file, given)


def unpack_backup(file: Path, record: BackupRecord, target: Path, progress: Progress) -> None:
    """Unpack the catalogue to a file that is not there yet, and put it on the disk.

    Raises `StoreError` if it is not what the record says, or if there is no room.
    """
    digest, done = hashlib.sha256(), 0
    with _translated(target):
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as unpacked, _opened_catalogue(file) as packed:
            for piece in _pieces(packed, file):
                digest.update(piece)
                done += len(piece)
                if done > record.size:
                    break
                unpacked.write(piece)
                progress("unpacking", done, record.size)
            unpacked.flush()
            os.fsync(unpacked.fileno())
    if (done, digest.hexdigest()) != (record.size, record.sha256):
        raise _unlike(file)


def _record(file: Path, given: object) -> BackupRecord:
    """Return the record that was read. Raises `StoreError` if it is none, or a later version's."""
    if not isinstance(given, dict) or type(given.get("format")) is not int:
        raise StoreError(f"{file} is no backup of Byline's")
    if given["format"] > FORMAT:
        by = str(given.get("byline", "a later version"))[:40]
        raise StoreError(f"{file} was written by Byline {by}, in a form that this version does not know: upgrade first")
    try:
        found = BackupRecord(**{field.name: given[field.name] for field in fields(BackupRecord)})
    except KeyError as error:
        raise StoreError(f"{file} is no backup of Byline's: it does not say its {error.args[0]}") from error
    kinds = [type(getattr(found, field.name)).__name__ == field.type for field in fields(BackupRecord)]
    if not all(kinds):
        raise StoreError(f"{file} is no backup of Byline's: what it says of itself makes no sense")
    return found


def _is_replaceable(file: Path) -> bool:
    """Tell whether a file is an earlier backup, or empty, as `mktemp` makes it."""
    if file.is_file() and not file.stat().st_size:
        return True
    try:
        read_record(file)
    except (StoreError, UsageError):
        return False
    return True


@contextmanager
def part_folder(file: Path) -> Iterator[Path]:
    """Yield an empty folder beside a file, for this process alone; what a killed one has left in it is removed."""
    folder = file.with_name(file.name + _PART)
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(f"another process writes {file}: wait for it") from error
    try:
        for left in folder.iterdir():
            if left.name != "lock":
                left.unlink()
        yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)
        lock.release()


def _pack(copy: Path, record: BackupRecord, packed: Path, progress: Progress) -> None:
    done = 0
    descriptor = os.open(packed, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(descriptor, "w+b") as opened:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            archive.writestr(_RECORD, json.dumps(asdict(record), indent=1) + "\n")
            with copy.open("rb") as source, archive.open(_CATALOGUE, "w", force_zip64=True) as member:
                while piece := source.read(_PIECE):
                    member.write(piece)
                    done += len(piece)
                    progress("packing", done, record.size)
        opened.flush()
        os.fsync(opened.fileno())


@contextmanager
def _opened_catalogue(file: Path) -> Iterator[IO[bytes]]:
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_CATALOGUE) as member:
            yield member
    except zipfile.BadZipFile as error:
        raise _unlike(file) from error


def _pieces(packed: IO[bytes], file: Path) -> Iterator[bytes]:
    import zlib

    while True:
        try:
            piece = packed.read(_PIECE)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise _unlike(file) from error
        if not piece:
            return
        yield piece


def _unlike(file: Path) -> StoreError:
    return StoreError(f"{file} is damaged: it does not hold what it says of itself. Take another backup")


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _translated(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _raise(error, target)


def _raise(error: OSError, target: Path) -> NoReturn:
    if error.errno in _NO_ROOM:
        raise StoreError(
            f"there is no room for {target}: make some, or choose another disk; nothing changed"
        ) from error
    raise StoreError(f"{target} cannot be written: {error.strerror or error}") from error
