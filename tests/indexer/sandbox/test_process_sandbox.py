"""Reading in child processes: every job ends, and one that does not end well costs itself alone."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest

from indexer.errors import Unreadable
from indexer.indexing.data_dir_lock import DataDirLock
from indexer.sandbox import JobLimits, ProcessSandbox, find_gaps, restrictions
from tests.doubles.hostile_jobs import (
    connect,
    crash,
    crash_once,
    descriptors,
    environment_of,
    give,
    give_order,
    hang,
    known,
    sleep,
    start_program,
    swell,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIMITS = JobLimits(seconds=2, megabytes=300)
PARENT = """
import signal, sys
from functools import partial
from pathlib import Path
from indexer.sandbox import JobLimits, ProcessSandbox
from indexer.indexing.data_dir_lock import DataDirLock
from tests.doubles.hostile_jobs import announce, hang

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which it may have been started to ignore
    folder = Path(sys.argv[1])
    with DataDirLock(folder / "data", "test", wait=0):
        sandbox = ProcessSandbox(JobLimits(seconds=float(sys.argv[2])), most=2)
        sandbox.read(partial(str, "warm"))
        list(sandbox.read_all([(name, partial(announce, folder / name)) for name in ("one", "two")]))
"""


@pytest.fixture
def sandbox() -> Iterator[ProcessSandbox]:
    """Yield a sandbox with two children and narrow limits."""
    with closing(ProcessSandbox(LIMITS, most=2)) as made:
        yield made


def ours() -> list[int]:
    """Return the ids of the children of this process that read."""
    ps = ["/bin/ps", "-A", "-ww", "-o", "ppid=", "-o", "pid=", "-o", "args="]
    lines = subprocess.run(ps, capture_output=True, text=True, check=True).stdout.splitlines()
    found = [line.split(maxsplit=2) for line in lines]
    return [int(pid) for ppid, pid, command in found if int(ppid) == os.getpid() and "indexer.sandbox" in command]


def harmless(names: str) -> list[tuple[str, Callable[[], str]]]:
    """Return a job for each letter, which gives its capital."""
    return [(name, partial(give, name.upper())) for name in names]


@pytest.mark.parametrize(
    ("job", "why"),
    [
        pytest.param(hang, "could not be read within 2 s", id="slow"),
        pytest.param(swell, "could not be read within 300 MB of memory", id="bomb"),
        pytest.param(crash, "the process that read it ended with exit code -9", id="crash"),
    ],
)
def test_what_goes_beyond_a_limit_costs_itself(sandbox: ProcessSandbox, job: Callable[[], str], why: str) -> None:
    """One job fails with a reason in words; those before, beside and after it are done."""
    jobs = [*harmless("a"), ("bad", job), *harmless("bc")]
    found = {key: str(read) for key, read in sandbox.read_all(jobs)}
    assert found == {"a": "A", "bad": why, "b": "B", "c": "C"}
    with pytest.raises(Unreadable, match=why):
        sandbox.read(job)


def test_job_that_only_waits_is_ended_by_the_clock() -> None:
    """What takes no processor time has an end, too."""
    with closing(ProcessSandbox(JobLimits(seconds=1))) as sandbox, pytest.raises(Unreadable, match="within 1 s"):
        sandbox.read(sleep)


def test_answers_of_a_child_run_nothing_here(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    """An answer that has its reader run something costs itself, as whoever has taken over a parser may give it."""
    bad: Callable[[], object] = partial(give_order, tmp_path / "made")
    jobs = [*harmless("a"), ("bad", bad), *harmless("bc")]
    found = {key: str(read) for key, read in sandbox.read_all(jobs)}
    assert (found.pop("bad"), found) == (
        "the process that read it gave no answer: posix.mkdir is nothing that a reading gives",
        {"a": "A", "b": "B", "c": "C"},
    )
    assert not (tmp_path / "made").exists()


def test_child_that_was_killed_is_replaced(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    """A child that somebody else kills in the middle of a job costs nothing: the job is done once more."""
    assert sandbox.read(partial(crash_once, tmp_path / "mark")) == "done"


def test_idle_child_that_was_killed_is_replaced(sandbox: ProcessSandbox) -> None:
    """Nor does one that is killed while it has nothing to do."""
    list(sandbox.read_all(harmless("abcd")))
    for pid in ours():
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert dict(sandbox.read_all(harmless("a"))) == {"a": "A"}


def test_large_job_comes_back_whole(sandbox: ProcessSandbox) -> None:
    """What is larger than a pipe holds goes through it, either way."""
    text = "x" * 20_000_000
    assert text == sandbox.read(partial(give, text))


def test_nothing_to_read_starts_no_process(sandbox: ProcessSandbox) -> None:
    """A pass without anything new costs no process."""
    assert list(sandbox.read_all([("a", None)])) == [("a", None)]
    assert ours() == []


def test_children_are_kept_and_no_more_than_wanted(sandbox: ProcessSandbox) -> None:
    """Many jobs are done by two children, which stay for the next ones until the sandbox is closed."""
    list(sandbox.read_all(harmless("abcdefghij")))
    before = ours()
    list(sandbox.read_all(harmless("abcdefghij")))
    assert (len(before), ours()) == (2, before)
    sandbox.close()
    assert ours() == []


def test_reading_that_is_given_up_ends_its_children(sandbox: ProcessSandbox) -> None:
    """Who stops in the middle does not wait for what is under way."""
    for key, _ in sandbox.read_all([*harmless("a"), ("bad", hang), ("worse", hang)]):
        assert key == "a"
        break
    assert len(ours()) <= 1


def test_no_process_to_be_had_costs_the_item() -> None:
    """Where the system starts no process, that is said of each item, and the pass goes on."""
    code = (
        "import resource, functools\n"
        "from indexer.sandbox import ProcessSandbox\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6))\n"
        "print([str(read) for _, read in ProcessSandbox().read_all([(1, functools.partial(str, 'x'))])])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    assert said == "['no process could be started to read it: Too many open files']\n"


def test_a_program_that_reads_nothing_does_not_load_it() -> None:
    """The command line starts as fast as it did: nothing of this is imported until it is needed."""
    code = (
        "import sys, bot.commands.application, bot.wiring.owner, indexer.collecting.collector\n"
        "print('indexer.sandbox' in sys.modules, 'multiprocessing.connection' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "False False\n"


@contextmanager
def started(folder: Path, seconds: float) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a process that owns a data directory and reads what hangs; yield it and its busy children."""
    script = folder / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, script, folder, str(seconds)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    marks = [folder / "one", folder / "two"]
    try:
        while not all(mark.exists() and mark.read_text() for mark in marks):
            assert parent.poll() is None, parent.stderr.read() if parent.stderr else ""
            time.sleep(0.05)
        yield parent, [int(mark.read_text()) for mark in marks]
    finally:
        with suppress(ProcessLookupError):  # as it should be
            os.killpg(parent.pid, signal.SIGKILL)
        parent.communicate()


