"""Serves the chat platforms that are configured, as `run` does; none stops another."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from bot.commands.console import note
from bot.commands.owner_process import end_at_once, owner_process
from bot.commands.signals import ending_signals, stop_event
from bot.operations.roles import Role
from indexer.errors import BylineError, PlatformError, fault_in_words

if TYPE_CHECKING:
    import threading

    from bot.adapters.chat.service import ChatService
    from bot.config.sections import Settings
    from bot.wiring.installation import Engines


def serve_platforms(settings: Settings, role: Role = Role.ALL) -> None:
    """Serve every platform that is configured until SIGINT or SIGTERM, and collect in the background if it is its role.

    Raises `ConfigError` if a token is missing, `PlatformError` if no platform can be served any more.
    """
    from bot.wiring.discord_shards import served_platforms
    from bot.wiring.platforms import platform_tokens

    tokens, sections = platform_tokens(settings, os.environ), served_platforms(settings, os.environ)
    ended = stop_event()  # before the opening, which may take long: a signal counts then, too
    with owner_process(settings, role=role, ended=ended) as owner:
        services = {
            platform.name: platform.make_service(
                owner.chat_dependencies(platform.name, note), section, tokens[platform]
            )
            for platform, section in sections.items()
        }
        beside = owner.collecting(plans=True).in_background() if role.collects else owner.planning()
        with owner.sending(), beside as halt:
            asyncio.run(_serve(services, owner.opened, halt, ended))
        if any(service.hanging for service in services.values()):
            end_at_once()


async def _serve(
    services: dict[str, ChatService], opened: Engines, halt: threading.Event, ended: threading.Event
) -> None:
    """Serve until a signal comes; a failure costs its own platform only."""
    stop = asyncio.Event()

    def end() -> None:
        halt.set()  # the collector ends meanwhile
        stop.set()

    for number in ending_signals():
        asyncio.get_running_loop().add_signal_handler(number, end)
    if ended.is_set():
        return
    failures: list[BylineError] = []

    async def serve(name: str, service: ChatService) -> None:
        if failure := await _serve_one(name, service, opened, stop):
            failures.append(failure)
            if len(failures) < len(services):  # the last failure ends the program with its message
                note(f"{name.capitalize()} is not served: {failure}")

    await asyncio.gather(*(serve(name, each) for name, each in services.items()))
    if stop.is_set():
        return
    if len(failures) == len(services):
        raise failures[-1]
    note(f"{'collecting' if opened.role.collects else 'answering other shells'} only, until SIGTERM")
    await stop.wait()


async def _serve_one(name: str, service: ChatService, opened: Engines, stop: asyncio.Event) -> BylineError | None:
    """Serve one platform; return why it could not go on, None if it has ended otherwise."""
    import structlog

    from bot.operations.health import AdapterState

    state = opened.state(name)
    try:
        await asyncio.to_thread(state, AdapterState.CONNECTING, "")
        await service.run(stop)
        if stop.is_set():
            await asyncio.to_thread(state, AdapterState.STOPPED, "")
    except BylineError as error:
        failure = error
    except Exception as error:  # noqa: BLE001  a fault in one adapter must not end the others
        structlog.get_logger(f"byline.{name}").exception("the adapter failed")
        failure = PlatformError(fault_in_words(error))
    else:
        return None
    await asyncio.to_thread(state, AdapterState.FAILED, str(failure))
    return failure
