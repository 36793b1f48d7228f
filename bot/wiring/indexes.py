"""Both indexes of a build: opened, emptied where they are damaged, and counted."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from bot.wiring.sharing import follower_name, is_shared
from bot.wiring.switchable_index import SwitchableIndex
from indexer.errors import IndexDamaged, IndexMismatch, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.config.sections import Settings
    from indexer.catalogue import SqlCatalogue
    from indexer.indexing.generations import Build
    from indexer.ports import Embedder, LexicalIndex, VectorIndex

_Index = TypeVar("_Index")


def indexes(
    stack: ExitStack, settings: Settings, build: Build, dimension: int
) -> tuple[VectorIndex, LexicalIndex, list[str]]:
    """Open a build's indexes, in empty folders if their files are unusable, and say in words which were.

    The caller fills in from the catalogue what is then missing.
    """
    from indexer.indexing.generations import LEXICAL
    from indexer.lexical import TantivyIndex

    said: list[str] = []
    place = build.folder(settings.byline.data_dir, LEXICAL)
    vectors = _sound(partial(_vectors, settings, build, dimension), _vector_folder(settings, build), said)
    stack.callback(vectors.close)
    lexical = _sound(partial(TantivyIndex, place), place, said)
    stack.callback(lexical.close)
    return vectors, lexical, said


def served_indexes(
    stack: ExitStack, settings: Settings, build: Build, dimension: int
) -> tuple[VectorIndex, LexicalIndex, list[str]]:
    """Open the indexes of the build that serves, so that another build can take its place; see `indexes`."""
    with ExitStack() as opening:
        vectors, lexical, said = indexes(opening, settings, build, dimension)
        switchable = SwitchableIndex(vectors), SwitchableIndex(lexical)
        opening.pop_all()
    served = cast("VectorIndex", switchable[0]), cast("LexicalIndex", switchable[1])
    stack.callback(served[0].close)
    stack.callback(served[1].close)
    return *served, said


def _sound(opening: Callable[[], _Index], folder: Path, said: list[str]) -> _Index:
    """Open an index; if its files are damaged or of another version, remove them and open it empty."""
    from indexer.indexing.generations import remove_folder

    try:
        return opening()
    except (IndexDamaged, IndexMismatch) as error:
        what = error.what if isinstance(error, IndexDamaged) else f"{folder} was made by another version"
        said.append(f"{what}: thrown away")
        remove_folder(folder)
        return opening()


def trouble_with(vectors: VectorIndex) -> dict[str, str]:
    """Return why a server of vectors does not answer, as a health view has it; empty if it does.

    It is asked for a passage of the newest period that nobody has.
    """
    try:
        newest = vectors.periods()[-1:]
        vectors.present(["-"] * len(newest), newest)
    except StoreError as error:
        return {"vectors": str(error)}
    return {}


def held_by_indexes(settings: Settings, catalogue: SqlCatalogue, embedder: Embedder) -> dict[str, int | None]:
    """Return how many passages each index that serves holds, None for one that cannot be read; nothing is touched.

    May be called while another process owns the data directory. Of several machines one that only collects has no
    lexical index, and one that was away for long makes it anew: it is left out.
    """
    from indexer import lexical, vectors
    from indexer.indexing.generations import LEXICAL, find_current

    build = find_current(catalogue)
    if build is None:
        return {}
    if settings.indexer.store.url:
        with closing(_vectors(settings, build, embedder.dimension)) as remote:
            count: int | None = remote.count()
    else:
        count = vectors.count_vectors(_vector_folder(settings, build), build.name)
    if is_shared(settings) and follower_name(settings) not in {each.name for each in catalogue.followers()}:
        return {"vectors": count}
    return {"vectors": count, "lexical index": lexical.count_passages(build.folder(settings.byline.data_dir, LEXICAL))}


def _vector_folder(settings: Settings, build: Build) -> Path:
    from indexer.indexing.generations import VECTORS

    return build.folder(settings.byline.data_dir, VECTORS)


def _vectors(settings: Settings, build: Build, dimension: int) -> VectorIndex:
    from indexer.vectors import ChromaIndex

    store = settings.indexer.store
    if not store.url:
        return ChromaIndex(generation=build.name, dimension=dimension, path=_vector_folder(settings, build))
    token = os.environ.get(store.token_env, "") if store.token_env else ""
    if store.token_env and not token:
        raise StoreError(f"[store] token_env names {store.token_env}, but that environment variable is not set")
    return ChromaIndex(
        generation=build.name,
        dimension=dimension,
        url=store.url,
        tenant=store.tenant,
        database=store.database,
        token=token,
    )
