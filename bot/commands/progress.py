"""The progress of a command on stderr: bars at a terminal, else a line now and then."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from indexer.ports import ASKABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from indexer.ports import Progress

SECONDS = 10.0
"""Between two lines where there is no terminal: what is done sooner is silent."""

YOU_CAN_ASK = 'you can ask now: `byline ask "..."` in another shell, while this goes on'


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a function that shows how far something has come: done, left, how fast, and whether one can ask.

    It may be called from several threads. The bars are there only while something is under way: a prompt and a bar
    cannot share a line.
    """
    if not sys.stderr.isatty():
        yield ProgressLines(say=lambda line: typer.echo(line, err=True))
        return
    with _bars() as show:
        yield show


@dataclass(slots=True)
class ProgressLines:
    """Says every few seconds how far a task has come. It may be called from several threads."""

    say: Callable[[str], None]
    seconds: Callable[[], float] = time.monotonic
    _begun: dict[str, tuple[float, int]] = field(default_factory=dict)  # by task: when, and what was done then
    _next: float = 0.0
    _askable: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Say nothing yet."""
        self._next = self.seconds() + SECONDS

    def __call__(self, what: str, done: int, total: int, /) -> None:
        """Take note of how far a task has come, and say it if it is time."""
        with self._lock:
            now = self.seconds()
            if what == ASKABLE:
                self._askable = done
                return
            since, before = self._begun.setdefault(what, (now, done))
            if done >= total:
                del self._begun[what]
            if now >= self._next and done < total:
                self._next = now + SECONDS
                self.say(self._line(what, done, total, (done - before) / (now - since) if now > since else 0.0))

    def _line(self, what: str, done: int, total: int, rate: float) -> str:
        """Return the words on a task; `rate` is what is done in a second."""
        told = [f"{what}: {done} of {total}"]
        if rate > 0:
            told += [f"{rate:.1f} a second", f"about {_duration((total - done) / rate)} left"]
        if self._askable:
            told.append("you can ask now")
        return ", ".join(told)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{round(seconds)} s" if seconds < 90 else f"{minutes} min" if minutes < 90 else f"{minutes / 60:.0f} h"  # noqa: PLR2004


@contextmanager
def _bars() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    bars = Progress(
        TextColumn("{task.description:>14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:>7}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # else rich would write to stderr what belongs in a file
    )
    tasks: dict[str, Any] = {}
    lock = threading.Lock()
    told = False

    def show(what: str, done: int, total: int) -> None:
        nonlocal told
        with lock:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total, rate="")
            speed = next(task.speed for task in bars.tasks if task.id == tasks[what])
            bars.update(tasks[what], completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")
            if what == ASKABLE and 0 < done < total and not told:
                told = True
                bars.console.print(YOU_CAN_ASK, markup=False, highlight=False)
            if not bars.finished:
                bars.start()
                return
            bars.stop()
            while tasks:
                bars.remove_task(tasks.popitem()[1])

    try:
        yield show
    finally:
        bars.stop()
