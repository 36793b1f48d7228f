"""The number of a product's name: a version or a size, and no year, share, sum, time or count (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.language.product_parser.name import normalized
from indexer.language.product_parser.tokens import HYPHENS, JOINING_GAPS
from indexer.language.product_parser.words import COUNTED, NO_CODES, UNITS

if TYPE_CHECKING:
    from indexer.language.product_parser.name import PartialName
    from indexer.language.product_parser.tokens import TokenRun

_YEARS = range(1990, 2050)
_DIGITS = 4  # of a version: "RTX 5090"
_NO_VERSION = re.compile(r"[,/]\d|:\d\d(?!\w)|\s?%|\.[^\W\d_]")  # part of a sum, a day, a time, a share, an address
_NUMERONYM = re.compile(r"[a-z]\d+[a-z]+\b")  # "a16z", "k8s"
_ALLOWED_CODES = {"b": 2, "h": 2, "t": 3}  # "B200", "H100": letters that are none with fewer digits, or as many


def may_be_version(run: TokenRun, place: int, partial: PartialName) -> bool:
    """Tell whether a number can belong to the name before it: no year, share, sum, time or count."""
    token, after = run.tokens[place], run.after(place)
    if is_measured(run, place) or token.text.count(".") >= _DIGITS:
        return False
    whole = token.text.partition(".")[0]
    if len(whole) > _DIGITS or (token.text.isdecimal() and int(token.text) in _YEARS):
        return False
    if partial.gap == "":
        return _may_be_code(run, place, partial, whole)
    if partial.gap in JOINING_GAPS:
        return True
    return after is None or after.low not in UNITS or run.gap(place) not in (" ", *HYPHENS)


def _may_be_code(run: TokenRun, place: int, partial: PartialName, digits: str) -> bool:
    """Tell whether letters with a number joined to them are a name: "R1" and "H100", not "Q3" nor "k8s"."""
    letters = partial.core[0]
    if len(letters) == 1 and _NUMERONYM.match(run.text, run.tokens[place - 1].start):
        return False
    return letters not in NO_CODES or len(digits) > _ALLOWED_CODES.get(letters, _DIGITS)


def is_measured(run: TokenRun, place: int) -> bool:
    """Tell whether a number is part of a sum, a day, a time or a share."""
    end = run.tokens[place].end
    return bool(_NO_VERSION.match(run.text, end, end + 4))


def is_count(run: TokenRun, partial: PartialName) -> bool:
    """Tell whether a number after a company's name counts something: "OpenAI 4 models"."""
    after = run.after(partial.next - 1)
    return partial.gap == " " and ("." not in partial.version or (after is not None and after.low in COUNTED))


def read_number(run: TokenRun, place: int, partial: PartialName) -> bool:
    """Read the number at a place as a version or a size; tell whether it is one."""
    token, letters = run.tokens[place], run.letters(place)
    partial.version, partial.end, partial.next = normalized(token.text), token.end, place + 1
    if not letters:
        return True
    low = letters.casefold()
    partial.end, partial.next = run.tokens[place + 1].end, place + 2
    if low == "x" and run.is_number(place + 2, "") and run.is_size(place + 2):
        partial.version, partial.size = "", f"{token.text}x{run.tokens[place + 2].text}{run.tokens[place + 3].low}"
        partial.end, partial.next = run.tokens[place + 3].end, place + 4
        return True
    if low == "b" or (low in ("m", "t") and partial.gap != ""):
        partial.version, partial.size = "", token.text + low
        return True
    if letters == "s":  # plural
        return True
    partial.version += low
    code = partial.gap == "" and letters.isupper() and len(letters) <= 2  # "MI300X"
    return code or (len(letters) == 1 and low not in "xdghkmtb")
