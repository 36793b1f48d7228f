"""Fields that news may be on without naming them, with the words by which they are known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.config.values import SomeLine  # noqa: TC001  pydantic reads it at run time


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownField:
    """[[fields]]: what news may be on without naming it, with the words and phrases that tell of it."""

    name: SomeLine
    also: tuple[SomeLine, ...] = ()  # other names by which it is asked for
    words: tuple[SomeLine, ...] = ()  # each of which tells of it
    hints: tuple[SomeLine, ...] = ()  # two of which tell of it
    part_of: tuple[SomeLine, ...] = ()  # names of wider fields, of which its words tell, too


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
