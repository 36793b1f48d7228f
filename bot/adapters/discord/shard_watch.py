"""Which shards the processes serve between them, so that no server is without an answer unnoticed."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.config.values import shards_in_words

if TYPE_CHECKING:
    from bot.config.values import Shards
    from bot.conversation.service import QuestionService

INTERVAL = 30.0
"""Seconds between two looks."""

_NAME = "discord shards"  # under which the journal keeps them
_LIFETIME = timedelta(minutes=2)  # since a process was last heard of


class ShardWatch:
    """Keeps which shards this process serves where the others look, and looks which no process serves."""

    def __init__(self, service: QuestionService, shards: Shards) -> None:
        self._service = service
        self._shards = shards
        self._process = secrets.token_hex(4)
        self._before = ""

    def look(self) -> str:
        """Return in words what is wrong between the processes, "" for nothing. Reads and writes the disk.

        What the look before did not find is not told yet: another process may just be starting.
        """
        found = self._wrong()
        is_told, self._before = found == self._before, found
        return found if is_told else ""

    def _wrong(self) -> str:
        served: dict[str, dict[str, Any]] = {}
        now, own = self._service.now(), self._shards

        def kept(text: str) -> str:
            known = json.loads(text or "{}").items()
            served.update((name, each) for name, each in known if _is_alive(each["at"], now))
            served[self._process] = {"ids": own.ids, "count": own.count, "at": now.isoformat()}
            return json.dumps(served)

        self._service.notes.revise(_NAME, kept, now + _LIFETIME)
        counts = {each["count"] for each in served.values()}
        if len(counts) > 1:
            listed = " and ".join(map(str, sorted(counts)))
            return f"the processes count {listed} shards: [discord] shards must end with the same number in all of them"
        missing = set(range(own.count)).difference(*(each["ids"] for each in served.values()))
        if not missing:
            return ""
        return f"no process serves {shards_in_words(missing)} of {own.count}: servers there are not answered"


def _is_alive(last_heard: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(last_heard) < _LIFETIME
