"""The slash commands as Discord knows them: names, options, suggestions and contexts."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.adapters.chat.parsing import FeedsCommand, HelpCommand
from bot.adapters.discord.api import translated
from indexer.model import Kind

if TYPE_CHECKING:
    from bot.adapters.chat.context import ChatContext
    from bot.adapters.discord.commands import DiscordCommands


_TEXT = 1_000  # characters of a question or a query
_KINDS = [app_commands.Choice(name=kind.value, value=kind.value) for kind in Kind]
_Interaction = discord.Interaction[Any]
_Choices = list[app_commands.Choice[str]]


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

    @tree.command(name="feeds", description="How the feeds are")
    async def feeds(interaction: _Interaction) -> None:
        await commands.run(interaction, FeedsCommand())

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

    @search.autocomplete("source")
    async def sources(_: _Interaction, typed: str) -> _Choices:
        return [app_commands.Choice(name=name, value=name) for name in await commands.suggest_publishers(typed)]

    @search.autocomplete("tag")
    async def tags(_: _Interaction, typed: str) -> _Choices:
        return [app_commands.Choice(name=name, value=name) for name in commands.suggest_tags(typed)]

    @search.autocomplete("since")
    async def times(_: _Interaction, typed: str) -> _Choices:
        return [app_commands.Choice(name=name, value=day) for name, day in commands.suggest_days(typed)]


async def sync(tree: app_commands.CommandTree[Any], context: ChatContext, application: int) -> None:
    """Send the commands to Discord, unless it has the same already. Raises `PlatformError`."""
    commands = json.dumps([command.to_dict(tree) for command in tree.get_commands()], sort_keys=True)
    name, mark = f"discord commands {application}", hashlib.sha256(commands.encode()).hexdigest()
    if await context.executors.run_io(context.service.noted, name) == mark:
        return
    async with translated("commands"):
        await tree.sync()
    await context.executors.run_io(context.service.note, name, mark)
    context.log.info("told Discord the commands")
