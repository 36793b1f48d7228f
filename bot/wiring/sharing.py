"""What makes one process of several: the leases that it keeps, and what it shares with the others."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.operations.roles import Role, role_problems
from bot.wiring.components import catalogue_file
from bot.wiring.metrics_endpoint import metrics_endpoint
from bot.wiring.platforms import configured_platforms
from indexer.errors import ConfigError, UsageError
from indexer.indexing.lease_keeper import INDEXING, LEADER, LeaseKeeper, process_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config.sections import Settings
    from indexer.ports.coordination import LeaseStore


def require_role(settings: Settings, role: Role) -> None:
    """Raise `ConfigError`, which says what to do, if a process of a role lacks something in the config."""
    is_read = bool(settings.server.listen or metrics_endpoint(settings, os.environ))
    problems = role_problems(
        role,
        has_server=is_shared(settings),
        has_chroma=bool(settings.indexer.store.url),
        has_platforms=is_read or bool(configured_platforms(settings) or settings.mail),
    )
    if found := [f"{settings.path}: {problem}" for problem in problems]:
        raise ConfigError(found)


def is_shared(settings: Settings) -> bool:
    """Tell whether several machines may share the catalogue."""
    return catalogue_file(settings) is None


def follower_name(settings: Settings) -> str:
    """Return the name of this data directory's lexical index among those of all machines."""
    return f"{socket.gethostname()}:{settings.byline.data_dir.absolute()}"


@contextmanager
def leases(
    settings: Settings, store: LeaseStore, purpose: str, role: Role, *, leads: bool
) -> Iterator[LeaseKeeper | None]:
    """Keep the leases that a process wants until the block ends; None where there is only this process.

    `leads`: it plans and sends watches and digests, unless another one does.
    """
    if not is_shared(settings):
        yield None
        return
    wanted = [duty for duty in role.duties if leads or duty != LEADER]
    name = purpose if role is Role.ALL else f"{purpose} --role {role}"
    with LeaseKeeper(store, process_name(name), wanted) as keeper:
        yield keeper


def require_indexing(keeper: LeaseKeeper | None, catalogue: LeaseStore) -> None:
    """Raise `UsageError`, which names it, if another process writes the vectors: only that one may make a new index."""
    if keeper is None or keeper.is_held(INDEXING):
        return
    holder = next((each.holder for each in catalogue.leases() if each.name == INDEXING), "another process")
    raise UsageError(
        f"the vectors are written by {holder}: stop the processes with --role collect and --role all first; those that "
        "answer go on meanwhile"
    )
