"""What tells one of a kind from the others by a letter or a number: "Series B", "Phase 3", "Fund II" (pure)."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.language.number_words import UNITS

_ROUND = r"(?=\s+(?:round|funding|financing|investment|capital|money|raise|investors?)\b)"
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ROMAN = {numeral: str(value) for value, numeral in enumerate(_ROMANS, start=1)}
_DESIGNATION = re.compile(
    r"\b(?:"
    # Without a capital a letter may be a word: "a series a company runs".
    rf"(?P<series>series)[\s-]+(?P<letter>(?-i:[A-K])|[b-k]|a(?={_ROUND}|\s*(?:[?.!,;:]|$)))(?:-?\d)?(?!\w)"
    rf"|(?P<seed>(?:pre-)?seed){_ROUND}"
    r"|(?P<noun>phase|stage|tranche|(?-i:Fund))\s+(?P<number>\d{1,2}|(?-i:[IVX]{1,4})|one|two|three|four|five)(?![\w.,]?\d|\w)"
    r")",
    re.IGNORECASE,
)


class Designation(NamedTuple):
    """One of a kind: the third phase as ("phase", "3"), a round as ("series", "b") or ("series", "seed")."""

    kind: str
    value: str


def designations(text: str) -> frozenset[Designation]:
    """Return what a text names by a letter or a number, however it writes that: "phase III" is ("phase", "3")."""
    return frozenset(map(_read, _DESIGNATION.finditer(text)))


def _read(found: re.Match[str]) -> Designation:
    if found["seed"]:
        return Designation("series", found["seed"].casefold())
    if found["series"]:
        return Designation("series", found["letter"].casefold())
    number = found["number"].casefold()
    return Designation(found["noun"].casefold(), _ROMAN.get(number) or str(UNITS.get(number, number)))
