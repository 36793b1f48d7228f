"""What is known of the subjects of news: companies with their products and people, and fields with their words.

Small files of both are shipped; an admin's of the same format, `[answers] subjects`, adds to them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.config.loader import read_document
from indexer.config.validation import check
from indexer.config.values import SomeLine  # noqa: TC001  pydantic reads it at run time
from indexer.errors import ConfigError
from indexer.language.known_subjects import KnownSubject, shipped_subjects

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownField:
    """[[fields]]: what news may be on without naming it, with the words and phrases that tell of it."""

    name: SomeLine
    also: tuple[SomeLine, ...] = ()  # other names by which it is asked for
    words: tuple[SomeLine, ...] = ()  # each of which tells of it
    hints: tuple[SomeLine, ...] = ()  # two of which tell of it
    part_of: tuple[SomeLine, ...] = ()  # names of wider fields, of which its words tell, too


_Known = TypeVar("_Known", bound="KnownSubject | KnownField")


@dataclass(frozen=True, slots=True, kw_only=True)
class _SubjectFile:
    subjects: tuple[KnownSubject, ...] = ()
    fields: tuple[KnownField, ...] = ()

    __pydantic_config__ = {"extra": "forbid", "strict": True}  # noqa: RUF012  pydantic reads it; holds for the tables too


@cache
def shipped_fields() -> tuple[KnownField, ...]:
    """Return the fields that the program knows by itself."""
    text = resources.files(__package__).joinpath("fields.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)["fields"]
    return tuple(
        KnownField(
            name=table["name"], **{key: tuple(table.get(key, ())) for key in ("also", "words", "hints", "part_of")}
        )
        for table in tables
    )


def read_subjects(path: Path) -> _SubjectFile:
    """Return what a file says. Raises `ConfigError` with every problem in it, each with its place."""
    if not path.is_file():
        raise ConfigError([f"{path}: no such file; [answers] subjects names it"])
    try:
        found, problems = check(_SubjectFile, read_document(path))
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
    if found is None:
        raise ConfigError([f"{path}: {problem}" for problem in problems])
    return found


def configured_subjects(path: str) -> tuple[KnownSubject, ...]:
    """Return the shipped subjects with those of an admin's file, "" for none. Raises what `read_subjects` does.

    Where both have a subject of one name, the admin's names are added to it.
    """
    return _joined(shipped_subjects(), read_subjects(Path(path)).subjects if path else ())


def configured_fields(path: str) -> tuple[KnownField, ...]:
    """Return the fields likewise."""
    return _joined(shipped_fields(), read_subjects(Path(path)).fields if path else ())


def _joined(shipped: Sequence[_Known], added: Sequence[_Known]) -> tuple[_Known, ...]:
    """Return what is shipped with what is added: where both have one name, the lists of both under the added name."""
    more = {each.name.casefold(): each for each in added}
    both: list[_Known] = []
    for each in shipped:
        other = more.pop(each.name.casefold(), None)
        both.append(each if other is None else _with_lists(other, each))
    return (*both, *more.values())


def _with_lists(known: _Known, first: _Known) -> _Known:
    lists: dict[str, Any] = {
        each.name: tuple(dict.fromkeys((*getattr(first, each.name), *getattr(known, each.name))))
        for each in fields(known)
        if each.name != "name"
    }
    return replace(known, **lists)
