"""One owner of a data directory, tried with real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.errors import DataDirBusy, StoreError
from indexer.indexing.data_dir_lock import OWNER_NAME, DataDirLock, read_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
OWN = """
import sys, pathlib
from indexer.indexing.data_dir_lock import DataDirLock
with DataDirLock(pathlib.Path(sys.argv[1]), "byline run"):
    print("owned", flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_owner(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that owns the directory until its input ends."""
    command = [sys.executable, "-c", OWN, str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owned\n"
        try:
            yield process
        finally:
            process.kill()


def test_owner_makes_the_directory_and_signs(tmp_path: Path) -> None:
    """The owner finds a directory that only its user may enter, signed with who it is; the signature goes with it."""
    data_dir = tmp_path / "a" / "data"
    with DataDirLock(data_dir, "byline index"):
        owner = read_owner(data_dir)
        assert owner is not None
        assert ("byline index", os.getpid(), socket.gethostname()) == (owner.purpose, owner.pid, owner.host)
        assert data_dir.stat().st_mode & 0o777 == 0o700
    assert read_owner(data_dir) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [(0o755, 0o700), (0o775, 0o700), (0o777, 0o700), (0o701, 0o700), (0o750, 0o750), (0o2775, 0o2770), (0o700, 0o700)],
)
def test_a_folder_that_others_can_read_is_closed(tmp_path: Path, before: int, after: int) -> None:
    """A data directory made beforehand is closed to others; a group that was given its place on purpose keeps it."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    data_dir.chmod(before)
    with DataDirLock(data_dir, "byline index"):
        assert data_dir.stat().st_mode & 0o7777 == after


def test_a_folder_of_other_things_stays_as_it_is(tmp_path: Path) -> None:
    """A folder in which something else lies already, or that everybody may write to, such as /tmp, is not closed."""
    mixed, public = tmp_path / "mixed", tmp_path / "public"
    for folder, mode in ((mixed, 0o755), (public, 0o1777)):
        folder.mkdir()
        folder.chmod(mode)
    (mixed / "holiday.jpg").touch()
    for folder, mode in ((mixed, 0o755), (public, 0o1777)):
        with DataDirLock(folder, "byline index"):
            assert folder.stat().st_mode & 0o7777 == mode


def test_second_owner_is_refused(tmp_path: Path) -> None:
    """A second process is told who owns the directory and what to do; afterwards it is free."""
    with other_owner(tmp_path) as process:
        with pytest.raises(DataDirBusy) as refusal, DataDirLock(tmp_path, "byline index"):
            pass
        words = str(refusal.value)
        start = f"{tmp_path} is in use by `byline run` (process {process.pid} on {socket.gethostname()}, since 20"
        assert words.startswith(start)
        assert words.endswith("): stop it first, or give this one another data_dir")
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(120) == 0
    with DataDirLock(tmp_path, "byline index"):
        pass


def test_second_owner_in_one_process_is_refused(tmp_path: Path) -> None:
    """The same process cannot own a directory twice either, and the first owner stays."""
    with DataDirLock(tmp_path, "byline run"):
        with pytest.raises(DataDirBusy, match=r"in use by `byline run`"), DataDirLock(tmp_path, "byline import"):
            pass
        owner = read_owner(tmp_path)
        assert owner is not None
        assert owner.purpose == "byline run"


def test_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    """The directory of an owner that was killed can be owned at once, though its signature is still there."""
    with other_owner(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(120)
    left = read_owner(tmp_path)
    assert left is not None
    assert process.pid == left.pid
    with DataDirLock(tmp_path, "byline index"):
        owner = read_owner(tmp_path)
        assert owner is not None
        assert os.getpid() == owner.pid


def test_short_lived_owner_is_waited_for(tmp_path: Path) -> None:
    """With a patience of some seconds, an owner that finishes in time is no hindrance."""
    with other_owner(tmp_path) as process:
        assert process.stdin is not None
        timer = threading.Timer(0.3, process.stdin.close)
        timer.start()
        with DataDirLock(tmp_path, "byline ask", wait=240):
            assert process.wait(120) == 0
        timer.join()


def test_patience_ends(tmp_path: Path) -> None:
    """An owner that does not finish in time is named after the wait, not before."""
    with other_owner(tmp_path):
        before = time.monotonic()
        with pytest.raises(DataDirBusy), DataDirLock(tmp_path, "byline ask", wait=0.2):
            pass
        assert time.monotonic() - before >= 0.2


def test_unreadable_signature(tmp_path: Path) -> None:
    """Where the signature is damaged the second process is still refused, without a name."""
    with other_owner(tmp_path):
        (tmp_path / OWNER_NAME).write_text("{")
        with pytest.raises(DataDirBusy, match=r"in use by another process: stop it"), DataDirLock(tmp_path, "x"):
            pass


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_unusable_directory(tmp_path: Path, place: str) -> None:
    """A directory that cannot be made is a `StoreError` that says what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=f"data directory .*{place} cannot be used .*choose another"):
        DataDirLock(tmp_path / place, "byline run").__enter__()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_directory(tmp_path: Path) -> None:
    """A directory without write permission is a `StoreError` that says what to do."""
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match=r"cannot be used .Permission denied."):
        DataDirLock(tmp_path, "byline run").__enter__()
