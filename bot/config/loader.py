"""The config file -> settings, or every problem in it at once, each with its place."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from bot.config.sections import BotSections, Settings
from indexer import config as indexer_config
from indexer.config.tags import known_tags, tag_key, unknown_tag
from indexer.config.validation import Problem, check, format_place
from indexer.config.values import feed_address
from indexer.errors import ConfigError
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.config import IndexerSettings

_NO_FILE = (
    'no such file; make one with "byline init", name another with --config, or try "byline demo", which needs none'
)


def load(path: Path) -> Settings:
    """Read the config file. Raises `ConfigError` with every problem, none of which repeats a secret."""
    try:
        text = _text(path)
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
    return parse(text, path)


def parse(text: str, path: Path) -> Settings:
    """Return the settings that a text asks for as the content of a file. Raises what `load` does."""
    try:
        document = _document(text)
        ours, theirs, problems = _checked(document)
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
    if ours is None or theirs is None or problems:
        raise ConfigError([f"{path}: {problem}" for problem in _in_order(document, problems)])
    return _settings(ours, theirs, path.absolute())


def read_document(path: Path) -> dict[str, object]:
    """Return what a TOML file says. Raises `ConfigError` with what is wrong, without the path."""
    return _document(_text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark before the first key
    except FileNotFoundError as error:
        raise ConfigError([_NO_FILE]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"not UTF-8 text (byte {error.start + 1}); save it as UTF-8"]) from error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = error.strerror if isinstance(error, OSError) else None
        raise ConfigError([f"cannot be read: {reason or error}"]) from error


def _document(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, where = str(error).removesuffix(")").rpartition(" (at ")
        raise ConfigError([f"{where}: not TOML: {what}"]) from error
    except (ValueError, RecursionError) as error:  # an integer of thousands of digits; thousands of brackets
        raise ConfigError(["not TOML: a number too long, or values nested too deeply"]) from error


def _checked(
    document: Mapping[str, object],
) -> tuple[BotSections | None, IndexerSettings | None, list[Problem]]:
    """Check both sides' sections, and what no section can tell alone."""
    names = indexer_config.SECTIONS
    others = {name: value for name, value in document.items() if name not in names}
    ours, own_problems = check(BotSections, others, siblings=names)
    theirs, their_problems = indexer_config.parse(document)
    return (
        ours,
        theirs,
        [*own_problems, *their_problems, *_repeated_feeds(document.get("feeds")), *_scope_problems(ours, theirs)],
    )


def _scope_problems(ours: BotSections | None, theirs: IndexerSettings | None) -> list[Problem]:
    """Name channels that stand in the file twice, and tags of channels that no feed has."""
    first: dict[tuple[str, str], int] = {}
    problems = []
    known = known_tags(theirs.feeds) if theirs else []
    keys = set(map(tag_key, known))
    for index, channel in enumerate(ours.channels if ours else ()):
        place = first.setdefault((channel.platform, channel.id), index)
        if place != index:
            same = f"the same channel as {format_place(['channels', place])}"
            problems.append(Problem(format_place(["channels", index, "id"]), same))
        unknown = [tag for tag in channel.tags if theirs and tag_key(tag) not in keys]
        where = format_place(["channels", index, "tags"])
        problems += [Problem(where, unknown_tag(tag, known)) for tag in unknown]
    return problems


def _in_order(document: Mapping[str, object], problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in the order of the file's sections."""
    order = {format_place([name]): number for number, name in enumerate(document)}
    return sorted(problems, key=lambda problem: order.get(re.split(r"[.\[]", problem.path)[0], len(order)))


def _repeated_feeds(tables: object) -> list[Problem]:
    """Name both places of each feed that stands in the file twice."""
    seen: dict[object, int] = {}
    problems = []
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        key = feed_identity(table.get("url") if isinstance(table, dict) else None)
        first = seen.setdefault(key, index) if key else index
        if first != index:
            problems.append(
                Problem(format_place(["feeds", index, "url"]), f"the same feed as {format_place(['feeds', first])}")
            )
    return problems


def feed_identity(url: object) -> object:
    """Return a key that all addresses of one feed share, None for what is no address: the "same feed?" test.

    `urls.identity` takes parameters such as "source" for tracking, as they are on articles; on feeds they may
    choose what is in them ("/rss?source=ai"), so here they count.
    """
    try:
        address = feed_address(url)
    except ValueError:
        return None
    query = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    return urls.identity(address), frozenset(pair for pair in query if not pair[0].startswith("utm_"))


def _settings(ours: BotSections, theirs: IndexerSettings, path: Path) -> Settings:
    """Put the parts together; what the file says about folders is relative to its own."""
    base = path.parent
    sections = {field.name: getattr(ours, field.name) for field in fields(ours)}
    byline = replace(ours.byline, data_dir=base / ours.byline.data_dir)
    subjects = ours.answers.subjects and str(base / Path(ours.answers.subjects).expanduser())
    answers = replace(ours.answers, reader=_model(base, ours.answers.reader), subjects=subjects)
    embedding = replace(theirs.embedding, model=_model(base, theirs.embedding.model))
    return Settings(
        **{**sections, "byline": byline, "answers": answers},
        indexer=replace(theirs, embedding=embedding),
        path=path,
    )


def _model(base: Path, name: str) -> str:
    """Return a model's folder as an absolute path; a hub name ("org/name") stays as it is."""
    if not name.startswith((".", "/", "~")):
        return name
    return str(base / Path(name).expanduser())
