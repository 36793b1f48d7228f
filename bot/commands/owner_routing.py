"""Whether a command does its work itself or has it done by the process that owns the data directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from indexer.errors import DataDirBusy

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.config import Settings
    from bot.server.control.client import Owner

_T = TypeVar("_T")


def by_owner(settings: Settings, *, served: Callable[[Owner], _T], alone: Callable[[], _T]) -> _T:
    """Have something done by the process that owns the data directory and serves others, else do it alone.

    Raises `DataDirBusy` if the owner serves nobody.
    """
    from bot.server.control.client import owner_of

    if owner := owner_of(settings.byline.data_dir):
        return served(owner)
    try:
        return alone()
    except DataDirBusy:
        if owner := owner_of(settings.byline.data_dir):  # it was about to
            return served(owner)
        raise
