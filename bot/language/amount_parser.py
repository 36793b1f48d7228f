"""The amounts in a text (pure).

A range is one amount with two ends: "$4-5 billion", "between 4 and 5 billion dollars". "Rose from 4 to 5" is none: it
names two times.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.language import currencies
from bot.language.amounts import (
    AT_LEAST,
    AT_MOST,
    CLOCK,
    ENERGY,
    MANY,
    ORDINAL,
    PERCENT,
    POINT,
    POWER,
    TIMES,
    YEAR,
    Amount,
)
from bot.language.number_words import NUMBER_WORDS, SPELLED, UNITS, read_number
from bot.language.patterns import any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_YEARS = range(1900, 2100)
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "k": 10**3,
    "thousand": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "million": 10**6,
    "cr": 10**7,
    "crore": 10**7,
    "crores": 10**7,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "trn": 10**12,
    "trillion": 10**12,
    "lakh crore": 10**12,
}
_PREFIXES = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}  # "MW", "megawatts"

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


_LONG = any_of(("thousand", "million", "billion", "trillion", "lakh", "lakhs", "crore", "crores", "lakh crore"))
_WHOLE = r"\d{1,24}"  # what is longer counts nothing, and would fit no float
_DIGITS = rf"\d{{1,3}}(?:,\d{{3}}){{1,7}}(?:\.{_WHOLE})?|{_WHOLE}(?:\.{_WHOLE})?|\.{_WHOLE}"
_SCALE = rf"(?:[\s-]?(?P<scale>{_LONG})|\s?(?P<abbreviated>bn|mn|mln|tn|trn|cr)|(?P<short>[kmbt]))(?![\w$])"
_LARGE_WATTS = r"[\s-](?:kilo|mega|giga|tera)watt"
_NOT_INSIDE = r"(?<![\w.,$/])"  # of a word or a number


def _behind(prefix: str) -> str:
    """Return the pattern of units behind a number; group names begin with the prefix."""
    watts = r"(?-i:[kKMGT]?Wh?)|(?:kilo|mega|giga|tera)?watts?(?:[\s-]?hours?)?"
    return (
        rf"(?:[\s-]?(?P<{prefix}percent>%|percent\b|per\s?cent\b|pct\b)"
        rf"|[\s-]?(?P<{prefix}point>percentage[\s-]points?\b)|(?P<{prefix}x>(?:[x\u00d7]|-fold)(?!\w))|\s(?P<{prefix}times>times\b)"
        rf"|[\s-](?:(?:US|U\.S\.)\s)?(?P<{prefix}adjective>(?:{currencies.ADJECTIVE})\s)?(?P<{prefix}coin>{currencies.COIN})s?\b"
        rf"|[\s-]?(?P<{prefix}watts>{watts})(?!\w))"
    )


_AMOUNT = re.compile(
    rf"(?<!\w)(?:(?<![\w.$])(?P<clock>\d{{1,2}}:\d\d)\b|(?<![\w$])(?P<quarter>Q[1-4])\b"
    rf"|{_NOT_INSIDE}(?P<rank>\d{{1,3}})(?:st|nd|rd|th)\b"
    rf"|(?:(?P<sign>{currencies.SIGN})\s?|{_NOT_INSIDE})(?P<digits>{_DIGITS})\+?(?:{_SCALE})?(?:{_behind('')})?(?!\w|[.,]\d)"
    rf"|\b(?P<halves>(?:{NUMBER_WORDS}|{_WHOLE})\sand\sa\shalf)(?:\s(?P<halfscale>{_LONG}))?(?:{_behind('v')})?\b"
    rf"|\b(?P<parts>half|(?:a|one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|tenth))"
    rf"(?:\s(?:of\s)?an?(?:\s(?P<halfof>thousand|million|billion|trillion|dozen)(?:{_behind('h')})?|(?={_LARGE_WATTS}){_behind('g')})\b"
    rf"|(?=\s(?:of|the|its|their|his|her|as|that|all|our|fewer|more|less|lower|higher|faster|slower|cheaper)\b|[,.;]|$))"
    rf"|\b(?P<words>{NUMBER_WORDS})(?:\s(?P<wordscale>{_LONG}))?(?:{_behind('w')})?\b"
    rf"|\ba\s(?P<one>hundred|{_LONG})(?:{_behind('o')})?\b"
    rf"|\b(?P<fold>{any_of(_FOLD)})\b|\b(?P<plural>{any_of(_PLURALS)})\b|\b(?P<ordinal>{any_of(_ORDINALS)})\b)",
    re.IGNORECASE,
)
_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|to|before|after|during|early|late|mid|through|between|and|fiscal|spring"
    r"|summer|autumn|fall|winter|year|quarter|the|than|for|q[1-4])[\s-]+|[(,/\u2013-]\s?)$",
    re.IGNORECASE,
)
_ABOUT = r"(?:about|around|roughly|nearly|almost|some|perhaps|maybe|even|an?\sestimated)\s"
_JOINT = re.compile(
    rf"(?P<dash>\s?[-\u2010-\u2015]\s?)|-to-|-?\s(?:up\s)?(?:to|or)\s(?:as\s(?:much|many)\sas\s)?(?:{_ABOUT})?"
    rf"|\s(?P<and>and)\s(?:{_ABOUT})?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\bbetween\s(?:{_ABOUT})?$", re.IGNORECASE)
_FROM = re.compile(rf"\bfrom\s(?:{_ABOUT}|just\s|only\s)?$", re.IGNORECASE)
# Words of ranges, and verbs with an amount as their object: "costs from $10 to $20", and not "rose from 10 to 20".
_RANGING = re.compile(
    r"\b(?:(?:rang\w+|var(?:y|ies|ied|ying)|anywhere|somewhere|anything|spann?\w*)\b[^.;]*"
    r"|(?:runs?|running|costs?|costing|pays?|paying|charg(?:es?|ing)|spend(?:s|ing)?|rais(?:es?|ing)|earn(?:s|ing)?|takes?"
    r"|taking|needs?|needing|uses?|using|fetch(?:es|ing)?|invest(?:s|ing)?|worth|priced|prices|fees|sizes)\s)$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:at\sleast|(?:no|not)\s(?:less|fewer)\sthan|upwards\sof|a\sminimum\sof|start(?:s|ing)\s(?:at|from))\s$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:up\sto|as\s(?:much|many)\sas|at\smost|(?:no|not)\smore\sthan|a\smaximum\sof)\s$", re.IGNORECASE
)
_ONE_OF_MORE = re.compile(rf"\s(to|or|and)\s(?!one\b){SPELLED}\b", re.IGNORECASE)
_NUMBERS = re.compile(
    rf"\W*(?:(?:(?:{currencies.SIGN}\s?)?[\d.,]+(?:[kmbtx%]|[bmt]n|mln|trn|[kmgt]?wh?)?|{_LONG})-(?:to-)?)+",
    re.IGNORECASE,
)
_SIGN = re.compile(currencies.SIGN, re.IGNORECASE)
_POUNDS = re.compile(r"[\s-]pounds?$", re.IGNORECASE)
_WEIGHED = re.compile(
    r"\b(?:weigh\w*|heav\w+|lift(?:s|ed|ing)?|carr(?:y|ies|ied|ying)|payloads?)\b[^.;]*$", re.IGNORECASE
)
_OF_WEIGHT = re.compile(r"\s(?:of|per|lighter|heavier|in\sweight)\b", re.IGNORECASE)
_NEAR = 40  # characters before an amount in which its bound is stated
_ALONE = frozenset({YEAR, CLOCK, ORDINAL, MANY})  # never the ends of one amount: days and ranks are named one by one
_BELOW_A_SCALE = 1_000  # "500,000 million" is written by nobody


def find_amounts(text: str) -> list[Amount]:
    """Return the amounts of a text in order; "GPT-5" and "H100" are names, and "one" alone is no number."""
    found = [amount for match in _AMOUNT.finditer(text) if (amount := _amount(match, text))]
    return list(_joined(found, text)) if found else found


def _amount(match: re.Match[str], text: str) -> Amount | None:
    parts = {name: part.lower() for name, part in match.groupdict().items() if part}
    value, unit, scale = next(read(parts) for name, read in _READ.items() if name in parts)
    if "words" in parts and value == scale == 1 and not unit and not _begins_a_range(match, text):
        return None
    if not parts.keys().isdisjoint(("digits", "rank")) and "sign" not in parts and _in_a_name(match.start(), text):
        return None
    if not unit and scale == 1 and "digits" in parts and _is_year(parts["digits"], match, text):
        unit = YEAR
    value *= scale
    end = match.end()
    if scale == 1 and (pounds := _POUNDS.search(match.group())) and _is_weight(match, text):
        unit, end = "", match.start() + pounds.start()
    return Amount(
        low=value, high=value, unit=unit, scale=scale, start=match.start(), end=end, bound=_bound(match, text)
    )


def _is_weight(match: re.Match[str], text: str) -> bool:
    """Tell whether pounds are no money, by the words around them: "weighs 25 pounds", "25 pounds of steel"."""
    before = _WEIGHED.search(text, max(0, match.start() - _NEAR), match.start())
    return bool(before or _OF_WEIGHT.match(text, match.end()))


def _begins_a_range(match: re.Match[str], text: str) -> bool:
    """Tell whether "one" is a number: in "one or two", "between one and two"."""
    more = _ONE_OF_MORE.match(text, match.end())
    return bool(more and (more[1] != "and" or _BETWEEN.search(text, max(0, match.start() - _NEAR), match.start())))


def _in_a_name(start: int, text: str) -> bool:
    """Tell whether a number is part of a name: "GPT-5", the "30B" of "Qwen3-30B"."""
    if start == 0 or text[start - 1] != "-":
        return False
    before = text[max(0, start - _NEAR) : start].rsplit(maxsplit=1)[-1]
    return any(map(str.isalpha, before)) and not _NUMBERS.fullmatch(before)


def _bound(match: re.Match[str], text: str) -> str:
    begins = max(0, match.start() - _NEAR)
    if begins == match.start() or text[match.start() - 1] != " ":
        return ""
    least = _AT_LEAST.search(text, begins, match.start())
    return AT_LEAST if least else AT_MOST if _AT_MOST.search(text, begins, match.start()) else ""


_Parts = dict[str, str]
_Read = tuple[Fraction, str, int]  # value, unit, scale


def _digits(parts: _Parts) -> _Read:
    scale = next((_SCALES[parts[name]] for name in ("scale", "abbreviated", "short") if name in parts), 1)
    return Fraction(parts["digits"].replace(",", "")), _unit(parts, ""), scale * _prefix(parts, "")


def _words(parts: _Parts) -> _Read:
    return (
        read_number(parts["words"]),
        _unit(parts, "w"),
        _SCALES.get(parts.get("wordscale", ""), 1) * _prefix(parts, "w"),
    )


def _halves(parts: _Parts) -> _Read:
    whole = read_number(parts["halves"].removesuffix(" and a half"))
    return whole + Fraction(1, 2), _unit(parts, "v"), _SCALES.get(parts.get("halfscale", ""), 1) * _prefix(parts, "v")


def _share(parts: _Parts) -> _Read:
    """Read "half" and "two-thirds" as percentages, "half a million" and "a quarter of a gigawatt" as numbers."""
    count, _, part = parts["parts"].replace("-", " ").rpartition(" ")
    share = Fraction(UNITS.get(count, 1), _PARTS[part])
    if "gwatts" in parts:
        return share, _unit(parts, "g"), _prefix(parts, "g")
    if "halfof" not in parts:
        return share * 100, PERCENT, 1
    return share, _unit(parts, "h"), _SCALES[parts["halfof"]] * _prefix(parts, "h")


def _clock(parts: _Parts) -> _Read:
    hours, minutes = parts["clock"].split(":")
    return Fraction(60 * int(hours) + int(minutes)), CLOCK, 1


_READ: dict[str, Callable[[_Parts], _Read]] = {
    "digits": _digits,
    "words": _words,
    "halves": _halves,
    "parts": _share,
    "clock": _clock,
    "one": lambda parts: (Fraction(1), _unit(parts, "o"), _SCALES[parts["one"]] * _prefix(parts, "o")),
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
        return currencies.of_sign(sign)
    if coin := parts.get(f"{prefix}coin"):
        return currencies.of_coin(coin, parts.get(f"{prefix}adjective", "").strip())
    if watts := parts.get(f"{prefix}watts"):
        return ENERGY if watts.rstrip("s").endswith(("h", "hour")) else POWER
    behind = {"percent": PERCENT, "point": POINT, "x": TIMES, "times": TIMES}
    return next((unit for name, unit in behind.items() if f"{prefix}{name}" in parts), "")


def _prefix(parts: _Parts, prefix: str) -> int:
    """Return the factor of a unit's prefix: a billion for "GW"."""
    return _PREFIXES.get(parts.get(f"{prefix}watts", "")[:1], 1)


