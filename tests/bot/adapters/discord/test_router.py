"""What members of a server see of the bot, through discord.py's own parsers, command tree and views."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

import discord
import pytest
import simcord

from bot.adapters.chat.context import ChatContext
from bot.adapters.chat.executors import Executors
from bot.adapters.discord import command_tree, errors
from bot.adapters.discord.client import BylineClient
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.markup import MARKDOWN, USAGE
from bot.adapters.discord.posting import DiscordPosting
from bot.adapters.discord.router import attach_handlers
from bot.adapters.discord.threads import DiscordThreads
from bot.config.sections import DiscordSettings
from bot.model.chat import DeliveryState, Place, Rate
from tests.doubles.chat_stage import BROKEN, LOOMS, NOW, SAYS, UNKNOWN, WHO, chat_stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from bot.conversation.service import QuestionService
    from tests.doubles.chat_stage import Stage


@dataclass(slots=True, kw_only=True)
class Server:
    """A server with a channel and a member, and the bot in it."""

    env: simcord.Env
    service: QuestionService
    context: ChatContext
    posting: DiscordPosting
    channel: Any
    ann: Any

    @property
    def me(self) -> str:
        """The bot's mention."""
        assert self.env.bot.user
        return self.env.bot.user.mention

    def said(self, channel: Any = None) -> list[discord.Message]:
        """Return what the bot has said in a channel."""
        assert self.env.bot.user
        me = self.env.bot.user.id
        return [each for each in (channel or self.channel).history() if each.author.id == me]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Yield a small newsroom."""
    with chat_stage(tmp_path) as made:
        yield made


class SyncedClient(BylineClient):
    """A client that tells Discord its commands when it is set up, as the service does after the login."""

    def __init__(self, service: QuestionService, stage: Stage, settings: DiscordSettings) -> None:
        super().__init__()
        self.lost: list[str] = []
        self.executors = Executors(service.concurrency)
        self.posting = DiscordPosting(self)
        self.context = ChatContext(
            platform=PLATFORM,
            service=service,
            zone=UTC,
            feeds=stage.feeds,
            executors=self.executors,
            markup=MARKDOWN,
            errors=errors,
            usage=USAGE,
        )
        threads = DiscordThreads(self, self.context)
        attach_handlers(self, self.context, self.posting, threads, settings, on_token_refused=self.lost.append)

    async def setup_hook(self) -> None:
        """Let buttons work, and tell the commands."""
        await super().setup_hook()
        await command_tree.sync(self.tree, self.context, self.application_id or 0)


@asynccontextmanager
async def server(stage: Stage, settings: DiscordSettings | None = None, **limits: Any) -> AsyncIterator[Server]:
    """Yield a server in which the bot serves."""
    service = stage.question_service(**limits)
    client = SyncedClient(service, stage, settings or DiscordSettings())
    try:
        async with simcord.run(client, shard_count=1, settle_timeout=120.0) as env:
            guild = env.create_guild()
            yield Server(
                env=env,
                service=service,
                context=client.context,
                posting=client.posting,
                channel=guild.create_text_channel("news"),
                ann=guild.add_member(env.create_user("ann")),
            )
    finally:
        client.executors.close()


def text_of(message: Any) -> str:
    """Return what a message shows, without escapes."""
    shown = "\n".join([message.content, *(embed.description or "" for embed in message.embeds)])
    return re.sub(r"\\(.)", r"\1", shown)


def run(what: Callable[[], Awaitable[None]]) -> None:
    """Run a test's coroutine."""
    asyncio.run(what())  # type: ignore[arg-type]


def test_a_mention_is_answered_in_reply_and_pings_nobody(stage: Stage) -> None:
    """The answer replies to the mention as one embed, with buttons to rate it, and mentions nobody."""

    async def scene() -> None:
        async with server(stage) as at:
            asked = await at.ann.send(at.channel, f"{at.me} {WHO}")
            await at.env.settle()
            (answer,) = at.said()
            assert SAYS in text_of(answer)
            assert (len(answer.embeds), answer.content) == (1, "")
            assert answer.reference
            assert answer.reference.message_id == asked.id
            assert (answer.mentions, answer.mention_everyone) == ([], False)
            kept = at.service.kept_answers.get(f"discord:{at.ann.guild.id}:{at.channel.id}:{asked.id}")
            assert kept
            assert (kept.state, kept.message) == (DeliveryState.POSTED, str(answer.id))

    run(scene)


