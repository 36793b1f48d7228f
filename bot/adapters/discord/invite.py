"""The permissions of the bot, and the link that invites it into a server (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = ("bot", "applications.commands")

PERMISSIONS: Mapping[str, str] = {
    "view_channel": "to hear a mention",
    "send_messages": "to answer, and to post for watches and digests",
    "send_messages_in_threads": "to answer in threads",
    "embed_links": "to show an answer as one card; without it, it is plain text",
    "read_message_history": "to reply; and after a crash, to see whether an answer or a post stands",
}
"""The fewest permissions that the bot needs, each with its purpose."""


def permissions() -> discord.Permissions:
    """Return the permissions as discord.py has them."""
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def invite(application: int) -> str:
    """Return the link that invites the bot into a server."""
    return discord.utils.oauth_url(application, permissions=permissions(), scopes=SCOPES)
