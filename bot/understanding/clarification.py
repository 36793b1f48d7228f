"""What is asked back where a question's subject is missing: "What is *it*? You may mean ..." (pure)."""

from __future__ import annotations

import re
from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from bot.language.time_expressions import find_times, without_times
from bot.language.words import is_broad_name, stem, terms
from bot.model import Clarification
from bot.understanding.follow_ups import needs_more_context
from bot.understanding.question_text import spelled_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.understanding.subjects import SubjectIndex

MOST = 4
"""Questions that are offered."""

_HALF_LIFE = 7.0  # days in which a name that is told of counts half

_BEGINS = re.compile(r"^\W*(?:(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*)+", re.IGNORECASE)
_TOO_SHORT = re.compile(
    r"^\W*(?:when|where|who|how|how (?:much|many|long|so)|which(?: one)?|what|really|since when)\W*$",
    re.IGNORECASE,
)

_BE = (
    r"(?:is|was|will|would|has|had|did|does|do|can|could|should|isn['\u2019]t|wasn['\u2019]t|doesn['\u2019]t"
    r"|['\u2019]s|be)"
)
# "It" that stands for nothing, or for the clause behind it: "is it true that", "how long does it take to".
_EXPLETIVE = re.compile(
    rf"\bit(?:['\u2019]s)?\s+(?:\w+\s+){{0,4}}?(?:that|to|if|whether|when|how|why|who|what|like|as if)\b"
    r"|\b(?:what|which) (?:time|day|date|year|month|weather)\b.*\bit\b|\bhow(?:['\u2019]s| is| was) it going\b"
    r"|\bmake it\b"
    rf"|\b{_BE}\s+it\s+(?:rain|snow|late|early|dark|cold|hot|time|over yet)\w*|\bit(?:['\u2019]s| is) time\b",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|was|are|were|did|does|do|will|would|has|have|had|can|could|should|must|may|might|else|kind|sort"
    r"|about)\b"
)
# A noun that what follows may stand for: "which company said it", "the model that it replaces".
_NOUN = re.compile(
    r"\b(?:a|an|the|this|that|these|those|any|some|every|each|my|our|your|another|what|which"
    rf"|whose)\s+(?!{_AUXILIARY})(?:[\w-]+\s+)*?[\w-]{{3,}}",
    re.IGNORECASE,
)
# A name in small letters may be unknown: "when does acme ship its card?"
_ACTING = re.compile(
    r"\b(?:is|was|are|were|did|does|do|will|would|has|have|had|can|could|should)\s+(?!(?:i|you|we|it|they|he|she"
    r"|not|the|an?|there|any|this|that)\b)([a-z][\w-]+)",
    re.IGNORECASE,
)
# "The price of it" is no noun that "it" may stand for.
_ATTRIBUTE = re.compile(
    r"\b(?:an?|the|any)\s+(?:[\w-]+\s){0,3}(?:of|on|for|with|about|behind|from|in|to|at|against|by)\s*$",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\b(?!does\b|has\b|was\b|is\b|this\b|its\b)[a-z-]{3,}(?<!s)s\b|\bpeople\b", re.IGNORECASE)

_COMPANY = r"the\s+(?:company|firm|start-?up|lab|group|vendor|chipmaker|team)"
_PRODUCT = r"the\s+(?:(?:new|latest|old)\s+)?(?:model|chatbot|app|tool|product|chip|service|assistant|update|release)"
_ENDS = (
    r"(?!['\u2019]?\w*\s*(?:of|that|which|who|behind|with|from|between|by|for|on|in|at|against|called"
    r"|named)\b)(?!['\u2019]s\s+\w+\s+of\b)"
)
_MODEL_WORDS = re.compile(
    r"\b(?:costs?|pric\w+|cheap\w*|expensive|open(?:[- ]source[d]?|[- ]weights?)?|weights|context|tokens?"
    r"|parameters?|benchmarks?|available|out|releas\w+"
    r"|run|runs|train\w*|licen[cs]\w+|download\w*|support\w*|scores?|fast\w*|slow\w*|better|api|free|multimodal"
    r"|use|upgrade|version)\b",
    re.IGNORECASE,
)
_COMPANY_WORDS = re.compile(
    r"\b(?:announc\w+|rais\w+|valu\w+|worth|ceo|employ\w+|staff|founded|founder|founders|public|ipo|acquir\w+"
    r"|revenue|profit\w*|headquarter\w*"
    r"|hir\w+|lay\w*|laid|sued?|suing|based|own\w*|invest\w+|said|say)\b",
    re.IGNORECASE,
)


class _Pointer(NamedTuple):
    """Words that stand for a name, and what may be put in their place."""

    rule: re.Pattern[str]
    sorts: tuple[str, ...]  # of names, the first that there are
    singular: bool = True  # so that "are they" has to become "is Acme"
    own: bool = False  # it stands for "Acme's"
    pair: bool = False  # it stands for two
    named: bool = True  # it stands for a thing; else perhaps for all that was said


def _rule(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<words>{words})\b", re.IGNORECASE)


_POINTERS = (
    _Pointer(_rule(rf"(?:{_COMPANY}){_ENDS}"), ("company",)),
    _Pointer(_rule(rf"(?:{_PRODUCT}){_ENDS}"), ("product",)),
    _Pointer(_rule("its"), ("fit",), own=True),
    _Pointer(_rule("it"), ("fit",)),
    _Pointer(_rule("their|theirs"), ("company",), own=True),
    _Pointer(_rule("they|them"), ("company",), singular=False),
    _Pointer(_rule(r"his|her(?=\s+[a-z])(?!\s+(?:to|in|on|at|for|from|with|by)\b)"), ("person",), own=True),
    _Pointer(_rule("he|she|him|her"), ("person",)),
    _Pointer(
        _rule(r"(?:the two|both of them|these two|those two|them both|which of (?:them|these|the two))"),
        ("product", "company"),
        pair=True,
    ),
    _Pointer(
        _rule(
            r"(?<=\b(?:is|as)\s)(?:this|that)(?=\s+(?:still|really|also|even|already|now|just|only|actually|true"
            r"|right|legal|free|available|open"
            r"|good|new|out|done|over|safe|real|confirmed|possible|for|on|in|\w+ed|\w+ing)\b)"
        ),
        ("fit",),
        named=False,
    ),
    _Pointer(
        _rule(r"(?:this|that|these|those)(?=\W*$|\s+(?:is|was|are|were|cost|mean|happen|work|affect|change|going)\b)"),
        ("fit",),
        named=False,
    ),
)
_IS_FOR_ARE = {"are": "is", "were": "was", "do": "does", "have": "has"}


def missing_subject(text: str, index: Callable[[], SubjectIndex]) -> str:
    """Return the words of a question that stands alone which point nowhere; "" if it says what it is on."""
    text = spelled_out(text)
    whole = _BEGINS.sub("", text)
    if needs_more_context(text) or _TOO_SHORT.match(whole) or _is_time_alone(text, whole):
        return whole.strip(" ?!.,")
    pointer = _pointer(text)
    if pointer is None:
        return ""
    named = [each for each in index().mentions(text) if not is_broad_name(stem(each.subject.name))]
    return "" if named else pointer[1]["words"]


def clarification(text: str, missing: str, index: SubjectIndex, now: datetime) -> Clarification:
    """Return what is asked back: the question with names in the place of the words that point nowhere."""
    whole = _BEGINS.sub("", spelled_out(text)).strip()
    found = _pointer(whole)
    if found is None or not _sorts(found[0], whole):
        time = whole.strip(" ?!.,") if find_times(whole) else ""
        names = _likely(index, now, ("company",))
        asked = (f"What happened at {name} {time}?" if time else f"What is the latest on {name}?" for name in names)
        return Clarification(missing=missing, choices=tuple(asked))
    pointer, match = found
    names = _likely(index, now, _sorts(pointer, whole))
    if pointer.pair:
        names = [f"{one} and {other}" for one, other in combinations(names, 2)][:MOST]
    return Clarification(missing=missing, choices=tuple(_with_name(whole, pointer, match, name) for name in names))


def _pointer(text: str) -> tuple[_Pointer, re.Match[str]] | None:
    """Return the words of a text that point to something which it does not name before them."""
    if _EXPLETIVE.search(text):
        return None
    found = [(match.start(), pointer, match) for pointer in _POINTERS if (match := pointer.rule.search(text))]
    if not found:
        return None
    start, pointer, match = min(found, key=lambda each: each[0])
    before = _ATTRIBUTE.sub("", text[:start])
    if _NOUN.search(before) or (not pointer.singular and _PLURAL.search(before)):
        return None
    acting = _ACTING.search(before)
    if acting and (pointer.own or not _PLURAL.fullmatch(acting[1])):
        return None
    return pointer, match


def _is_time_alone(text: str, whole: str) -> bool:
    """Tell whether a text that follows something up says nothing but a time: "and last month?"."""
    return whole != text and bool(find_times(whole)) and not terms(without_times(whole))


def _sorts(pointer: _Pointer, text: str) -> tuple[str, ...]:
    if pointer.sorts != ("fit",):
        return pointer.sorts
    if _MODEL_WORDS.search(text):
        return ("product",)
    if _COMPANY_WORDS.search(text):
        return ("company",)
    return ("product", "company") if pointer.named else ()


def _likely(index: SubjectIndex, now: datetime, sorts: tuple[str, ...]) -> list[str]:
    """Return the names of some sorts that the collection told most of lately; of any, if there is none."""
    weights = {
        key: sum(0.5 ** ((now - when).total_seconds() / 86_400 / _HALF_LIFE) for when in told.times if when <= now)
        for key, told in index.learned.told.items()
    }
    best = [key for key in sorted(weights, key=lambda key: (-weights[key], key)) if weights[key]]
    fitting = (key for key in best if index.sort_of(key) in sorts and index.is_choice(key))
    found = list(islice(fitting, MOST)) or list(islice(filter(index.is_choice, best), MOST))
    return [index.shown(key) for key in found]


def _with_name(text: str, pointer: _Pointer, match: re.Match[str], name: str) -> str:
    """Return a question with a name in the place of words that stand for one."""
    head, tail = text[: match.start()], text[match.end() :]
    own = f"{name}'s" if pointer.own else name
    if not pointer.singular:
        head = re.sub(
            r"\b(are|were|do|have)(\s+)$",
            lambda verb: _IS_FOR_ARE[verb[1].casefold()] + verb[2],
            head,
            flags=re.IGNORECASE,
        )
    whole = f"{head}{own}{tail}".strip(" ,")
    whole = whole[:1].upper() + whole[1:]
    return whole if whole.endswith(("?", ".", "!")) else f"{whole}?"
