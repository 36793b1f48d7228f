"""What a question compares by a superlative: "the biggest round", "the cheapest of its models", "the first to" (pure).

Words that compare nothing, because they only say who is meant, are none: "What did its biggest customer say?"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

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
_NEWEST = re.compile(
    r"^\W*(?:(?:so|and|but|ok|hey|please|tell me|name|show me)\b\W*)*(?:(?:what|which)(?:['\u2019]?s| is| was)?\s)?"
    r"(?:the\s)?(?P<owner>(?:[\w.\u2019'-]+\s){0,3}?)(?:very\s)?(?:newest|latest|most recent|last)\s"
    r"(?P<sort>(?:[\w.-]+\s){0,3}?(?:model|chip|product|app|tool|assistant|agent|service))"
    r"(?P<behind>(?:\s(?:of|by|from|that|which|released|launched|made)\b[^?,;]*)?)\W*$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['\u2019]s?\s")
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


@dataclass(frozen=True, kw_only=True, eq=False)
class Superlative:
    """Which end of what is asked for. It has no slots, for the sake of `cached_property`."""

    question: str
    lead: str = ""  # what stands before the word: "Which lab raised the"
    verb: str = ""  # of which the most or the least is asked for: "raised"
    word: str  # "biggest"
    noun: str = ""  # of what: "funding round", "users"
    rest: str  # the question without the word: "What was the funding round in October?"
    is_by_day: bool = False  # the first or the last one to do something

    @property
    def is_greatest(self) -> bool:
        """Whether the greatest amount wins, or the last day; else the least, or the first."""
        return self.word in _GREATEST

    @cached_property
    def by(self) -> tuple[Measure, ...]:
        """What is compared, any of these: of a data centre its power or its price; nothing where nothing is."""
        if self.is_by_day:
            return (Measure.DAY,)
        return self._by_verb if self.verb else self._by_noun

    @property
    def _by_noun(self) -> tuple[Measure, ...]:
        """What the greatest or least of something is known by, nothing if it is known by no amount."""
        if _SUBJECT.search(self.lead) or (_ROLE.search(self.noun) and self.word not in _PRICED):
            return ()
        kind = kind_asked(self.noun or self.question)
        by = tuple(map(Measure, kind.measured)) if kind else ()
        if self.word in _PRICED:
            return by if Measure.MONEY in by else (Measure.PRICE,)
        by = by or tuple(each for each, rule in _QUANTITIES.items() if rule.search(self.noun))
        if not by and (self.word in _OF_ANYTHING or _MODEL.search(self.noun or self.lead)):
            return (Measure.NUMBER, Measure.DURATION) if self.word in _DURATIONS else (Measure.NUMBER,)
        return by

    @property
    def _by_verb(self) -> tuple[Measure, ...]:
        """What the most or least is of: "raised the most", "has the most memory", not "has the most modern chip"."""
        if not self.noun:
            if _PRICES.match(self.verb):
                return (Measure.PRICE,)
            return (Measure.MONEY,) if _PAYS.match(self.verb) else ()
        by = tuple(each for each, rule in _QUANTITIES.items() if rule.search(self.noun))
        if kind := kind_asked(self.noun):  # "the most outages" are counted by nobody
            return tuple(each for each in by if each in kind.measured)
        is_counted = (self.noun.endswith("s") or _HAS.match(self.verb)) and not _ADJECTIVE.match(self.noun)
        return by or ((Measure.NUMBER,) if is_counted else ())


def superlative_of(question: str) -> Superlative | None:
    """Return what a question compares, None if it compares nothing."""
    compared: Superlative | None
    if found := _BY_WORD.search(question):
        compared = _compared(question, found, instead="one")
    elif found := _BY_MOST.search(question):
        compared = _compared(question, found, instead="money")
    else:
        found = _BY_DAY.search(question)
        compared = _compared(question, found) if found else None
    return compared if compared and compared.by else None


def newest_of(question: str) -> str:
    """Return as a question for a list what a question asks the newest of: "which Acme models were released"; else "".

    Of no maker and no family it is not: whatever came out last, whose it is has to be said.
    """
    found = _NEWEST.match(question)
    if found is None or not (found["owner"] or found["behind"] or " " in found["sort"]):
        return ""
    owner = _POSSESSIVE.sub(" ", found["owner"])
    return " ".join(f"which {owner} {found['sort']}s {found['behind']} were released?".split())


def _compared(question: str, found: re.Match[str], instead: str = "") -> Superlative:
    """Return what a rule has found; `instead` stands for what is compared where the question has no noun for it."""
    parts = found.groupdict()
    group, noun = "word" if parts["word"] else "other", (parts.get("noun") or "").strip()
    rest = f"{question[: found.start(group)]}{'' if noun else instead}{question[found.end(group) :]}"
    return Superlative(
        question=question,
        lead=parts["lead"] or "",
        verb=parts.get("verb") or "",
        word=found[group].lower(),
        noun=noun,
        rest=_OF_SEVERAL.sub(" ", " ".join(rest.split()).replace("the money", "money")),
        is_by_day=found.re is _BY_DAY,
    )
