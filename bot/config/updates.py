"""The config file, changed as a whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config.edits import with_feeds, without_feed
from bot.config.loader import feed_identity, parse
from indexer.durable_files import sync
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.config.sections import Settings
    from indexer.model.feeds import Feed

_HEADING = """\
# Byline's configuration, begun by "byline feeds". Everything else has a default: "byline init" writes a file with all.
"""
_TRIES = 5
_MODE = 0o644  # of a file that is made: it holds no secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How a text is written down."""

    mark: bool = False  # it begins with a byte order mark
    crlf: bool = False  # every line ends as on Windows


def added(path: Path, feeds: Iterable[Feed], remarks: Mapping[str, str] | None = None) -> list[Feed]:
    """Write those of the feeds into the config file that are not in it yet, and return them.

    `remarks`, by a feed's address, stand as comments above its table.
    """
    wanted = list(feeds)
    new: list[Feed] = []

    def edit(text: str, settings: Settings) -> str:
        known = {feed_identity(feed.url) for feed in settings.indexer.feeds}
        new[:] = [first for key, first in _by_identity(wanted).items() if key not in known]
        return with_feeds(text, new, remarks or {})

    revise(path, edit)
    return new


def removed(path: Path, url: str) -> None:
    """Take a feed out of the config file, if it is in it."""

    def edit(text: str, settings: Settings) -> str:
        same = [feed_identity(feed.url) == feed_identity(url) for feed in settings.indexer.feeds if not feed.mailbox]
        return without_feed(text, same.index(True)) if any(same) else text

    revise(path, edit)


def unique_feeds(feeds: Iterable[Feed]) -> tuple[Feed, ...]:
    """Return the first of each feed that occurs."""
    return tuple(_by_identity(feeds).values())


def _by_identity(feeds: Iterable[Feed]) -> dict[object, Feed]:
    """Return the first of each feed that occurs, by what its addresses have in common."""
    found: dict[object, Feed] = {}
    for feed in feeds:
        found.setdefault(feed_identity(feed.url), feed)
    return found


def revise(path: Path, edit: Callable[[str, Settings], str]) -> None:
    """Change the config file by a function from its text, and what that means, to the new text.

    A file that is not there is begun with a heading; its folder must be there. The new text is read as the program
    would read it before it takes the old one's place, in one step. If another program changes the file meanwhile,
    the edit is made again on the new content. Raises `ConfigError` if the file or the new text cannot be used.
    """
    real = Path(os.path.realpath(path))  # through a link, the file that it leads to is changed
    for _ in range(_TRIES):
        before = _content(real, path)
        text, form = _decoded(before if before is not None else _HEADING.encode(), path)
        edited = edit(text, parse(text, path))
        if edited == text:
            return
        parse(edited, path)
        if _replaced(real, path, before, _encoded(edited, form)):
            return
    raise ConfigError([f"{path}: another program keeps changing it: nothing was changed; try again"])


def require_room(path: Path, *, replace: bool) -> None:
    """Raise `ConfigError` if no config file can be begun there; with `replace`, one that is there is no hindrance."""
    real = Path(os.path.realpath(path))
    if _content(real, path) is not None and not replace:
        raise ConfigError([_is_there(path)])
    if not os.access(real.parent, os.W_OK):
        raise ConfigError([f"{path}: its folder may not be written: name a file elsewhere with --config"])


def created(path: Path, text: str, *, replace: bool) -> Path | None:
    """Write a new config file, whole or not at all. The text must be valid.

    With `replace`, a file that is there is kept under another name, which is returned. Raises `ConfigError` if one is
    there otherwise, or if it cannot be written.
    """
    real = Path(os.path.realpath(path))
    parse(text, path)
    require_room(path, replace=replace)
    try:
        temporary = _beside(real, text.encode())
        try:
            kept = _kept(real) if replace and real.exists() else None
            if kept:
                os.replace(temporary, real)  # noqa: PTH105  the same, and says what it does
            else:
                _put(temporary, real)
        finally:
            temporary.unlink(missing_ok=True)
        sync(real.parent)
    except FileExistsError as error:
        raise ConfigError([_is_there(path)]) from error
    except OSError as error:
        raise ConfigError([f"{path}: cannot be written: {error.strerror or error}"]) from error
    return kept


def _is_there(path: Path) -> str:
    return (
        f'{path}: is there already and stays as it is: change it by hand or with "byline feeds add", name another file '
        "with --config, or replace it with --force, which keeps the old one under another name"
    )


def _kept(real: Path) -> Path:
    """Give a file a second name beside it that is not taken, and return that."""
    names = (f"{real.name}.old{number}" for number in ("", *range(2, 1_000)))
    kept = next(each for each in map(real.with_name, names) if not each.exists())
    if not _linked(real, kept):
        shutil.copy2(real, kept)
    return kept


def _put(temporary: Path, real: Path) -> None:
    """Give a file its name. Raises FileExistsError if another has it, even since just now."""
    if _linked(temporary, real):
        return
    if real.exists():
        raise FileExistsError
    os.replace(temporary, real)  # noqa: PTH105  the same, and says what it does


def _linked(file: Path, name: Path) -> bool:
    """Give a file another name in one step; return False where the file system knows no second names.

    Raises FileExistsError if the name is taken.
    """
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def _content(real: Path, path: Path) -> bytes | None:
    """Return what the file holds, None if it is not there."""
    try:
        return real.read_bytes()
    except FileNotFoundError as error:
        if not real.parent.is_dir():
            raise ConfigError([f"{path}: its folder does not exist: make it first, or name another file"]) from error
        return None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from error


def _decoded(content: bytes, path: Path) -> tuple[str, _Form]:
    mark = content.startswith(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: not UTF-8 text (byte {error.start + 1}); save it as UTF-8"]) from error
    crlf = text.count("\r\n")
    uniform = bool(crlf) and crlf == text.count("\n")
    return text.replace("\r\n", "\n") if uniform else text, _Form(mark=mark, crlf=uniform)


def _encoded(text: str, form: _Form) -> bytes:
    written = text.replace("\n", "\r\n") if form.crlf else text
    return (codecs.BOM_UTF8 if form.mark else b"") + written.encode()


def _replaced(real: Path, path: Path, before: bytes | None, after: bytes) -> bool:
    """Put the new content in place of the old; return False, and leave it, if the old is not there any more."""
    try:
        temporary = _beside(real, after)
        try:
            if _content(real, path) != before:
                return False
            os.replace(temporary, real)  # noqa: PTH105  the same, and says what it does
        finally:
            temporary.unlink(missing_ok=True)
        sync(real.parent)
    except OSError as error:
        reason = f"{error.strerror}: is it mounted by itself, or its folder read-only?"
        raise ConfigError([f"{path}: cannot be replaced ({reason})"]) from error
    return True


def _beside(real: Path, content: bytes) -> Path:
    """Write the content to a file in the same folder, with mode and owner of the one it will replace."""
    descriptor, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".tmp", dir=real.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            _like(real, file.fileno())
            os.fsync(file.fileno())
    except BaseException:  # nothing half written is left behind
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _like(real: Path, descriptor: int) -> None:
    try:
        old = real.stat()
    except FileNotFoundError:
        os.fchmod(descriptor, _MODE & ~_umask())
        return
    with contextlib.suppress(PermissionError):  # only root may give files away
        os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, old.st_mode & 0o7777)


def _umask() -> int:
    """Return the bits that this process keeps from others in files it makes; asking means setting."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
