"""`run` and `demo`."""

from __future__ import annotations

import contextlib
import signal
import socket
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.collecting import ending_signals, stopping
from bot.commands.console import at_terminal, invocation, note, out, progress_bar, zone_of
from bot.commands.running import at_work, collect_until, collecting
from indexer.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import FrameType

    from bot.adapters.terminal import Answers
    from bot.config import Settings
    from bot.demo import DemoNewsroom
    from bot.wiring import Engines
    from indexer.ports import Clock

_ENDING: dict[int, type[BaseException]] = {signal.SIGTERM: typer.Exit, signal.SIGINT: KeyboardInterrupt}
_AGAIN = 0.2  # seconds between two repetitions of a signal


def run(context: typer.Context) -> None:
    """Poll the feeds and serve every adapter that is configured; with none, the terminal."""
    settings = invocation(context).settings()
    if settings.slack or settings.discord:
        from bot.commands.platforms import serve_platforms

        serve_platforms(settings)
        return
    if at_terminal():
        with _ended_by_signals(), at_work(settings) as work, collecting(work):
            _prompt(work.opened, work.desk().counter("terminal"), history=settings.byline.data_dir / "history")
        return
    stop = stopping()  # before the opening, which may take long: whoever stops it then wants it no less
    with at_work(settings) as work:
        note("no adapter is configured and there is no terminal: collecting only, until SIGTERM")
        collect_until(work, stop)


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the block, also while it waits for input; what ends it need not end it twice.

    A signal that comes just before readline begins to wait for a key does not wake it. So each one is noted in a
    pipe, and repeated from there until it is heeded.
    """
    heeded = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        if not heeded.is_set():
            heeded.set()
            raise _ENDING[number]

    noted, noting = socket.socketpair()
    noting.settimeout(0)  # as a wakeup descriptor must be
    repeater = threading.Thread(target=_repeat, args=(noted, heeded, threading.get_ident()), name="signals")
    handlers = {number: signal.signal(number, end) for number in ending_signals()}
    descriptor = signal.set_wakeup_fd(noting.fileno())
    repeater.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        heeded.set()
        noting.close()
        repeater.join()
        noted.close()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _repeat(noted: socket.socket, heeded: threading.Event, thread: int) -> None:
    """Send a thread the signal that was noted, again and again until it is heeded."""
    while numbers := noted.recv(64):
        for number in _ENDING.keys() & set(numbers):
            while not heeded.wait(_AGAIN):
                signal.pthread_kill(thread, number)


def _prompt(opened: Engines, answers: Answers, history: Path | None = None) -> None:
    from bot.adapters.terminal import Prompt

    prompt = Prompt(answering=answers, clock=opened.clock, zone=zone_of(opened.settings), show=out)
    with contextlib.suppress(KeyboardInterrupt):
        prompt.serve(history)


class _DemoClock:
    """Runs on from the day after the sample newsroom's last article, whenever the demo is run."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._ahead = start - real.now()
        self._real = real

    def now(self) -> datetime:
        return self._real.now() + self._ahead


_AS_IT_IS = '\n[embedding]\nbackend = "sentence-transformers"\n'
"""A faster copy of the model takes longer to make than the sample newsroom to embed, and would go with its folder."""


def demo(context: typer.Context) -> None:  # noqa: ARG001  the form that typer calls
    """Answer questions about the sample newsroom: no config, no network, no token."""
    from bot.config import load
    from bot.demo import NOW, DemoNewsroom
    from bot.wiring import SystemClock, engines

    with (
        _ended_by_signals(),
        tempfile.TemporaryDirectory(prefix="byline-demo-") as folder,
        DemoNewsroom() as room,
    ):
        config = Path(folder) / "config.toml"
        text = room.config_text(Path(folder) / "data") + _AS_IT_IS
        config.write_text(text, encoding="utf-8")
        settings = load(config)
        clock = _DemoClock(NOW, SystemClock())
        with (
            progress_bar() as progress,
            engines(settings, purpose="byline demo", progress=progress, clock=clock) as opened,
        ):
            _collect_sample(opened, room, settings)
            if at_terminal():
                _prompt(opened, opened.answering())
            else:
                _answer_samples(opened)


def _collect_sample(opened: Engines, room: DemoNewsroom, settings: Settings) -> None:
    """Collect the sample newsroom twice: in between one of its stories is corrected."""
    with progress_bar() as progress, opened.collector() as collector:
        first = collector.collect(settings.indexer.feeds, poll_all=True, progress=progress)
        room.publish_correction()
        second = collector.collect(settings.indexer.feeds, poll_all=True, progress=progress)
    counts = opened.catalogue.counts()
    note(
        f"The sample newsroom: {first.polled} feeds, {counts['articles']} articles, {counts['passages']} passages; "
        f"{second.outcomes[Outcome.UPDATED]} article was corrected since. All names in it are invented.\n"
    )


def _answer_samples(opened: Engines) -> None:
    from bot.adapters.terminal import answer_text
    from bot.demo import sample_questions
    from bot.model import Question

    answering = opened.answering()
    for text in sample_questions():
        asked = Question(text=text, now=opened.clock.now(), zone=zone_of(opened.settings))
        out(f"> {text}\n\n{answer_text(answering.ask(asked))}\n")


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(run)
    app.command()(demo)
