"""A product's name: as a text has it, and while it is read (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.language.product_parser.words import MAKERS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductName:
    """A product as a text names it; all parts but `text` in lower case."""

    brand: tuple[str, ...] = ()  # words before the core: ("claude",) of "Claude Opus 4.7"; makers are left out
    core: tuple[str, ...] = ()  # what tells the line: ("opus",); of "Llama 4 Maverick" ("maverick",)
    version: str = ""  # "4.7", "4o", "100" of "H100"; "" for none
    variants: frozenset[str] = frozenset()  # {"mini", "high"} of "o4-mini-high"
    size: str = ""  # "27b", "8x7b", "397b-a17b"
    stamp: str = ""  # "20240806", "0528", "new"
    codename: bool = False  # the core stands after the version, on its own: "Llama 4 Maverick", "V3.2-Speciale"
    joined: bool = False  # and is joined to it by a hyphen
    text: str  # as written; of a name in a list what stands there, put together: "Claude Opus 4.6"
    start: int
    end: int

    @property
    def words(self) -> frozenset[str]:
        """The words of brand and core."""
        return frozenset((*self.brand, *self.core))

    @property
    def order(self) -> tuple[tuple[int, ...], str, str]:
        """What versions are sorted by, and then snapshots: a later one is greater."""
        return tuple(map(int, re.findall(r"\d+", self.version))), self.version, self.stamp


@dataclass(slots=True)
class PartialName:
    """A name while it is read."""

    brand: tuple[str, ...]
    core: tuple[str, ...]
    variants: set[str]
    first: int  # index of its first token
    gap: str  # between the head and its number
    lower: bool  # written without any capital, and not known: only what follows can make a name of it
    version: str = ""
    size: str = ""
    stamp: str = ""
    codename: bool = False
    joined: bool = False
    next: int = 0  # index of the token after what was read
    end: int = 0
    given: frozenset[str] = field(default_factory=frozenset)  # variants that stand before the number

    def complete(self, text: str, start: int, end: int | None = None) -> ProductName:
        """Return it as it was read; `text` is what it is shown as."""
        return ProductName(
            brand=self.brand,
            core=self.core,
            version=self.version,
            variants=frozenset(self.variants),
            size=self.size,
            stamp=self.stamp,
            codename=self.codename,
            joined=self.joined,
            text=text,
            start=start,
            end=self.end if end is None else end,
        )

    @property
    def is_maker(self) -> bool:
        """Whether nothing but a company stands before the number."""
        return not self.brand and self.core[0] in MAKERS


def normalized(version: str) -> str:
    """Return a version as it is compared: "2.0" is "2"."""
    while version.endswith(".0"):
        version = version[:-2]
    return version


def stem(name: ProductName) -> str:
    """Return a name as written up to its version."""
    end = name.text.casefold().find(name.version) if name.version else -1
    return name.text if end < 0 else name.text[: end + len(name.version)]
