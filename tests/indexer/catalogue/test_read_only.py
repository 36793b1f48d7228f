"""Reading a catalogue that may not be written to."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.catalogue import SqlCatalogue
from indexer.errors import NothingCollected, StoreError
from tests.doubles.catalogue_records import article, save

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOBODY = 65_534


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder whose parents every user may enter, unlike those of `tmp_path`."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
        Path(made).chmod(0o755)


@contextmanager
def write_protected(folder: Path) -> Iterator[None]:
    """Let nobody write to a folder within the block: root, whom no mode stops, becomes somebody else."""
    folder.chmod(0o555)
    me = os.geteuid()
    if me == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(me)
        folder.chmod(0o755)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/catalogue.db"


def _made(folder: Path) -> str:
    """Make a catalogue that its owner lets everybody read, and return its address."""
    SqlCatalogue(_url(folder)).close()
    (folder / "catalogue.db").chmod(0o644)
    return _url(folder)


def test_a_folder_that_nobody_may_write_to(folder: Path) -> None:
    """A catalogue that was closed can be read in a write-protected folder, and no file is added there."""
    with closing(SqlCatalogue(_made(folder))) as catalogue:
        save(catalogue, article())
    with write_protected(folder), closing(SqlCatalogue(_url(folder), read_only=True)) as catalogue:
        assert article() == catalogue.article(article().id)
        assert [path.name for path in folder.iterdir()] == ["catalogue.db"]


def test_a_write_protected_folder_beside_a_writer(folder: Path) -> None:
    """While somebody who may write has the catalogue open, one who may not reads what was saved last."""
    with closing(SqlCatalogue(_made(folder))) as writer:
        save(writer, article())
        with write_protected(folder), closing(SqlCatalogue(_url(folder), read_only=True)) as reader:
            assert article() == reader.article(article().id)
        save(writer, article("two"))
        with write_protected(folder), closing(SqlCatalogue(_url(folder), read_only=True)) as reader:
            assert article("two") == reader.article(article("two").id)


def test_a_file_that_may_not_be_read(folder: Path) -> None:
    """A catalogue that this user may not read is refused in words."""
    SqlCatalogue(_url(folder)).close()
    (folder / "catalogue.db").chmod(0)
    with write_protected(folder), pytest.raises(StoreError, match="this user must be able to read"):
        SqlCatalogue(_url(folder), read_only=True)


def test_nothing_was_collected(folder: Path) -> None:
    """That there is no catalogue yet is an error of its own, which a command can tell from a failure."""
    with pytest.raises(NothingCollected, match="collect something first"):
        SqlCatalogue(_url(folder / "data"), read_only=True)
    assert list(folder.iterdir()) == []
