"""The sides of a comparison, as a question names them (pure)."""

from __future__ import annotations

import re

_ONE, _OTHER = r"(?P<one>[^,;?]{2,80}?)", r"(?P<other>[^,;?]{2,80}?)"
# What ends the second side: in what they are compared.
_ASPECT = (
    r"(?=\s*(?:[,;:?.!](?!\d)|$|\s-\s|\(|\s(?:on|in terms of|regarding"
    r"|when it comes to|for|by|in|which|what|who|how|is|are)\s))"
)
_BESIDE = r"(?=\s+(?:for|on|in|side|next|beside)\s)"
_WAYS = (
    (r"\bcompar(?:e|ing)\s+", r"\s+(?:with|to|and|against|vs\.?|versus)\s+", _ASPECT),
    (r"\b(?:comparison|differences?|distinction)\s+(?:between|of)\s+", r"\s+(?:and|&|with|vs\.?)\s+", _ASPECT),
    (
        r"\bhow\s+(?:does|do|did|is|are)\s+",
        r"\s+(?:compares?|differs?|different|stack up|measure up|fare|hold up|compete)\s+(?:with|to|from|against)\s+",
        _ASPECT,
    ),
    (
        r"\bhow\s+(?:does|do|did|are)\s+",
        r"\s+and\s+",
        r"\s+(?:compare|differ|different|stack up|measure up|line up|match up)\b",
    ),
    (r"\b(?:put|stack|pit|set)\s+", r"\s+(?:next to|beside|alongside|up against|against)\s+", _ASPECT),
    (r"\b(?:different|difference)\s+(?:about|in|with)\s+", r"\s+(?:from|and|compared (?:to|with))\s+", _ASPECT),
    (
        r"\b(?:put|set|lay|show)\s+(?:me\s+)?(?=.*\b(?:side by side|next to each other|beside each other)\b)",
        r"\s+and\s+",
        _BESIDE,
    ),
    (r"\bcontrast(?:ing)?\s+", r"\s+(?:with|to|and)\s+", _ASPECT),
    (r"\bwhat\s+(?:sets|makes|distinguishes)\s+", r"\s+(?:apart\s+|different\s+)?from\s+", _ASPECT),
    (r"\b(?:go with|use|pick|choose|buy|take|get|prefer)\s+", r"\s+or\s+", _ASPECT),
    (r"\b(?:better|worse|stronger|cheaper|faster)\b[^?]*?[:,]\s+", r"\s+or\s+", _ASPECT),
    (r"^\W*", r"\s+(?:vs\.?|versus|or|against|compared (?:to|with)|in comparison (?:to|with))\s+", _ASPECT),
    (r"\b(?:is|are|was|were)\s+", r"\s+(?:\w+er|(?:more|less)\s\w+|better|worse)\s+than\s+", _ASPECT),
    (r"[,:;]\s", r"\s+(?:vs\.?|versus)\s+", _ASPECT),
)
_RULES = tuple(
    re.compile(f"{before}{_ONE}{between}{_OTHER}{behind}", re.IGNORECASE) for before, between, behind in _WAYS
)

_LAWSUIT = re.compile(
    r"\b(?:(?:lawsuit|court|case|trial|ruling|verdict|judge|suit|settlement)s?|v\.)(?!\w)", re.IGNORECASE
)


def is_on_lawsuit(text: str) -> bool:
    """Tell whether a question has a word of the courts: what stands beside "vs" there is not compared."""
    return bool(_LAWSUIT.search(text))


def compared_sides(text: str) -> tuple[str, ...]:
    """Return both sides of a comparison as they are named, without what they are compared in; () for none."""
    for rule in _RULES:
        if match := rule.search(text):
            return match["one"].strip(), match["other"].strip()
    return ()
