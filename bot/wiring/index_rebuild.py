"""A new index, made by a process that does not own the data directory yet, or within one that goes on serving."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, cast

from bot.operations.roles import Role
from bot.wiring.components import embedder_of, open_catalogue
from bot.wiring.indexes import indexes
from bot.wiring.sharing import leases, require_indexing

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from bot.wiring.installation import Engines
    from bot.wiring.switchable_index import SwitchableIndex
    from indexer.indexing.generations import Build
    from indexer.indexing.precedence import QuestionPrecedence
    from indexer.ports import Catalogue, Embedder, LexicalIndex, Progress, VectorIndex


def reindex(settings: Settings, progress: Progress, embedder: Embedder | None = None) -> int:
    """Own the data directory, build a new index beside the old one, switch, and give the old one's disk back.

    The disk that removed articles took in the catalogue is given back as well. Returns the number of passages. May be
    interrupted at any moment and called again. `embedder` is the configured one, if the caller has it already.
    """
    from indexer.indexing.data_dir_lock import DataDirLock
    from indexer.indexing.generations import remove_retired

    with ExitStack() as stack:
        stack.enter_context(DataDirLock(settings.byline.data_dir, "byline reindex", wait=2.0))
        catalogue = stack.enter_context(open_catalogue(settings))
        keeper = stack.enter_context(leases(settings, catalogue, "byline reindex", Role.ALL, leads=False))
        require_indexing(keeper, catalogue)
        total, build, vectors, _ = _built(stack, settings, catalogue, embedder or embedder_of(settings), progress)
        remove_retired(catalogue, vectors, settings.byline.data_dir, build)
        catalogue.compact()
    return total


def reindex_within(opened: Engines, progress: Progress) -> int:
    """Do the same in an opened installation: questions are answered from the old index until the new one serves.

    Nothing may be collected meanwhile. The catalogue's file is not compacted, which would keep questions waiting: what
    is collected later takes the room. An exception that `progress` raises interrupts it.
    """
    from indexer.indexing.generations import remove_retired

    require_indexing(opened.keeper, opened.catalogue)
    with ExitStack() as stack:
        total, build, vectors, lexical = _built(
            stack, opened.settings, opened.catalogue, opened.embedder, progress, opened.syncer.precedence
        )
        stack.pop_all()  # they serve from now on, and are closed with the installation
        opened.syncer.switch_to(build.name)
        before = (
            cast("SwitchableIndex[VectorIndex]", opened.vectors).replace(vectors),
            cast("SwitchableIndex[LexicalIndex]", opened.lexical).replace(lexical),
        )
    for index in before:
        index.close()
    remove_retired(opened.catalogue, opened.vectors, opened.settings.byline.data_dir, build)
    return total


def _built(
    stack: ExitStack,
    settings: Settings,
    catalogue: Catalogue,
    embedder: Embedder,
    progress: Progress,
    precedence: QuestionPrecedence | None = None,
) -> tuple[int, Build, VectorIndex, LexicalIndex]:
    """Build a new index that serves from then on, and return the number of passages, the build and both indexes."""
    from indexer.indexing.generations import begin_build, index_rules, next_build, retire_unfinished
    from indexer.indexing.rebuild import Reindexer
    from indexer.indexing.sync import Syncer

    build = next_build(catalogue, index_rules(embedder))
    retire_unfinished(catalogue, others_than=build)
    begin_build(catalogue, build, settings.byline.data_dir)
    vectors, lexical, _ = indexes(stack, settings, build, embedder.dimension)
    syncer = Syncer(catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, generation=build.name)
    if precedence is not None:  # questions are answered meanwhile, and go first
        syncer.precedence = precedence
    total = Reindexer(
        catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, syncer=syncer, build=build
    ).run(progress)
    return total, build, vectors, lexical
