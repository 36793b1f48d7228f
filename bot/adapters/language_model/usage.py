"""Edge: how often a model's answers could be used, in a file beside the catalogue that `status` reads."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.model import ModelHealth
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from pathlib import Path

FILE = "model.json"
"""Its name in the data directory. Nothing depends on it: it may be removed at any time."""

_LONGEST = 200  # characters of a reason


class FileTally:
    """Counts in memory and in the file; one that cannot be written costs the counts, not the answer."""

    def __init__(self, folder: Path) -> None:
        """Go on from the counts in the file of a folder."""
        self._file = folder / FILE
        self._lock = threading.Lock()
        self.health = read(folder)

    def wrote(self, at: datetime) -> None:
        """Count an answer."""
        with self._lock:
            self._keep(replace(self.health, answers=self.health.answers + 1, since=self.health.since or at))

    def fell_back(self, reason: str, at: datetime) -> None:
        """Count a fallback and keep its reason."""
        with self._lock:
            self._keep(
                replace(
                    self.health,
                    fallbacks=self.health.fallbacks + 1,
                    since=self.health.since or at,
                    last_error=redact(reason)[:_LONGEST],
                    last_error_at=at,
                )
            )

    def _keep(self, health: ModelHealth) -> None:
        self.health = health
        record = {
            "answers": health.answers,
            "fallbacks": health.fallbacks,
            "since": health.since.isoformat() if health.since else None,
            "last_error": health.last_error,
            "last_error_at": health.last_error_at.isoformat() if health.last_error_at else None,
        }
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(record), encoding="utf-8")
            os.replace(fresh, self._file)  # noqa: PTH105  whole or not at all
        except OSError as error:
            structlog.get_logger("byline.writing").warning("the model's tally could not be written", reason=str(error))


def read(folder: Path) -> ModelHealth:
    """Return the counts so far; zeros, if there is no file, or none that can be read."""
    try:
        record = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return ModelHealth(
            answers=int(record["answers"]),
            fallbacks=int(record["fallbacks"]),
            since=_time(record["since"]),
            last_error=str(record["last_error"]),
            last_error_at=_time(record["last_error_at"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return ModelHealth()


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
