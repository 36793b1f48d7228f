"""The slash commands as Discord knows them: names, options, suggestions and contexts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.adapters.chat.parsing import FeedsCommand, HelpCommand, WatchesCommand
from bot.adapters.discord.api import translated
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.discord.commands import DiscordCommands


_TEXT = 1_000  # characters of a question or a query
_QUERY = 200  # characters of what is watched for
_ABOUT = {
    "kind": "What kind of article",
    "source": "A publisher's name or domain",
    "tags": "Tags of feeds, with commas between them",
    "language": "Two letters, such as en",
}
_SCHEDULES = ("now", "daily 08:30", "weekdays 08:30", "weekly mon 08:30", "monthly 1 08:30", "on request")
_KINDS = [app_commands.Choice(name=kind.value, value=kind.value) for kind in Kind]
_Interaction = discord.Interaction[Any]
_Choices = list[app_commands.Choice[str]]
_Complete = Callable[[_Interaction, str], Coroutine[Any, Any, _Choices]]


def new_tree(client: discord.Client) -> app_commands.CommandTree[Any]:
    """Return an empty tree, whose commands are for servers, direct messages and user installs."""
    return app_commands.CommandTree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )


def add_commands(tree: app_commands.CommandTree[Any], commands: DiscordCommands) -> None:
    """Add all commands to a tree."""
    _add_questions(tree, commands)
    _add_search(tree, commands)
    _add_watch(tree, commands)
    _add_digest(tree, commands)
    _add_scope(tree, commands)

    @tree.command(name="feeds", description="How the feeds are")
    async def feeds(interaction: _Interaction) -> None:
        await commands.run(interaction, FeedsCommand())

    @tree.command(name="watches", description="What comes to this channel, by whom, and when")
    async def watches(interaction: _Interaction) -> None:
        await commands.run(interaction, WatchesCommand())

    @tree.command(name="help", description="How this bot is used")
    async def help_(interaction: _Interaction) -> None:
        await commands.run(interaction, HelpCommand())


def _add_questions(tree: app_commands.CommandTree[Any], commands: DiscordCommands) -> None:
    @tree.command(name="ask", description="Ask about AI-industry news; only you see the answer until you share it")
    @app_commands.describe(question="What do you want to know?")
    async def ask(interaction: _Interaction, question: app_commands.Range[str, 1, _TEXT]) -> None:
        await commands.ask(interaction, question)

    @tree.command(name="latest", description="The newest articles, on a topic or on anything")
    @app_commands.describe(topic="On what? Empty: on anything")
    async def latest(interaction: _Interaction, topic: app_commands.Range[str, 0, _TEXT] = "") -> None:
        await commands.latest(interaction, topic)


def _add_search(tree: app_commands.CommandTree[Any], commands: DiscordCommands) -> None:
    @tree.command(name="search", description="Search AI-industry news")
    @app_commands.describe(
        query="What to search for",
        source="A publisher's name or domain",
        since="Not before: a day (2026-01-31), or a span (7d)",
        until="Not after: a day (2026-01-31), or a span (7d)",
        kind="What kind of article",
        tag="A tag of feeds",
        language="A language's code: en, de",
    )
    @app_commands.choices(kind=_KINDS)
    async def search(  # noqa: PLR0913, PLR0917  Discord makes an option of each
        interaction: _Interaction,
        query: app_commands.Range[str, 1, _TEXT],
        source: str = "",
        since: str = "",
        until: str = "",
        kind: str = "",
        tag: str = "",
        language: str = "",
    ) -> None:
        filters = {"source": source, "since": since, "until": until, "kind": kind, "tag": tag, "language": language}
        await commands.search(interaction, query, **filters)

    search.autocomplete("source")(_sources(commands))

    @search.autocomplete("tag")
    async def tags(_: _Interaction, typed: str) -> _Choices:
        return [app_commands.Choice(name=name, value=name) for name in commands.suggest_tags(typed)]

    @search.autocomplete("since")
    async def times(_: _Interaction, typed: str) -> _Choices:
        return [app_commands.Choice(name=name, value=day) for name, day in commands.suggest_days(typed)]


def _add_watch(tree: app_commands.CommandTree[Any], commands: DiscordCommands) -> None:
    @tree.command(name="watch", description="Post each new story on something here; first you see a preview")
    @app_commands.describe(query="What to watch for", **_ABOUT)
    @app_commands.choices(kind=_KINDS)
    async def watch(
        interaction: _Interaction,
        query: app_commands.Range[str, 1, _QUERY],
        kind: str = "",
        source: str = "",
        tags: str = "",
        language: str = "",
    ) -> None:
        await commands.subscription(interaction, "watch", query, kind=kind, source=source, tags=tags, language=language)

    watch.autocomplete("source")(_sources(commands))
    watch.autocomplete("tags")(_tags(commands))


def _add_digest(tree: app_commands.CommandTree[Any], commands: DiscordCommands) -> None:
    @tree.command(name="digest", description="The news here at a time, or now for you alone")
    @app_commands.describe(
        schedule="When: now, daily 08:30, weekdays 08:30, weekly mon,thu 08:30, monthly 1 08:30, on request",
        empty="What it does where nothing is new",
        zone="Time zone, such as Europe/Berlin; empty: this channel's",
        **_ABOUT,
    )
    @app_commands.choices(kind=_KINDS, empty=[app_commands.Choice(name=each, value=each) for each in ("say", "silent")])
    async def digest(  # noqa: PLR0913, PLR0917  one parameter for each option
        interaction: _Interaction,
        schedule: app_commands.Range[str, 1, _QUERY],
        tags: str = "",
        kind: str = "",
        source: str = "",
        language: str = "",
        empty: str = "",
        zone: str = "",
    ) -> None:
        options = {"tags": tags, "kind": kind, "source": source, "language": language, "empty": empty, "zone": zone}
        await commands.subscription(interaction, "digest", schedule, **options)

    @digest.autocomplete("schedule")
    async def schedules(_: _Interaction, typed: str) -> _Choices:
        return _choices(each for each in _SCHEDULES if typed.strip().casefold() in each)

    digest.autocomplete("source")(_sources(commands))
    digest.autocomplete("tags")(_tags(commands))


def _add_scope(tree: app_commands.CommandTree[Any], commands: DiscordCommands) -> None:
    @tree.command(name="scope", description="What answers, searches, watches and digests here draw on")
    @app_commands.describe(
        tags=_ABOUT["tags"],
        language=_ABOUT["language"],
        kind=_ABOUT["kind"],
        without="A kind of article to leave out",
        quiet="Hours in which nothing is posted, such as 22:00-07:00",
        zone="Time zone of these hours, such as Europe/Berlin",
        clear="Remove the scope",
    )
    @app_commands.choices(kind=_KINDS, without=_KINDS)
    async def scope(  # noqa: PLR0913, PLR0917  one parameter for each option
        interaction: _Interaction,
        tags: str = "",
        language: str = "",
        kind: str = "",
        without: str = "",
        quiet: str = "",
        zone: str = "",
        clear: bool = False,  # noqa: FBT001, FBT002  discord.py's form
    ) -> None:
        said = {"tags": tags, "language": language, "kind": kind, "without": without, "quiet": quiet, "zone": zone}
        await commands.subscription(interaction, "scope", "clear" if clear else "", **said)

    scope.autocomplete("tags")(_tags(commands))


def _sources(commands: DiscordCommands) -> _Complete:
    async def complete(_: _Interaction, typed: str) -> _Choices:
        return _choices(await commands.suggest_publishers(typed))

    return complete


def _tags(commands: DiscordCommands) -> _Complete:
    async def complete(_: _Interaction, typed: str) -> _Choices:
        return _choices(commands.suggest_tag_lists(typed))

    return complete


def _choices(names: Iterable[str]) -> _Choices:
    return [app_commands.Choice(name=name, value=name) for name in names]


async def sync(tree: app_commands.CommandTree[Any], context: ChatContext, application: int) -> None:
    """Send the commands to Discord, unless it has the same already. Raises `PlatformError`."""
    commands = json.dumps([command.to_dict(tree) for command in tree.get_commands()], sort_keys=True)
    name, mark = f"discord commands {application}", hashlib.sha256(commands.encode()).hexdigest()
    if await context.executors.run_io(context.service.notes.noted, name) == mark:
        return
    async with translated("commands"):
        await tree.sync()
    await context.executors.run_io(context.service.notes.note, name, mark)
    context.log.info("told Discord the commands")
