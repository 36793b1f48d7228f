"""Whether the numbers of a sentence count what a question asks how many there are of (pure)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.language.amounts import ENERGY, ORDINAL, POWER
from bot.language.words import stem, terms, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.language.amounts import Amount

VERB = (
    r"(?:is|was|are|were|did|does|do|will|would|has|have|had|can|could|should|must|may|won|came|left|lost|made|took|take"
    r"|sold|got|get|died?|live|\w+ed)"
)
"""A pattern of the verbs that stand behind the noun which a question asks for."""

_ASKED = re.compile(rf"\bhow many (?P<noun>(?:[\w'\u2019-]+ ){{0,3}}?[\w'\u2019-]+)(?= {VERB}\b|\?|$)", re.IGNORECASE)
_NOUN = rf"(?!(?:an?|per|each|every|of|in|for|to|and|or|at|on|from|with|by|{VERB})\b)[\w'\u2019-]+"
_ASKED_KIND = re.compile(rf"\bhow many (?P<nouns>{_NOUN}(?: {_NOUN}){{0,3}})", re.IGNORECASE)
_JOINED = re.compile(r"-(?P<noun>[a-z]{3,})")  # behind a number: "a 4,000-page book" tells of no other things
_BEHIND_IT = re.compile(rf"(?:\s{_NOUN}){{1,3}}", re.IGNORECASE)
_CURRENCY = re.compile(r"\b(?:dollars?|euros?|pounds?|yen|yuan|francs?|crowns?)\b", re.IGNORECASE)
_BIG_FOUR = re.compile(r"\b[A-Z][a-z]+ (?P<number>[A-Z][a-z]+)\b(?! [A-Z])")  # "one of the Big Four banks"
_OF_A_NAME = re.compile(r"\bany (?:new |more |other )?$", re.IGNORECASE)  # "is not opening any new 365 stores"
_PEOPLE = re.compile(r"(?:people|persons?|men|women|children|lives|victims)$", re.IGNORECASE)
_SOME_PEOPLE = re.compile(
    r"\s*(?:\w+ ){0,3}(?:people|persons?|men|women|children|civilians|soldiers|officers|passengers|victims|residents"
    r"|participants|employees|staff|workers|developers|users|others|foreigners)\b",
    re.IGNORECASE,
)
_BEHIND = 4  # words behind a number in which the noun stands that it counts: "397 guest rooms"

_SAID = (
    "second minute hour day night week fortnight month quarter year decade",
    "watt kilowatt megawatt gigawatt terawatt kw mw gw",
    "language",
    "country market state region territory jurisdiction",
)
"""Things, in the words that there are for them: who counts them says one of these."""
_THINGS = (
    *_SAID,
    "city town",
    "token",
    "parameter",
    "page",
    "paper study",
    "image photo picture",
    "video clip film",
    "chip gpu accelerator processor",
    "bug flaw vulnerability",
    "satellite",
    "book",
    "school university college",
    "person people man woman child employee worker staff engineer researcher developer user customer student citizen",
)
"""Things of which none is another: nobody counts "1,600 languages" who is asked how many hours."""

_KILLED = (
    r"kill|di(?:e|es|ed|ing)\b|dead|death|li(?:fe|ves)\b|lost|fatal|murder|casualt|victim|execut|perish|massacr"
    r"|sla(?:in|ughter)|drown|toll|suicide|shot|fell\b|claim|assassin|bod(?:y|ies)|extinct"
)
_ARRESTED = (
    r"arrest|detain|detention|custody|prison|jail|captur|round(?:ed)? up|apprehend|seiz|held|taken|charged|behind bars"
)
_DONE = tuple(
    (re.compile(rf"\bhow many\b.*\b(?:{asked})\b", re.IGNORECASE), re.compile(rf"\b(?:{told})", re.IGNORECASE))
    for asked, told in (
        (
            r"works? (?:for|at|in|on|there)",
            "work|employ|staff|team|job|hire|crew|headcount|personnel|faculty|people|engineers|hands|of them",
        ),
        ("hurt|injured|wounded", "hurt|injur|wound|casualt|harm|burn|hospital|treated|victim"),
        ("killed|die|died|dead|murdered", _KILLED),
        ("arrested|detained|imprisoned|jailed", _ARRESTED),
        (
            "la(?:id|ying|y) off|layoffs|dismissed|fired",
            "la(?:id|y)|cut|redundan|los[et]|job|dismiss|fir(?:ed|ing)|let go|shed|axe|reduc|sack",
        ),
    )
)
"""What of people is asked for, and the words of those who tell of it: a plane's passengers are not its injured."""


def countable(amounts: Sequence[Amount]) -> list[Amount]:
    """Return the amounts that may count things."""
    return [each for each in amounts if each.unit in ("", POWER, ENERGY)]


def counts_asked(text: str, amounts: Sequence[Amount], question: str) -> bool:
    """Tell whether one of the countable amounts of a text plainly counts what a question asks how many there are of."""
    asked = _ASKED.search(question)
    noun = asked["noun"] if asked else ""
    for each in amounts:
        begins = each.start if each.unit else each.end  # "1.2 gigawatts": a measure is part of its amount
        behind = text[begins : each.end + 60]
        if set(terms(noun)) & set(terms(" ".join(behind.split()[:_BEHIND]))):
            return True
        if _PEOPLE.search(noun) and _SOME_PEOPLE.match(behind):
            return True
    return False


def counts_nothing(text: str, before: str, amounts: Sequence[Amount], question: str) -> bool:
    """Tell whether no amount of a text can be the number of things that is asked for.

    It is a sum, a place in a row, part of a name, or a number of other things; or neither the text nor what stands
    `before` it speaks of the things, or of what was done to them.
    """
    kind = _asked_kind(question)
    near = f"{before} {text}"
    if kind is not None and kind < len(_SAID) and kind not in _kinds_in(near):
        return True
    if any(asked.search(question) and not told.search(near) for asked, told in _DONE):
        return True
    asks_for_sum = bool(_CURRENCY.search(question))
    names = {found.start("number") for found in _BIG_FOUR.finditer(text)}
    return not any(
        (asks_for_sum or not each.is_money)
        and each.unit != ORDINAL
        and each.start not in names
        and not _OF_A_NAME.search(text, 0, each.start)
        and not _counts_another(text, each, question, kind)
        for each in amounts
    )


def _counts_another(text: str, amount: Amount, question: str, kind: int | None) -> bool:
    """Tell whether an amount counts what is not asked for: what it is joined to, or things of another kind."""
    if joined := _JOINED.match(text, amount.end):
        return not set(terms(joined["noun"])) & set(terms(question))
    behind = _BEHIND_IT.match(text, amount.end) if kind is not None else None
    told = _last_kind(behind.group()) if behind else None
    return told is not None and told != kind


def _asked_kind(question: str) -> int | None:
    """Return of which kind the things are that a question asks how many there are of; None if it is not known."""
    asked = _ASKED_KIND.search(question)
    return _last_kind(asked["nouns"]) if asked else None


def _last_kind(text: str) -> int | None:
    """Return the kind of things that some words for one sort end with: "user hours"."""
    return next(iter(reversed(list(_kinds_in(text)))), None)


def _kinds_in(text: str) -> Iterator[int]:
    """Yield the kinds of things that a text speaks of, in order."""
    found = (_kinds().get(stem(part)) for word in words(text) for part in word.split("-"))
    return (kind for kind in found if kind is not None)


@cache
def _kinds() -> dict[str, int]:
    """Return the kind of things that each stem says."""
    return {stem(word): kind for kind, said in enumerate(_THINGS) for word in said.split()}
