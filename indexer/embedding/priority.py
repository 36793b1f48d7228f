"""The order of computing: questions go before passages, since a person waits for them."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ModelLock:
    """Lets one thread at the model at a time, questions first."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._busy = False
        self._questions = 0  # that wait

    @contextmanager
    def passages(self) -> Iterator[None]:
        """Wait until the model is free and no question waits."""
        with self._condition:
            self._condition.wait_for(lambda: not self._busy and not self._questions)
            self._busy = True
        with self._held():
            yield

    @contextmanager
    def question(self) -> Iterator[None]:
        """Wait until the model is free."""
        with self._condition:
            self._questions += 1
            try:
                self._condition.wait_for(lambda: not self._busy)
            finally:
                self._questions -= 1
            self._busy = True
        with self._held():
            yield

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._condition:
                self._busy = False
                self._condition.notify_all()


class QueryPriority:
    """Lets any number of threads at the model; no passage is begun while a question is at it. Questions never wait."""

    def __init__(self, patience: float | None = None) -> None:
        """Take for how many seconds a passage waits at most."""
        self._patience = patience
        self._condition = Condition()
        self._questions = 0  # that are at it

    def wait(self) -> None:
        """Wait until no question is at the model."""
        with self._condition:
            self._condition.wait_for(lambda: not self._questions, self._patience)

    @contextmanager
    def question(self) -> Iterator[None]:
        """Keep passages from beginning while the block lasts."""
        with self._condition:
            self._questions += 1
        try:
            yield
        finally:
            with self._condition:
                self._questions -= 1
                self._condition.notify_all()
