"""Indexing beside collecting."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.errors import ModelError
from indexer.indexing.background import MAX_ITEMS, MIN_ITEMS, SOON, BackgroundSync
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article, save
from tests.doubles.fakes import FakeEmbedder, SandboxHere
from tests.doubles.indexes import FakeIndexes, silent
from tests.doubles.newsroom import Newsroom, item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue
    from indexer.errors import BylineError
    from indexer.indexing.sync import Syncer
    from indexer.model import Vectors
    from indexer.ports import Key, Read

PAGES = MIN_ITEMS + 10


class Broken(FakeEmbedder):
    """A model that cannot be had."""

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:  # noqa: ARG002
        """Fail."""
        raise ModelError(f"the weights are gone: {len(texts)} texts are not embedded")


def store(syncer: Syncer, items: int, *, failing: bool = False) -> None:
    """Store items, and perhaps fail at the end."""
    with BackgroundSync(syncer, silent, lambda: False) as background:
        for done in range(1, items + 1):
            background.notify(done)
        if failing:
            raise KeyError


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield a catalogue with one article that the indexes are yet to be told of."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as opened:
        save(opened, article("one"))
        yield opened


def test_pages_are_embedded_while_others_are_read(tmp_path: Path) -> None:
    """Before the last page is read the first ones are embedded, and at the end of the pass all of them are."""
    embedding = threading.Event()

    class Watched(FakeEmbedder):
        def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
            embedding.set()
            return super().embed(texts, pause)

    class Patient(SandboxHere):
        def read_all(
            self, jobs: Iterable[tuple[Key, Callable[[], Read] | None]]
        ) -> Iterator[tuple[Key, Read | BylineError | None]]:
            for number, job in enumerate(jobs, 1):
                assert number < PAGES or embedding.wait(120)
                yield from super().read_all([job])

    with Newsroom(tmp_path, embedder=Watched(), sandbox=Patient()) as room:
        room.feed("/f", *(item(room.page(f"/{number}", f"loom {number}"), str(number)) for number in range(PAGES)))
        report = room.collect()
        assert report.fetched == PAGES
        passages = room.catalogue.counts()["passages"]
        assert (passages, passages) == (room.vectors.count(), room.lexical.count())


@pytest.mark.parametrize(
    ("later", "items", "indexed"),
    [(SOON / 2, MIN_ITEMS, [1]), (SOON, 2, [1, 2]), (SOON / 2, MIN_ITEMS + 1, [1, MIN_ITEMS + 1])],
)
def test_few_items_wait_for_more(catalogue: SqlCatalogue, later: float, items: int, indexed: list[int]) -> None:
    """The first item is indexed at once; then few ones wait for a while, since each time costs a commit."""
    now, done = [0.0], list[int]()
    syncer = FakeIndexes().syncer(catalogue)
    with BackgroundSync(syncer, silent, lambda: False, then=done.append, seconds=lambda: now[0]) as background:
        background.notify(0)
        for each in (1, items):
            background.notify(each)
            while each in indexed and each not in done:  # it may be about to end what it did before
                time.sleep(0.001)
                background.notify(each)
            now[0] = later
    assert done == indexed


def test_storing_waits_for_indexing_that_is_far_behind(catalogue: SqlCatalogue) -> None:
    """No more items are taken than what can be asked may lag behind."""
    going_on = threading.Event()
    said: list[str] = []

    class Slow(FakeEmbedder):
        def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
            assert going_on.wait(120)
            said.append("indexed")
            return super().embed(texts, pause)

    with BackgroundSync(FakeIndexes(embedder=Slow()).syncer(catalogue), silent, lambda: False) as background:
        background.notify(MIN_ITEMS)
        background.notify(MIN_ITEMS + MAX_ITEMS - 1)
        said.append("far behind")
        going_on.set()
        background.notify(MIN_ITEMS + MAX_ITEMS)
        said.append("taken")
    assert said == ["far behind", "indexed", "taken"]


@pytest.mark.parametrize("items", [MIN_ITEMS, MIN_ITEMS + MAX_ITEMS])
def test_failure_to_index_ends_the_pass(catalogue: SqlCatalogue, items: int) -> None:
    """What goes wrong in indexing is raised where articles are stored, while more are or at the end."""
    with pytest.raises(ModelError, match="the weights are gone"):
        store(FakeIndexes(embedder=Broken()).syncer(catalogue), items)


def test_failure_to_store_is_the_one_that_is_told(catalogue: SqlCatalogue) -> None:
    """If storing fails, indexing ends after a portion, and the failure is raised as it is."""
    with pytest.raises(KeyError):
        # of more, a later one would tell of the indexing first
        store(FakeIndexes(embedder=Broken()).syncer(catalogue), 1, failing=True)
