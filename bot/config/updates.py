"""The config file, changed as a whole or not at all."""

from __future__ import annotations

import codecs
import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config.edits import with_feeds, without_feed
from bot.config.loader import feed_identity, parse
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.config.sections import Settings
    from indexer.model import Feed

_HEADING = """\
# Byline's configuration, begun by "byline feeds". Everything else has a default: config.example.toml lists all.
"""
_TRIES = 5
_MODE = 0o644  # of a file that is made: it holds no secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How a text is written down."""

    mark: bool = False  # it begins with a byte order mark
    crlf: bool = False  # every line ends as on Windows


def added(path: Path, feeds: Iterable[Feed]) -> list[Feed]:
    """Write those of the feeds into the config file that are not in it yet, and return them."""
    wanted = list(feeds)
    new: list[Feed] = []

    def edit(text: str, settings: Settings) -> str:
        known = {feed_identity(feed.url) for feed in settings.indexer.feeds}
        new[:] = [first for key, first in _by_identity(wanted).items() if key not in known]
        return with_feeds(text, new)

    revise(path, edit)
    return new


def removed(path: Path, url: str) -> None:
    """Take a feed out of the config file, if it is in it."""

    def edit(text: str, settings: Settings) -> str:
        same = [feed_identity(feed.url) == feed_identity(url) for feed in settings.indexer.feeds]
        return without_feed(text, same.index(True)) if any(same) else text

    revise(path, edit)


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
        _settle(real.parent)
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
    except BaseException:
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


def _settle(folder: Path) -> None:
    """Have the folder itself written down: without it a power cut may bring the old file back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
