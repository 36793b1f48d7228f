"""The denials of a sentence, as the words of content that they reach (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.verification.calibration import CONTRADICTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.verification.parsing.annotation import Sentence

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
_CLAUSE = re.compile(r"[;:\u2014\"]|\bbut\b")
_REACH = 4  # words of content that a denial reaches


def denied_clauses(text: str) -> list[str]:
    """Return what stands behind each denial of a text, to the end of its clause."""
    plain = text.replace("\u2019", "'")
    return [plain[start:end] for start, end in _spans(plain, _NOT)]


def may_deny(text: str) -> bool:
    """Tell at a glance whether a sentence may deny something expressly: other sentences need not be annotated."""
    return bool(_DENIES.search(text))


def express_denials(sentence: Sentence) -> list[list[str]]:
    """Return the words of content that each express denial of a sentence reaches."""
    return _scopes(sentence, _DENIES, CONTRADICTION.denial_reach)


def negations(sentence: Sentence) -> list[list[str]]:
    """Return the words of content that each negation of a sentence reaches, express denials among them."""
    return _scopes(sentence, _NOT, _REACH)


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
