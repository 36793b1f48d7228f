"""Which mails were given to the server, or were about to be: what SMTP cannot tell afterwards (RFC 1047)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from indexer.errors import LeaseLost

if TYPE_CHECKING:
    from bot.ports import Notes
    from indexer.ports import Clock

UNKNOWN_BEFORE = "mails unknown before"
"""The name of the note that keeps since when it is known: a backup does not hold what was sent after it was made."""

_KEPT = timedelta(days=7)  # a mail is tried for a day; clocks may be wrong for some


class Handovers:
    """Keeps it in the journal, on the disk before a mail's text leaves."""

    def __init__(self, notes: Notes, clock: Clock) -> None:
        self._notes = notes
        self._clock = clock

    async def begin(self, nonce: str) -> None:
        """Keep that the text of a sending's mail is about to leave.

        Raises `LeaseLost` if another process has kept that: of two that are about to send it one does.
        """
        until = self._clock.now() + _KEPT
        if not await asyncio.to_thread(self._notes.revise, _name(nonce), _handed_over, until):
            raise LeaseLost("another process has handed this mail over")

    async def withdraw(self, nonce: str) -> None:
        """Keep that the server has not taken it."""
        await asyncio.to_thread(self._notes.note, _name(nonce), "", self._clock.now() + _KEPT)

    async def may_stand(self, nonce: str, since: datetime) -> bool:
        """Return whether a sending's mail, intended at a time, may have been taken."""
        return await asyncio.to_thread(self._may_stand, nonce, since)

    def _may_stand(self, nonce: str, since: datetime) -> bool:
        unknown = self._notes.noted(UNKNOWN_BEFORE)
        return bool(self._notes.noted(_name(nonce))) or (bool(unknown) and since <= datetime.fromisoformat(unknown))


def _handed_over(before: str) -> str | None:
    return None if before else "handed over"


def _name(nonce: str) -> str:
    return f"mail {nonce}"
