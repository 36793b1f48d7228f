"""The program that is killed in `news_trial`: it plans and sends by the real store, clients and mail, step by step."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from bot.adapters.chat.context import ChatContext
from bot.adapters.chat.destination import ChatDestination
from bot.adapters.chat.executors import Executors
from bot.adapters.discord import errors as discord_errors
from bot.adapters.discord.client import BylineClient, configure_logging, use_addresses
from bot.adapters.discord.markup import MARKDOWN
from bot.adapters.discord.markup import USAGE as DISCORD_USAGE
from bot.adapters.discord.posting import DiscordPosting
from bot.adapters.journal import CatalogueJournal
from bot.adapters.mail.destination import MailDestination
from bot.adapters.mail.handovers import Handovers
from bot.adapters.mail.submission import Submission
from bot.adapters.slack import errors as slack_errors
from bot.adapters.slack.api import SlackApi, open_session
from bot.adapters.slack.events import Bot
from bot.adapters.slack.markup import MRKDWN
from bot.adapters.slack.markup import usage as slack_usage
from bot.adapters.slack.posting import SlackPosting
from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.ports import Meter
from bot.subscriptions.planner import Planner
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.sender import Sender
from indexer.catalogue import SqlCatalogue
from tests.doubles.fakes import FakeClock
from tests.doubles.news_world import quiet_of
from tests.doubles.subscriptions import FakeRelevance, FakeStories, FakeTeller

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from multiprocessing.connection import Connection

    from bot.config.sections import MailSettings
    from bot.subscriptions.ports import Destination
    from bot.subscriptions.records import NewsStory, Turn

_WRITES = ("plan", "update", "change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the program finds what it works with."""

    database: str
    log: str
    slack: str  # its Web API's address
    slack_bot: dict[str, str]  # ids of the workspace, the user and the bot
    slack_token: str
    discord: str
    gateway: str
    discord_token: str
    mail: MailSettings


class Step(NamedTuple):
    """What the program is told for one step."""

    now: datetime
    stories: Sequence[NewsStory]
    turns: Mapping[str, list[Turn]]
    last_write: int  # the number of the write to the store, from here on, at which it kills itself; 0: none


class _Mortal:
    """A store that kills the program before or after one of its writes."""

    def __init__(self, store: CatalogueSubscriptions) -> None:
        self._store = store
        self.left = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name not in _WRITES:
            return found

        def call(*given: Any) -> Any:
            self._point()
            answer = found(*given)
            self._point()
            return answer

        return call

    def _point(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def run(pipe: Connection, given: Addresses) -> None:
    """Do each step that comes, and say so, until the pipe is closed."""
    file = os.open(given.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(file, stream)
    configure_logging()
    asyncio.run(_run(pipe, given))


async def _run(pipe: Connection, given: Addresses) -> None:
    clock, stories, teller = FakeClock(), FakeStories(), FakeTeller()
    async with AsyncExitStack() as stack:
        catalogue = stack.enter_context(closing(SqlCatalogue(given.database)))
        store: Any = _Mortal(CatalogueSubscriptions(catalogue.subscriptions))
        journal = CatalogueJournal(catalogue.journal, retention=timedelta())
        planner = Planner(
            store=store,
            stories=stories,
            relevance=FakeRelevance(),
            teller=teller,
            quiet=quiet_of,
            journal=journal,
            clock=clock,
        )
        posts = PostMaker(stories=stories, teller=teller)
        senders = [
            Sender(
                destination=each,
                store=store,
                posts=posts,
                quiet=quiet_of,
                clock=clock,
                meter=Meter(),
                run_io=asyncio.to_thread,
            )
            for each in await _destinations(stack, given, clock, journal)
        ]
        pipe.send("ready")
        while (step := await asyncio.to_thread(_next, pipe)) is not None:
            clock.time, stories.stories, teller.found = step.now, list(step.stories), dict(step.turns)
            store.left = step.last_write or store.left
            await asyncio.gather(asyncio.to_thread(planner.run), *(each.round(planner.edits) for each in senders))
            await asyncio.gather(*(each.round(planner.edits) for each in senders))
            pipe.send("done")


def _next(pipe: Connection) -> Step | None:
    try:
        return cast("Step", pipe.recv())
    except EOFError:
        return None


async def _destinations(
    stack: AsyncExitStack, given: Addresses, clock: FakeClock, journal: CatalogueJournal
) -> list[Destination]:
    http = await stack.enter_async_context(open_session())
    slack = SlackPosting(SlackApi(http, token=given.slack_token, api_url=given.slack), Bot(**given.slack_bot))
    stack.enter_context(use_addresses(given.discord))
    discord = DiscordPosting(await stack.enter_async_context(_discord(given)))
    handovers = Handovers(journal, clock)
    mail = MailDestination(
        Submission(given.mail, ""), sender=given.mail.from_, zone=UTC, clock=clock, handovers=handovers
    )
    executors = Executors(answers=1)
    stack.callback(executors.close)
    on_slack = _context("slack", executors, MRKDWN, slack_usage("/news"), slack_errors)
    on_discord = _context("discord", executors, MARKDOWN, DISCORD_USAGE, discord_errors)
    return [
        ChatDestination(on_slack, slack, quiet_of, ""),
        ChatDestination(on_discord, discord, quiet_of, ""),
        mail,
    ]


def _context(platform: str, executors: Executors, markup: Any, usage: Any, errors: Any) -> ChatContext:
    """Return what a destination reads of a context; what answers questions is not there."""
    nothing: Any = None
    return ChatContext(
        platform=platform,
        service=nothing,
        zone=UTC,
        feeds=nothing,
        executors=executors,
        markup=markup,
        errors=errors,
        usage=usage,
    )


@asynccontextmanager
async def _discord(given: Addresses) -> AsyncIterator[BylineClient]:
    """Yield a client that is connected, and knows its server."""
    async with BylineClient(gateway_url=given.gateway) as client:
        await client.login(given.discord_token)
        connection = asyncio.ensure_future(client.connect())
        while not client.guilds:  # noqa: ASYNC110  "ready" comes two seconds later
            await asyncio.sleep(0.005)
        yield client
        await client.close()
        await asyncio.gather(connection, return_exceptions=True)
