"""Asking about hidden links in the background of collecting."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.wiring.link_resolution import unwrapping
from indexer.collecting.google_news_links import RedirectResolver
from indexer.errors import StoreError
from indexer.model import Dependent, DependentKind
from tests.doubles.fakes import FakeResolver
from tests.doubles.newsroom import Newsroom

if TYPE_CHECKING:
    from pathlib import Path


class Closing(FakeResolver):
    """Counts how often it is closed, and fails in a way that nobody expects as often as it is told to."""

    def __init__(self, failures: list[Exception]) -> None:
        super().__init__()
        self.closed = 0
        self._failures = failures

    def resolve(self, link: str) -> str:
        """Fail, while there is a failure left."""
        if self._failures:
            raise self._failures.pop()
        return super().resolve(link)

    def close(self) -> None:
        """Count."""
        self.closed += 1


def test_links_are_resolved_while_the_block_lasts(tmp_path: Path) -> None:
    """One link after the other is asked about; what fails unexpectedly is logged, and the asking goes on."""
    with Newsroom(tmp_path) as room:
        resolver = Closing([StoreError("the disk is full"), ValueError("a fault of ours")])
        for token in "abc":
            waiting = Dependent(token=token, kind=DependentKind.LINK, key=token)
            room.catalogue.request_redirect(waiting, f"https://news.google.com/{token}", room.clock.now())
            resolver.known[f"https://news.google.com/{token}"] = f"https://weaver.example/{token}"
        unwrapper = RedirectResolver(catalogue=room.catalogue, resolver=resolver, clock=room.clock)
        with unwrapping(unwrapper, resolver, pause=0.01):
            deadline = time.monotonic() + 120
            while len(room.catalogue.redirects(["a", "b", "c"])) < 3 and time.monotonic() < deadline:
                time.sleep(0.01)
        assert len(room.catalogue.redirects(["a", "b", "c"])) == 3
        assert resolver.closed == 1
