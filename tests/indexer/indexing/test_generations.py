"""Index generations: which one serves, reindexing beside it, and what a crash in between leaves."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from indexer.errors import IndexMismatch, StoreError
from indexer.indexing.generations import (
    RETIRED,
    UNFINISHED,
    Build,
    begin_build,
    find_current,
    find_unfinished,
    index_rules,
    next_build,
    remove_folder,
    remove_retired,
    require_current,
    retire_unfinished,
)
from indexer.indexing.rebuild import Reindexer, resplit_articles
from indexer.indexing.sync import Syncer
from indexer.lexical import TantivyIndex
from indexer.passages import passages_of
from indexer.vectors import ChromaIndex
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article
from tests.doubles.fakes import FakeEmbedder, FakeVectorIndex
from tests.doubles.indexes import silent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue
    from indexer.ports import Embedder

TEXT = "Acme opened a factory in Oslo. " * 20
OLD = Build(rules="g0123", number=1)


class OtherEmbedder(FakeEmbedder):
    """Another model, of which a token is two words: it gives other passages."""

    fingerprint = "07e4"
    max_tokens = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A build with its parts."""

    build: Build
    vectors: ChromaIndex
    lexical: TantivyIndex
    syncer: Syncer


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield a catalogue with three articles."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as made:
        for name in ("one", "two", "three"):
            fresh = article(name, text=f"{name}. {TEXT}")
            made.save(fresh, passages_of(fresh, FakeEmbedder()))
        yield made


@contextmanager
def opened(catalogue: SqlCatalogue, embedder: Embedder, build: Build, folder: Path) -> Iterator[Opened]:
    """Open a build, as it is on the disk."""
    with (
        closing(
            ChromaIndex(generation=build.name, dimension=embedder.dimension, path=build.folder(folder, "vectors"))
        ) as vectors,
        closing(TantivyIndex(build.folder(folder, "lexical"))) as lexical,
    ):
        syncer = Syncer(catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, generation=build.name)
        yield Opened(build=build, vectors=vectors, lexical=lexical, syncer=syncer)


def reindexed(catalogue: SqlCatalogue, embedder: Embedder, folder: Path) -> Build:
    """Reindex as the program does."""
    build = next_build(catalogue, index_rules(embedder))
    retire_unfinished(catalogue, others_than=build)
    begin_build(catalogue, build, folder)
    with opened(catalogue, embedder, build, folder) as new:
        Reindexer(
            catalogue=catalogue,
            embedder=embedder,
            vectors=new.vectors,
            lexical=new.lexical,
            syncer=new.syncer,
            build=build,
        ).run(silent)
        remove_retired(catalogue, new.vectors, folder, build)
    return build


def collected(catalogue: SqlCatalogue, folder: Path) -> Build:
    """Bring the first build up to date."""
    build = require_current(catalogue, index_rules(FakeEmbedder()))
    with opened(catalogue, FakeEmbedder(), build, folder) as first:
        first.syncer.open(silent)
    return build


def test_names_and_places(tmp_path: Path) -> None:
    """The first build has no number in its name and folders, each later one has."""
    later = Build(rules="g0123", number=12)
    assert (OLD.name, later.name) == ("g0123", "g0123_12")
    assert OLD.folder(tmp_path, "vectors") == tmp_path / "vectors"
    assert later.folder(tmp_path, "vectors") == tmp_path / "vectors.12"


def test_the_model_is_part_of_the_rules() -> None:
    """Another model gives other rules, the same model the same."""
    assert index_rules(FakeEmbedder()) == index_rules(FakeEmbedder())
    assert index_rules(FakeEmbedder()) != index_rules(OtherEmbedder())


def test_another_models_index_is_not_opened(catalogue: SqlCatalogue) -> None:
    """Once a build serves, another model or other passage rules are refused with the command that helps."""
    assert require_current(catalogue, "g0123") == OLD
    catalogue.set_cursor(OLD.name, 0)
    assert require_current(catalogue, "g0123") == OLD
    with pytest.raises(IndexMismatch, match=r"another embedding model.*g0123, now g4567.*byline reindex"):
        require_current(catalogue, "g4567")


def test_a_later_versions_name(catalogue: SqlCatalogue) -> None:
    """A build whose name this version does not know is refused in words."""
    catalogue.set_cursor("h-1", 0)
    with pytest.raises(StoreError, match="names an index 'h-1'"):
        require_current(catalogue, "g0123")


