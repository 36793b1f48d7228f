"""Questions and conversations from what a platform delivers: time zones, earlier turns, remembered texts."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cachetools import FIFOCache

from bot.model import Exchange, Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from bot.model import Answer
    from bot.model.chat import Asked, Delivery

MANY = 5_000
"""Questions whose text is remembered at most."""


class Texts:
    """The texts of the last questions, in memory only: the journal erases them, and what follows up needs them."""

    def __init__(self) -> None:
        self._kept: FIFOCache[str, tuple[datetime, str]] = FIFOCache(MANY)
        self._lock = threading.Lock()

    def keep(self, asked: Asked) -> None:
        """Remember a question's text."""
        with self._lock:
            self._kept[asked.id] = asked.received, asked.text

    def forget(self, before: datetime) -> None:
        """Forget what was received before a time."""
        with self._lock:
            for key in [key for key, (received, _) in self._kept.items() if received < before]:
                del self._kept[key]

    def of(self, asked: Asked) -> str:
        """Return a question's text from the journal, else from memory, else ""."""
        return asked.text or self._kept.get(asked.id, (None, ""))[1]


def question_of(asked: Asked, zone: tzinfo, conversation: tuple[Exchange, ...] = ()) -> Question:
    """Return what was asked as a question, in the asker's time zone, or in `zone` where that is not known."""
    own = zone_named(asked.zone)
    return Question(text=asked.text, now=asked.received, zone=own or zone, conversation=conversation)


def zone_named(name: str) -> tzinfo | None:
    """Return the time zone of an IANA name, None if there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder, such as "America"
        return None


def exchanges(earlier: Sequence[Delivery], texts: Texts) -> tuple[Exchange, ...]:
    """Return the turns of a conversation, oldest first.

    After a restart a question's text may be gone: then the title of what was cited first says what it was about.
    """
    turns = (turn_of(texts.of(each.asked) or _subject(each), each.answer) for each in earlier)
    return tuple(turn for turn in turns if turn.question)


def _subject(delivery: Delivery) -> str:
    sources = delivery.answer.sources if delivery.answer else ()
    return sources[0].article.title if sources else ""


def turn_of(question: str, answer: Answer | None) -> Exchange:
    """Return a turn of a conversation, each statement of the answer on a line; None: there is none yet."""
    statements = answer.statements if answer else ()
    return Exchange(question=question, answer="\n".join(" ".join(said.text.split()) for said in statements))
