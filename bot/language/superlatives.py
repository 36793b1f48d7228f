"""What a question compares by a superlative: "the biggest round", "the cheapest of its models", "the first to" (pure).

Words that compare nothing, because they only say who is meant, are none: "What did its biggest customer say?"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.language.event_kinds import kind_asked
from bot.language.patterns import any_of


class Measure(StrEnum):
    """What is compared."""

    MONEY = "money"
    PRICE = "price"  # money that something costs
    NUMBER = "number"  # of what the question names, or its share: "the most users", "the highest score"
    DURATION = "duration"
    POWER = "power"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Superlative:
    """Which end of what is asked for."""

    by: tuple[Measure, ...]  # any of these: of a data centre its power or its price
    is_greatest: bool  # the greatest amount wins, or the last day; else the least, or the first
    word: str  # "biggest"
    noun: str = ""  # of what: "funding round", "users"
    rest: str  # the question without the word: "What was the funding round in October?"


_DEAR = ("priciest", "dearest", "costliest", "most expensive", "most costly")
_CHEAP = ("cheapest", "least expensive", "least costly", "most affordable")
_HIGH = ("biggest", "largest", "highest", "greatest", "heftiest", "steepest", "longest", "heaviest", "fastest", *_DEAR)
_LOW = ("smallest", "lowest", "shortest", "tiniest", "slowest", *_CHEAP)
_GREATEST = frozenset((*_HIGH, "most", "last", "latest"))
_PRICED, _DURATIONS = frozenset((*_DEAR, *_CHEAP)), frozenset(("longest", "shortest"))
_OF_ANYTHING = frozenset(("highest", "lowest", *_DURATIONS))  # said of what has a number of its own

_ASKS = (
    r"^\W*(?:(?:so|and|but|ok|hey|please|tell me|name|show me)\b\W*)*(?:(?:of|in|from|among|out of)\s[^,?]{2,60},\s)?"
    r"(?P<lead>(?:who|which|what|whose|how\s(?:much|big|large|long|high|many))\b(?:[^,;:?\u201c\"]{0,80}\s)?)?"
)
# Behind what is compared stand only its place, time and circumstances: no verb whose subject it would be.
_BEHIND = (
    r"(?=\W*$|,?\s(?:in|on|of|at|by|to|for|from|since|so|ever|yet|this|last|among|between|within|during|over|against|with"
    r"|that|which|it|they|has|have|and|until|before|after|now|today|per|across|announced|imposed|raised|reported)\b)"
)
_NOUN = rf"(?P<noun>(?:\s(?!(?:is|are|was|were|did|does|do|said|says)\b)[\w\u2019'-]+){{0,4}}?){_BEHIND}"
_BY_WORD = re.compile(
    rf"{_ASKS}(?:(?:the|its|their|his|her|any|\S+['\u2019]s?)\s)?(?P<word>{any_of((*_HIGH, *_LOW))})\b{_NOUN}",
    re.IGNORECASE,
)
_BY_MOST = re.compile(
    rf"{_ASKS}(?<=\s)(?P<verb>(?!wh\w+|the\b)[\w-]+)\s(?:out\s|off\s)?(?:the\s)?(?P<word>most|least|fewest)\b{_NOUN}",
    re.IGNORECASE,
)
_BY_DAY = re.compile(
    r"^\W*(?P<lead>(?:who|which|what)\b(?:[^,;:?\u201c\"]{0,60}\s)?)(?:the\s)?(?:very\s)?(?:(?P<word>first|earliest|last|latest)\b"
    r"(?:\s(?!to\b)[\w-]+){0,3}\sto\s|(?P<other>first)(?:\W*$|\s\w+ed\b))",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:did|does|do|will|would|can|could|should|happened to|to)\s$", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:customer|client|rival|competitor|investor|shareholder|supplier|backer|buyer|seller|partner|maker|provider|company"
    r"|companie|firm|lab|bank|city|citie|country|countrie|market|vendor|story|storie|lender|employer|office)s?$",
    re.IGNORECASE,
)
_QUANTITIES = {
    Measure.MONEY: re.compile(
        r"\b(?:money|cash|capital|investment|order|purchase|valuation|revenue|profit|loss|price|fee|salary|bonus|budget|loan"
        r"|bond|cheque|check|grant|payout|sum|bid|damages|award|cost|payment|gift|donation|prize|subsidy|package)s?$",
        re.IGNORECASE,
    ),
    Measure.NUMBER: re.compile(
        r"\b(?:growth|increase|rise|gain|jump|fall|drop|decline|stake|share|window|number|jobs|people|staff)s?$",
        re.IGNORECASE,
    ),
}
_MODEL = re.compile(r"\bmodels?\b", re.IGNORECASE)  # it is as large as its parameters are many
_PRICES = re.compile(r"cost|charg", re.IGNORECASE)
_PAYS = re.compile(r"rais|pa(?:id|y)|spen[dt]|earn|made|took", re.IGNORECASE)
_HAS = re.compile(r"ha[sd]|have|offer|hold|use|draw|need|g[ei]t|got|gives?", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\w+(?:ed|ing|ful|ive|able|ible|al|ous|ent|ant|ic|ate)\b", re.IGNORECASE)
_OF_SEVERAL = re.compile(r"(?<=which)\sof\s|(?<=\bone)\sof\s", re.IGNORECASE)  # "which of Acme's": "Of" is no name


def superlative_of(question: str) -> Superlative | None:
    """Return what a question compares, None if it compares nothing."""
    if found := _BY_WORD.search(question):
        return _compared(question, found, _measured_by(question, found), instead="" if found["noun"] else "one")
    if found := _BY_MOST.search(question):
        return _compared(question, found, _measured_by_verb(found), instead="" if found["noun"] else "money")
    found = _BY_DAY.search(question)
    return _compared(question, found, (Measure.DAY,)) if found else None


def _compared(question: str, found: re.Match[str], by: tuple[Measure, ...], instead: str = "") -> Superlative | None:
    parts = found.groupdict()
    group = "word" if parts["word"] else "other"
    word, noun = found[group].lower(), (parts.get("noun") or "").strip()
    rest = " ".join(f"{question[: found.start(group)]}{instead}{question[found.end(group) :]}".split())
    rest = _OF_SEVERAL.sub(" ", rest.replace("the money", "money"))
    return Superlative(by=by, is_greatest=word in _GREATEST, word=word, noun=noun, rest=rest) if by else None


def _measured_by(question: str, found: re.Match[str]) -> tuple[Measure, ...]:
    """Return what the greatest or least of something is known by, nothing if it is known by no amount."""
    word, noun = found["word"].lower(), found["noun"].strip()
    if _SUBJECT.search(found["lead"] or "") or (_ROLE.search(noun) and word not in _PRICED):
        return ()
    kind = kind_asked(noun or question)
    by = tuple(map(Measure, kind.measured)) if kind else ()
    if word in _PRICED:
        return by if Measure.MONEY in by else (Measure.PRICE,)
    by = by or tuple(each for each, rule in _QUANTITIES.items() if rule.search(noun))
    if not by and (word in _OF_ANYTHING or _MODEL.search(noun or found["lead"] or "")):
        return (Measure.NUMBER, Measure.DURATION) if word in _DURATIONS else (Measure.NUMBER,)
    return by


def _measured_by_verb(found: re.Match[str]) -> tuple[Measure, ...]:
    """Return what the most or least is of: "raised the most", "has the most memory", not "has the most modern chip"."""
    noun = found["noun"].strip()
    if not noun:
        if _PRICES.match(found["verb"]):
            return (Measure.PRICE,)
        return (Measure.MONEY,) if _PAYS.match(found["verb"]) else ()
    by = tuple(each for each, rule in _QUANTITIES.items() if rule.search(noun))
    if kind := kind_asked(noun):  # "the most outages" are counted by nobody
        return tuple(each for each in by if each in kind.measured)
    is_counted = (noun.endswith("s") or _HAS.match(found["verb"])) and not _ADJECTIVE.match(noun)
    return by or ((Measure.NUMBER,) if is_counted else ())
