"""Amounts in a text, by value and unit: "$1.2bn", "1.2 billion dollars" and "US$1,200 million" are one (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PERCENT, POINT, TIMES, ORDINAL, YEAR, CLOCK = "%", "point", "times", "th", "year", "clock"
MANY = "many"
"""The unit of "thousands": a size that is named, not counted."""

_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with what it counts, if that is a currency or a share."""

    value: Fraction
    unit: str = ""  # "": a bare number; else a currency's sign, or one of the units above
    start: int  # where it stands in its text
    end: int
    scale: int = 1  # what "million" or the like behind it has made of it

    def same(self, other: Amount) -> bool:
        """Tell whether both say the same; a bare number may be a year."""
        units = {self.unit, other.unit}
        return self.value == other.value and (len(units) == 1 or units == {"", YEAR})


_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "trn": 10**12,
    "trillion": 10**12,
}
_SIGNS = {
    "us$": "$",
    "usd": "$",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "ca$": "c$",
    "cad": "c$",
    "aud": "a$",
    "au$": "a$",
    "rmb": "CNY",
}
_COINS = {
    "dollar": "$",
    "euro": "EUR",
    "pound": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupee": "INR",
    "won": "KRW",
    "franc": "CHF",
    "krona": "SEK",
    "krone": "NOK",
}
_ADJECTIVES = {"canadian": "c$", "australian": "a$", "hong kong": "hk$", "singapore": "s$", "taiwan": "nt$"}

_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=2
    )
}
_PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10}
_FOLD = {"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3, "tripled": 3, "tripling": 3}
_FOLD |= {"quadrupled": 4, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10}
_PLURALS = {"dozens": 12, "hundreds": 100, "thousands": 10**3, "millions": 10**6, "billions": 10**9}


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_LONG = _any(("thousand", "million", "billion", "trillion"))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SPELLED = rf"(?:{_any([*_UNITS, *_TENS])}|hundred|dozen)"
_WORDS = rf"(?:a\s+)?{_SPELLED}(?:[-\s](?:and\s)?{_SPELLED})*"
_SCALE = rf"(?:[\s-]?(?P<scale>{_LONG})|\s?(?P<abbreviated>bn|mn|mln|tn|trn)|(?P<short>[kmbt]))(?![\w$])"
_CURRENCY = (
    r"(?P<sign>(?:US|CA|AU|HK|NZ|NT|[ACRS])?\$|[\u20ac\u00a3\u00a5\u20b9\u20a9]"
    r"|\b(?:USD|EUR|GBP|JPY|CNY|RMB|CHF|CAD|AUD|INR|KRW|SEK|NOK)\s?)\s?"
)
_NOT_INSIDE = r"(?<![\w.,$/])(?<![^\W\d_]-)"  # of a word, a number or a name: "GPT-5"


def _behind(prefix: str) -> str:
    """Return the pattern of what may stand behind a number; group names begin with the prefix."""
    return (
        rf"(?:\s?(?P<{prefix}percent>%|percent\b|per\s?cent\b|pct\b)"
        rf"|[\s-]?(?P<{prefix}point>percentage[\s-]points?\b)|(?P<{prefix}x>x\b)|\s(?P<{prefix}times>times\b)"
        rf"|[\s-](?:(?:US|U\.S\.)\s)?(?P<{prefix}adjective>(?:{_any(_ADJECTIVES)})\s)?(?P<{prefix}coin>{_any(_COINS)})s?\b)"
    )


_AMOUNT = re.compile(
    rf"(?<![\w.$])(?P<clock>\d{{1,2}}:\d\d)\b|(?<![\w$])(?P<quarter>Q[1-4])\b"
    rf"|{_NOT_INSIDE}(?P<rank>\d{{1,3}})(?:st|nd|rd|th)\b"
    rf"|(?:{_CURRENCY}|{_NOT_INSIDE})(?P<digits>{_DIGITS})(?:{_SCALE})?(?:{_behind('')})?(?!\w|[.,]\d)"
    rf"|\b(?P<halves>(?:{_WORDS}|\d+)\sand\sa\shalf)(?:\s(?P<halfscale>{_LONG}))?\b"
    rf"|\b(?P<parts>half|(?:a|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|tenth))"
    rf"(?:\sa\s(?P<halfof>million|billion|trillion|dozen)\b|(?=\s(?:of|the|its|their|his|her|as|that|all|our)\b|[,.;]|$))"
    rf"|\b(?P<words>{_WORDS})(?:\s(?P<wordscale>{_LONG}))?(?:{_behind('w')})?\b"
    rf"|\ba\s(?P<one>hundred|{_LONG})\b"
    rf"|\b(?P<fold>{_any(_FOLD)})\b|\b(?P<plural>{_any(_PLURALS)})\b|\b(?P<ordinal>{_any(_ORDINALS)})\b",
    re.IGNORECASE,
)
_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|to|before|after|during|early|late|mid|through|between|and|fiscal|spring"
    r"|summer|autumn|fall|winter|year|quarter|the|than|for|q[1-4])[\s-]+|[(,/\u2013-]\s?)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-|\u2013|\u2014|\bto|\bor)\s?|\sand\s")
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)


