"""The role of an amount: a bound or a value, the part of a change, and a rate (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.amounts import ORDINAL
from bot.language.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.language.amounts import Amount
    from bot.verification.parsing.syntax import Parse

_AT_LEAST = re.compile(
    r"\b(?:more\sthan|over|above|at\sleast|upwards\sof|exceed(?:s|ed|ing)?|no\sfewer\sthan|no\sless\sthan"
    r"|(?:sur)?pass(?:es|ed)"
    r"|a\sminimum\sof|in\sexcess\sof|greater\sthan|top(?:s|ped)|north\sof|beyond)\s(?:an?\s)?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:less\sthan|fewer\sthan|under|below|up\sto|at\smost|no\smore\sthan|a\smaximum\sof|as\smuch\sas"
    r"|as\smany\sas|lower\sthan"
    r"|within|not\smore\sthan|capped\sat|short\sof)\s(?:an?\s)?$",
    re.IGNORECASE,
)
_ALMOST = re.compile(r"\b(?:nearly|almost|just\sunder|close\sto)\s(?:an?\s)?$", re.IGNORECASE)
_FROM = re.compile(
    r"(?:\bfrom|\bthan\sthe|\bthan(?=\s[\w.,$]+\s(?:of|that|in))|\b(?:below|above|beyond|expect\w+\sof)"
    r"|\bcompared\s(?:with|to)|\bagainst|\bversus|\brather\sthan|\binstead\sof|\bup\sfrom|\bdown\sfrom"
    r"|\bprevious(?:ly)?|\bused\sto\s\w+)"
    r"\s(?:about\s|around\s|roughly\s|just\s|an?\s|the\s|some\s)*$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\s(?:\w+\s){0,3}?(?:(?:a\s|one\s|the\s)?(?:year|month|quarter|week)\s(?:earlier|before|ago)|previously"
    r"|(?:the\s)?previous\s\w+)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\bto\s(?:about\s|around\s|roughly\s|just\s|an?\s|some\s)*$", re.IGNORECASE)
_GAP = re.compile(r"\s(?:\w+\s)?(?:more|less|\w+er)\sthan\b", re.IGNORECASE)
_BY = re.compile(r"\bby\s(?:about\s|around\s|roughly\s|just\s|an?\s|some\s)*$", re.IGNORECASE)
_OF = re.compile(
    r"(?<!rise)(?<!drop)(?<!fall)(?<!gain)(?<!loss)(?<!fine)(?<!debt)(?<!increase)(?<!decrease)(?<!decline)(?<!growth)(?<!reduction)"
    r"(?<!cut)(?<!jump)(?<!total)(?<!price)(?<!cost)(?<!revenue)(?<!sales)(?<!profit)(?<!value)(?<!valuation)(?<!rate)"
    r"(?<!share)\s(?:of|out\sof)\s(?:[\w.-]+'s?\s|the\s|its\s|their\s|his\s|her\s|all\s|about\s|some\s|nearly\s)*$",
    re.IGNORECASE,
)
_PER = re.compile(
    r"(?:\s|/)?(?:[\w%.,-]+\s){0,3}?(?:(?:per|an?|each|every)\s|/)(?:(?:million|thousand|\d+)\s)?(?:\w+\s)??"
    r"(?P<per>second|minute|hour|day|week|month|year|quarter|tokens?|users?|seats?|requests?|images?|copy|employee"
    r"|person|call|song|share|head)\b"
    r"|\s(?P<ly>hourly|daily|weekly|monthly|annually|yearly|annual)\b",
    re.IGNORECASE,
)
_LY = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "annually": "year",
    "yearly": "year",
    "annual": "year",
}
_MEASURES = frozenset(
    """bit byte kilobyte megabyte gigabyte terabyte petabyte kb mb gb tb pb gbps tbps watt kilowatt megawatt gigawatt
    terawatt w kw mw gw tw kwh mwh gwh twh hour minute second millisecond microsecond nanosecond ms day week month
    quarter year decade metre meter kilometre kilometer mile foot inch centimetre millimetre nanometre nanometer
    nm kg kilogram gram tonne ton pound litre liter gallon degree celsius fahrenheit hertz megahertz gigahertz mhz
    ghz token parameter flop petaflop exaflop acre hectare square""".split()  # noqa: SIM905  not 60 lines
)
SHORT_UNITS = {
    "mw": "megawatt",
    "gw": "gigawatt",
    "kw": "kilowatt",
    "tb": "terabyte",
    "gb": "gigabyte",
    "mb": "megabyte",
    "pb": "petabyte",
    "nm": "nanometre",
    "nanometer": "nanometre",
    "meter": "metre",
    "kilometer": "kilometre",
    "kilometers": "kilometre",
    "ms": "millisecond",
    "km": "kilometre",
    "kg": "kilogram",
}
_BEHIND = re.compile(r"[\s-]?(?P<measure>[A-Za-z]+)")
_OPEN = re.compile(r"\s?(?:[-,.;:)\u2013]|$)|\s(?:to|and|or|from|by)\b")  # behind a number whose unit stands elsewhere
_BEFORE = 30


def _before(amount: Amount, one: Parse) -> str:
    return one.sentence.text[max(0, amount.start - _BEFORE) : amount.start]


def bound(amount: Amount, one: Parse) -> str:
    """Return the kind of a bound: "least", "most", "almost", or "" for a value."""
    before = _before(amount, one)
    if re.search(r"\bno(?:t)?\s(?:more|over|above)", before, re.IGNORECASE):
        return "most"
    for name, pattern in (("least", _AT_LEAST), ("most", _AT_MOST), ("almost", _ALMOST)):
        if pattern.search(before):
            return name
    return ""


def part(amount: Amount, one: Parse) -> str:
    """Return the part of a change that an amount is: "from", "to", "by"; "of" for the whole of a part; else ""."""
    before, behind = _before(amount, one), one.sentence.text[amount.end : amount.end + 50]
    if (_FROM.search(before) and not _origin(before, amount, one)) or (
        _EARLIER.match(behind) and not _SINCE.match(behind)
    ):
        return "from"
    if _GAP.match(behind):
        return "gap"
    if _TO.search(before):
        return "to"
    if _BY.search(before):
        return "by"
    counted = any(
        each.end < amount.start and amount.start - each.end < _BEFORE and not each.unit for each in one.sentence.amounts
    )
    if _OF.search(before) and (counted or _ONE_OF.search(before)):
        return "of"
    return ""


_SINCE = re.compile(r"\s(?:\w+\s)?(?:from|than|on|over|compared)\b", re.IGNORECASE)  # "up 3 percent from a year ago"


def _origin(before: str, amount: Amount, one: Parse) -> bool:
    """Tell whether "from" names an origin, since no other amount can be the later value."""
    plain = re.search(r"\bfrom\s(?:\w+\s)?$", before) and not re.search(r"\b(?:up|down)\sfrom", before)
    return bool(plain) and not any(each.unit == amount.unit and each is not amount for each in one.sentence.amounts)


_ONE_OF = re.compile(r"\bone\s(?:out\s)?of\b", re.IGNORECASE)


def per(amount: Amount, one: Parse) -> str:
    """Return the unit of a rate ("per user"), "" for none."""
    found = _PER.match(one.sentence.text, amount.end)
    if not found:
        return ""
    return _LY[found["ly"].lower()] if found["ly"] else stem(found["per"])


def measure(amount: Amount, one: Parse) -> str:
    """Return the unit of measure behind an amount, "" for none."""
    found = _BEHIND.match(one.sentence.text, amount.end)
    word = found["measure"].lower() if found else ""
    word = SHORT_UNITS.get(word, word)
    single = word.removesuffix("s")
    single = SHORT_UNITS.get(single, single)
    return single if single in _MEASURES and not amount.unit else ""


def check_amount(amount: Amount, mine: Parse, same: Sequence[Amount], one: Parse, *, kin: bool) -> Iterator[str]:
    """Yield the roles of an amount in a statement that it has nowhere in the sources."""
    shown = mine.sentence.text[amount.start : amount.end]
    if not any(each.is_range or _may_be_one_bound(bound(amount, mine), bound(each, one)) for each in same):
        yield f"{shown} is another bound there"
    if not any(_may_be_one_part(amount, mine, each, one, kin=kin) for each in same):
        yield f"{shown} is another part of a change there"
    mine_per = per(amount, mine)
    if mine_per and not any(per(each, one) in (mine_per, "") for each in same):
        yield f"{shown} is not per {mine_per} there"
    unit = measure(amount, mine)
    if unit and not any(
        measure(each, one) == unit or (not measure(each, one) and _OPEN.match(one.sentence.text, each.end))
        for each in same
    ):
        yield f"{shown} is not in {unit}s there"


def _is_last_period(mine: Parse, one: Parse) -> bool:
    """Tell whether a statement names the period in which an amount of now stands there."""
    ordinals = [{each.value for each in parsed.sentence.amounts if each.unit == ORDINAL} for parsed in (mine, one)]
    return bool(ordinals[0] & ordinals[1])


def _may_be_one_bound(mine: str, theirs: str) -> bool:
    if mine == theirs:
        return True
    if {mine, theirs} <= {"", "almost"}:
        return True
    return mine == "most" and theirs == "almost"


_PAST = re.compile(
    r"\b(?:had|was|were|previous(?:ly)?|earlier|former(?:ly)?|last|before|used\sto|until|so\sfar|ago)\b", re.IGNORECASE
)
_MORE = re.compile(r"\b(?:more|less|fewer|\w+er)\b", re.IGNORECASE)
_OWNER = re.compile(r"(?:\s\w+){0,2}?\sfor\s(?P<name>[A-Z0-9][\w.-]*(?:\s[A-Z0-9][\w.-]*)*)")
_NOW = re.compile(r"\b(?:now|this\s\w+|today|current(?:ly)?)\b", re.IGNORECASE)


def _may_be_one_part(amount: Amount, mine: Parse, other: Amount, one: Parse, *, kin: bool) -> bool:
    """Tell whether an amount may be the same part of a change as the one that a passage gives."""
    own, theirs = part(amount, mine), part(other, one)
    if own == theirs:
        return True
    if "gap" in (own, theirs):
        return own in ("by", "gap") or (not own and bool(_MORE.search(mine.sentence.text)))
    if theirs:
        return not own and _is_part_left_out(theirs, mine, other, one, kin=kin)
    return own in ("by", "of") or (
        own == "to" and not any(part(each, one) in ("of", "by") for each in one.sentence.amounts)
    )


def _is_part_left_out(theirs: str, mine: Parse, other: Amount, one: Parse, *, kin: bool) -> bool:
    """Tell whether a statement may leave out which part of a change an amount is."""
    if theirs == "of":  # a whole is not its part
        return not kin
    return theirs != "from" or _is_named_owner(mine, other, one) or _is_of_past(mine, one)


def _is_named_owner(mine: Parse, other: Amount, one: Parse) -> bool:
    """Tell whether a statement names the thing that had the amount: "up from 52.9 percent for Corvid 2"."""
    owner = _OWNER.match(one.sentence.text, other.end)
    return owner is not None and set(owner["name"].casefold().split()) <= {token.low for token in mine.tokens}


def _is_of_past(mine: Parse, one: Parse) -> bool:
    """Tell whether a statement tells of the past only: an earlier amount is not that of now."""
    text = mine.sentence.text
    return bool(_PAST.search(text)) and not _NOW.search(text) and not _is_last_period(mine, one)
