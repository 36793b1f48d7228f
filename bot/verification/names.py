"""Names and quotations of a statement: each must stand in its sources (pure).

A country, a people or a month is often written otherwise, "the Swedish firm" for one in Lund: the reader judges it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import spellings
from bot.language.lexicon.function_words import OPENERS
from bot.language.words import is_broad_name, stem
from bot.verification.calibration import QUOTATION_WORDS
from bot.verification.parsing.annotation import compound_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.verification.parsing.annotation import Sentence, Word
    from bot.verification.premises import Premises

_QUOTED = re.compile(r"\"([^\"]*)(?:\"|$)")
_LEFT_OUT = re.compile(r"\.\.\.|\[[^\]]*\]")


def check_names(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield the names that are not there."""
    for word in statement.words:
        if word.name and word.key and not (_is_common(word, statement) or _is_known(word, grounds)):
            yield f"{word.text} is not there"


def _is_common(word: Word, statement: Sentence) -> bool:
    """Tell whether a word is no name of its own: it only begins the sentence, or is of a country, people or month."""
    if all(is_broad_name(stem(part)) for part in compound_parts(word.key)[1:]):
        return True
    if not word.opening or word.text[1:] != word.text[1:].casefold():
        return False
    return not any(other.name and word.end < other.start <= word.end + 1 for other in statement.words)


def _is_known(word: Word, grounds: Premises) -> bool:
    if word.opening and (not word.concept or word.key in OPENERS or word.concept in grounds.concepts):
        return True
    if all(part in grounds.keys or part.removesuffix("s") in grounds.keys for part in compound_parts(word.key)[1:]):
        return True
    if word.key in grounds.keys or f"{word.key}s" in grounds.keys:
        return True
    return any(way <= grounds.keys for way in spellings(word.key)) or _are_initials(word, grounds)


def _are_initials(word: Word, grounds: Premises) -> bool:
    """Tell whether a short name in capitals is made of the first letters of one that is written out."""
    size = len(word.text)
    if size == 1 or not word.text.isupper() or not word.text.isalpha():
        return False
    for each in grounds.sentences:
        first = "".join(other.text[0] for other in each.words if other.text[0].isupper())
        if word.text in first:
            return True
    return False


def check_quotations(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield the quotations that do not stand in the passages."""
    texts = [text.casefold() for text in grounds.texts]
    for match in _QUOTED.finditer(statement.text):
        for piece in _LEFT_OUT.split(match[1]):
            said = piece.strip(" ,.;:!?-'").casefold()
            long = len(said.split()) >= QUOTATION_WORDS
            if said and not any(said in text and ('"' in text or not long) for text in texts):
                yield f'"{said}" is no quotation there'
