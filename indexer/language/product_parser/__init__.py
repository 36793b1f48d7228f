"""Text -> the names of products in it, by their form (pure).

A name is a head with what stands before it, a token like a version, and what belongs to it after that: variants, a
name of its own, a size, a stamp. Around each number, and around each variant, that may be part of a name a stretch of
the text is cut into `tokens` and read from there to both sides: `head`, `number`, `suffixes`, `enumeration`. The lists
of words are in `words`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from indexer.language.product_parser.enumeration import names_after, names_before
from indexer.language.product_parser.head import read_head, variant_before
from indexer.language.product_parser.name import ProductName, stem
from indexer.language.product_parser.number import is_count, may_be_version, read_number
from indexer.language.product_parser.suffixes import read_suffixes
from indexer.language.product_parser.tokens import HYPHENS, JOINING_GAPS, TokenRun, near_words, stretches, tokenize
from indexer.language.product_parser.words import KNOWN, MAKERS, NO_CODENAME, NO_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.language.product_parser.name import PartialName

__all__ = ["HYPHENS", "ProductName", "parse", "parse_bare", "stem"]


def parse(text: str, about: frozenset[str] = frozenset()) -> Iterator[ProductName]:
    """Yield the names of products with a version, or with a variant that makes a name, in order.

    With words to be `about`, only what stands near one of these is read. Nothing is read before it is asked for.
    """
    end = 0
    for first, last, anchors in stretches(text, near_words(text, about) if about else [(0, len(text))]):
        run = TokenRun(text, tokenize(text, max(first, end), last))
        for anchor in anchors:
            if anchor >= end:
                for name in _names_at(run, anchor):
                    end = max(end, name.end)
                    yield name


def parse_bare(text: str, lines: frozenset[str], found: Sequence[ProductName]) -> Iterator[ProductName]:
    """Yield the names without a version: one of `lines` in lower case, and a word with a capital after it."""
    every = tokenize(text)
    for number, (token, after) in enumerate(pairwise(every)):
        further = every[number + 2] if number + 2 < len(every) else None
        if (
            token.low in lines
            and text[token.end : after.start] in (" ", "-")
            and (after.has_capital or after.low in KNOWN)
            and after.kind == "letters"
            and not (after.low in NO_CODENAME or after.low in NO_HEAD or after.low in MAKERS)
            and not (further is not None and further.kind == "number")
            and not any(name.start < after.end and token.start < name.end for name in found)
        ):
            shown = text[token.start : after.end]
            yield ProductName(brand=(token.low,), core=(after.low,), text=shown, start=token.start, end=after.end)


def _names_at(run: TokenRun, anchor: int) -> list[ProductName]:
    """Return the name at an anchor with those of the list that it is part of."""
    place = next((number for number, token in enumerate(run.tokens) if token.start >= anchor), None)
    if place is None:
        return []
    partial = _versioned(run, place) if run.tokens[place].kind == "number" else _unversioned(run, place)
    if partial is None:
        return []
    partial.variants.update(variant_before(run, partial.first))
    start = run.tokens[partial.first].start
    name = partial.complete(run.text[start : partial.end], start)
    return [*names_before(run, partial, name), name, *names_after(run, partial, name)]


def _versioned(run: TokenRun, place: int) -> PartialName | None:
    """Return the name whose version, or size, is the number at a place."""
    partial = read_head(run, place)
    if partial is None or not may_be_version(run, place, partial) or not read_number(run, place, partial):
        return None
    if partial.is_maker and (not partial.version or is_count(run, partial)):
        return None
    read_suffixes(run, partial)
    return None if partial.lower and partial.variants == partial.given else partial


def _unversioned(run: TokenRun, place: int) -> PartialName | None:
    """Return the name that ends in the variant at a place: "SWE-bench Pro"."""
    tier, partial = run.tokens[place], read_head(run, place)
    if partial is None or partial.lower or partial.is_maker or run.has_number(place + 1):
        return None  # "Gemini Flash 3" is read at its number
    if not tier.has_capital and not (run.tokens[place - 1].low in KNOWN or partial.gap in JOINING_GAPS):
        return None
    partial.next, partial.end = place, tier.start
    read_suffixes(run, partial)
    return partial if partial.end > tier.start else None
