"""`run`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import typer

from bot.commands.console import invocation, is_at_terminal, is_styled, note, out, zone_of
from bot.commands.owner_process import owner_process
from bot.commands.signals import ended_by_signals, stop_event

if TYPE_CHECKING:
    from pathlib import Path

    from bot.adapters.terminal import Answers
    from bot.wiring import Engines


def run(context: typer.Context) -> None:
    """Poll the feeds and serve every adapter that is configured; with none, the terminal."""
    from bot.wiring.platforms import configured_platforms

    settings = invocation(context).settings()
    if configured_platforms(settings):
        from bot.commands.platforms import serve_platforms

        serve_platforms(settings)
        return
    if is_at_terminal():
        with (
            ended_by_signals(),
            owner_process(settings) as owner,
            owner.sending(),
            owner.collecting(plans=True).in_background(),
        ):
            prompt(owner.opened, owner.answers("terminal"), history=settings.byline.data_dir / "history")
        return
    stop = stop_event()  # before the opening, which may take long: a signal counts then, too
    with owner_process(settings) as owner, owner.sending():
        note("no adapter is configured and there is no terminal: collecting only, until SIGTERM")
        owner.collecting(plans=True).run(stop)


def prompt(opened: Engines, answers: Answers, history: Path | None = None) -> None:
    """Answer questions at the terminal until the person leaves."""
    from bot.adapters.terminal import Prompt

    zone = zone_of(opened.settings)
    asked = Prompt(answers=answers, clock=opened.clock, zone=zone, show=out, styled=is_styled())
    with contextlib.suppress(KeyboardInterrupt):
        asked.serve(history)