def test_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    """Children of a parent that was killed end, also in the middle of a job, and hold nothing of its own meanwhile."""
    with started(tmp_path, 2) as (parent, children):
        parent.kill()
        parent.wait()
        with DataDirLock(tmp_path / "data", "test", wait=0):
            pass
        while any(running(pid) for pid in children):
            time.sleep(0.1)


def test_interrupt_shows_no_traceback_of_a_child(tmp_path: Path) -> None:
    """Ctrl-C, which every process of a terminal gets, is for the parent alone: it ends its children at once."""
    with started(tmp_path, 60) as (parent, children):
        os.killpg(parent.pid, signal.SIGINT)
        assert parent.stderr
        said = parent.stderr.read()
        parent.wait()
        assert (said.count("Traceback"), said.strip().splitlines()[-1]) == (1, "KeyboardInterrupt")
        assert not any(running(pid) for pid in children)


def running(pid: int) -> bool:
    """Tell whether there is such a process, other than as an entry that nobody has asked for."""
    ps = ["/bin/ps", "-o", "stat=", "-p", str(pid)]
    asked = subprocess.run(ps, capture_output=True, text=True, check=False)
    return asked.stdout.strip()[:1] not in ("", "Z")


def test_a_child_knows_no_token(sandbox: ProcessSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads hostile bytes has an environment without tokens."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-for-nobody-else")
    assert set(sandbox.read(known)) <= {*restrictions.KEPT, "PYTHONUTF8", "LC_CTYPE"}


def has_landlock() -> bool:
    """Tell whether this system lets a process shut itself out of others."""
    version = ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) if sys.platform == "linux" else 0
    return int(version) > 0


@pytest.mark.skipif(not has_landlock(), reason="only a Linux with Landlock can forbid it")
def test_a_child_cannot_look_into_its_parent(sandbox: ProcessSandbox) -> None:
    """The environment of the parent is closed to what reads hostile bytes."""
    assert sandbox.read(partial(environment_of, os.getpid())) == "PermissionError"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can forbid it")
def test_a_child_has_no_network(sandbox: ProcessSandbox) -> None:
    """What reads hostile bytes can connect to nothing, and start nothing that could."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert sandbox.read(partial(connect, listening.getsockname()[1])) == "PermissionError"
    assert sandbox.read(start_program) == "PermissionError"
    assert not [gap for gap in sandbox.read(find_gaps) if "connections" in gap]


def test_a_child_inherits_no_descriptor(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    """A file that the parent has open, even one to be inherited, is not open in what reads hostile bytes."""
    with (tmp_path / "secret").open("w", encoding="utf-8") as secret:
        os.set_inheritable(secret.fileno(), True)  # noqa: FBT003  it has no other form
        assert not [path for path in sandbox.read(descriptors) if "secret" in path]
