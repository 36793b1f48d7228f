"""Buttons and comment forms. Buttons work after a restart, because their custom id holds everything."""

from __future__ import annotations

import re  # noqa: TC003  discord.py reads annotations
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

import discord

from bot.adapters.discord.custom_ids import TEMPLATE, comment_id, custom_id
from bot.adapters.discord.markup import LABEL
from bot.adapters.messages import labels
from bot.adapters.messages.message import DOWN, MAX_COMMENT, UP

if TYPE_CHECKING:
    from bot.adapters.discord.markup import DiscordMessage

_FORM_TIMEOUT = 900.0  # seconds until discord.py forgets a form
_VOTES = ((labels.GOOD, UP), (labels.BAD, DOWN))


class ButtonClient(Protocol):
    """A client that handles buttons."""

    async def handle_button(self, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        """Handle a click on a button."""


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
        """Return the button with a custom id."""
        return cls(match["action"], match["value"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Let the client handle the click."""
        await cast("ButtonClient", interaction.client).handle_button(interaction, self.action, self.value)


def view_of(message: DiscordMessage) -> discord.ui.View | None:
    """Return a message's buttons, None if it has none."""
    items = [BylineButton(action, message.rated, emoji=emoji) for emoji, action in _VOTES if message.rated]
    items += [BylineButton(each.action, each.value, each.text) for each in message.buttons]
    if not items:
        return None
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def comment_form(asked_id: str, vote: int) -> discord.ui.Modal:
    """Return the form for a comment on an answer that was rated 1 or -1."""
    form = discord.ui.Modal(title=labels.COMMENT_TITLE, timeout=_FORM_TIMEOUT, custom_id=comment_id(asked_id, vote))
    form.add_item(
        discord.ui.TextInput(
            label=labels.comment_question(vote),
            style=discord.TextStyle.paragraph,
            required=False,
            max_length=MAX_COMMENT,
        )
    )
    return form
