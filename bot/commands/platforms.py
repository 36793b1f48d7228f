"""What `run` does where a chat platform is configured: it serves all that are, and none stops another."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Protocol

from bot.commands.console import note
from bot.commands.owner_process import end_at_once, owner_process
from bot.commands.signals import ending_signals, stop_event
from indexer.errors import BylineError, ConfigError, PlatformError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from bot.config import Settings
    from bot.conversation.service import QuestionService
    from bot.wiring import Engines
    from indexer.model import Feed

    Feeds = Callable[[], Sequence[Feed]]
    Make = Callable[[Engines, QuestionService, Feeds], "_Service"]


class _Service(Protocol):
    """A chat platform that can be served."""

    hanging: int  # threads that did not come to an end when it did

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, or until the platform ends it. Raises `PlatformError` if it cannot go on."""


def serve_platforms(settings: Settings) -> None:
    """Collect in the background, and serve every platform that is configured until SIGINT or SIGTERM.

    Raises `ConfigError` if a token is missing, `PlatformError` if no platform can be served any more.
    """
    makers = _makers(settings)
    ended = stop_event()  # before the opening, which may take long: a signal counts then, too
    with owner_process(settings) as owner:
        opened, live, questions = owner.opened, owner.live, owner.questions()
        services = {name: make(opened, questions, lambda: live.current.indexer.feeds) for name, make in makers.items()}
        with owner.collecting().in_background() as halt:
            asyncio.run(_serve(services, opened, halt, ended))
        if any(service.hanging for service in services.values()):
            end_at_once()


def _makers(settings: Settings) -> dict[str, Make]:
    """Return what makes each service, with its tokens in hand."""
    from bot.wiring import discord_token, slack_tokens

    makers: dict[str, Make] = {}
    problems: list[str] = []
    try:
        if slack := settings.slack:
            tokens = slack_tokens(slack, os.environ)
            makers["slack"] = lambda opened, questions, feeds: opened.slack(slack, questions, tokens, feeds, note)
    except ConfigError as error:
        problems += error.problems
    try:
        if discord := settings.discord:
            token = discord_token(discord, os.environ)
            makers["discord"] = lambda opened, questions, feeds: opened.discord(discord, questions, token, feeds, note)
    except ConfigError as error:
        problems += error.problems
    if problems:
        raise ConfigError(problems)
    return makers


async def _serve(services: dict[str, _Service], opened: Engines, halt: threading.Event, ended: threading.Event) -> None:
    """Serve until a signal comes; what a service cannot go on for is said, and costs that service only."""
    stop = asyncio.Event()

    def end() -> None:
        halt.set()  # the collector ends meanwhile
        stop.set()

    for number in ending_signals():
        asyncio.get_running_loop().add_signal_handler(number, end)
    if ended.is_set():
        return
    failures: list[BylineError] = []

    async def serve(name: str, service: _Service) -> None:
        if failure := await _guarded(name, service, opened, stop):
            failures.append(failure)
            if len(failures) < len(services):  # the last one is told by whoever ends the program
                note(f"{name.capitalize()} is not served: {failure}")

    await asyncio.gather(*(serve(name, each) for name, each in services.items()))
    if stop.is_set():
        return
    if len(failures) == len(services):
        raise failures[-1]
    note("collecting only, until SIGTERM")
    await stop.wait()


async def _guarded(name: str, service: _Service, opened: Engines, stop: asyncio.Event) -> BylineError | None:
    """Serve one platform; return why it could not go on, None if it has ended otherwise."""
    import structlog

    state = opened.state(name)
    try:
        await asyncio.to_thread(state, "connecting")
        await service.run(stop)
        if stop.is_set():
            await asyncio.to_thread(state, "stopped")
    except BylineError as error:
        failure = error
    except Exception as error:  # noqa: BLE001  a fault of ours in one adapter must not end the other
        structlog.get_logger(f"byline.{name}").exception("the adapter failed")
        failure = PlatformError(f"a fault in the program ({type(error).__name__}): see its log")
    else:
        return None
    await asyncio.to_thread(state, f"failed: {failure}")
    return failure
