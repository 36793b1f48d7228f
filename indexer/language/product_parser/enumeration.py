"""Names of products in a list, each told by what differs: "GPT-5.4, 5.5 and mini" (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.language.product_parser.name import PartialName, normalized, stem
from indexer.language.product_parser.number import is_measured
from indexer.language.product_parser.suffixes import read_suffixes
from indexer.language.product_parser.words import (
    KNOWN,
    MAKERS,
    NO_CODENAME,
    NO_HEAD,
    PLAIN_TIERS,
    SOFT,
    TIERS,
    UNITS,
    VERBS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.language.product_parser.name import ProductName
    from indexer.language.product_parser.tokens import NameToken, TokenRun

_CURRENCIES = "$\u20ac\u00a3\u00a5"
_CONJUNCTIONS = frozenset({",", "and", "or", "&", "/", "its", "vs", "versus", "to"})


def names_before(run: TokenRun, partial: PartialName, name: ProductName) -> list[ProductName]:
    """Return the name that shares its version with this one: "both Opus and Sonnet 4.6"."""
    place = partial.first
    if place < 2 or not partial.version or run.tokens[place - 1].low not in ("and", "or", "&"):
        return []
    other, earlier = run.tokens[place - 2], run.tokens[place - 3] if place > 2 else None
    brand = earlier is not None and earlier.low in KNOWN
    told = earlier is not None and (brand or earlier.low in ("both", "either", "neither"))
    if earlier is None or not told or not other.has_capital or other.low in NO_HEAD or other.low in MAKERS:
        return []
    shared = PartialName((earlier.low,) if brand else partial.brand, (other.low,), set(), place, "", lower=False)
    shared.version = partial.version
    start = earlier.start if brand else other.start
    shown = f"{run.text[start : other.end]} {run.text[name.start : name.end].split()[-1]}"
    return [shared.complete(shown, start, other.end)]


def names_after(run: TokenRun, partial: PartialName, name: ProductName) -> Iterator[ProductName]:
    """Yield the names that are given by what differs: "GPT-5.4, 5.5 and mini", "Llama 4 Scout and Maverick"."""
    while (place := _after_conjunction(run, partial.next)) is not None:
        further = _further(run, partial, name, place)
        if further is None:
            return
        yield further


def _after_conjunction(run: TokenRun, place: int) -> int | None:
    """Return the place after a conjunction, or None."""
    start = place
    while place < len(run.tokens) and run.tokens[place].low in _CONJUNCTIONS:
        place += 1
    return place if start < place < len(run.tokens) else None


def _further(run: TokenRun, partial: PartialName, name: ProductName, place: int) -> ProductName | None:
    """Return the name of a list that begins at a place, completed by the first name of the list."""
    token = run.tokens[place]
    if token.kind == "number":
        return _other_number(run, partial, name, place)
    if run.has_number(place + 1):
        return None  # a name of its own
    begun = stem(name)
    if token.low in TIERS - SOFT and (token.has_capital or token.low in PLAIN_TIERS) and name.version:
        partial.next, partial.variants, partial.stamp = place + 1, {token.low}, ""
        return partial.complete(f"{begun} {token.text}", token.start, token.end)
    joins = partial.codename and not partial.joined and token.has_capital
    if joins and not (token.low in NO_HEAD or token.low in MAKERS or token.low in NO_CODENAME):
        partial.next, partial.core = place + 1, (token.low,)
        return partial.complete(f"{begun} {token.text}", token.start, token.end)
    return None


def _other_number(run: TokenRun, partial: PartialName, name: ProductName, place: int) -> ProductName | None:
    """Return the name with the version, or the size, that a list gives at a place."""
    token, after = run.tokens[place], run.after(place)
    if run.text[token.start - 1] in _CURRENCIES:
        return None
    if name.size and run.is_size(place):
        partial.next = place + 2
        partial.size = token.text + run.tokens[place + 1].low
        return partial.complete(f"{stem(name)} {partial.size}", token.start, run.tokens[place + 1].end)
    if not name.version or run.letters(place) or is_measured(run, place):
        return None
    if after is not None and after.low in UNITS:
        return None
    whole = "." not in token.text
    if whole and (len(token.text) > len(name.version) or not _leaves_version(after)):
        return None
    shown = name.text.replace(name.version, token.text, 1) if name.version in name.text else token.text
    partial.next, partial.version, partial.end = place + 1, normalized(token.text), token.end
    partial.size = partial.stamp = ""
    partial.variants = set(partial.given)
    read_suffixes(run, partial)
    return partial.complete(shown, token.start)


def _leaves_version(after: NameToken | None) -> bool:
    """Tell whether what stands after a whole number in a list leaves it a version: no noun that it may count."""
    return after is None or after.kind == "other" or after.low in VERBS
