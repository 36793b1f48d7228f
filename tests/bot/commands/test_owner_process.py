"""Opening an installation whose servers do not answer yet."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.commands.owner_process import patiently
from indexer.errors import StoreRefused, StoreUnreachable, VectorsUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.server.metrics.pages import HealthPages


class Opening:
    """Fails as it is told before it opens, and is the page that shows why."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.shown: list[tuple[str, str]] = []
        self.pages = cast("HealthPages", self)

    @contextmanager
    def __call__(self) -> Iterator[Any]:
        """Fail, or open."""
        if self.failures:
            raise self.failures.pop(0)
        yield "opened"

    def wait_for(self, part: str, reason: str) -> None:
        """Keep what is shown."""
        self.shown.append((part, reason))


def test_a_server_that_does_not_answer_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    """A process starts once the server answers; until then it is said, once, and shown, what it waits for."""
    opening = Opening(
        StoreUnreachable("the server is away"), VectorsUnreachable("no Chroma"), VectorsUnreachable("no Chroma")
    )
    with ExitStack() as stack:
        found: Any = patiently(stack, opening, opening.pages, None, pause=0.0)
    assert (found, opening.shown) == (
        "opened",
        [("catalogue", "the server is away"), ("vectors", "no Chroma"), ("vectors", "no Chroma")],
    )
    assert capsys.readouterr().err.count("; trying again") == 2


def test_what_waiting_does_not_mend_ends_the_start() -> None:
    """A server that refuses is not waited for, and a signal ends the waiting."""
    ended = threading.Event()
    ended.set()
    with ExitStack() as stack:
        with pytest.raises(StoreRefused):
            patiently(stack, Opening(StoreRefused("another password")), None, None)
        with pytest.raises(SystemExit):
            patiently(stack, Opening(StoreUnreachable("away")), None, ended)
