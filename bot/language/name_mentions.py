"""Where a text names somebody or something, under any of several names (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.language.words import stems, words
from indexer.language.product_parser.words import NAMING, PLAIN_TIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BETWEEN = r"[\s\u00a0\-\u2010\u2011]*"  # "GPT 5.6" and "GPT-5.6" are one name
_VERSION_GOES_ON = r"(?!\.?\d)(?!\w)"  # "Opus 4" is not named by "Opus 4.7"
_VARIANTS = (
    NAMING
    | PLAIN_TIERS
    | {"micro", "light", "fast", "heavy", "coder", "spark", "thinking", "small", "medium", "large", "tiny", "xl"}
)
_AS_NAMES = sorted({written for each in _VARIANTS for written in (each.title(), each.upper())} | PLAIN_TIERS)
_NO_VARIANT = rf"(?!(?<=\d){_BETWEEN}(?-i:{'|'.join(_AS_NAMES)})\b)"  # "GPT-5 fast becomes" goes on with a word
_SERIES = r"(?:v?\d{1,2}[a-zA-Z]?)?"  # "HBM4", "HBM3E" and "HBMv2" are of "HBM", as "Acme 3" is of "Acme"
_CAPITALS = re.compile(r"[A-Z]{3,}")
_NUMBERS = range(1, 10)  # of series that are looked for
_CONTENT = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class NameMentions:
    """The names of a subject, to be looked for in texts. It has no slots, for the sake of `cached_property`."""

    names: tuple[str, ...]
    longer: tuple[
        str, ...
    ] = ()  # what goes on with them is another name: "Fast" behind "Acme 5", where both are asked for
    is_exact: bool = False  # a version's variants are others, whatever they are: "Acme 5 Mini" is not Acme 5

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        spelled = sorted((name for name in self.names if _CONTENT.search(name)), key=len, reverse=True)
        ways = map(_written, spelled)
        others = "".join(rf"(?!{_BETWEEN}{re.escape(each)}\b)" for each in self.longer)
        others += _NO_VARIANT if self.is_exact else ""
        return re.compile(
            rf"(?<![\w])(?:{'|'.join(ways)}){_VERSION_GOES_ON}{others}" if spelled else r"(?!)", re.IGNORECASE
        )

    @cached_property
    def _in_small_letters(self) -> bool:
        return all(name == name.casefold() for name in self.names)

    @cached_property
    def sought(self) -> tuple[str, ...]:
        """The names with those of a series' first numbers: an index knows whole words, and "HBM4" is one."""
        series = (name for name in self.names if _CAPITALS.fullmatch(name))
        return (*self.names, *(f"{name}{v}{number}" for name in series for v in ("", "v") for number in _NUMBERS))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems that the names are made of."""
        return stems(" ".join(self.names))

    def count(self, text: str) -> int:
        """Return how often a text names it."""
        return sum(1 for _ in self._found(text))

    def first(self, text: str) -> int | None:
        """Return where a text names it first, None where it does not."""
        return next((found.start() for found in self._found(text)), None)

    def written_in(self, text: str) -> str:
        """Return the name by which a text names it first, "" where it does not."""
        return next((found.group() for found in self._found(text)), "")

    def is_in(self, text: str) -> bool:
        """Tell whether a text names it."""
        return self.first(text) is not None

    def _found(self, text: str) -> Iterator[re.Match[str]]:
        return (found for found in self._pattern.finditer(text) if self._is_name(found.group()))

    def _is_name(self, found: str) -> bool:
        """Tell whether what stands there is written as a name: "meta" is none of Meta."""
        return self._in_small_letters or found != found.casefold() or found in self.names


def _written(name: str) -> str:
    """Return a pattern of the ways to write a name."""
    whole = _BETWEEN.join(map(re.escape, re.split(r"[\s\u00a0-]+", name.strip())))
    return whole + _SERIES if _CAPITALS.fullmatch(name) else whole


def mentions_of(names: Iterable[str]) -> NameMentions:
    """Return names to be looked for, without repetition."""
    return NameMentions(tuple(dict.fromkeys(names)))


def mentions_apart(named: Iterable[Sequence[str]], *, are_exact: bool = False) -> tuple[NameMentions, ...]:
    """Return the names of each of several subjects: where one's name begins another's, the longer one is meant.

    Where they `are_exact`, so is any variant's.
    """
    found = [mentions_of(names) for names in named]
    return tuple(
        NameMentions(
            own.names,
            tuple(
                rest
                for other in found
                if other is not own
                for name in own.names
                for longer in other.names
                if longer.casefold().startswith(f"{name.casefold()} ") and (rest := longer[len(name) :].strip())
            ),
            are_exact,
        )
        for own in found
    )


def is_name(text: str) -> bool:
    """Tell whether a text is a name and no ordinary words: a capital or a digit stands in it."""
    return any(word != word.casefold() or any(map(str.isdigit, word)) for word in words(text))


def names_said(names: Sequence[str], text: str) -> str:
    """Return the first of several names of one, and the others that a text says whole, in whatever capitals."""
    return " ".join((names[0], *(name for name in names[1:] if _is_said(name, text))))


def _is_said(name: str, text: str) -> bool:
    parts = r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", name.strip())))
    return bool(re.search(rf"(?<!\w){parts}s?(?!\w)", text, re.IGNORECASE))
