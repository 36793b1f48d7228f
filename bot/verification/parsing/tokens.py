"""A sentence's words as they are compared: names told from common words, verbs from their forms (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.lexicon.function_words import AUX, OPENERS
from bot.language.lexicon.verb_forms import verb_form
from bot.verification.parsing.syntax import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.verification.parsing.annotation import Sentence, Word

_LONG = 5  # letters from which on "-ed" alone makes a past form


def read_tokens(sentence: Sentence) -> tuple[Token, ...]:
    """Return a sentence's words."""
    found: list[Token] = []
    end = 0
    for word in sentence.words:
        low = word.text.casefold()
        base, sort = verb_form(low)
        name = _is_name(word) or _is_version(word, found, sentence)
        if name and not (word.opening and base):
            base, sort = "", ""
        elif low == "may" and word.text != "may":  # the month
            low = word.text
        elif not base and low.endswith("ed") and len(low) > _LONG and low.isalpha():
            base, sort = low, "d"
        elif not word.key and low not in AUX and sort not in ("d", "g"):  # of an amount or a day
            base = sort = ""
        if low == "longer" and found and found[-1].low == "no":
            found[-1], low, base = replace(found[-1], low="not"), "still", ""  # "no longer" denies
        found.append(Token(word, low, sentence.text[end : word.start].strip(), base, sort, name))
        end = word.end
    return tuple(found)


def _is_version(word: Word, found: Sequence[Token], sentence: Sentence) -> bool:
    """Tell whether a number is a part of the name before it: "Corvid 3"."""
    before = found[-1] if found else None
    apart = before is not None and sentence.text[before.word.end : word.start] == " "
    return (
        apart
        and not word.key
        and word.text.isdecimal()
        and before is not None
        and before.name
        and bool(before.word.key)
    )


def _is_name(word: Word) -> bool:
    return word.name and bool(word.key) and bool(word.concept) and not (word.opening and word.key in OPENERS)
