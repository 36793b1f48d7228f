"""What a headline says of the event beneath it, and which two headlines cannot be on one event (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from indexer.language.product_names import ProductName, ProductRelation, product_names
from indexer.language.product_names import relation as product_relation
from indexer.stories.terms import is_name, words

_LONGEST = 300  # characters of a headline that are read
_CODE = re.compile(r"\w*\d[\w.]*")
_PART = re.compile(r"\b(?:part|chapter|episode|volume|lesson|day|week)\s(\w+)", re.IGNORECASE)
# "Weekly digest #337", "Issue 12": what is numbered so is a collection, whose items are stories of their own.
_ISSUE = re.compile(r"#\d{2,}\b|\b(?:issue|no\.|vol\.?|episode|ep\.)\s?#?\d+\b", re.IGNORECASE)
_SUBJECTS = re.compile(r"[;|\u2022]|[\U0001f300-\U0001faff\u2300-\u27bf]+")
_MORE = re.compile(r",? (?:and|&) more\b", re.IGNORECASE)
_SEVERAL = 3  # subjects from which on a headline is a table of contents


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, read."""

    names: frozenset[str]  # keys of the words with a capital, the first one included
    words: frozenset[str]  # keys of all words
    products: tuple[ProductName, ...]
    codes: frozenset[str]  # what has a digit in it, and which part of a series it says to be
    collection: bool  # it announces several subjects, or an issue of something
    bare: bool  # there is nothing but codes in it: "v0.16.1", the name of a release


@lru_cache(maxsize=8_192)  # a window's articles are compared over and over
def headline(text: str) -> Headline:
    """Return what a title says."""
    title = text[:_LONGEST]
    found, products = words(title), product_names(title)
    parts = (match[1].casefold() for match in _PART.finditer(title))
    return Headline(
        names=frozenset(word.key for word in found if is_name(word)),
        words=frozenset(word.key for word in found),
        products=products,
        codes=frozenset((*_CODE.findall(title.casefold()), *parts)),
        collection=_is_collection(title, products),
        bare=not _CODE.sub("", title).strip(" .:#-"),
    )


def exclude_each_other(one: Headline, other: Headline, *, same_site: bool) -> bool:
    """Tell whether two headlines cannot be on one event.

    They name different versions, variants or sizes of one product; or one is a table of contents, which tells of many
    events; or one outlet tells its own series apart by a number ("v0.16.1", "part 2").
    """
    if one.collection or other.collection:
        return True
    if one.codes != other.codes and (same_site or one.bare or other.bare):
        return True
    relations = {product_relation(mine, theirs) for mine in one.products for theirs in other.products}
    relations |= {product_relation(theirs, mine) for mine in one.products for theirs in other.products}
    return ProductRelation.OTHER in relations and ProductRelation.SAME not in relations


def share_product(one: Headline, other: Headline) -> bool:
    """Tell whether two headlines name one product, version and all."""
    return any(
        mine.version and product_relation(mine, theirs) is ProductRelation.SAME
        for mine in one.products
        for theirs in other.products
    )


def _is_collection(title: str, products: tuple[ProductName, ...]) -> bool:
    subjects = sum(1 for part in _SUBJECTS.split(title) if part.strip())
    lines = len({product.core for product in products}) + bool(_MORE.search(title))
    return bool(_ISSUE.search(title)) or subjects >= _SEVERAL or lines >= _SEVERAL
