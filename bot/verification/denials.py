"""What a sentence denies, and whether it denies another one (pure)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import concept
from bot.language.words import stem
from bot.verification.calibration import CONTRADICTION
from bot.verification.parsing.annotation import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.verification.parsing.annotation import Sentence
    from bot.verification.sentence_pairs import SentencePair

_NOT = re.compile(
    r"\b(?:not(?!\s(?:only|just|least|merely|to\smention)\b)|\w+n't|never|nor|neither|none|nobody|without|cannot|unable"
    r"|no(?!\s(?:more|less|fewer|later|sooner|doubt)\b|\.)|den(?:y|ies|ied|ying)|refus(?:e[sd]?|ing)|declin(?:e[sd]?|ing)\sto"
    r"|fail(?:s|ed|ing)?\sto|yet\sto|rul(?:e[sd]?|ing)\sout|stopp?(?:s|ed)?\sshort\sof|lacks?|reject(?:s|ed|ing)?"
    r"|dismiss(?:es|ed|ing)?|far\sfrom|instead\sof|rather\sthan|scrapp?(?:s|ed)?|cancel(?:s|led|ed)?)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|retract(?:s|ed|ing)?|(?:reject|dismiss)(?:s|es|ed|ing)?\s(?:the|a|as|those)?\s?"
    r"(?:reports?|claims?|rumou?rs?)|(?:not\strue|untrue|false)\sthat|no\struth|never|no\s(?:such\s)?"
    r"(?=(?:talks|negotiations|offer|bid|deal|plans?|intention|agreement|takeover)\b))\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"(?:\bnot|n't|\bcannot|\bdeclined?\sto|\brefused?\sto)\s(?:\w+\s){0,2}"
    r"(?:told|aware|heard|informed|notified|received|decided|say|comment|disclose|give|name|named|respond|explain|tell|know|reply)\b"
)
_PLANNING = frozenset(map(concept, map(stem, ("plan", "intend", "report", "claim", "rumour"))))
_CLAUSE = re.compile(r"[;:\u2014\"]|\bbut\b")
_REACH = 4  # words of content that a denial reaches


def denied_clauses(text: str) -> list[str]:
    """Return what stands behind each denial of a text, to the end of its clause."""
    plain = text.replace("\u2019", "'")
    return [plain[start:end] for start, end in _spans(plain, _NOT)]


def may_deny(text: str) -> bool:
    """Tell at a glance whether a sentence may deny something expressly: other sentences need not be annotated."""
    return bool(_DENIES.search(normalize(text)))


def denies(both: SentencePair, names: int = 1) -> bool:
    """Tell whether the first of two sentences expressly denies the other, with which it shares that many names."""
    one, other = both.one, both.other
    denied = _scopes(one, _DENIES, CONTRADICTION.denial_reach)
    if not denied or one.crowded or other.crowded or any(_scopes(other, _DENIES, CONTRADICTION.denial_reach)):
        return False
    passed = both.names | _PLANNING
    for scope in denied if len(both.names) >= names else ():
        first = next((each for each in scope if each not in passed), "")
        if first in both.plain and 2 * len(other.concepts & set(scope)) >= min(len(scope), 4):
            return True
    return False


def is_one_denied(both: SentencePair) -> bool:
    """Tell whether one of two sentences denies the other, expressly or in so many words."""
    return (both.is_on_one_thing and _is_one_negated(both)) or denies(both) or denies(both.turned)


def _is_one_negated(both: SentencePair) -> bool:
    """Tell whether one of two sentences on one thing says that something is not so which the other says is."""
    lost = any(
        pair.one.concepts.issuperset(scope[: CONTRADICTION.denied_words])
        for pair in (both, both.turned)
        for scope in _lost_denials(pair)
    )
    return lost and bool(both.names) and not any(_SILENT.search(each.text) for each in (both.one, both.other))


def _spans(text: str, marker: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where what stands behind each marker begins and ends, to the end of its clause."""
    for match in marker.finditer(text):
        stop = _CLAUSE.search(text, match.end())
        yield match.end(), stop.start() if stop else len(text)


def _scopes(sentence: Sentence, marker: re.Pattern[str], reach: int) -> list[list[str]]:
    """Return for each marker the words of content that follow it within its clause."""
    return [
        [word.concept for word in sentence.words if start <= word.start < end and word.concept][:reach]
        for start, end in _spans(sentence.text, marker)
    ]


def _lost_denials(both: SentencePair) -> Iterator[list[str]]:
    """Yield the scopes of the other sentence's denials that the first one asserts."""
    mine = [frozenset(scope) for scope in _scopes(both.one, _NOT, _REACH)]
    said = Counter(word.concept for word in both.other.words)
    for scope in _scopes(both.other, _NOT, _REACH):
        lost = _reaches(scope, both.one.concepts) and not any(_is_kept(scope, denied) for denied in mine)
        if lost and said[scope[0]] == 1:  # of a word that it says more than once one may well not be denied
            yield scope


def _reaches(scope: Sequence[str], concepts: frozenset[str]) -> bool:
    """Tell whether a statement speaks of the scope of a marker: two words in three, or the first and half of all."""
    met = len(concepts.intersection(scope))
    return bool(scope) and (3 * met >= 2 * len(scope) or (scope[0] in concepts and 2 * met >= len(scope)))


def _is_kept(scope: Sequence[str], denied: frozenset[str]) -> bool:
    """Tell whether a denial of the statement is the one of the passage; one of "them" may be."""
    return not denied or scope[0] in denied or 2 * len(denied.intersection(scope)) >= len(scope)
