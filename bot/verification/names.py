"""Names and quotations of a statement: each must stand in its sources (pure)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.verification.calibration import SUPPORT
from bot.verification.lexicon.equivalence import spellings
from bot.verification.lexicon.function_words import OPENERS
from bot.verification.lexicon.synonyms import is_listed
from bot.verification.parsing.annotation import compound_parts
from bot.verification.parsing.quantities import SHORT_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.verification.parsing.annotation import Premises, Sentence, Word

_QUOTED = re.compile(r"\"([^\"]*)(?:\"|$)")
_LEFT_OUT = re.compile(r"\.\.\.|\[[^\]]*\]")
ROLES = frozenset(
    """ceo cfo cto coo chief executive officer president chair chairman chairwoman director minister senator judge mr
    mrs ms dr professor sir inc corp ltd co plc group secretary general""".split()  # noqa: SIM905  not 30 lines
)


def check_names(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield the names that are not there, and those that are put together of two."""
    for word in statement.words:
        if word.name and word.key and not (_common(word, statement) or _known(word, grounds)):
            yield f"{word.text} is not there"
    met = {pair for each in grounds.sentences if not is_title_case(each) for pair in adjacent_names(each)}
    mine = set(adjacent_names(statement))
    for one, other in mine - {pair for each in grounds.sentences for pair in adjacent_names(each)}:
        if _mixed(one, other, mine, met):
            yield f"{one} {other} is put together of two names"


def _mixed(one: str, other: str, mine: set[tuple[str, str]], met: set[tuple[str, str]]) -> bool:
    """Tell whether two words that follow each other are known as parts of two other names."""
    after = {right for left, right in met if left == one}
    before = {left for left, right in met if right == other}
    if after & before or ROLES & {one, other}:  # a name in the middle may be left out
        return False
    if after and not before:
        return True
    heads = {left for left, right in met if right == one}
    tail_only = bool(heads) and not any(right == one and left in heads for left, right in mine)
    return bool(before) and (bool(after) or tail_only)


def _common(word: Word, statement: Sentence) -> bool:
    """Tell whether a word that begins a sentence is a common one, and no first name."""
    if not word.opening or not is_listed(word.key):
        return False
    return not any(other.name and word.end < other.start <= word.end + 1 for other in statement.words)


def _known(word: Word, grounds: Premises) -> bool:
    if word.key in SHORT_UNITS:  # "MW": the unit is compared with the amount
        return True
    if word.opening and (not word.concept or word.key in OPENERS or word.concept in grounds.concepts):
        return True
    if all(part in grounds.keys or part.removesuffix("s") in grounds.keys for part in compound_parts(word.key)[1:]):
        return True
    if word.key in grounds.keys or f"{word.key}s" in grounds.keys:
        return True
    return any(way <= grounds.keys for way in spellings(word.key)) or _initials_known(word, grounds)


def _initials_known(word: Word, grounds: Premises) -> bool:
    """Tell whether a short name in capitals is made of the first letters of one that is written out."""
    if not word.text.isupper() or not word.text.isalpha():
        return False
    size = len(word.text)
    for each in grounds.sentences:
        capitals = [other.text for other in each.words if other.text[0].isupper()]
        runs = ("".join(text[0] for text in capitals[start : start + size]) for start in range(len(capitals)))
        if size > 1 and word.text in runs:
            return True
    return False


def adjacent_names(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield names that follow each other with nothing between."""
    for one, other in pairwise(sentence.words):
        beside = sentence.text[one.end : other.start] == " " and sentence.text[one.end - 2 : one.end] != "'s"
        opener = one.opening and one.key in OPENERS
        if beside and not opener and one.name and other.name and one.key and other.key:
            yield one.key, other.key


def is_title_case(sentence: Sentence) -> bool:
    """Tell whether capitals say nothing in a sentence, since most words have one."""
    return sum(word.name for word in sentence.words) > SUPPORT.title_case * len(sentence.words)


def check_quotations(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield the quotations that do not stand in the passages."""
    texts = [text.casefold() for text in grounds.texts]
    for match in _QUOTED.finditer(statement.text):
        for piece in _LEFT_OUT.split(match[1]):
            said = piece.strip(" ,.;:!?-'").casefold()
            long = len(said.split()) >= SUPPORT.quotation
            if said and not any(said in text and ('"' in text or not long) for text in texts):
                yield f'"{said}" is no quotation there'
