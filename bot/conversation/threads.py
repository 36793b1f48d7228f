"""Which channel a thread belongs to, where threads have ids of their own, as on Discord."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.note_names import THREAD

if TYPE_CHECKING:
    from bot.model.chat import Place
    from bot.ports import Notes


class Threads:
    """The channels of threads, each learnt once from the platform and kept for good: no thread moves.

    A place on Slack names the channel whatever its thread, so that nothing has to be learnt of it. Every method reads
    or writes the disk.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def learn(self, thread: Place, channel: str) -> None:
        """Keep that a place is a thread, and of which channel, by its id."""
        if self._notes.noted(_name(thread)) != channel:
            self._notes.note(_name(thread), channel)

    def channel_of(self, place: Place) -> Place | None:
        """Return the channel of a thread; None for what is no thread, as far as was learnt."""
        channel = self._notes.noted(_name(place))
        return replace(place, channel=channel) if channel else None


def _name(thread: Place) -> str:
    return f"{THREAD}{thread.platform} {thread.team} {thread.channel}"
