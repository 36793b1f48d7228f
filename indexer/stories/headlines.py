"""What a headline says of the event beneath it, and which two headlines cannot be on one event (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile

from indexer.language.product_names import ProductName, ProductRelation, product_names
from indexer.language.product_names import relation as product_relation
from indexer.stories.companies import companies
from indexer.stories.events import events
from indexer.stories.terms import Term, in_title_case, is_name, key, telling, words

_LONGEST = 300  # characters of a headline that are read
_CODE = re.compile(r"\w*\d[\w.]*")
_RELEASE = re.compile(r"(?:\S+\s)?v?\d+\.\d+\.\d+\S*")  # of software: "tessera v0.16.1"
_PART = re.compile(r"\b(?:part|chapter|episode|volume|lesson|day|week)\s(\w+)", re.IGNORECASE)
# "Weekly digest #337", "Issue 12": what is numbered so is a collection, whose items are stories of their own.
_ISSUE = re.compile(r"#\d{2,}\b|\b(?:issue|no\.|vol\.?|episode|ep\.)\s?#?\d+\b", re.IGNORECASE)
_SUBJECTS = re.compile(r"[;|\u2022]|[\U0001f300-\U0001faff\u2300-\u27bf]+")
_MORE = re.compile(r",? (?:and|&) more\b", re.IGNORECASE)
# "Everything Google announced", "the biggest announcements": likewise, in words.
_EVERYTHING = re.compile(
    r"\b(?:everything (?:else|new|(?:\S+ ){0,3}announced)|(?:biggest|top|all the|major|key) (?:\S+ )?announcements"
    r"|round-?up|recap)\b",
    re.IGNORECASE,
)
_SEVERAL = 3  # subjects from which on a headline is a table of contents
_LISTED = re.compile(r"[;|\u2022,]+|\band\b|[\U0001f300-\U0001faff\u2300-\u27bf]+")
# Behind a product: it is told of as a kind, to which others belong: "its cheapest Gemini 3 model".
_OF_A_KIND = re.compile(r"\s(?:models?|variants?|series|family|versions?|line-?up|generation)\b", re.IGNORECASE)
# Before a product: it is told of as what came earlier, or as what another one is compared with.
_BESIDE = re.compile(
    r"\b(?:after|than|rival(?:s|l?ing)?|beat(?:s|ing)?|tops?|versus|vs\.?|outperform(?:s|ing)?|undercut(?:s|ting)?"
    r"|answers?|following|since|unlike|like|matches|over|(?:los(?:es|ing)|rivals?|answers?|alternative|successor"
    r"|response)\sto)\s(?:(?:the|its|[A-Z]\w+['\u2019]s?)\s)?$",
    re.IGNORECASE,
)
# Words that open headlines and owe their capital to that.
_OPENING = """accelerating agents ai analysis announcing another artists authors best big bringing building
    chatbot chatbots companies company congress corrected court critical critics data deprecation developers
    disrupting don't eight employees everyone everything exclusive expanding experts first five four free gpu gpus
    hands here here's hn house how impressions initial inside introducing investors judge jury lawmakers layoffs
    listen local lower meet ministers model models most new nine nobody notes open opinion parliament people
    police psa read record regulators report researchers resolved review robots scientists senate seven shares
    should show six small smaller somebody start startup stop ten there this thoughts three top two update updated
    updates users using watch welcome what when where which who why work workers writers"""
_OPENERS = frozenset(map(key, _OPENING.split()))


Products = tuple[ProductName, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, read."""

    names: tuple[str, ...]  # keys of the words with a capital, the first one included, in order
    act: str  # key of the word that says what the bearer of the first of these does
    title_case: bool  # nearly every word has one
    words: frozenset[str]  # keys of all words
    products: Products  # that it is about
    kinds: Products  # those of them that stand for others: "its cheapest Gemini 3 model"
    companies: frozenset[str]  # that it tells of, by whichever name
    events: frozenset[str]  # of which kind they may be
    codes: frozenset[str]  # what has a digit in it, and which part of a series it says to be
    collection: bool  # it announces several subjects, or an issue of something
    bare: bool  # there is nothing but codes in it, or a name and a code: "v0.16.1", the name of a release


