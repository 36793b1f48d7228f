"""A catalogue moved to another database: from SQLite to Postgres, back, or elsewhere of the same kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wiring.components import (
    catalogue_file,
    catalogue_url,
    note_installations,
    noted_installations,
    open_catalogue,
)
from bot.wiring.secrets import conceal_tokens
from indexer.durable_files import sync
from indexer.errors import StoreError, UsageError

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from indexer.catalogue import Transfer
    from indexer.ports import Progress


def moved_settings(settings: Settings, url: str, password_env: str) -> Settings:
    """Return the settings after a move to a database's address. Raises `UsageError` if it is none."""
    from indexer.config.values import catalogue_address, env_name

    try:
        address, variable = catalogue_address(url), env_name(password_env)
    except ValueError as error:
        raise UsageError(f"--to and --password-env: {error}") from error
    if not address:
        raise UsageError("--to names no database: write it as postgresql+psycopg://user@host/database")
    catalogue = replace(settings.indexer.catalogue, url=address, password_env=variable)
    moved = replace(settings, indexer=replace(settings.indexer, catalogue=catalogue))
    conceal_tokens(moved)
    try:
        file = catalogue_file(moved)
    except StoreError as error:
        raise UsageError(f"--to: {error}") from error
    if file is None:
        return moved
    catalogue = replace(catalogue, url=f"sqlite:///{file.absolute()}")  # a config may be read in another folder
    return replace(settings, indexer=replace(settings.indexer, catalogue=catalogue))


def move(settings: Settings, moved: Settings, progress: Progress) -> Transfer:
    """Carry the catalogue to where `moved` has it, and let the data directory be that one's.

    The source stays as it is. Until all of it was compared, there is nothing at the target, or nothing but a folder
    that the next move removes. One that was cut off just after that is completed by the next. Raises
    `NothingCollected` if there is no catalogue, `DataDirBusy` or `StoreError` if a process works with it, `UsageError`
    or `StoreRefused` if there is something at the target, and what opening either does.
    """
    from indexer.indexing.data_dir_lock import DataDirLock

    folder = settings.byline.data_dir
    require_movable(settings, moved)
    with DataDirLock(folder, "byline move"):
        own = require_movable(settings, moved)
        done = _finished(settings, moved, own, progress) or _carried(settings, moved, own, progress)
        note_installations(folder, done.installation)
        return done


def require_movable(settings: Settings, moved: Settings) -> str:
    """Return the catalogue's name. Raises what is in the way of a move as far as that is seen without a connection."""
    with open_catalogue(settings, read_only=True) as catalogue:
        own = catalogue.installation()
    file, here = catalogue_file(moved), catalogue_file(settings)
    if file and here and file.absolute() == here.absolute():
        raise UsageError(f"the catalogue is in {file} already: name another place")
    return own


def _finished(settings: Settings, moved: Settings, own: str, progress: Progress) -> Transfer | None:
    """Return what a move gave that was ended when all but the data directory's note was done, None if none was."""
    from indexer.catalogue import compare_catalogues

    source, target, file = catalogue_url(settings), catalogue_url(moved), catalogue_file(moved)
    for name in noted_installations(settings.byline.data_dir) - {own}:
        if bool(file) == (not name) and (file is None or file.exists()):
            return compare_catalogues(source, target, name, progress)
    return None


def _carried(settings: Settings, moved: Settings, own: str, progress: Progress) -> Transfer:
    from bot.operations.backup import part_folder
    from indexer.catalogue import transfer_catalogue

    def claim(name: str) -> None:
        note_installations(settings.byline.data_dir, *{own, name})

    source, file = catalogue_url(settings), catalogue_file(moved)
    if file is None:
        return transfer_catalogue(source, catalogue_url(moved), claim, progress)
    _require_free(file)
    _make_folder(file)
    with part_folder(file) as folder:
        draft = folder / file.name
        done = transfer_catalogue(source, f"sqlite:///{draft}", lambda _: None, progress)
        if (log := draft.with_name(f"{draft.name}-wal")).exists() and log.stat().st_size:
            raise StoreError(f"{draft} is open in another program: close it, and try again")
        _require_free(file)  # another process may have been first
        claim("")
        draft.replace(file)
        sync(file.parent)
    return replace(done, target=str(file))


def _require_free(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        if (found := Path(f"{file}{end}")).exists():
            raise UsageError(f"{found} is there already, and is left alone: name another file, or move it away first")


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {file.parent} cannot be made ({error.strerror}): choose another place") from error
