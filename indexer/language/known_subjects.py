"""Companies, labs and projects that are known by several names: each with its products and who speaks for it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.config.values import SomeLine  # noqa: TC001  pydantic reads it at run time


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSubject:
    """[[subjects]]: a company, a lab or a project, with the names that tell of it."""

    name: SomeLine
    also: tuple[SomeLine, ...] = ()  # other names of the same
    products: tuple[SomeLine, ...] = ()
    people: tuple[SomeLine, ...] = ()  # who speak for it


@cache
def shipped_subjects() -> tuple[KnownSubject, ...]:
    """Return the subjects that the program knows by itself."""
    text = resources.files(__package__).joinpath("subjects.toml").read_text(encoding="utf-8")
    return tuple(
        KnownSubject(name=table["name"], **{key: tuple(table.get(key, ())) for key in ("also", "products", "people")})
        for table in tomllib.loads(text)["subjects"]
    )