def test_an_answer_is_found_where_it_stands(stage: Stage) -> None:
    """After a crash between posting and knowing of it, the answer is found among what was said, not posted again."""

    async def scene() -> None:
        async with server(stage) as at:
            asked = await at.ann.send(at.channel, f"{at.me} {WHO}")
            await at.env.settle()
            kept = at.service.kept_answers.get(f"discord:{at.ann.guild.id}:{at.channel.id}:{asked.id}")
            assert kept
            assert kept.answer
            told = at.context.notice("again")
            posted = await at.posting.post_answer(kept.asked, told, kept.nonce, may_stand=True)
            assert posted == str(at.said()[0].id)
            assert len(at.said()) == 1

    run(scene)


def test_a_reply_to_an_answer_is_part_of_its_conversation(stage: Stage) -> None:
    """A reply that mentions the bot belongs to the thread of the question whose answer it replies to."""

    async def scene() -> None:
        async with server(stage) as at:
            asked = await at.ann.send(at.channel, f"{at.me} {WHO}")
            await at.env.settle()
            await at.ann.send(at.channel, f"{at.me} And who will run it?", reply_to=at.said()[-1])
            await at.env.settle()
            place = Place(
                platform="discord", team=str(at.ann.guild.id), channel=str(at.channel.id), thread=str(asked.id)
            )
            assert len(stage.journal.conversation(place, NOW)) == 2

    run(scene)


def test_a_command_is_answered_for_its_user_alone_and_shared_once(stage: Stage) -> None:
    """`/ask` is deferred, answered ephemerally, and shared to the channel once."""

    async def scene() -> None:
        async with server(stage) as at:
            used = await at.ann.slash(at.channel, "ask", question=WHO)
            await at.env.settle()
            assert (used.acknowledged, used.ephemeral) == (True, True)
            assert used.response
            assert SAYS in text_of(used.response)
            assert at.said() == []
            for _ in range(2):
                await at.ann.click(used.response, label="Share to channel")
                await at.env.settle()
                if at.said():
                    break
            assert SAYS in text_of(at.said()[0])
            assert "Shared by ann." in text_of(at.said()[0])

    run(scene)


def test_pages_are_turned_also_after_a_restart(stage: Stage) -> None:
    """The buttons of a search lead on and back, and go on doing so when the bot is started anew."""

    async def scene() -> None:
        async with server(stage) as at:
            used = await at.ann.slash(at.channel, "search", query=LOOMS)
            await at.env.settle()
            assert used.response
            assert "1-5 of 8." in text_of(used.response)
            again = SyncedClient(stage.question_service(), stage, DiscordSettings())
            await at.env.restart_bot(again)
            await at.ann.click(used.response, label="Next")
            await at.env.settle()
            assert "6-8 of 8." in text_of(used.response)
            await at.ann.click(used.response, label="Previous")
            await at.env.settle()
            assert "1-5 of 8." in text_of(used.response)
            again.executors.close()

    run(scene)


def test_votes_open_a_window_for_a_comment(stage: Stage) -> None:
    """A vote counts at once, and what is written in the window is kept with it."""

    async def scene() -> None:
        async with server(stage) as at:
            await at.ann.send(at.channel, f"{at.me} {WHO}")
            await at.env.settle()
            (answer,) = at.said()
            ids = [getattr(each, "custom_id", "") for row in answer.components for each in getattr(row, "children", ())]
            rated = next(each for each in ids if each.startswith("vote_down"))
            shown = await at.ann.click(answer, custom_id=rated)
            await at.env.settle()
            assert shown.modal
            assert stage.journal.feedback() == {"up": 0, "down": 1, "comments": 0}
            (field,) = [each["custom_id"] for each in _fields(shown.modal)]
            await at.ann.submit_modal(shown, {field: "It forgot the year."})
            await at.env.settle()
            assert stage.journal.feedback() == {"up": 0, "down": 1, "comments": 1}

    run(scene)


def _fields(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, dict):
        if part.get("type") == discord.ComponentType.text_input.value:
            return [part]
        return [found for value in part.values() for found in _fields(value)]
    return [found for each in part for found in _fields(each)] if isinstance(part, list) else []


def test_sources_and_times_are_suggested(stage: Stage) -> None:
    """The publishers of the index are suggested for `source`, named days for `since`."""

    async def scene() -> None:
        async with server(stage) as at:
            sources = await at.ann.autocomplete(at.channel, "search", "source", "exam", query="x")
            times = await at.ann.autocomplete(at.channel, "search", "since", "week", query="x")
            assert [each["value"] for each in sources] == ["Example News"]
            assert [each["value"] for each in times] == ["2026-11-23"]

    run(scene)


