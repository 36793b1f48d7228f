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

_WHO = r"(?P<who>\S.*?)"
_TO_DO = r"(?:decision|move|choice|plan|refusal|order)"
_BEHIND = r"what(?:['\u2019]s| is| was| lies| lay) behind"
_LED = r"what (?:ha[sd] )?(?:led|leads|prompted|drove|driven|caused|pushed|forced|moved|got|brought)"
_PUBLISHED = r"(?:the |\S+['\u2019]s )?(?:news|headlines?|front pages?|list|cut|waves|history)"  # which things make
_ASKS_WHY = tuple(  # what asks why in other words, and the same with "why"
    (re.compile(rf"\b{asked}", re.IGNORECASE), why)
    for asked, why in (
        (r"(?:how come|for (?:what|which) reasons?|(?:on|under) what grounds)\b", "why"),
        (rf"{_BEHIND} the {_TO_DO} (?:by|of) {_WHO} to (?=\w)", r"why did \g<who> "),
        (rf"{_BEHIND} {_WHO}['\u2019]s? {_TO_DO} to (?=\w)", r"why did \g<who> "),
        (rf"{_LED} (?!to\b){_WHO} to (?=\w)", r"why did \g<who> "),
        (rf"what made (?!{_PUBLISHED}\b)(?=\S+ \S)", "why did "),
    )
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
