"""What makes one process of several: the leases that it keeps, and what it shares with the others."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from bot.operations.roles import Role, role_problems
from bot.wiring.components import catalogue_file
from bot.wiring.platforms import configured_platforms
from indexer.errors import BylineError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Settings
    from bot.subscriptions.planner import Planner
    from bot.wiring.installation import Engines
    from indexer.indexing.lease_keeper import LeaseKeeper
    from indexer.ports.coordination import LeaseStore

_FOLLOWING = 2.0  # seconds between two looks at what is new
_PLANNING = 5.0  # seconds between two looks at what is due


def require_role(settings: Settings, role: Role) -> None:
    """Raise `ConfigError`, which says what to do, if a process of a role lacks something in the config."""
    has_platforms = bool(configured_platforms(settings) or settings.mail)
    problems = role_problems(
        role,
        has_server=is_shared(settings),
        has_chroma=bool(settings.indexer.store.url),
        has_platforms=has_platforms,
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
    from indexer.indexing.lease_keeper import LEADER, LeaseKeeper, process_name

    wanted = [duty for duty in role.duties if leads or duty != LEADER]
    name = purpose if role is Role.ALL else f"{purpose} --role {role}"
    with LeaseKeeper(store, process_name(name), wanted) as keeper:
        yield keeper


@contextmanager
def following(opened: Engines) -> Iterator[None]:
    """Let the lexical index follow what other processes collect, in a thread, until the block ends."""
    if opened.keeper is None or not opened.role.answers:
        yield
        return

    def follow() -> None:
        opened.syncer.follow(lambda _what, _done, _total: None)
        _require_same_build(opened)

    with _repeated("following", follow, _FOLLOWING):
        yield


@contextmanager
def planning(opened: Engines, planner: Planner) -> Iterator[threading.Event]:
    """Plan watches and digests in a thread, if this process is the one that does and collects nothing."""
    last = opened.catalogue.last_change()

    def plan() -> None:
        nonlocal last
        before, last = last, opened.catalogue.last_change()
        opened.keep_up(planner, has_news=last != before)

    with _repeated("planning", plan, _PLANNING) as stop:
        yield stop


@contextmanager
def _repeated(name: str, work: Callable[[], object], pause: float) -> Iterator[threading.Event]:
    """Do something again and again in a thread until the block ends, or the event is set; an error costs one round."""
    stop = threading.Event()
    log = structlog.get_logger(f"byline.{name}")

    def repeat() -> None:
        while not stop.wait(pause):
            try:
                work()
            except BylineError as error:
                log.warning("a round failed", reason=str(error))
            except Exception:  # a bug costs this round; the next one may do better
                log.exception("a round failed")

    thread = threading.Thread(target=repeat, name=name)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join()


def _require_same_build(opened: Engines) -> None:
    """End this process if another one has put a new index in the place of the one that is open here.

    As after a crash, the next start opens the new one; a supervisor such as systemd sees to that.
    """
    from indexer.indexing.generations import find_current

    found = find_current(opened.catalogue)
    if found is not None and found.name != opened.syncer.generation:
        structlog.get_logger("byline.following").error(
            "another machine has made a new index: this process ends, to be started again with that one",
            index=found.name,
        )
        os._exit(1)
