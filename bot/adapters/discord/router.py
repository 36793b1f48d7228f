"""Connects the client's events to their handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.chat.question_flow import QuestionFlow
from bot.adapters.chat.search_store import JournalSearches
from bot.adapters.chat.service import ChatHandlers
from bot.adapters.discord import command_tree
from bot.adapters.discord.buttons import DiscordButtons
from bot.adapters.discord.client import DiscordHandlers
from bot.adapters.discord.commands import DiscordCommands
from bot.adapters.discord.mentions import DiscordMentions
from bot.adapters.discord.progress import DiscordProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.discord.client import BylineClient
    from bot.adapters.discord.posting import DiscordPosting
    from bot.adapters.discord.threads import DiscordThreads
    from bot.config.sections import DiscordSettings
    from bot.operations.health import AdapterState


def attach_handlers(
    client: BylineClient,
    context: ChatContext,
    posting: DiscordPosting,
    threads: DiscordThreads,
    settings: DiscordSettings,
    *,
    on_token_refused: Callable[[str], None],
    on_state: Callable[[AdapterState], None] = lambda _: None,
) -> QuestionFlow:
    """Attach the handlers to a client, and return the one of questions.

    `on_token_refused` is called with the reason when Discord refuses the token, `on_state` when the client connects
    or loses its connection.
    """
    questions = QuestionFlow(context, posting, DiscordProgress(client), on_token_refused, learn=threads.learn)
    shared = ChatHandlers(context, posting, questions, JournalSearches(context))
    command_tree.add_commands(client.tree, DiscordCommands(context, shared, settings, posting, threads))
    client.handlers = DiscordHandlers(
        mentions=DiscordMentions(context=context, mentions=shared.mentions, threads=threads, settings=settings),
        buttons=DiscordButtons(
            context=context, actions=shared.buttons, settings=settings, posting=posting, threads=threads
        ),
        on_state=on_state,
    )
    return questions
