"""Shares a private answer in its channel exactly once, also after a crash and with several processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.conversation.note_names import SHARED
from bot.conversation.retention import ANSWERS

if TYPE_CHECKING:
    from bot.ports import Journal
    from indexer.ports import Clock

_SHARING = timedelta(minutes=2)  # that posting for all to see may take
_DONE = "done"


class Shares:
    """What is being shared, and what was. Every method reads or writes the disk."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    def begin(self, key: str) -> bool:
        """Keep that what has a key is about to be posted for all to see; return False if it was, in any process.

        What a process began and neither ended nor took back can be tried again after a while.
        """
        now = self._clock.now()

        def begun(text: str) -> str | None:
            if text == _DONE or (text and timedelta() <= now - datetime.fromisoformat(text) < _SHARING):
                return None
            return now.isoformat()

        return self._journal.revise(_shared(key), begun, now + ANSWERS)

    def end(self, key: str) -> None:
        """Keep that it stands, or may: it is not posted again."""
        self._journal.note(_shared(key), _DONE, self._clock.now() + ANSWERS)

    def take_back(self, key: str) -> None:
        """Keep that it was not posted: it may be tried again at once."""
        self._journal.forget_note(_shared(key))

    def intend(self, asked_id: str) -> str:
        """Store that a private answer is about to be posted for all to see; return that one's id, "" if it stands."""
        return self._journal.intend_share(asked_id)

    def posted(self, shared_id: str, message: str) -> None:
        """Store that a shared answer stands in a message: corrections are noted there."""
        self._journal.shared(shared_id, message, self._clock.now())

    def refused(self, shared_id: str, reason: str) -> None:
        """Store that a shared answer could not be posted."""
        self._journal.failed(shared_id, reason, self._clock.now())


def _shared(key: str) -> str:
    """Return the name under which it is kept that something was shared, without a member's id."""
    return f"{SHARED}{hashlib.sha256(key.encode()).hexdigest()[:32]}"
