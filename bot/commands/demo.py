"""`demo`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands.console import is_at_terminal, is_styled, note, out, zone_of
from bot.commands.progress import progress_bar
from bot.commands.run import prompt
from bot.commands.signals import ended_by_signals
from indexer.model import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from bot.adapters.terminal import Answers
    from bot.config.sections import Settings
    from bot.demo import DemoNewsroom
    from bot.wiring.installation import Engines
    from indexer.ports import Clock


class _DemoClock:
    """Runs on from the day after the sample newsroom's last article, whenever the demo is run."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._ahead = start - real.now()
        self._real = real

    def now(self) -> datetime:
        return self._real.now() + self._ahead


_AS_IT_IS = '\n[embedding]\nbackend = "sentence-transformers"\n'
"""A faster copy of the model takes longer to make than the sample newsroom to embed, and would go with its folder."""


def _backend() -> str:
    """Return the section that says what computes vectors: a copy only where one stays, or where there is no torch."""
    from bot.wiring.components import MODELS
    from indexer.embedding.onnx.prepared import torch_is_installed

    return "" if os.environ.get(MODELS) or not torch_is_installed() else _AS_IT_IS


def demo(context: typer.Context) -> None:  # noqa: ARG001  the form that typer calls
    """Answer questions about the sample newsroom: no config, no network, no token."""
    from bot.adapters.terminal import Answers
    from bot.config.loader import load
    from bot.demo import NOW, DemoNewsroom
    from bot.wiring.installation import SystemClock
    from bot.wiring.opening import engines

    with (
        ended_by_signals(),
        tempfile.TemporaryDirectory(prefix="byline-demo-") as folder,
        DemoNewsroom() as room,
    ):
        config = Path(folder) / "config.toml"
        text = room.config_text(Path(folder) / "data") + _backend()
        config.write_text(text, encoding="utf-8")
        settings = load(config)
        clock = _DemoClock(NOW, SystemClock())
        with (
            progress_bar() as progress,
            engines(settings, purpose="byline demo", progress=progress, clock=clock) as opened,
        ):
            _collect_sample(opened, room, settings)
            answering = opened.answering()
            answers = Answers(ask=answering.ask, search=answering.search)
            if is_at_terminal():
                prompt(opened, answers)
            else:
                _answer_samples(opened, answers)


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


def _answer_samples(opened: Engines, answers: Answers) -> None:
    from bot.adapters.terminal import answer_text
    from bot.demo import sample_questions
    from bot.model import Question

    for text in sample_questions():
        asked = Question(text=text, now=opened.clock.now(), zone=zone_of(opened.settings))
        out(f"> {text}\n\n{answer_text(answers.ask(asked), styled=is_styled())}\n")
