"""Whether a command works by itself or asks the owner of the data directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.commands.owner_routing import by_owner
from bot.config.loader import load
from indexer.errors import DataDirBusy
from indexer.indexing.data_dir_lock import DataDirLock, sign_opened

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config.sections import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return a config with a data directory that nobody owns."""
    config = tmp_path / "config.toml"
    config.write_text(f'[byline]\ndata_dir = "{tmp_path / "data"}"\n', encoding="utf-8")
    return load(config)


def tried(settings: Settings, refusals: int) -> int:
    """Return how often a command tries to do its work while it is refused a number of times."""
    tries = 0

    def alone() -> int:
        nonlocal tries
        tries += 1
        if tries <= refusals:
            raise DataDirBusy("owned")
        return tries

    return by_owner(settings, served=lambda _: 0, alone=alone)


def test_an_owner_that_opens_is_waited_for(settings: Settings) -> None:
    """A command that comes while another one opens what it will serve tries again, until that is done."""
    folder = settings.byline.data_dir
    with DataDirLock(folder, "byline index", opening=True):
        assert tried(settings, refusals=3) == 4
        sign_opened(folder)
        with pytest.raises(DataDirBusy):
            tried(settings, refusals=1)


def test_one_that_serves_nobody_is_not(settings: Settings) -> None:
    """A command that never serves others is not waited for."""
    with DataDirLock(settings.byline.data_dir, "byline import"), pytest.raises(DataDirBusy):
        tried(settings, refusals=1)
