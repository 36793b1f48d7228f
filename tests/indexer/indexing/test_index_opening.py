"""Keeping both indexes at what the catalogue says, whatever happened to them."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from indexer.passages import passages_of
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article
from tests.doubles.fakes import FakeEmbedder
from tests.doubles.indexes import FakeIndexes, silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield a catalogue with one article."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as made:
        add(made, "one")
        yield made


def add(catalogue: SqlCatalogue, name: str) -> None:
    """Save an article of one passage, which only it has."""
    fresh = article(name, text=f"A factory called {name} was opened in Oslo on Monday.")
    catalogue.save(fresh, passages_of(fresh, FakeEmbedder()))


@dataclass(kw_only=True)
class Indexes(FakeIndexes):
    """Two fake indexes of a catalogue."""

    catalogue: SqlCatalogue

    def opened(self, catalogue: SqlCatalogue | None = None) -> list[str]:
        """Open them with a catalogue, and return what was said."""
        return self.syncer(catalogue or self.catalogue).open(silent)

    def held(self) -> set[str]:
        """Return the ids that both hold, and fail if they differ."""
        ids = {found for period in self.vectors.periods() for found in self.vectors.ids(period)}
        assert {hit.id for hit in self.lexical.search("factory", 99)} == ids
        return ids


@pytest.fixture
def indexes(catalogue: SqlCatalogue) -> Indexes:
    """Return indexes that are up to date."""
    made = Indexes(catalogue=catalogue)
    assert made.opened() == []
    return made


def ids(catalogue: SqlCatalogue) -> set[str]:
    """Return the ids of all passages."""
    return {placed.passage.id for batch in catalogue.all_passages(100) for placed in batch}


def test_nothing_is_embedded_twice(indexes: Indexes, catalogue: SqlCatalogue) -> None:
    """Opening again embeds nothing; a new article embeds its own passages only."""
    assert (indexes.opened(), indexes.embedder.embedded) == ([], 1)
    add(catalogue, "two")
    assert (indexes.opened(), indexes.embedder.embedded) == ([], 2)
    assert indexes.held() == ids(catalogue)
    assert catalogue.changes(0, 9) == []


def test_lost_vectors_are_made_again(indexes: Indexes, catalogue: SqlCatalogue) -> None:
    """Vectors that are missing are noticed by their number, made again, and said."""
    add(catalogue, "two")
    indexes.opened()
    (period,) = indexes.vectors.periods()
    indexes.vectors.drop([min(ids(catalogue))], [period])
    assert indexes.opened() == ["1 of 2 vectors were missing: rebuilt from the catalogue"]
    assert (indexes.held(), indexes.embedder.embedded) == (ids(catalogue), 3)


def test_strange_vectors_are_dropped(indexes: Indexes, catalogue: SqlCatalogue) -> None:
    """Vectors of passages that the catalogue does not have go, and nothing is embedded for it."""
    indexes.vectors.put(["stranger"], indexes.embedder.embed(["who"]), ["1999"])
    before = indexes.embedder.embedded
    (said,) = indexes.opened()
    assert said == "the vectors did not fit the catalogue (2, 1 passages): put right from the catalogue"
    assert (indexes.held(), indexes.embedder.embedded) == (ids(catalogue), before)


def test_lost_texts_are_made_again(indexes: Indexes, catalogue: SqlCatalogue) -> None:
    """A lexical index that is empty, or whose cursor is gone, is made anew, and said."""
    indexes.lexical.clear()
    assert indexes.opened() == ["the lexical index was incomplete: rebuilt from the catalogue, 1 passages"]
    indexes.lexical.cursor = None
    assert len(indexes.opened()) == 1
    assert indexes.held() == ids(catalogue)
    assert indexes.opened() == []


def test_an_older_catalogue_was_put_back(catalogue: SqlCatalogue, indexes: Indexes, tmp_path: Path) -> None:
    """After a backup of the catalogue was put back both indexes follow it, and later changes come in."""
    catalogue.close()
    shutil.copy(tmp_path / "catalogue.db", tmp_path / "backup.db")
    add(catalogue, "two")
    add(catalogue, "three")
    indexes.opened()
    with closing(open_catalogue(tmp_path / "backup.db")) as backup:
        assert len(indexes.opened(backup)) == 2
        assert indexes.held() == ids(backup)
        add(backup, "four")
        add(backup, "five")  # under the numbers that the changes of "two" and "three" had
        assert indexes.opened(backup) == []
        assert indexes.held() == ids(backup)
