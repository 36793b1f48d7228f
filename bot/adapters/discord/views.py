"""Buttons that work after a restart as before: all they stand for is in their custom id."""

from __future__ import annotations

import re  # noqa: TC003  discord.py reads annotations
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

import discord

from bot.adapters.chat.button_actions import DOWN, MAX_COMMENT, UP
from bot.adapters.discord.custom_ids import TEMPLATE, comment_id, custom_id
from bot.adapters.discord.markup import LABEL

if TYPE_CHECKING:
    from bot.adapters.discord.markup import Message

_WINDOW = 900.0  # seconds that a window is waited for
_VOTES = (("👍", UP), ("👎", DOWN))


class ButtonClient(Protocol):
    """A client that is told which button was pressed."""

    async def pressed(self, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        """Do what a button stands for."""


class BylineButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=TEMPLATE):
    """Any of the bot's buttons."""

    def __init__(self, action: str, value: str, label: str = "", emoji: str | None = None) -> None:
        super().__init__(
            discord.ui.Button(
                label=label[:LABEL] or None,
                emoji=emoji,
                style=discord.ButtonStyle.secondary,
                custom_id=custom_id(action, value),
            )
        )
        self.action = action
        self.value = value

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003  discord.py's form
        item: discord.ui.Item[Any],  # noqa: ARG003  same
        match: re.Match[str],
        /,
    ) -> Self:
        """Return the button that was pressed."""
        return cls(match["action"], match["value"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press on."""
        await cast("ButtonClient", interaction.client).pressed(interaction, self.action, self.value)


def view_of(message: Message) -> discord.ui.View | None:
    """Return a message's buttons, None if there are none. They are kept nowhere but in the message."""
    items = [BylineButton(action, message.rated, emoji=emoji) for emoji, action in _VOTES if message.rated]
    items += [BylineButton(each.action, each.value, each.text) for each in message.buttons]
    if not items:
        return None
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def comment_window(asked_id: str, vote: int) -> discord.ui.Modal:
    """Return the window that asks for a comment; whoever hears interactions takes what is written in it."""
    window = discord.ui.Modal(title="Thank you", timeout=_WINDOW, custom_id=comment_id(asked_id, vote))
    window.add_item(
        discord.ui.TextInput(
            label="What was good about it?" if vote > 0 else "What was wrong with it?",
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=MAX_COMMENT,
        )
    )
    return window
