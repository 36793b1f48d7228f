"""Catalogues on each database, for the contracts that must hold on all of them."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Protocol

import pytest

from indexer.catalogue import MONTH_THRESHOLD, SqlCatalogue
from tests.doubles.catalogue_files import open_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.doubles.postgres_server import PostgresServer


class Opener(Protocol):
    """What opens catalogues that are closed after a test."""

    def __call__(self, name: str = "catalogue", *, read_only: bool = False, month_threshold: int = ...) -> SqlCatalogue:
        """Open the catalogue of a name: an empty one, and the same one again under the same name."""


@pytest.fixture
def openers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Opener]]:
    """Yield what makes an `Opener` of a kind of database, "sqlite" or "postgres"."""
    urls: dict[tuple[str, str], str] = {}
    with ExitStack() as stack:

        def address(kind: str, name: str) -> str:
            if kind == "postgres":
                server: PostgresServer = request.getfixturevalue("postgres")
                return stack.enter_context(server.catalogue())
            open_catalogue(tmp_path / f"{name}.db").close()
            return f"sqlite:///{tmp_path}/{name}.db"

        def opener(kind: str) -> Opener:
            def opened(
                name: str = "catalogue", *, read_only: bool = False, month_threshold: int = MONTH_THRESHOLD
            ) -> SqlCatalogue:
                if (kind, name) not in urls:
                    urls[kind, name] = address(kind, name)
                made = SqlCatalogue(urls[kind, name], read_only=read_only, month_threshold=month_threshold)
                return stack.enter_context(closing(made))

            return opened

        yield opener


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, openers: Callable[[str], Opener]) -> Opener:
    """Return what opens catalogues on each kind of database in turn."""
    return openers(request.param)


@pytest.fixture
def catalogue(opened: Opener) -> SqlCatalogue:
    """Return an empty catalogue."""
    return opened()
