"""The precedence of questions over indexing: a person waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.embedding.priority import QueryPriority

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 2.0
"""Seconds that one portion of indexing waits: it goes on, if slowly, where questions never end."""


class QuestionPrecedence(QueryPriority):
    """Lets indexing wait, between two small portions of its work, while questions are answered."""

    def __init__(self, patience: float = PATIENCE) -> None:
        super().__init__(patience)

    def wait_before(self, stop: Callable[[], bool]) -> Callable[[], bool]:
        """Return `stop`, preceded by a wait for questions: to be asked between two portions of indexing."""

        def asked() -> bool:
            self.wait()
            return stop()

        return asked
