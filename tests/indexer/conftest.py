"""What the tests of the indexer's parts have in common."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield an empty catalogue."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as made:
        yield made


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom without feeds."""
    with Newsroom(tmp_path) as opened:
        yield opened
