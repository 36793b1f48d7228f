"""Subjects that are known by several names: a company with its products and who speaks for it.

A small file of them is shipped; an admin's of the same format, `[answers] subjects`, adds to it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from bot.config.loader import read_document
from indexer.config.validation import check
from indexer.config.values import SomeLine  # noqa: TC001  pydantic reads it at run time
from indexer.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSubject:
    """[[subjects]]: a company, a lab or a project, with the names that tell of it."""

    name: SomeLine
    also: tuple[SomeLine, ...] = ()  # other names of the same
    products: tuple[SomeLine, ...] = ()
    people: tuple[SomeLine, ...] = ()  # who speak for it


@dataclass(frozen=True, slots=True, kw_only=True)
class _SubjectFile:
    subjects: tuple[KnownSubject, ...] = ()

    __pydantic_config__ = {"extra": "forbid", "strict": True}  # noqa: RUF012  pydantic reads it; holds for the tables too


@cache
def shipped_subjects() -> tuple[KnownSubject, ...]:
    """Return the subjects that the program knows by itself."""
    text = resources.files(__package__).joinpath("subjects.toml").read_text(encoding="utf-8")
    return tuple(
        KnownSubject(name=table["name"], **{key: tuple(table.get(key, ())) for key in ("also", "products", "people")})
        for table in tomllib.loads(text)["subjects"]
    )


def read_subjects(path: Path) -> tuple[KnownSubject, ...]:
    """Return the subjects of a file. Raises `ConfigError` with every problem in it, each with its place."""
    if not path.is_file():
        raise ConfigError([f"{path}: no such file; [answers] subjects names it"])
    try:
        found, problems = check(_SubjectFile, read_document(path))
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
    if found is None:
        raise ConfigError([f"{path}: {problem}" for problem in problems])
    return found.subjects


def configured_subjects(path: str) -> tuple[KnownSubject, ...]:
    """Return the shipped subjects with those of an admin's file, "" for none. Raises what `read_subjects` does.

    Where both have a subject of one name, the admin's names are added to it.
    """
    added = {each.name.casefold(): each for each in (read_subjects(Path(path)) if path else ())}
    both = []
    for each in shipped_subjects():
        more = added.pop(each.name.casefold(), None)
        both.append(_joined(each, more) if more else each)
    return (*both, *added.values())


def _joined(one: KnownSubject, other: KnownSubject) -> KnownSubject:
    return KnownSubject(
        name=other.name,
        also=tuple(dict.fromkeys((*one.also, *other.also))),
        products=tuple(dict.fromkeys((*one.products, *other.products))),
        people=tuple(dict.fromkeys((*one.people, *other.people))),
    )
