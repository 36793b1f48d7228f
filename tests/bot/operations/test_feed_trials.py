"""Feeds that are tried without storing anything, where they cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.operations.feed_trials import check, find
from indexer.errors import NotAFeed, Unreadable
from indexer.model import Page, Request
from tests.doubles.fakes import SandboxHere
from tests.doubles.hostile_jobs import Tripping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

URL = "https://weaver.example/"


class OnePage:
    """A fetcher to which every address gives the same page."""

    def fetch(self, request: Request) -> Page:
        """Return it."""
        now = datetime(2026, 11, 25, tzinfo=UTC)
        return Page(url=request.url, final_url=request.url, status=200, body=b"<html>loom</html>", fetched=now)

    def fetch_all(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Page]]:
        """Return it for each."""
        return ((request, self.fetch(request)) for request in requests)

    def fetch_steadily(self, requests: Iterable[Request], _lull: float) -> Iterator[tuple[Request, Page]]:
        """Return it for each, without a lull."""
        return self.fetch_all(requests)

    def close(self) -> None:
        """Hold nothing."""


def beyond() -> str:
    """Take too long."""
    raise Unreadable("could not be read within 20 s")


def test_feed_that_cannot_be_read_is_no_feed_in_words() -> None:
    """A check of a feed beyond a limit says so, and the others are checked."""
    (trial,) = check(OnePage(), Tripping(SandboxHere(), "parse", beyond), [URL])
    assert (trial.url, trial.error) == (URL, "could not be read within 20 s")


def test_page_that_cannot_be_searched_names_its_address() -> None:
    """A page beyond a limit offers no feeds, and it is said which and why."""
    with pytest.raises(NotAFeed) as caught:
        find(OnePage(), Tripping(SandboxHere(), "discover", beyond), URL)
    assert str(caught.value) == f"{URL}: an HTML page, not a feed; searched for feeds, it could not be read within 20 s"
