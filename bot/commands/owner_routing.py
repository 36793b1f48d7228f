"""Decides whether a command does its work itself or asks the process that owns the data directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from indexer.errors import DataDirBusy

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Settings
    from bot.server.control.client import OwnerClient

_T = TypeVar("_T")


def by_owner(settings: Settings, *, served: Callable[[OwnerClient], _T], alone: Callable[[], _T]) -> _T:
    """Call `served` if a process owns the data directory and serves others, else `alone`.

    Raises `DataDirBusy` if the owner does not serve others.
    """
    from bot.server.control.client import owner_of

    if owner := owner_of(settings.byline.data_dir):
        return served(owner)
    try:
        return alone()
    except DataDirBusy:
        if owner := owner_of(settings.byline.data_dir):  # it serves by now
            return served(owner)
        raise
