"""Decides whether a command does its work itself or asks the process that owns the data directory."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

from indexer.errors import DataDirBusy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.config.sections import Settings
    from bot.server.control.client import OwnerClient

_T = TypeVar("_T")

_PATIENCE: Final = 60.0  # seconds that an owner may take to open its data: it may prepare the model's copy first


def by_owner(settings: Settings, *, served: Callable[[OwnerClient], _T], alone: Callable[[], _T]) -> _T:
    """Call `served` if a process owns the data directory and serves others, else `alone`.

    An owner that is about to serve is waited for. Raises `DataDirBusy` if it does not serve others.
    """
    from bot.server.control.client import owner_of

    folder, until = settings.byline.data_dir, time.monotonic() + _PATIENCE
    while True:
        if owner := owner_of(folder):
            return served(owner)
        try:
            return alone()
        except DataDirBusy:  # after some seconds
            is_hopeless = not _is_opening(folder) or time.monotonic() > until
            if is_hopeless and not owner_of(folder):
                raise


def _is_opening(data_dir: Path) -> bool:
    from indexer.indexing.data_dir_lock import read_owner

    owner = read_owner(data_dir)
    return owner is not None and owner.opening