def _is_year(digits: str, match: re.Match[str], text: str) -> bool:
    return (
        digits.isdecimal()
        and int(digits) in _YEARS
        and bool(_BEFORE_A_YEAR.search(text, max(0, match.start() - 12), match.start()))
    )


def _joined(found: list[Amount], text: str) -> Iterator[Amount]:
    """Yield the amounts with ranges put together; a unit that two ends share is written once: "$4-5 billion"."""
    amount = found[0]
    for after in found[1:]:
        joint = _joint(text, amount, after)
        one, other = _shared(amount, after, text, dashed=bool(joint["dash"])) if joint else (amount, after)
        if joint is None or one.unit != other.unit or one.unit in _ALONE or one.is_range or one.low >= other.low:
            yield one
            amount = other
        elif _moves(text, amount):
            yield replace(one, bound=AT_LEAST)
            amount = replace(other, bound=AT_MOST)
        else:
            begins = _between(text, one) if joint["and"] else None
            amount = replace(other, low=one.low, start=begins.start() if begins else one.start, bound="")
    yield amount


def _joint(text: str, amount: Amount, after: Amount) -> re.Match[str] | None:
    """Return what makes two numbers the ends of a range: "10-15", "10 to 15", "between 10 and 15"."""
    joint = _JOINT.fullmatch(text, amount.end, after.start)
    return None if joint and joint["and"] and not _between(text, amount) else joint


