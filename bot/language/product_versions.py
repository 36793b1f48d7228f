"""The products that a text is about, compared with those that a question names: the same, or another version (pure).

A question about GPT-5.4 Pro is not answered by the price of GPT-5.5. A sentence without a name is about the product of
its context; one that names another version only to compare with it is not about that one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.language.words import is_dangling, stems
from bot.model import Instead
from indexer.language.product_names import EVIDENCE, ProductRelation, nearest, product_names, relation, relation_to_text
from indexer.language.product_parser import parse
from indexer.language.product_parser.words import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Hit
    from indexer.language.product_names import ProductName
    from indexer.model import Article

_NUMBER = r"(?:[$\u20ac\u00a3\u00a5]?\d[^\s;:]*|an?|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_COMPARED = re.compile(
    r"\b(?:(?:than|unlike|versus|vs\.?|over|against|like|as|from|(?:compared|compares|comparable)\s(?:with|to)|(?:predecessor"
    r"|successor|forerunner|follow-up|heir)s?(?:\s(?:to|of))?,?|(?:replac|beat|outperform|surpass|succeed|follow)(?:s|es|ed|ing)?"
    r"|instead\sof|in\splace\sof|in\scontrast\sto|(?:that|those)\sof|times|twice|double|triple)"
    # "up from 128k in Medium 3.1", "against 58% for Otter 2": the number is the other one's
    rf"|(?:than|versus|vs\.?|against|(?:up|down)\sfrom|compared\s(?:with|to))\s(?:(?:about|only|just|some|around)\s)?"
    rf"{_NUMBER}(?:\s(?!to\b)\w+){{0,3}}?\s(?:for|in|on|with|of|under|at|by))"
    r"\s(?:(?:the|its|their|an?|older|earlier|previous|original|much|\w+['\u2019]s)\s){0,3}$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b[a-z](?=[a-z]{2,} \d)")  # the first letter of a word before a number
_REACH = 50  # characters before a name in which it is said to be compared with

Verdict = ProductRelation | None
"""`ProductRelation.SAME`: about the product asked for; `OTHER`: about another of its line; None: about neither."""


def asked_products(question: str) -> tuple[ProductName, ...]:
    """Return the products that a question names, with a version or without one, and however it is spelled.

    In small letters "corvid 4" may be a product and "best 4" none: what no article names as one does no harm.
    """
    raised = _SMALL.sub(lambda word: word.group().upper(), question)
    named = product_names(raised, KNOWN)
    return tuple(
        replace(name, text=question[name.start : name.end]) if name.text == raised[name.start : name.end] else name
        for name in named
    )


@dataclass(frozen=True, slots=True)
class SoughtProducts:
    """The products that a question asks for, those of one line together: one of them will do."""

    lines: tuple[tuple[ProductName, ...], ...] = ()
    words: frozenset[str] = frozenset()  # near which a text may name one of them, or another of its line

    def __bool__(self) -> bool:
        """Tell whether any is asked for."""
        return bool(self.lines)

    def verdicts(self, text: str) -> tuple[Verdict, ...]:
        """Return the verdict on a text for each line."""
        low = text.casefold()
        if not any(word in low for word in self.words):
            return (None,) * len(self.lines)
        return tuple(_verdict(line, text, self.words) for line in self.lines)

    def terms(self, text: str) -> frozenset[str]:
        """Return the stems of the products that are asked for, as the question spells them, which a text names."""
        low = text.casefold()
        hopeful = [name for line in self.lines for name in line if _may_name(low, name)]
        spelt = [(name, stems(name.text)) for name in hopeful]
        unlike = [(name, own) for name, own in spelt if name.text.casefold() not in low]
        named = product_names(text, about=self.words) if unlike else ()
        return frozenset().union(
            *(own for name, own in unlike if any(relation(name, each) in EVIDENCE for each in named))
        )

    def stands_for_another(self, *texts: str) -> bool:
        """Tell whether texts that belong together name another of a line, and none that is asked for."""
        found = [_either(each) for each in zip(*map(self.verdicts, texts), strict=True)]
        return ProductRelation.OTHER in found


def sought_products(names: Iterable[ProductName]) -> SoughtProducts:
    """Return products as they are sought: those of one line together."""
    lines: list[list[ProductName]] = []
    for name in names:
        line = next((each for each in lines if any(_of_one_line(name, other) for other in each)), None)
        if line is None:
            lines.append([name])
        else:
            line.append(name)
    words = frozenset(word for line in lines for name in line for word in name.words)
    return SoughtProducts(tuple(map(tuple, lines)), words)


def _of_one_line(one: ProductName, other: ProductName) -> bool:
    return ProductRelation.UNRELATED not in (relation(one, other), relation(other, one))


@lru_cache(maxsize=8_192)
def _verdict(line: tuple[ProductName, ...], text: str, words: frozenset[str]) -> Verdict:
    """Return the verdict on a text; another version that it only compares with does not count.

    Of a text no more is read than it takes: up to the name that is asked for or, where that cannot stand there, to
    another of its line.
    """
    hopeful = any(_may_name(text.casefold(), name) for name in line)
    named: list[ProductName] = []
    for each in parse(text, words):
        named.append(each)
        found = {relation(name, each) for name in line}
        if ProductRelation.SAME in found:
            return ProductRelation.SAME
        if (
            not hopeful
            and ProductRelation.OTHER in found
            and found.isdisjoint(EVIDENCE)
            and not _is_compared(text, each)
        ):
            return ProductRelation.OTHER
    how = relation_to_text(line, text, named)
    if how in EVIDENCE:
        return ProductRelation.SAME
    if how is not ProductRelation.OTHER:
        return None
    others = [each for each in named if any(relation(name, each) is ProductRelation.OTHER for name in line)]
    return None if all(_is_compared(text, each) for each in others) else ProductRelation.OTHER


def _may_name(low: str, name: ProductName) -> bool:
    """Tell at a glance whether a text in lower case can name a product: all parts of its name stand there."""
    version = name.version
    parts = (*name.core, *name.variants, name.size)
    return all(part in low for part in parts) and (version in low or version.replace(".", "-") in low)


def _is_compared(text: str, name: ProductName) -> bool:
    """Tell whether a text names a product as what something else is compared with: "cheaper than GPT-5.4"."""
    return bool(_COMPARED.search(text[max(0, name.start - _REACH) : name.start]))


def _either(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on texts that belong together: about the product asked for, if one of them is."""
    found = set(verdicts)
    return next((each for each in (ProductRelation.SAME, ProductRelation.OTHER) if each in found), None)


