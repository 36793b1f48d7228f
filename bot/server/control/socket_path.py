"""Edge: where the control socket is, and how it is bound and reached.

It lies in the data directory: a user who may not look in there cannot reach it. An address of a Unix socket holds 107
bytes (103 on macOS); a longer path is reached through a descriptor of its folder, which Linux knows by a short name.
"""

from __future__ import annotations

import os
import socket
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "control.sock"

_LONGEST = 103  # bytes of an address, on macOS
_BACKLOG = 64
_PRIVATE = 0o077


def connect(data_dir: Path, timeout: float) -> socket.socket:
    """Return a connection to the process that serves the socket. Raises `OSError` if there is none."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout)
        with _address(data_dir, NAME) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def bind(data_dir: Path) -> socket.socket:
    """Return the listening socket of the process that owns the data directory, for this user alone.

    A socket that a killed process has left is replaced; one that is served is not. It is bound under another name and
    moved to its own, so that nobody finds it half made. Raises `OSError`, and `StoreError` if it is served.
    """
    if _is_served(data_dir):
        raise StoreError(f"{data_dir / NAME} is served by another process")
    draft = f"{NAME}.new"
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with suppress(FileNotFoundError):
            (data_dir / draft).unlink()
        before = os.umask(_PRIVATE)  # the mode must be tight from the start; others can wait a moment for theirs
        try:
            with _address(data_dir, draft) as address:
                listening.bind(address)
        finally:
            os.umask(before)
        (data_dir / draft).chmod(stat.S_IRUSR | stat.S_IWUSR)
        listening.listen(_BACKLOG)
        listening.setblocking(False)  # noqa: FBT003  it has no other form
        (data_dir / draft).replace(data_dir / NAME)
    except OSError:
        listening.close()
        raise
    return listening


def remove(data_dir: Path) -> None:
    """Remove the socket; only its owner may."""
    with suppress(OSError):
        (data_dir / NAME).unlink()


def _is_served(data_dir: Path) -> bool:
    try:
        connect(data_dir, 1.0).close()
    except OSError:
        return False
    return True


@contextmanager
def _address(data_dir: Path, name: str) -> Iterator[str]:
    """Yield an address of a file in a folder that is short enough to be one."""
    path = str(data_dir / name)
    if len(os.fsencode(path)) <= _LONGEST:
        yield path
        return
    folder = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{name}"
    finally:
        os.close(folder)
