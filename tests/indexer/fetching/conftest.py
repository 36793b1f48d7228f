"""Fixtures for the tests of fetching."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.doubles.fakes import FakeClock
from tests.doubles.web_server import Stand, fetcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.fetching import HttpFetcher


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Yield a web server on loopback that answers 404 until told otherwise."""
    with Stand() as running:
        yield running


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that stands still."""
    return FakeClock()


@pytest.fixture
def web(clock: FakeClock) -> Iterator[HttpFetcher]:
    """Yield a fetcher with the default limits that goes by `clock` and finds every name at loopback."""
    with closing(fetcher(clock)) as running:
        yield running