def test_reindexing_with_the_same_model(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """Everything is embedded anew into new folders, the cursor switches, and the old folders are gone."""
    first = collected(catalogue, tmp_path)
    embedder = FakeEmbedder()
    second = reindexed(catalogue, embedder, tmp_path)
    assert (second.rules, second.number) == (first.rules, 2)
    assert embedder.embedded == catalogue.counts()["passages"]
    assert catalogue.generations() == [second.name]
    assert {"vectors.2", "lexical.2"} == {path.name for path in tmp_path.iterdir() if path.is_dir()}
    with opened(catalogue, embedder, require_current(catalogue, second.rules), tmp_path) as again:
        assert again.syncer.open(silent) == []


def test_reindexing_to_another_model(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """Another model's index gets the passages that it can read, and none of the old ones."""
    first = collected(catalogue, tmp_path)
    before = catalogue.counts()["passages"]
    second = reindexed(catalogue, OtherEmbedder(), tmp_path)
    total = catalogue.counts()["passages"]
    assert second.rules != first.rules
    assert total > before
    with opened(catalogue, OtherEmbedder(), second, tmp_path) as new:
        assert (new.vectors.count(), new.lexical.count()) == (total, total)
        assert new.syncer.open(silent) == []
    assert catalogue.changes(0, 1) == []


def test_an_interrupted_reindex_goes_on(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """What was embedded before the interruption is not embedded again, and what went meanwhile is not in it."""
    first = collected(catalogue, tmp_path)
    build = next_build(catalogue, first.rules)
    begin_build(catalogue, build, tmp_path)
    with opened(catalogue, FakeEmbedder(), build, tmp_path) as new:
        new.syncer.fill_vectors(silent)
    assert find_current(catalogue) == first
    assert find_unfinished(catalogue) == [build]
    changed = article("one", text=f"Another beginning. {TEXT}")
    catalogue.save(changed, passages_of(changed, FakeEmbedder()))
    collected(catalogue, tmp_path)
    embedder = FakeEmbedder()
    assert reindexed(catalogue, embedder, tmp_path) == build
    assert 1 <= embedder.embedded < catalogue.counts()["passages"]


def test_an_abandoned_reindex_leaves_no_trace(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """Given up, a reindex to another model leaves the old passages, the old index, and no folder."""
    first = collected(catalogue, tmp_path)
    before = [placed.passage.id for batch in catalogue.all_passages(100) for placed in batch]
    other = next_build(catalogue, index_rules(OtherEmbedder()))
    begin_build(catalogue, other, tmp_path)
    resplit_articles(catalogue, OtherEmbedder(), silent)
    with opened(catalogue, OtherEmbedder(), other, tmp_path) as new:
        new.syncer.fill_vectors(silent)
    resplit_articles(catalogue, FakeEmbedder(), silent)
    assert retire_unfinished(catalogue, others_than=first) == [other]
    embedder = FakeEmbedder()
    with opened(catalogue, embedder, first, tmp_path) as old:
        remove_retired(catalogue, old.vectors, tmp_path, first)
        assert old.syncer.open(silent) == []
    assert [placed.passage.id for batch in catalogue.all_passages(100) for placed in batch] == before
    assert embedder.embedded == 0
    assert (catalogue.generations(), (tmp_path / "vectors.2").exists()) == ([first.name], False)


def test_a_new_build_begins_in_an_empty_place(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """Remains of another build are cleared from the place; a build that was begun keeps what it has."""
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "remains").touch()
    begin_build(catalogue, OLD, tmp_path)
    assert not (tmp_path / "vectors").exists()
    assert catalogue.cursor(OLD.name) == UNFINISHED
    (tmp_path / "vectors").mkdir()
    begin_build(catalogue, OLD, tmp_path)
    assert (tmp_path / "vectors").exists()


def test_tidying_up_after_a_crash(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """Folders of retired builds go, those of the one that serves and of one that is being built stay."""
    for name, seq in (("g0123", RETIRED), ("g0123_2", 5), ("g0123_3", UNFINISHED)):
        catalogue.set_cursor(name, seq)
    for name in ("vectors", "lexical", "vectors.2", "lexical.2", "vectors.3", "vectors.7", "others"):
        (tmp_path / name).mkdir()
    remove_retired(catalogue, FakeVectorIndex(), tmp_path, require_current(catalogue, "g0123"))
    left = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert left == {"vectors.2", "lexical.2", "vectors.3", "others"}
    assert catalogue.generations() == ["g0123_2", "g0123_3"]


def test_what_cannot_be_removed(tmp_path: Path) -> None:
    """A folder that cannot be removed is named."""
    (tmp_path / "vectors").touch()
    with pytest.raises(StoreError, match="vectors cannot be removed"):
        remove_folder(tmp_path / "vectors")


def test_an_index_that_is_not_whole_does_not_serve(catalogue: SqlCatalogue, tmp_path: Path) -> None:
    """If the new index lacks passages in the end the old one stays."""
    first = collected(catalogue, tmp_path)
    build = next_build(catalogue, first.rules)
    begin_build(catalogue, build, tmp_path)
    with opened(catalogue, FakeEmbedder(), build, tmp_path) as new:
        reindexer = Reindexer(
            catalogue=catalogue,
            embedder=FakeEmbedder(),
            vectors=FakeVectorIndex(),  # is not what the syncer fills
            lexical=new.lexical,
            syncer=new.syncer,
            build=build,
        )
        with pytest.raises(StoreError, match="the old one stays"):
            reindexer.run(silent)
    assert find_current(catalogue) == first
