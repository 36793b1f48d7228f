"""The products that a text is about, compared with those that a question names: the same, or another version (pure).

A question about GPT-5.4 Pro is not answered by the price of GPT-5.5. A text that names another version only to compare
with it is not about that one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.language.words import stems
from indexer.language.product_names import EVIDENCE, ProductRelation, product_names, relation, relation_to_text
from indexer.language.product_parser import parse
from indexer.language.product_parser.words import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.language.product_names import ProductName

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
_REQUEST = re.compile(
    r"^\W*(?:compare|contrast|summari[sz]e|explain|describe|show|list|give|tell|name|recap|review|find|update|latest|newest)\b",
    re.IGNORECASE,
)  # the capital of which is no maker's: "Compare Corvid 4 with ..."
_REACH = 50  # characters before a name in which it is said to be compared with

Verdict = ProductRelation | None
"""`ProductRelation.SAME`: about the product asked for; `OTHER`: about another of its line; None: about neither."""


def asked_products(question: str) -> tuple[ProductName, ...]:
    """Return the products that a question names, with a version or without one, and however it is spelled.

    In small letters "corvid 4" may be a product and "best 4" none: what no article names as one does no harm.
    """
    raised = _SMALL.sub(lambda word: word.group().upper(), question)
    raised = _REQUEST.sub(lambda word: word.group().lower(), raised)
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
        line = next((each for each in lines if any(of_one_line(name, other) for other in each)), None)
        if line is None:
            lines.append([name])
        else:
            line.append(name)
    words = frozenset(word for line in lines for name in line for word in name.words)
    return SoughtProducts(tuple(map(tuple, lines)), words)


def of_one_line(one: ProductName, other: ProductName) -> bool:
    """Tell whether two products are of one line: versions, variants or sizes of one."""
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
