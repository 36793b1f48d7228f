"""The denials of a sentence, as the words of content that they reach (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.verification.parsing.annotation import Sentence

_NOT = re.compile(
    r"\b(?:not(?!\s(?:only|just|least|merely|to\smention)\b)|\w+n't|never|nor|neither|none|nobody|without|cannot|unable"
    r"|no(?!\s(?:more|less|fewer|later|sooner|doubt)\b|\.)|den(?:y|ies|ied|ying)|refus(?:e[sd]?|ing)|declin(?:e[sd]?|ing)\sto"
    r"|fail(?:s|ed|ing)?\sto|yet\sto|rul(?:e[sd]?|ing)\sout|stopp?(?:s|ed)?\sshort\sof|lacks?|reject(?:s|ed|ing)?"
    r"|dismiss(?:es|ed|ing)?|far\sfrom|instead\sof|rather\sthan|scrapp?(?:s|ed)?|cancel(?:s|led|ed)?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:\u2014\"]|\bbut\b")
_REACH = 4  # words of content that a denial reaches


def denied_clauses(text: str) -> list[str]:
    """Return what stands behind each denial of a text, to the end of its clause."""
    plain = text.replace("\u2019", "'")
    ends = [(match.end(), _CLAUSE.search(plain, match.end())) for match in _NOT.finditer(plain)]
    return [plain[start : stop.start() if stop else None] for start, stop in ends]


def find_scopes(sentence: Sentence, marker: re.Pattern[str], reach: int) -> list[list[str]]:
    """Return for each marker the words of content that follow it within its clause."""
    found = []
    for match in marker.finditer(sentence.text):
        stop = _CLAUSE.search(sentence.text, match.end())
        end = stop.start() if stop else len(sentence.text)
        inside = [word.concept for word in sentence.words if match.end() <= word.start < end and word.concept]
        found.append(inside[:reach])
    return found


def _reaches(scope: Sequence[str], concepts: frozenset[str]) -> bool:
    """Tell whether a statement speaks of the scope of a marker: two words in three, or the first and half of all."""
    met = len(concepts.intersection(scope))
    return bool(scope) and (3 * met >= 2 * len(scope) or (scope[0] in concepts and 2 * met >= len(scope)))


def find_lost_denials(statement: Sentence, sentence: Sentence) -> Iterator[list[str]]:
    """Yield the scopes of a sentence's denials that a statement asserts."""
    mine = [frozenset(scope) for scope in find_scopes(statement, _NOT, _REACH)]
    for scope in find_scopes(sentence, _NOT, _REACH):
        lost = _reaches(scope, statement.concepts) and not any(_kept(scope, denied) for denied in mine)
        if lost and not _elsewhere(scope[0], sentence):
            yield scope


def _kept(scope: Sequence[str], denied: frozenset[str]) -> bool:
    """Tell whether a denial of the statement is the one of the passage; one of "them" may be."""
    return not denied or scope[0] in denied or 2 * len(denied.intersection(scope)) >= len(scope)


def _elsewhere(what: str, sentence: Sentence) -> bool:
    """Tell whether a sentence says a word more than once: then one of them may well not be denied."""
    return sum(word.concept == what for word in sentence.words) > 1