def _between(text: str, amount: Amount) -> re.Match[str] | None:
    return _BETWEEN.search(text, max(0, amount.start - _NEAR), amount.start)


def _moves(text: str, amount: Amount) -> bool:
    """Tell whether "from 10 to 15" tells of two times: it does, unless something is said to range."""
    begins = _FROM.search(text, max(0, amount.start - _NEAR), amount.start)
    return bool(begins and not _RANGING.search(text, max(0, begins.start() - _NEAR), begins.start()))


def _shared(one: Amount, other: Amount, text: str, *, dashed: bool) -> tuple[Amount, Amount]:
    """Return two ends, each with the unit and the scale that are written at one of them only."""
    if one.unit == "" and other.unit == YEAR and one.low not in _YEARS:
        other = replace(other, unit="")  # "200 to 2000 jobs"
    signed = _SIGN.match(text, one.start) is not None
    if signed and not other.unit and (other.scale > 1 or (dashed and one.scale == 1)):
        other = replace(other, unit=one.unit)  # "gave $100 to 5 people" is no range
    elif not one.unit and other.unit and _SIGN.match(text, other.start) is None:
        one = replace(one, unit=other.unit)
    if one.unit != other.unit or one.scale != 1 or other.scale == 1:
        return one, other
    measured = one.unit in (POWER, ENERGY)
    scaled = one.low * other.scale
    if measured or (one.low < _BELOW_A_SCALE and (scaled <= other.low or not signed)):
        one = replace(one, low=scaled, high=scaled, scale=other.scale)
    return one, other
