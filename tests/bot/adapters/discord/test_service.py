"""The service on Discord, and what `doctor` learns, against the double on loopback."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.chat.context import Operator
from bot.adapters.discord.checks import check
from bot.adapters.discord.service import DiscordService
from bot.config.sections import DiscordSettings
from bot.operations.doctor import Severity
from bot.operations.health import AdapterState
from indexer.errors import PlatformError
from tests.contracts.chat_drivers import served
from tests.doubles.chat_stage import chat_stage
from tests.doubles.discord import DiscordDouble
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.doubles.chat_stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Yield a small newsroom."""
    with chat_stage(tmp_path) as made:
        yield made


@pytest.fixture
def discord() -> Iterator[DiscordDouble]:
    """Yield Discord."""
    with DiscordDouble() as made:
        yield made


def settings_of(discord: DiscordDouble, **more: Any) -> DiscordSettings:
    """Return settings that lead to the double."""
    return DiscordSettings(api_url=discord.api_url, gateway_url=discord.gateway_url, **more)


def service_of(stage: Stage, discord: DiscordDouble, said: list[str], states: list[AdapterState]) -> DiscordService:
    """Return a service that notes what it says and how it is."""
    operator = Operator(notify=said.append, keep_state=lambda state, _: states.append(state))
    return DiscordService(stage.dependencies(operator), settings_of(discord), discord.tokens["DISCORD_TOKEN"])


@pytest.mark.parametrize(("code", "words"), [(4004, "DISCORD_TOKEN holds no valid token"), (4014, "intent")])
def test_a_connection_that_is_closed_for_good_is_explained(
    stage: Stage, discord: DiscordDouble, code: int, words: str
) -> None:
    """When Discord closes for good, the service ends in order, says why and what to do, and its state tells so."""
    said: list[str] = []
    states: list[AdapterState] = []
    ended = threading.Event()

    class Ending:
        async def run(self, stop: asyncio.Event) -> None:
            await service_of(stage, discord, said, states).run(stop)
            ended.set()
            await stop.wait()

    with served(Ending()):
        wait_until(lambda: any("serving" in each for each in said), what="it serves")
        discord.close_connections(code)
        assert ended.wait(120)
    assert any("served no longer" in each and words in each for each in said)
    wait_until(lambda: states[-1] is AdapterState.FAILED, what="its state")


def test_a_refused_token_cannot_begin(stage: Stage, discord: DiscordDouble) -> None:
    """With a token that Discord does not take the service does not begin, and says which variable holds it."""
    discord.world.token = "another"
    with pytest.raises(PlatformError, match="DISCORD_TOKEN holds no valid token"):
        asyncio.run(service_of(stage, discord, [], []).run(asyncio.Event()))


def test_it_ends_while_discord_is_silent(stage: Stage, discord: DiscordDouble) -> None:
    """A service that is told to end while Discord does not answer ends without an error."""
    discord.fail("me", 9, delay=600.0)
    silent = discord.world.faults["me", 0]

    async def scene() -> None:
        stop = asyncio.Event()
        serving = asyncio.ensure_future(service_of(stage, discord, [], []).run(stop))
        while len(silent) == 9:  # noqa: ASYNC110  until Discord is asked, in another thread
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(serving, 120)

    asyncio.run(scene())


def test_doctor_names_what_is_missing(discord: DiscordDouble) -> None:
    """`doctor` tells the invitation, a server that the bot is not in, and a channel that it cannot see."""
    found = list(check(settings_of(discord, guilds=(42,), admin_channel=43), discord.world.token))
    problems = [each.says for each in found if each.level is Severity.PROBLEM]
    assert any("https://discord.com/oauth2/authorize?" in each.says for each in found)
    assert any("it is not in the server 42" in each for each in problems)
    assert any("it cannot see the channel 43" in each for each in problems)


def test_doctor_tells_a_refused_token_from_a_silent_discord(discord: DiscordDouble) -> None:
    """A token that is not taken is a problem with its remedy, a Discord that is not there a warning."""
    (refused,) = check(settings_of(discord), "another")
    (silent,) = check(DiscordSettings(api_url="http://127.0.0.1:9/api"), "another")
    assert (refused.level, silent.level) == (Severity.PROBLEM, Severity.WARNING)
    assert "DISCORD_TOKEN" in refused.remedy
