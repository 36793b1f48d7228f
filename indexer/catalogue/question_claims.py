"""Claims on questions: which process sees to one, and until when, by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_

from indexer.catalogue import tables
from indexer.catalogue.database_clock import DatabaseTime

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy import ColumnElement

_DELIVERIES = tables.deliveries.c
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class QuestionClaim:
    """A process that sees to questions, and for how long a claim of it holds unless it is renewed."""

    by: str  # the name of the process, another one at each start
    lease: timedelta

    def values(self) -> dict[str, Any]:
        """Return what stands in the columns of a question that is claimed now."""
        micros = round(self.lease.total_seconds() * _MICROSECONDS)
        return {"claimed_by": self.by, "claimed_until": DatabaseTime() + micros}

    def is_held(self) -> ColumnElement[bool]:
        """Return the condition that no other process has taken a question over."""
        return or_(_DELIVERIES.claimed_by.is_(None), _DELIVERIES.claimed_by == self.by)

    @staticmethod
    def is_free() -> ColumnElement[bool]:
        """Return the condition that no process sees to a question."""
        return or_(_DELIVERIES.claimed_until.is_(None), _DELIVERIES.claimed_until < DatabaseTime())


NOBODY: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
"""What stands in the columns of a question that nobody sees to."""