def amounts(text: str) -> list[Amount]:
    """Return the amounts of a text in order; "GPT-5" and "H100" are names, and "one" alone is no number."""
    found = [amount for match in _AMOUNT.finditer(text) if (amount := _amount(match, text))]
    return list(_ranges(found, text))


def _amount(match: re.Match[str], text: str) -> Amount | None:
    parts = {name: part.lower() for name, part in match.groupdict().items() if part}
    value, unit, scale = next(read(parts) for name, read in _READ.items() if name in parts)
    if "words" in parts and value == scale == 1 and not unit:
        return None
    if not unit and scale == 1 and "digits" in parts and _is_year(parts["digits"], match, text):
        unit = YEAR
    return Amount(value=value * scale, unit=unit, scale=scale, start=match.start(), end=match.end())


_Parts = dict[str, str]
_Read = tuple[Fraction, str, int]  # value, unit, scale


def _digits(parts: _Parts) -> _Read:
    scale = next((_SCALES[parts[name]] for name in ("scale", "abbreviated", "short") if name in parts), 1)
    return Fraction(parts["digits"].replace(",", "")), _unit(parts, ""), scale


def _words(parts: _Parts) -> _Read:
    return _spelled(parts["words"]), _unit(parts, "w"), _SCALES.get(parts.get("wordscale", ""), 1)


def _halves(parts: _Parts) -> _Read:
    whole = _spelled(parts["halves"].removesuffix(" and a half"))
    return whole + Fraction(1, 2), "", _SCALES.get(parts.get("halfscale", ""), 1)


def _share(parts: _Parts) -> _Read:
    """Read "half" and "two-thirds" as percentages, "half a million" as a number."""
    count, _, part = parts["parts"].replace("-", " ").rpartition(" ")
    share = Fraction(_UNITS.get(count, 1), _PARTS[part])
    return (share, "", _SCALES[parts["halfof"]]) if "halfof" in parts else (share * 100, PERCENT, 1)


def _clock(parts: _Parts) -> _Read:
    hours, minutes = parts["clock"].split(":")
    return Fraction(60 * int(hours) + int(minutes)), CLOCK, 1


_READ: dict[str, Callable[[_Parts], _Read]] = {
    "digits": _digits,
    "words": _words,
    "halves": _halves,
    "parts": _share,
    "clock": _clock,
    "one": lambda parts: (Fraction(1), "", _SCALES[parts["one"]]),
    "quarter": lambda parts: (Fraction(parts["quarter"][1]), ORDINAL, 1),
    "rank": lambda parts: (Fraction(parts["rank"]), ORDINAL, 1),
    "ordinal": lambda parts: (Fraction(_ORDINALS[parts["ordinal"]]), ORDINAL, 1),
    "fold": lambda parts: (Fraction(_FOLD[parts["fold"]]), TIMES, 1),
    "plural": lambda parts: (Fraction(_PLURALS[parts["plural"]]), MANY, 1),
}
"""How each alternative of the pattern is read, by the name of its group."""


def _unit(parts: _Parts, prefix: str) -> str:
    """Return the unit that stands before or behind a number, "" for none."""
    if sign := parts.get("sign", "").strip():
        return _SIGNS.get(sign, sign if sign.endswith("$") else sign.upper())
    if coin := parts.get(f"{prefix}coin"):
        return _ADJECTIVES.get(parts.get(f"{prefix}adjective", "").strip(), _COINS[coin])
    behind = {"percent": PERCENT, "point": POINT, "x": TIMES, "times": TIMES}
    return next((unit for name, unit in behind.items() if f"{prefix}{name}" in parts), "")


def _is_year(digits: str, match: re.Match[str], text: str) -> bool:
    return (
        digits.isdecimal()
        and int(digits) in _YEARS
        and bool(_BEFORE_A_YEAR.search(text, max(0, match.start() - 12), match.start()))
    )


def _spelled(words: str) -> Fraction:
    """Return the value of a number in words below a thousand: "a hundred and ten", "twenty-five", "two dozen"."""
    total = 0
    for word in re.split(r"[-\s]+", words.lower()):
        if word in ("hundred", "dozen"):
            total = max(total, 1) * (100 if word == "hundred" else 12)
        elif word.isdecimal():
            total += int(word)
        else:
            total += _UNITS.get(word, _TENS.get(word, 0))
    return Fraction(total)


def _ranges(found: list[Amount], text: str) -> Iterator[Amount]:
    """Give the first number of "10-15%" and of "3 to 5 million" what stands behind the second."""
    for number, amount in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        if after and amount.unit in ("", after.unit) and is_range(text, amount, after):
            scale = after.scale if amount.scale == 1 else 1
            yield replace(amount, unit=after.unit, value=amount.value * scale, scale=amount.scale * scale)
        else:
            yield amount


def is_range(text: str, amount: Amount, after: Amount) -> bool:
    """Tell whether two numbers are the ends of a range: "10-15", "10 to 15", "between 10 and 15"."""
    gap = _RANGE.fullmatch(text, amount.end, after.start)
    return gap is not None and ("and" not in gap.group() or bool(_BETWEEN.search(text, 0, amount.start)))
