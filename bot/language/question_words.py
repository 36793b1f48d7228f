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


def without_question_words(question: str) -> str:
    """Return a question without words that ask who reported, or did it first: they are no words of the event."""
    return _AT_FIRST.sub(r"\1", _WHO_REPORTED.sub("who ", question))
