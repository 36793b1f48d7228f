"""Several processes, each with some of the shards: every server is one's, and what none serves is told."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.discord.client import BylineClient, use_addresses
from bot.adapters.discord.posting import DiscordPosting
from bot.adapters.discord.service import DiscordService
from bot.adapters.discord.shard_watch import ShardWatch
from bot.config.sections import DiscordSettings
from bot.config.values import Shards
from bot.model.chat import Place
from indexer.errors import PlatformError, Refused
from tests.contracts.chat_drivers import DiscordTalk
from tests.doubles.chat_stage import NOW, SAYS, WHO, chat_stage
from tests.doubles.discord.world import ALL
from tests.doubles.slack.double import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.contracts.chat_drivers import Service
    from tests.doubles.chat_stage import Stage
    from tests.doubles.discord import DiscordDouble

_HISTORY = 1 << 16
_EMBED = 1 << 14
SERVERS = {"Even": 200_000_000_000 << 22, "Odd": 200_000_000_001 << 22}
"""Servers by the shard of two that they belong to."""


class ShardTalk(DiscordTalk):
    """A member of two servers, each of which belongs to another shard."""

    shards = Shards(ids=(0,), count=2)

    def _double(self) -> Any:
        made: DiscordDouble = super()._double()
        made.world.shards = 2
        made.world.ids |= {f"server {name}": number for name, number in SERVERS.items()}
        return made

    def _service(self) -> Service:
        for name in SERVERS:
            self.discord.channel(name.lower(), name)
        settings = DiscordSettings(
            api_url=self.discord.api_url, gateway_url=self.discord.gateway_url, shards=self.shards
        )
        return DiscordService(self.stage.dependencies(), settings, self.discord.world.token)

    def answered(self, channel: str) -> None:
        """Ask in a channel, and wait for the only answer."""
        self.discord.mentions("ann", channel, WHO)
        wait_until(lambda: self.discord.world.from_bot(channel), what="an answer")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Yield what the processes stand on."""
    with chat_stage(tmp_path) as made:
        yield made


def test_each_server_is_for_one_process(stage: Stage) -> None:
    """A process hears of the servers of its shards alone, the first one of direct messages, and tells the commands."""
    one, two = stage.process("one"), stage.process("two")
    with ExitStack() as stack:
        talk = ShardTalk(one, stack)
        talk.shards = Shards(ids=(1,), count=2)
        talk.join(two)
        with one.answering.held():
            talk.answered("odd")
            talk.discord.writes_to_app("ann", WHO)
        with two.answering.held():
            talk.answered("even")
            wait_until(lambda: talk.discord.world.from_bot("@ann"), what="an answer in their own conversation")
        assert [each["shard"] for each in talk.discord.gateway.identified] == [[0, 2], [1, 2]]
        assert len(talk.discord.world.called("commands.put")) == 1
        assert [lines[0].startswith(SAYS) for lines in talk.posted()] == [True] * 3


def test_a_number_of_shards_that_discord_does_not_take_is_explained(stage: Stage) -> None:
    """Where Discord wants more shards than are named, the start fails and says which key is to be changed."""
    with ExitStack() as stack:
        talk = ShardTalk(stage, stack)
        talk.discord.world.shards = 4
        with pytest.raises(PlatformError, match=r"\[discord\] .*same number of shards in \[discord\] shards"):
            asyncio.run(talk._service().run(asyncio.Event()))


def test_what_another_process_serves_can_be_posted_to(stage: Stage) -> None:
    """Who sends to a server of another process's shard is told by Discord what may be done there."""
    with ExitStack() as stack:
        talk = ShardTalk(stage, stack)
        place = Place(platform="discord", team=str(SERVERS["Odd"]), channel=talk.channel_id("odd"))

        async def look() -> tuple[str | None, bool]:
            async with BylineClient(shards=Shards(ids=(0,), count=2)) as client:
                await client.login(talk.discord.world.token)
                posting = DiscordPosting(client)
                found = await posting.find_news(place, "nonce", NOW - timedelta(days=1))
                return found, await posting._permissions.may_embed(int(place.channel))

        with use_addresses(talk.discord.api_url):
            assert asyncio.run(look()) == (None, True)
            talk.discord.allow("odd", ALL & ~_EMBED)
            assert asyncio.run(look()) == (None, False)
            talk.discord.allow("odd", ALL & ~_HISTORY)
            with pytest.raises(Refused, match="history"):
                asyncio.run(look())


def test_shards_that_no_process_serves_are_told(stage: Stage) -> None:
    """What no process serves is told at the second look, until one does; so is that they do not count alike."""
    service = stage.process("one").question_service()
    one, two = (ShardWatch(service, Shards(ids=ids, count=4)) for ids in ((0, 1), (2, 3)))
    gap = "no process serves the shards 2 to 3 of 4: servers there are not answered"
    assert [one.look(), one.look()] == ["", gap]
    assert [two.look(), one.look(), two.look()] == ["", "", ""]
    stage.clock.advance(timedelta(minutes=3))
    assert [one.look(), one.look()] == ["", gap]
    other = ShardWatch(service, Shards(ids=(0,), count=8))
    counts = "the processes count 4 and 8 shards: [discord] shards must end with the same number in all of them"
    assert [other.look(), other.look()] == ["", counts]
