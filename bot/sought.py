"""Whether a sentence holds what a question asks for: a name, a number of its sort, a date, a place, a reason (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.amounts import PERCENT, POINT, amounts
from bot.model import Seek
from bot.wording import dates, gives_reason, names, numbers, places, terms

if TYPE_CHECKING:
    from bot.model import Query

_MONEY = re.compile(
    r"\bhow much money\b|\b(?:at )?(?:what|which) (?:price|sum|fine|valuation|salary)\b|\bhow much\b.*\b(?:costs?|pays?"
    r"|paid|rais(?:e[ds]?|ing)|spen[dt]|worth|invest(?:ed)?|charge[ds]?|owe[ds]?|earn(?:ed)?|sell|sold|buy|bought|bid"
    r"|fined?)\b",
    re.IGNORECASE,
)
_POWER = re.compile(r"\bhow much (?:power|electricity|energy)\b|\bpower (?:of|draw|consumption)\b", re.IGNORECASE)
_WATTS = re.compile(r"\d\s?(?:[kMGT]?Wh?\b|(?i:(?:kilo|mega|giga|tera)?watt))")
_SHARE = re.compile(r"\b(?:what|which) (?:share|percentage|percent|proportion|fraction)\b", re.IGNORECASE)
_SPAN = re.compile(r"\bhow long\b", re.IGNORECASE)
_ONE_IN_SO_MANY = re.compile(
    r"\b(?:in|of|out of) (?:every )?(?:\d+|two|three|four|five|six|ten|hundred)\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|sixty|several|few|half)[\s-](?:a |an |and a half )?"
    r"(?:second|minute|hour|day|night|week|month|quarter|year|decade|centur)",
    re.IGNORECASE,
)


def holds(sentence: str, query: Query) -> bool:
    """Tell whether a sentence holds what is sought, beyond what the question says itself."""
    match query.seek:
        case Seek.NAME:
            return any(not set(terms(name)) <= set(query.terms) for name in names(sentence))
        case Seek.NUMBER:
            return _holds_number(sentence, query.text)
        case Seek.DATE:
            return bool(dates(sentence))
        case Seek.PLACE:
            return any(not set(terms(place)) <= set(query.terms) for place in places(sentence))
        case Seek.REASON:
            return gives_reason(sentence)
        case Seek.ANYTHING:
            return False


def _holds_number(sentence: str, question: str) -> bool:
    """Tell whether a sentence holds a number of the sort that is asked for: money, power, a share, a time, or any."""
    units = [each.unit for each in amounts(sentence) if sentence[each.start : each.end] not in question]
    if _MONEY.search(question):
        return any(unit.endswith("$") or unit.isupper() for unit in units)
    if _POWER.search(question):
        return bool(_WATTS.search(sentence))
    if _SHARE.search(question):
        return PERCENT in units or POINT in units or bool(_ONE_IN_SO_MANY.search(sentence))
    if _SPAN.search(question):
        return bool(_TIME.search(sentence))
    return any(number not in question for number in numbers(sentence))
