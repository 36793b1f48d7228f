"""A copy of the catalogue, made while it is written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.catalogue import SqlCatalogue, copy_catalogue
from indexer.errors import CatalogueTooNew, NothingCollected, StoreError
from indexer.model import Selection
from tests.doubles.catalogue_records import article, save
from tests.doubles.indexes import silent

if TYPE_CHECKING:
    from pathlib import Path


def titles(path: Path) -> set[str]:
    """Return the titles of all articles of a catalogue."""
    with closing(SqlCatalogue(f"sqlite:///{path}", read_only=True)) as catalogue:
        return {each.title for each in catalogue.articles(Selection())}


def test_a_copy_is_of_one_moment(tmp_path: Path) -> None:
    """What is written while a copy is made waits for nothing, and is not in the copy."""
    source, target, steps = f"sqlite:///{tmp_path / 'c.db'}", tmp_path / "copy.db", []
    with closing(SqlCatalogue(source)) as catalogue:
        save(catalogue, *(article(str(number), text=f"Word {number}. " + "x" * 800_000) for number in range(40)))

        def write(_what: str, done: int, total: int) -> None:
            steps.append((done, total))
            save(catalogue, article(f"late {len(steps)}"))

        found = copy_catalogue(source, target, write)
        assert catalogue.counts()["articles"] == 40 + len(steps)
    assert len(steps) > 1
    assert {total for _, total in steps} == {steps[0][1]}
    assert found.articles == 40
    assert titles(target) == {f"About {number}" for number in range(40)}


def test_a_copy_is_one_private_file(tmp_path: Path) -> None:
    """The copy has no log beside it, and only this user may read it."""
    with closing(SqlCatalogue(f"sqlite:///{tmp_path / 'c.db'}")) as catalogue:
        save(catalogue, article())
        (tmp_path / "copies").mkdir()
        copy_catalogue(f"sqlite:///{tmp_path / 'c.db'}", tmp_path / "copies" / "copy.db", silent)
    (copy,) = (tmp_path / "copies").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_no_catalogue_is_not_copied(tmp_path: Path) -> None:
    """Nothing, an empty file, another program's and a later version's database are refused, and no copy is begun."""
    later, other, empty = (tmp_path / name for name in ("later.db", "other.db", "empty.db"))
    with closing(SqlCatalogue(f"sqlite:///{later}")), closing(sqlite3.connect(later)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE cats (name)")
    empty.touch()
    for path, error in (
        (tmp_path / "none.db", NothingCollected),
        (later, CatalogueTooNew),
        (other, StoreError),
        (empty, StoreError),
    ):
        with pytest.raises(error):
            copy_catalogue(f"sqlite:///{path}", tmp_path / "copy.db", silent)
        assert not (tmp_path / "copy.db").exists()


def test_a_damaged_catalogue_is_not_passed_off_as_a_backup(tmp_path: Path) -> None:
    """Where the copy shows damage it is refused, with what is wrong."""
    path = tmp_path / "c.db"
    with closing(SqlCatalogue(f"sqlite:///{path}")) as catalogue:
        save(catalogue, *(article(str(number)) for number in range(200)))
    with path.open("r+b") as opened:
        opened.seek(path.stat().st_size // 2)
        opened.write(b"\xff" * 20_000)
    with pytest.raises(StoreError, match="damaged"):
        copy_catalogue(f"sqlite:///{path}", tmp_path / "copy.db", silent)
