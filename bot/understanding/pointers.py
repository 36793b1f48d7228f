"""Words of a question that stand for something which it does not name: "it", "the company" (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import terms
from bot.understanding.opinion_holders import HOLDERS
from bot.understanding.question_text import BEFORE_QUESTION_WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

_BE = (
    r"(?:is|was|will|would|has|had|did|does|do|can|could|should|isn['\u2019]t|wasn['\u2019]t|doesn['\u2019]t"
    r"|['\u2019]s|be)"
)
_UNMOVED = "".join(
    rf"(?<!\b{verb}\s)" for verb in ("come", "comes", "came", "coming", "get", "gets", "spread", "apply")
)
# "It" that stands for nothing, or for the clause behind it: "is it true that", "how long does it take to".
_EXPLETIVE = re.compile(
    rf"\bit(?:['\u2019]s)?\s+(?:\w+\s+){{0,4}}?(?:that|{_UNMOVED}to|if|whether|when|how|why|who|what|like|as if)\b"
    r"|\b(?:what|which) (?:time|day|date|year|month|weather)\b.*\bit\b|\bhow(?:['\u2019]s| is| was) it going\b"
    r"|\bmake it\b"
    rf"|\b{_BE}\s+it\s+(?:rain|snow|late|early|dark|cold|hot|time|over yet)\w*|\bit(?:['\u2019]s| is) time\b",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|was|are|were|did|does|do|will|would|has|have|had|can|could|should|must|may|might|else|kind|sort|about)\b"
)
# The same where a conversation has said what "it" may be: there "did it say that prices fell" speaks of that.
_EXPLETIVE_IN_TALK = re.compile(
    r"\b(?:is|was|isn['\u2019]t|wasn['\u2019]t)\s+it\s+(?:\w+\s+){1,3}?(?:that|if|whether|when|how|why)\b"
    r"|\bit(?:['\u2019]s|\s+(?:is|was|be|seems?|looks?|appears?))\s+(?:\w+\s+){0,3}?(?:that|to|if|whether|like|as if)\b"
    r"|\bit\s+(?:takes?|took)\b"
    r"|\b(?:what|which) (?:time|day|date|weather)\b.*\bit\b|\bhow(?:['\u2019]s| is| was) it going\b|\bmake it\b",
    re.IGNORECASE,
)
# A noun that what follows may stand for: "which company said it", "the model that it replaces".
_NOUN = re.compile(
    r"\b(?:a|an|the|this|that|these|those|any|some|every|each|my|our|your|another|what|which"
    rf"|whose)\s+(?!{_AUXILIARY})(?:[\w-]+\s+)*?[\w-]{{3,}}",
    re.IGNORECASE,
)
# What somebody has may be meant, too: "acme's support bot - how much did it save?"
_OWNED = re.compile(
    r"\b(?!(?:what|who|how|where|when|why|which|it|that|there|here|let)['\u2019])[\w-]+['\u2019]s\s+[\w-]{3,}",
    re.IGNORECASE,
)
_SAID = 3  # content words before "the model", from which it is any model: "reports with stuff the model invented"
# A name in small letters may be unknown: "when does acme ship its card?"; not "how many were hit by it?"
_ACTING = re.compile(
    r"(?:\b(?:did|does|do|will|would|has|have|had|can|could|should)"
    r"|(?:^\W*|\b(?:when|where|why|how|what|which|who|if|whether)\s+)(?:is|was|are|were))"
    r"\s+(?!(?:i|you|we|it|they|he|she|not|the|an?|there|any|this|that)\b)([a-z][\w-]+)",
    re.IGNORECASE,
)
# "The price of it" is no noun that "it" may stand for.
_ATTRIBUTE = re.compile(
    r"\b(?:an?|the|any)\s+(?:[\w-]+\s){0,3}(?:of|on|for|with|about|behind|from|in|to|at|against|by)\s*$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\b(?!does\b|has\b|was\b|is\b|this\b|its\b)[a-z-]{3,}(?<!s)s\b|\bpeople\b", re.IGNORECASE)
# Things that do something with what is theirs: "chips report their place"; not "reactions to their plan".
_THINGS_ACTING = re.compile(
    rf"{_PLURAL.pattern}\s+(?!(?:about|against|at|behind|by|for|from|how|in|of|on|over|that|to|what|why|with)\b)\w",
    re.IGNORECASE,
)
_HOLDERS = re.compile(rf"\b{HOLDERS}\b", re.IGNORECASE)  # who thinks something of it is not whose it is

_COMPANY = r"the\s+(?:company|firm|start-?up|lab|group|vendor|chipmaker|team)"
_PRODUCT = r"the\s+(?:(?:new|latest|old)\s+)?(?:model|chatbot|app|tool|product|chip|service|assistant|update|release)"
_ENDS = (
    r"(?!['\u2019]?\w*\s*(?:of|that|which|who|behind|with|from|between|by|for|on|in|at|against|called"
    r"|named)\b)(?!['\u2019]s\s+\w+\s+of\b)"
)


MAY_POINT = (
    r"(?:it|its|they|them|theirs?|he|she|him|her|his|this|that|these|those|there|then"
    rf"|{_COMPANY}|{_PRODUCT})\b"
)
"""All words that may point back, as a regular expression, where a doubt counts."""


class Pointer(NamedTuple):
    """Words that stand for a name, and what may be put in their place."""

    rule: re.Pattern[str]
    sorts: tuple[str, ...]  # of names, the first that there are
    singular: bool = True  # so that "are they" has to become "is Acme"
    own: bool = False  # it stands for "Acme's"
    plural: bool = False  # it may stand for several things
    pair: bool = False  # it stands for two
    is_noun: bool = False  # as "the company" is
    named: bool = True  # it stands for a thing; else perhaps for all that was said


def _rule(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<words>{words})\b", re.IGNORECASE)


_POINTERS = (
    Pointer(_rule(rf"(?:{_COMPANY}){_ENDS}"), ("company",), is_noun=True),
    Pointer(_rule(rf"(?:{_PRODUCT}){_ENDS}"), ("product",), is_noun=True),
    Pointer(_rule("its"), ("fit",), own=True),
    Pointer(_rule("it"), ("fit",)),
    Pointer(_rule("their|theirs"), ("company",), own=True, plural=True),
    Pointer(_rule("they|them"), ("company",), singular=False),
    Pointer(_rule(r"his|her(?=\s+[a-z])(?!\s+(?:to|in|on|at|for|from|with|by)\b)"), ("person",), own=True),
    Pointer(_rule("he|she|him|her"), ("person",)),
    Pointer(
        _rule(r"(?:the two|both of them|these two|those two|them both|which of (?:them|these|the two))"),
        ("product", "company"),
        pair=True,
    ),
    Pointer(
        _rule(
            r"(?<=\b(?:is|as)\s)(?:this|that)(?=\s+(?:still|really|also|even|already|now|just|only|actually|true"
            r"|right|legal|free|available|open"
            r"|good|new|out|done|over|safe|real|confirmed|possible|for|on|in|\w+ed|\w+ing)\b)"
        ),
        ("fit",),
        named=False,
    ),
    Pointer(
        _rule(r"(?:this|that|these|those)(?=\W*$|\s+(?:is|was|are|were|cost|mean|happen|work|affect|change|going)\b)"),
        ("fit",),
        named=False,
    ),
)


# In a conversation these point to what it is on, too.
_POINTERS_IN_TALK = (
    *_POINTERS,
    Pointer(
        _rule(
            r"(?:(?<=\bdid\s)|(?<=\bdoes\s)|(?<=\bwill\s)|(?<=\bhas\s))(?:this|that)"
            r"|(?:(?<=\b(?:of|on|to|by)\s)|(?<=\b(?:with|from)\s)|(?<=\babout\s)|(?<=\bafter\s))(?:this|that|these|those)"
            r"(?=\s+(?:so far|yet|now|lately|since|today|yesterday|and|or|but|from|by|among|in)\b)"
        ),
        ("fit",),
        named=False,
    ),
    Pointer(
        _rule(
            r"(?<!\bis\s)(?<!\bare\s)(?<!\bwas\s)(?<!\bwere\s)(?<!\bbeen\s)there"
            r"(?!['\u2019]|\s+(?:is|are|was|were|has|have|had|will|would|be|any|an?|no|new)\b)"
        ),
        ("company",),
    ),
)
# "Which licence is it under?", "how many users do they have?": what is asked for is not what it is asked of.
_FRONTED = re.compile(
    rf"^\W*(?:(?:and|but|so|or|ok|also|then)\W+)*{BEFORE_QUESTION_WORD}"
    rf"(?:which|what|whose|how\s+(?:many|much))\s+(?:[\w'\u2019-]+\s+){{1,4}}?{_AUXILIARY}\s*$",
    re.IGNORECASE,
)
_CLAUSE = r"(?:that|which|who|whom|whose|what|how|why|when|where|if|whether|because|since|after|before|while|until|as)"
_LATER_CLAUSE = re.compile(rf"[,;:.?!]|\S\s+(?:and|but|or|{_CLAUSE})\b", re.IGNORECASE)
_BEGINS_CLAUSE = re.compile(
    r"\s+(?:would|will|could|can|should|may|might|must|has|have|had|is|was|are|were)\b", re.IGNORECASE
)
_THE_NOUN = re.compile(r"\b(?:the|this|that|these|those)\s+\w+", re.IGNORECASE)


def pointer_in_talk(text: str) -> tuple[Pointer, re.Match[str]] | None:
    """Return the words of a text that point to what a conversation is on.

    There a noun of the text is seldom meant: "why did the court block it?", and not "which firm said it would move?"
    """
    if _EXPLETIVE_IN_TALK.search(text) or (found := _first(_POINTERS_IN_TALK, text)) is None:
        return None
    pointer, match = found
    before = _ATTRIBUTE.sub("", text[: match.start()])
    if _FRONTED.match(before):
        return found
    if pointer.own:
        return None if _is_named(pointer, _THE_NOUN.sub("it", before)) else found
    is_object = not _LATER_CLAUSE.search(before) and not _BEGINS_CLAUSE.match(text, match.end())
    return None if _is_named(pointer, before) and not is_object else found


def pointer_in(text: str) -> tuple[Pointer, re.Match[str]] | None:
    """Return the words of a text that point to something which it does not name before them."""
    if _EXPLETIVE.search(text) or (found := _first(_POINTERS, text)) is None:
        return None
    pointer, match = found
    return None if _is_named(pointer, _ATTRIBUTE.sub("", text[: match.start()])) else found


def _first(pointers: Sequence[Pointer], text: str) -> tuple[Pointer, re.Match[str]] | None:
    found = [(pointer, match) for pointer in pointers if (match := pointer.rule.search(text))]
    return min(found, key=lambda each: each[1].start(), default=None)


def _is_named(pointer: Pointer, before: str) -> bool:
    """Tell whether what stands before words that point to something names that."""
    if _OWNED.search(before) or (pointer.is_noun and len(terms(before)) >= _SAID):
        return True
    if _NOUN.search(before) or (not pointer.singular and _PLURAL.search(before)):
        return True
    if pointer.plural and _THINGS_ACTING.search(f"{_HOLDERS.sub('', before)}x"):
        return True
    acting = _ACTING.search(before)
    return acting is not None and (pointer.own or not _PLURAL.fullmatch(acting[1]))
