"""Numbers in words, below a thousand (pure)."""

from __future__ import annotations

import re
from fractions import Fraction

from bot.language.patterns import any_of

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()  # noqa: SIM905  as they count
_DECADES = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905  as they count
UNITS = {word: number for number, word in enumerate(_ONES)}
_TENS = {word: 10 * number for number, word in enumerate(_DECADES, start=2)}


_SMALL = rf"(?:(?:{any_of(_TENS)})(?:[-\s](?:{any_of(list(UNITS)[1:10])}))?|{any_of(UNITS)})\b"
SPELLED = rf"(?:(?:{_SMALL}[-\s])?(?:hundred|dozen)\b(?:[-\s](?:and\s)?{_SMALL})?|{_SMALL})"
NUMBER_WORDS = rf"(?:a\s+)?{SPELLED}"
"""A pattern of a number in words below a thousand, which `read_number` reads."""


def read_number(words: str) -> Fraction:
    """Return the value of a number in words below a thousand: "a hundred and ten", "twenty-five", "two dozen"."""
    total = 0
    for word in re.split(r"[-\s]+", words.lower()):
        if word in ("hundred", "dozen"):
            total = max(total, 1) * (100 if word == "hundred" else 12)
        elif word.isdecimal():
            total += int(word)
        else:
            total += UNITS.get(word, _TENS.get(word, 0))
    return Fraction(total)
