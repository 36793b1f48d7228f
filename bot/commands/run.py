"""`run`."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import invocation, is_at_terminal, is_styled, note, out, zone_of
from bot.commands.owner_process import owner_process
from bot.commands.signals import ended_by_signals, stop_event
from bot.operations.roles import Role

if TYPE_CHECKING:
    from pathlib import Path

    from bot.adapters.terminal import Answers
    from bot.config.sections import Settings
    from bot.wiring.installation import Engines


def run(
    context: typer.Context,
    *,
    role: Annotated[
        Role, typer.Option("--role", help="What this process does, of several that share a Postgres database.")
    ] = Role.ALL,
) -> None:
    """Poll the feeds and serve every adapter that is configured; with none, the terminal."""
    from bot.wiring.platforms import configured_platforms
    from bot.wiring.sharing import require_role

    settings = invocation(context).settings()
    require_role(settings, role)
    if role.chats and configured_platforms(settings):
        from bot.commands.platforms import serve_platforms

        serve_platforms(settings, role)
        return
    if role is not Role.ALL:
        _work(settings, role)
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
    with owner_process(settings, ended=stop) as owner, owner.sending():
        note("no adapter is configured and there is no terminal: collecting only, until SIGTERM")
        owner.collecting(plans=True).run(stop)


def _work(settings: Settings, role: Role) -> None:
    """Do what one process of several does, without a chat platform, until SIGINT or SIGTERM."""
    stop = stop_event()  # before the opening, which may take long: a signal counts then, too
    with owner_process(settings, role=role, ended=stop) as owner:
        if role.collects:
            note("collecting only, until SIGTERM")
            owner.collecting().run(stop)
        elif role.chats:
            note("sending watches and digests, and answering other shells, until SIGTERM")
            with owner.sending(), owner.planning():
                stop.wait()
        else:
            owner.questions()  # what it lacks is said now
            note("answering only, until SIGTERM")
            stop.wait()


def prompt(opened: Engines, answers: Answers, history: Path | None = None) -> None:
    """Answer questions at the terminal until the person leaves."""
    from bot.adapters.terminal import Prompt

    zone = zone_of(opened.settings)
    asked = Prompt(answers=answers, clock=opened.clock, zone=zone, show=out, styled=is_styled())
    with contextlib.suppress(KeyboardInterrupt):
        asked.serve(history)
