"""A click on a button, and the ways of a platform to answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.adapters.chat.context import Requester
    from bot.adapters.messages.message import Message
    from bot.conversation.audience import Viewer


class ButtonClick(Protocol):
    """A click on a button, and the ways of a platform to answer it, which raise `PlatformError`."""

    action: str
    value: str  # may have been forged
    event: str  # id of this click
    stamp: str  # the same in the form of a message's id, which tells its time
    is_allowed: bool  # whether the bot may post in this place

    def viewer(self) -> Viewer:
        """Return who clicked, and where, without asking the platform for anything: a window has to open in seconds."""

    async def requester(self) -> Requester:
        """Return the member who clicked, with name and time zone if the platform tells them, and the place."""

    async def reply(self, message: Message) -> None:
        """Send a message that only this member sees."""

    async def replace(self, message: Message) -> None:
        """Replace the message with the button."""

    async def share(self, message: Message) -> str:
        """Post into the channel; return the message's id."""

    async def delete(self) -> None:
        """Delete the message with the button, which only this member sees."""

    async def ask_comment(self, asked_id: str, vote: int) -> None:
        """Open the form for a comment on an answer that was just rated."""
