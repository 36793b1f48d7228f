"""The precedence of questions over indexing: a person waits for an answer."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 2.0
"""Seconds that one portion of indexing waits: it goes on, if slowly, where questions never end."""


class QuestionPrecedence:
    """Lets indexing wait, between two small portions of its work, while questions are answered.

    Safe for several threads. Answering never waits here.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._condition = Condition()
        self._questions = 0

    @contextmanager
    def question(self) -> Iterator[None]:
        """Let indexing wait while the block lasts."""
        with self._condition:
            self._questions += 1
        try:
            yield
        finally:
            with self._condition:
                self._questions -= 1
                self._condition.notify_all()

    def wait(self) -> None:
        """Wait until no question is under way, but not for ever."""
        with self._condition:
            self._condition.wait_for(lambda: not self._questions, self._patience)

    def wait_before(self, stop: Callable[[], bool]) -> Callable[[], bool]:
        """Return `stop`, preceded by a wait for questions: to be asked between two portions of indexing."""

        def asked() -> bool:
            self.wait()
            return stop()

        return asked
