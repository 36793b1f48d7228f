"""What is asked back where a question's subject is missing: "What is *it*? You may mean ..." (pure)."""

from __future__ import annotations

import re
from itertools import combinations, islice
from typing import TYPE_CHECKING

from bot.language.time_expressions import find_times, without_times
from bot.language.words import terms, words
from bot.model import Clarification, Form
from bot.understanding.form import form_of
from bot.understanding.names import plain_name
from bot.understanding.news_request import news_request
from bot.understanding.pointers import pointer_in
from bot.understanding.question_text import spelled_out
from bot.understanding.statement_pointers import needs_more_context

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.understanding.pointers import Pointer
    from bot.understanding.subjects import SubjectIndex

MOST = 4
"""Questions that are offered."""

_HALF_LIFE = 7.0  # set by hand: days in which a name that is told of counts half

_OF_NEWS = ("company", "product")  # sorts of names that a question is on behind an article, too: "that acme phone"

_BEGINS = re.compile(r"^\W*(?:(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*)+", re.IGNORECASE)
_TOO_SHORT = re.compile(
    r"^\W*(?:when|where|who|how|how (?:much|many|long|so)|which(?: one)?|what|really|since when"
    r"|(?:who|where|which (?:one|ones)?|how|why) else)\W*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\W*(?:(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*)*(?:what|how) about\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?:what|how|when|where|who|is|are|was|about|the|a|an|its|their|much|many|any|exact|final|total|new|current|full"
    r"|release|launch|start|list|sale|share|prices?|pricing|costs?|dates?|day|sizes?|names?|times?|timing|time|deadline"
    r"|deadlines|fees?|terms|amounts?|numbers?|figures?|place|location|reasons?|cause|details?|length|speed|weight"
    r"|licen[cs]es?|age|founders?|ceo|boss|owners?|author|winner|s)"
)

_PRONOUN = re.compile(r"\b(?:it|its|he|she|they|them|his|him|her|their)\b", re.IGNORECASE)
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
_DETERMINER = re.compile(r"\b(?:the|this|that|an?)\s+(?=[a-z])")
_IS_FOR_ARE = {"are": "is", "were": "was", "do": "does", "have": "has"}


def clarification(text: str, subjects: Callable[[], SubjectIndex], now: datetime) -> Clarification | None:
    """Return what is asked back of a question that stands alone; None if it says what it is on.

    That is the question with names in the place of the words that point nowhere.
    """
    text = spelled_out(text)
    whole = _BEGINS.sub("", text)
    missing = _missing(text, whole, subjects)
    return Clarification(missing=missing, choices=_choices(whole.strip(), subjects(), now)) if missing else None


def _missing(text: str, whole: str, subjects: Callable[[], SubjectIndex]) -> str:
    """Return the words of a question which point nowhere, "" for none; `whole` is without what it begins with."""
    if needs_more_context(text) or _TOO_SHORT.match(whole) or _is_time_alone(text, whole) or _is_of_what(text, whole):
        return whole.strip(" ?!.,")
    pointer = pointer_in(text)
    if pointer is None and (
        _PRONOUN.search(text)
        or news_request(text).is_for_everything
        or form_of(text, may_be_unclear=True) is not Form.CLARIFY
    ):
        return ""  # a pronoun that is no pointer stands for nothing, or for a noun of the question
    if _names_subject(text, subjects()) or (pointer and plain_name(text[: pointer[1].start()])):
        return ""
    return pointer[1]["words"] if pointer else whole.strip(" ?!.,")


def _names_subject(text: str, index: SubjectIndex) -> bool:
    """Tell whether a question names what it is on; a company or product in small letters also behind an article."""
    if index.exact_mentions(text):
        return True
    return any(each.sort in _OF_NEWS for each in index.exact_mentions(_DETERMINER.sub("", text)))


def _choices(whole: str, index: SubjectIndex, now: datetime) -> tuple[str, ...]:
    """Return the questions that may be meant."""
    found = pointer_in(whole)
    if found is None or not (sorts := _sorts(found[0], whole)):
        time = whole.strip(" ?!.,") if find_times(whole) else ""
        names = _likely(index, now, ("company",))
        if found is None and not time and not needs_more_context(whole) and not _TOO_SHORT.match(whole):
            return tuple(f"{name}: {whole}" for name in names)
        return tuple(f"What happened at {name} {time}?" if time else f"What is the latest on {name}?" for name in names)
    names = _likely(index, now, sorts)
    if found[0].pair:
        names = [f"{one} and {other}" for one, other in combinations(names, 2)][:MOST]
    return tuple(_with_name(whole, *found, name) for name in names)


def _is_time_alone(text: str, whole: str) -> bool:
    """Tell whether a text that follows something up says nothing but a time: "and last month?"."""
    return whole != text and bool(find_times(whole)) and not terms(without_times(whole))


def _is_of_what(text: str, whole: str) -> bool:
    """Tell whether a text that goes on names only what may be asked of anything: "and what about the price?"."""
    goes_on = whole != text or bool(_GOES_ON.match(text))
    said = [word.casefold() for word in words(whole)]
    return goes_on and bool(terms(whole)) and all(map(_ATTRIBUTE.fullmatch, said))


def _sorts(pointer: Pointer, text: str) -> tuple[str, ...]:
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


def _with_name(text: str, pointer: Pointer, match: re.Match[str], name: str) -> str:
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
