"""Names of products in a text: family, version, variant, size and date stamp (pure).

In news on technology the version is the name: GPT-5.4 Pro is neither GPT-5.5 nor GPT-5.4, whatever else is alike. A
name is read from its form, not from a list of products: words with capitals, a token like a version, and what follows
it. So "Corvid 3 Mini" is read on the day that it appears. `relation` is the one test of whether two names mean the
same thing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.language.product_parser import HYPHENS, ProductName, parse, parse_bare, stem
from indexer.language.product_parser.words import SOFT, TIERS, UNITS, WEAK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


__all__ = [
    "EVIDENCE",
    "ProductName",
    "ProductRelation",
    "nearest",
    "product_names",
    "relation",
    "relation_to_text",
    "with_variant",
]


class ProductRelation(StrEnum):
    """The relation of a mentioned product to the one that is asked for."""

    SAME = "same"
    ONE_OF = "one of"  # told more exactly: "Claude Opus 4.7" where "Claude Opus" is asked for
    WIDER = "wider"  # told less exactly, or not at all: it may be meant, and may not
    OTHER = "other"  # another version, variant, size or snapshot of the same line
    UNRELATED = "unrelated"  # of another line


EVIDENCE = frozenset({ProductRelation.SAME, ProductRelation.ONE_OF})
"""The relations in which statements on a mentioned product hold for the one that is asked for."""

_CLOSE = 2  # times the number of a version
_UNIT = re.compile(rf"[\s-](?:{'|'.join(sorted(UNITS))})\b")


def product_names(
    text: str, lines: Iterable[str] = (), *, about: frozenset[str] = frozenset()
) -> tuple[ProductName, ...]:
    """Return the products that a text names, in order, each place once.

    `lines` are words in lower case that are known to begin names of products: behind these a word with a capital makes
    a name without any version, "Claude Opus". With words in lower case to be `about`, only what stands near one of
    these is read, which is much faster.
    """
    found = _parsed(text, about)
    known = frozenset(lines)
    if not known:
        return found
    return tuple(sorted([*found, *parse_bare(text, known, found)], key=lambda name: name.start))


@lru_cache(maxsize=8_192)  # sentences and passages come again with the next question
def _parsed(text: str, about: frozenset[str]) -> tuple[ProductName, ...]:
    return tuple(parse(text, about))


_VERSION = re.compile(r"v?\d+(?:\.\d+)*[a-z]?")


def with_variant(name: ProductName, told: str) -> str:
    """Return a name with another variant or version in place of its own; "" if neither is given."""
    words = told.split()
    if words and all(word.casefold() in TIERS for word in words):
        return f"{stem(name)} {told}"
    return name.text.replace(name.version, told, 1) if _VERSION.fullmatch(told) and name.version in name.text else ""


def relation(asked: ProductName, told: ProductName) -> ProductRelation:
    """Return the relation of a mentioned product to the one that is asked for.

    It does not matter how they are written: space or hyphen, capitals, which word is first, whether the maker or the
    brand is named. A part that is asked for and not told leaves it open; a variant tells another product.
    """
    found = _line(asked, told)
    if found in (ProductRelation.UNRELATED, ProductRelation.OTHER):
        return found
    all_of = {
        found,
        _part(asked.version, told.version),
        _part(asked.size, told.size),
        _part(asked.stamp, told.stamp),
        _variants(asked, told),
    }
    return next(
        (each for each in (ProductRelation.OTHER, ProductRelation.WIDER, ProductRelation.ONE_OF) if each in all_of),
        ProductRelation.SAME,
    )


def _line(asked: ProductName, told: ProductName) -> ProductRelation:
    """Return how the lines of two names stand to each other, whatever their versions."""
    if asked.core == told.core or "".join((*asked.brand, *asked.core)) == "".join((*told.brand, *told.core)):
        return ProductRelation.SAME if _one_brand(asked, told) else ProductRelation.UNRELATED
    mine, theirs = frozenset(asked.core), frozenset(told.core)
    if theirs <= asked.words:
        return ProductRelation.OTHER if asked.joined and told.version else ProductRelation.WIDER
    if mine <= told.words:
        added = bool(mine & theirs) or told.joined or (told.codename and asked.variants)
        return ProductRelation.OTHER if added else ProductRelation.ONE_OF
    return ProductRelation.OTHER if set(asked.brand) & set(told.brand) else ProductRelation.UNRELATED


def _one_brand(asked: ProductName, told: ProductName) -> bool:
    """Tell whether the brands of two names with one core can be one: what stands before a weak core must meet."""
    weak = asked.core[-1] in WEAK or len(asked.core[-1]) == 1
    met = set(asked.brand) & set(told.brand)
    if asked.core[-1] in WEAK:
        return bool(met) or asked.brand == told.brand
    return bool(met) or not (weak and asked.brand and told.brand)


def _part(asked: str, told: str) -> ProductRelation:
    if asked == told:
        return ProductRelation.SAME
    if not asked:
        return ProductRelation.ONE_OF
    return ProductRelation.OTHER if told else ProductRelation.WIDER


def _variants(asked: ProductName, told: ProductName) -> ProductRelation:
    """Return how the variants stand to each other: "GPT-5.4" is another model than "GPT-5.4 Pro"."""
    mine, theirs = asked.variants - SOFT, told.variants - SOFT
    if mine == theirs:
        return _part(" ".join(sorted(asked.variants & SOFT)), " ".join(sorted(told.variants & SOFT)))
    if not mine and not asked.version:
        return ProductRelation.ONE_OF
    if not theirs and not told.version:
        return ProductRelation.WIDER
    return ProductRelation.OTHER


def relation_to_text(
    asked: Iterable[ProductName], text: str, told: Sequence[ProductName] | None = None
) -> ProductRelation:
    """Return the relation of a text's products to those asked for: `OTHER` if it names only others of the line.

    A name may be told in pieces ("As of 2.9, PyTorch ...", "versions 4.5 and 4.6 of Claude Sonnet"). Of several that
    are asked for one will do, as long as the text stands for no other version of the rest. `told` are the text's names,
    if they are known already.
    """
    wanted = tuple(asked)
    named = product_names(text) if told is None else told
    met = {name: {each: relation(name, each) for each in named} for name in wanted}
    meant = {each for found in met.values() for each, how in found.items() if how is ProductRelation.SAME}
    verdicts = {_borne(name, met[name], meant, text) for name in wanted}
    order = (ProductRelation.OTHER, ProductRelation.SAME, ProductRelation.ONE_OF, ProductRelation.WIDER)
    return next((each for each in order if each in verdicts), ProductRelation.UNRELATED)


def _borne(
    asked: ProductName, met: Mapping[ProductName, ProductRelation], meant: set[ProductName], text: str
) -> ProductRelation:
    """Return how a text stands to one of the names that are asked for."""
    found = set(met.values())
    best: ProductRelation | None = next(
        (each for each in (ProductRelation.SAME, ProductRelation.ONE_OF) if each in found), None
    )
    if best is None and _in_pieces(asked, met, text):
        best = ProductRelation.SAME
    if best is None and any(how is ProductRelation.OTHER and each not in meant for each, how in met.items()):
        best = ProductRelation.OTHER
    return best or (ProductRelation.WIDER if ProductRelation.WIDER in found else ProductRelation.UNRELATED)


def _in_pieces(asked: ProductName, met: Mapping[ProductName, ProductRelation], text: str) -> bool:
    """Tell whether a text holds each part of a name, though not next to each other, and its version as a version."""
    if asked.stamp or (asked.variants and not asked.version):
        return False
    low = text.casefold()
    needed = {*(asked.words if asked.codename else asked.core), *asked.variants, *filter(None, [asked.size])}
    if not all(re.search(rf"(?<![^\W_]){re.escape(each)}(?![^\W_])", low) for each in needed):
        return False
    if not asked.version or any(
        how is ProductRelation.WIDER and each.version == asked.version for each, how in met.items()
    ):
        return True
    if "." not in asked.version:
        return False
    apart = re.compile(rf"(?<![\w.$\u20ac\u00a3{HYPHENS}])v?{re.escape(asked.version)}(?![\w%]|\.\d|\s%)")
    return any(
        not any(each.start <= found.start() < each.end for each in met) and not _UNIT.match(low, found.end())
        for found in apart.finditer(low)
    )


def nearest(asked: ProductName, told: Iterable[ProductName]) -> ProductName | None:
    """Return the product nearest to one that is not mentioned: of its line and variant, the newest.

    A number far from the one that is asked for may be no version: "DeepSeek 17" in a table is hardly near to V4.2.
    """
    lettered = len(asked.core[-1]) == 1  # "M5" of Apple is no "M2" of MiniMax
    near = [
        each
        for each in told
        if relation(asked, each) in (ProductRelation.OTHER, ProductRelation.WIDER)
        and (not lettered or asked.brand == each.brand)
    ]
    newest = max(
        near,
        key=lambda each: (
            each.core == asked.core,
            _is_close(asked, each),
            each.variants == asked.variants,
            each.order,
            -each.start,
        ),
        default=None,
    )
    alike = [each for each in near if newest is not None and relation(newest, each) is ProductRelation.SAME]
    return min(alike, key=lambda each: len(each.text), default=None)


def _is_close(one: ProductName, other: ProductName) -> bool:
    """Tell whether the first numbers of two versions differ by a factor of two at most, as if each had begun at 0."""
    numbers = [name.order[0][0] + 1 for name in (one, other) if name.order[0]]
    return len(numbers) == len((one, other)) and max(numbers) <= _CLOSE * min(numbers)
