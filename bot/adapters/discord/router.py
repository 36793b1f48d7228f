"""Who takes what the client hears, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.chat.button_actions import Pressing
from bot.adapters.chat.question_flow import Questions
from bot.adapters.chat.service import Errands
from bot.adapters.discord import command_tree
from bot.adapters.discord.buttons import Buttons
from bot.adapters.discord.client import Handlers
from bot.adapters.discord.commands import Commands
from bot.adapters.discord.markup import USAGE
from bot.adapters.discord.mentions import Listening
from bot.adapters.discord.surface import Front, Remembering

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.discord.client import BylineClient
    from bot.adapters.discord.context import Parts
    from bot.operations.health import Status


def attach(
    client: BylineClient,
    parts: Parts,
    *,
    feeds: Callable[[], Status],
    lost: Callable[[str], None],
    state: Callable[[str], None] = lambda _: None,
) -> Questions:
    """Let a client hear, and return what sees questions to their end.

    `feeds` tells how they are, `lost` is told why when Discord takes no call of ours any more, `state` whether the
    client is connected.
    """
    questions = Questions(parts, Front(parts, client), lost)
    errands = Errands(
        parts,
        feeds=feeds,
        usage=USAGE,
        admins=frozenset(map(str, parts.settings.admins)),
        remembering=Remembering(parts),
    )
    command_tree.fill(client.tree, Commands(parts, questions, errands))
    client.handlers = Handlers(
        listening=Listening(parts, questions, errands),
        buttons=Buttons(parts, Pressing(parts, errands)),
        state=state,
    )
    return questions