@lru_cache(maxsize=8_192)  # a window's articles are compared over and over
def headline(text: str) -> Headline:
    """Return what a title says."""
    title = text[:_LONGEST]
    found = words(title)
    products = tuple(name for name in product_names(title) if not _BESIDE.search(title, 0, name.start))
    parts = (match[1].casefold() for match in _PART.finditer(title))
    return Headline(
        names=tuple(dict.fromkeys(word.key for word in found if _names_somebody(word))),
        act=_act(title, found),
        title_case=in_title_case(found),
        words=frozenset(word.key for word in found),
        products=products,
        kinds=tuple(product for product in products if _OF_A_KIND.match(title, product.end)),
        companies=companies(found),
        events=events(found),
        codes=frozenset((*_CODE.findall(title.casefold()), *parts)),
        collection=_is_collection(title),
        bare=not _CODE.sub("", title).strip(" .:#-") or bool(_RELEASE.fullmatch(title.strip())),
    )


def _act(title: str, found: list[Term]) -> str:
    """Return the key of what a headline's first name is said to do: the word behind it, or behind it and "to"."""
    behind = list(dropwhile(lambda word: not _names_somebody(word), found))
    if not behind or re.search(rf"{re.escape(behind[0].text)}['\u2019]", title):
        return ""
    rest = list(dropwhile(is_name, behind))
    rest = rest[1:] if rest and rest[0].text in ("to", "in") else rest
    return rest[0].key if rest and telling(rest[:1]) else ""


def _names_somebody(word: Term) -> bool:
    """Tell whether a word may be somebody's name; no single letter, which no text is known to tell: "T-Mobile"."""
    return is_name(word) and len(word.text) > 1 and word.key not in _OPENERS


def exclude_each_other(one: Headline, other: Headline, *, same_site: bool) -> bool:
    """Tell whether two headlines cannot be on one event.

    They name different versions, variants or sizes of one product; or one is a table of contents, which tells of many
    events; or one outlet tells its own series apart by a number ("v0.16.1", "part 2"), which says nothing elsewhere.
    """
    if one.collection or other.collection:
        return True
    if one.codes != other.codes and (same_site or one.bare or other.bare):
        return True
    if one.bare and other.bare and not same_site:
        return True
    return differ(_without_kinds(one, other), _without_kinds(other, one))


def _without_kinds(one: Headline, other: Headline) -> Products:
    """Return the products of a headline but for the kinds to which a product of the other may belong."""
    return tuple(
        each
        for each in one.products
        if each not in one.kinds or not any(_may_be_of(each, product) for product in other.products)
    )


def _may_be_of(kind: ProductName, product: ProductName) -> bool:
    """Tell whether a product's version is that of a kind, or one within it: 3.1 of 3."""
    return f"{product.version}.".startswith(f"{kind.version}.")


def do_the_same(one: Headline, other: Headline) -> bool:
    """Tell whether two headlines tell of two who do the same: "Ostrel samples HBM5", "Marrow samples HBM5"."""
    return one.act == other.act != "" and one.names[0] != other.names[0]


def differ(one: Products, other: Products) -> bool:
    """Tell whether two texts name different versions, variants or sizes of one product, and none that is the same."""
    relations = {_relation(mine, theirs) for mine in one for theirs in other}
    relations |= {_relation(theirs, mine) for mine in one for theirs in other}
    return ProductRelation.OTHER in relations and ProductRelation.SAME not in relations


def share_product(one: Products, other: Products) -> bool:
    """Tell whether two texts name one product, version and all."""
    return any(mine.version and _relation(mine, theirs) is ProductRelation.SAME for mine in one for theirs in other)


@lru_cache(maxsize=65_536)  # the same few products are compared over and over
def _relation(one: ProductName, other: ProductName) -> ProductRelation:
    return product_relation(one, other)


def _is_collection(title: str) -> bool:
    subjects = sum(1 for part in _SUBJECTS.split(title) if part.strip())
    listed = sum(1 for part in _LISTED.split(title) if product_names(part)) + bool(_MORE.search(title))
    return bool(_ISSUE.search(title) or _EVERYTHING.search(title)) or subjects >= _SEVERAL or listed >= _SEVERAL