@pytest.mark.parametrize(
    ("command", "options", "expected"),
    [
        ("help", {}, "/search open-weight models"),
        ("feeds", {}, "**Feeds**: 1, in trouble: 0"),
        ("latest", {"topic": LOOMS}, "**Latest articles** on “looms”"),
        ("latest", {}, "**Latest articles**"),
        ("search", {"query": LOOMS, "since": "2026-11-20"}, "**Articles** on “looms”, since <t:"),
        ("search", {"query": LOOMS, "source": "<@5> Example News"}, "from Example News"),
        ("search", {"query": LOOMS, "since": "soon"}, "I did not understand that: 'soon' is no time"),
        ("search", {"query": "sinse:7d looms"}, "did you mean since:?"),
        ("ask", {"question": "???"}, "I did not understand that: ask what?"),
        ("ask", {"question": BROKEN}, "Sorry, I could not answer this."),
        ("ask", {"question": UNKNOWN}, "Nothing found"),
    ],
)
def test_what_commands_say(stage: Stage, command: str, options: dict[str, str], expected: str) -> None:
    """Each command answers its user, whatever it is given."""

    async def scene() -> None:
        async with server(stage) as at:
            used = await at.ann.slash(at.channel, command, **options)
            await at.env.settle()
            assert used.response
            assert expected in text_of(used.response)
            assert used.ephemeral

    run(scene)


def test_where_it_is_not_allowed_it_says_so_alone(stage: Stage) -> None:
    """In a channel that is not among the allowed ones nothing is posted, and whoever asks is told."""

    async def scene() -> None:
        async with server(stage, DiscordSettings(channels=(1,))) as at:
            await at.ann.send(at.channel, f"{at.me} {WHO}")
            used = await at.ann.slash(at.channel, "ask", question=WHO)
            await at.env.settle()
            assert at.said() == []
            assert used.response
            assert "not set up to answer in this channel" in text_of(used.response)
            assert "not set up to answer in this channel" in text_of(at.said(at.ann.user.dm_channel)[0])

    run(scene)


def test_a_missing_permission_is_told_alone(stage: Stage) -> None:
    """Where the bot may not write, the asker learns in a direct message what happened."""

    async def scene() -> None:
        async with server(stage) as at:
            await at.ann.send(at.channel, f"{at.me} {WHO}")
            await at.env.settle()
            at.env.inject_error("POST", f"/channels/{at.channel.id}/messages", status=403, code=50013, times=2)
            await at.ann.send(at.channel, f"{at.me} {WHO}")
            await at.env.settle()
            assert len(at.said()) == 1
            assert "I lack a permission there" in text_of(at.said(at.ann.user.dm_channel)[0])

    run(scene)


def test_who_asks_too_much_is_told(stage: Stage) -> None:
    """Beyond what one member may ask, the answer is that it was too much."""

    async def scene() -> None:
        rate = Rate(count=1, per=NOW - (NOW.replace(minute=59, hour=11)))
        async with server(stage, per_user=rate) as at:
            for _ in range(2):
                used = await at.ann.slash(at.channel, "ask", question=UNKNOWN)
                await at.env.settle()
            assert used.response
            assert "more than 1 in one minute" in text_of(used.response)

    run(scene)


def test_no_privileged_intent_is_asked_for() -> None:
    """The bot hears of servers and of messages, and asks for nothing that has to be approved."""

    async def scene() -> None:
        client = BylineClient()
        wanted = client.intents
        assert [name for name in ("message_content", "members", "presences") if getattr(wanted, name)] == []
        allowed = client.allowed_mentions
        assert allowed
        assert (allowed.everyone, allowed.users, allowed.roles, allowed.replied_user) == (False, False, False, False)

    run(scene)


def test_commands_are_told_once(stage: Stage) -> None:
    """Commands that Discord knows already are not told again, changed ones are."""

    async def scene() -> None:
        async with server(stage) as at:
            again = SyncedClient(stage.question_service(), stage, replace(DiscordSettings()))
            await at.env.restart_bot(again)
            puts = [each for each in at.env.http_requests if each.method == "PUT" and "commands" in each.path]
            assert len(puts) == 1
            again.executors.close()

    run(scene)
