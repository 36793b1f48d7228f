"""The word lists of this package, which lie beside it as TOML files."""

from __future__ import annotations

import tomllib
from importlib import resources


def load_lists(name: str) -> dict[str, str]:
    """Return the lists of a file by name; each is a text of words."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def read_groups(text: str) -> list[list[str]]:
    """Return the words of each line of a list."""
    return [line.split() for line in text.strip().splitlines()]