class ProductFocus:
    """Follows a stretch of an article, and tells whether each sentence is about the products asked for."""

    def __init__(
        self, sought: SoughtProducts, article: Article, hits: Sequence[Hit] = (), *, apart: bool = False
    ) -> None:
        """Take the article, and all `hits`: what none of them names may be no product at all.

        The products of several clauses stand `apart`, in several articles: none need name them all.
        """
        self._apart = apart
        self._sought = sought
        self._article = article
        self._hits = hits
        self._title = sought.verdicts(article.title)
        self._before: tuple[Verdict, ...] = (None,) * len(sought.lines)
        self._whole: tuple[Verdict, ...] | None = None

    def is_on_it(self, sentence: str) -> bool:
        """Tell whether the next sentence is about the products asked for, of each line."""
        own = self._sought.verdicts(sentence)
        leans = is_dangling(sentence)
        meant = [
            said or (before if leans else None) or title or before
            for said, before, title in zip(own, self._before, self._title, strict=True)
        ]
        self._before = tuple(said or before for said, before in zip(own, self._before, strict=True))
        if self._apart:
            return ProductRelation.OTHER not in meant
        return all(
            verdict is ProductRelation.SAME or (verdict is None and self._speaks_of(place))
            for place, verdict in enumerate(meant)
        )

    def _speaks_of(self, place: int) -> bool:
        """Tell whether the article names the product asked for; without a version it need not, but no other."""
        if self._whole is None:
            self._whole = self._sought.verdicts(self._article.text)
        if self._whole[place] is None:
            return not self._is_exact(self._sought.lines[place])
        return self._whole[place] is ProductRelation.SAME

    def _is_exact(self, line: tuple[ProductName, ...]) -> bool:
        """Tell whether a version is asked for, beyond doubt: by its form, or since others of its line are told of."""
        return any(map(_is_sure, line)) or (
            any(name.version for name in line) and bool(_told_of(sought_products(line), self._hits))
        )


def _is_sure(name: ProductName) -> bool:
    """Tell whether a name is one of a version beyond doubt: "Magnificent 7" may be none."""
    if not name.version:
        return False
    joined = " " not in name.text
    capital = name.text != name.text.lower()
    return (
        ("." in name.version and capital)
        or joined
        or bool(name.variants or name.size or name.stamp or name.words & KNOWN)
    )


def _told_of(sought: SoughtProducts, hits: Iterable[Hit]) -> list[ProductName]:
    """Return the products of the lines that are asked for which hits and their titles name."""
    texts = dict.fromkeys(text for hit in hits for text in (hit.article.title, hit.placed.passage.text))
    wanted = [name for line in sought.lines for name in line]
    named = (each for text in texts for each in product_names(text, about=sought.words))
    return [each for each in named if any(relation(name, each) is not ProductRelation.UNRELATED for name in wanted)]


def differ_in_product(one: str, other: str) -> bool:
    """Tell whether two sentences name different products of one line, and none that both name."""
    mine, theirs = product_names(one), product_names(other)
    found = {relation(name, each) for name in mine for each in theirs}
    return ProductRelation.OTHER in found and found.isdisjoint(EVIDENCE)


def missing_product(names: Iterable[ProductName], hits: Sequence[Hit]) -> Instead | None:
    """Return the first product that nothing was found on, though something was on another of its line."""
    sought = sought_products(names)
    told = _told_of(sought, hits)
    for line in sought.lines:
        near = [each for each in told if any(_of_one_line(name, each) for name in line)]
        if any(relation(name, each) in EVIDENCE for name in line for each in near):
            continue
        found = nearest(line[0], near)
        if found is not None:
            article = next(hit.article for hit in hits if found in _told_of(sought, [hit]))
            return Instead(product=line[0].text, nearest=found.text, article=article)
    return None
