"""The opening of an installation: its parts in order, and what a crash left half done completed."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from bot.operations.roles import Role
from bot.wiring.answer_reader import reader_of
from bot.wiring.components import embedder_of, journal_of, open_catalogue, subscriptions_of
from bot.wiring.indexes import served_indexes
from bot.wiring.installation import Engines, SystemClock
from bot.wiring.sharing import follower_name, leases
from indexer.indexing.lease_keeper import INDEXING, Duty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config.sections import Settings
    from indexer.indexing.generations import Build
    from indexer.ports import Catalogue, Clock, Embedder, Progress


@contextmanager
def engines(  # noqa: PLR0913  settings, and what kind of process it is
    settings: Settings,
    *,
    purpose: str,
    progress: Progress,
    clock: Clock | None = None,
    wait: float = 2.0,
    role: Role = Role.ALL,
    leads: bool = False,
    serves: bool = False,
) -> Iterator[Engines]:
    """Own the data directory, open everything in it, and complete what a crash left half done.

    `role` says what this process does, if there are several; `leads`: it plans and sends, unless another one does;
    `serves`: other processes are told to wait for it, see `DataDirLock`.
    Raises `DataDirBusy` if another process has owned it for longer than `wait` seconds.
    """
    from indexer.indexing.data_dir_lock import DataDirLock
    from indexer.indexing.generations import index_rules, remove_retired, require_current
    from indexer.indexing.sync import Syncer

    folder = settings.byline.data_dir
    with ExitStack() as stack:
        stack.enter_context(DataDirLock(folder, purpose, wait=wait, opening=serves))
        catalogue = stack.enter_context(open_catalogue(settings))
        embedder = embedder_of(settings)
        build = require_current(catalogue, index_rules(embedder))
        vectors, lexical, said = served_indexes(stack, settings, build, embedder.dimension)
        keeper = stack.enter_context(leases(settings, catalogue, purpose, role, leads=leads))
        if keeper is None or keeper.is_held(INDEXING):
            said += _undo_other_rules(catalogue, embedder, build, progress)
        remove_retired(catalogue, vectors, folder, build)
        syncer = Syncer(
            catalogue=catalogue,
            embedder=embedder,
            vectors=vectors,
            lexical=lexical if role.answers else None,
            generation=build.name,
            duty=Duty(INDEXING, keeper),
            follower=follower_name(settings) if keeper else "",
        )
        yield Engines(
            settings=settings,
            clock=clock or SystemClock(),
            catalogue=catalogue,
            journal=journal_of(settings, catalogue, keeper.holder if keeper else ""),
            subscriptions=subscriptions_of(catalogue),
            embedder=embedder,
            reader=reader_of(settings),
            vectors=vectors,
            lexical=lexical,
            syncer=syncer,
            rebuilt=(*said, *syncer.open(progress)),
            closing=stack,
            role=role,
            keeper=keeper,
        )


def _undo_other_rules(catalogue: Catalogue, embedder: Embedder, build: Build, progress: Progress) -> list[str]:
    """Give up a reindex to other rules that was interrupted before it switched, and say so.

    It may have cut articles into other passages already, which the index that still serves must not take.
    """
    from indexer.indexing.generations import find_unfinished, retire_unfinished
    from indexer.indexing.rebuild import resplit_articles

    begun = find_unfinished(catalogue)
    if not begun:
        return []
    if all(each.rules == build.rules for each in begun):
        return ["an interrupted `byline reindex` waits to be finished: run it again"]
    resplit_articles(catalogue, embedder, progress)
    retire_unfinished(catalogue, others_than=build)
    return ["an interrupted `byline reindex` to another model was given up: the old index serves on"]
