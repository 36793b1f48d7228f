"""Words of a question that ask, and say nothing of the event that is asked about (pure)."""

from __future__ import annotations

import re

_WHO_REPORTED = re.compile(
    r"\b(?:who|(?:which|what) (?:outlet|(?:news)?paper|(?:news )?agency|wire|publication|journalist|reporter)s?)"
    r"(?: (?:was|were)(?: the)?)?(?: first(?: to)?)? (?=report|break|broke|publish|wrote|write|told|tell)",
    re.IGNORECASE,
)
_AT_FIRST = re.compile(
    r"(\b(?:who|whom|which|that|when|what|where|how|was|were|is|are|be|been|did|has|have|had|it|he|she|they))\s+first\b",
    re.IGNORECASE,
)

_BEHIND = r"(?:['\u2019]s|\s(?:is|was|are|were|lies|lay))\sbehind"
_TO_DO = r"(?:decision|move|choice|plan|refusal|order)"
_LED = (
    r"(?:(?:has|had|have)\s)?(?:led|leads|prompt(?:ed|s)|dr[oi]ven?|caus(?:ed|es)|push(?:ed|es)|forc(?:ed|es)|moved|got"
    r"|brought)"
)
_ASKS_WHY = (  # what asks why in other words, and the same with "why"
    (re.compile(r"\bhow come\b", re.IGNORECASE), "why"),
    (re.compile(r"\bfor (?:what|which) reasons?\b", re.IGNORECASE), "why"),
    (re.compile(r"\b(?:on|under) what grounds\b", re.IGNORECASE), "why"),
    (
        re.compile(rf"\bwhat{_BEHIND} (?P<who>.+?)(?:['\u2019]s?) {_TO_DO} to (?=\w)", re.IGNORECASE),
        r"why did \g<who> ",
    ),
    (re.compile(rf"\bwhat{_BEHIND} the {_TO_DO} (?:by|of) (?P<who>.+?) to (?=\w)", re.IGNORECASE), r"why did \g<who> "),
    (re.compile(rf"\bwhat {_LED} (?P<who>(?:(?!to\b)\S+ )+?)to (?=\w)", re.IGNORECASE), r"why did \g<who>"),
    (re.compile(r"\bwhat ma(?:de|kes) (?=\S+ \S)", re.IGNORECASE), "why did "),
    (re.compile(r"\bwhat (?:is|was|were|are) the reasons? (?:that|why) ", re.IGNORECASE), "why "),
)


def asked_with_why(question: str) -> str:
    """Return a question that asks why in other words with "why": "what made Acme sell" is "why did Acme sell".

    A reader is surest of those, and no word of them but those of the event is looked for.
    """
    for rule, why in _ASKS_WHY:
        asked, found = rule.subn(why, question, count=1)
        if found:
            return asked[:1].upper() + asked[1:]
    return question


def without_question_words(question: str) -> str:
    """Return a question without words that ask who reported, or did it first: they are no words of the event."""
    return _AT_FIRST.sub(r"\1", _WHO_REPORTED.sub("who ", question))
