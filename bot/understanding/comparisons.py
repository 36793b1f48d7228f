"""The sides of a comparison, as a question names them (pure)."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE, _OTHER = r"(?P<one>[^,;?]{2,80}?)", r"(?P<other>[^,;?]{2,80}?)"
# What ends the second side: in what they are compared.
_ASPECT = (
    r"(?=\s*(?:[,;:?.!](?!\d)|$|\s-\s|\(|\s(?:on|in terms of|regarding"
    r"|when it comes to|for|by|in|which|what|who|how|is|are)\s))"
)
_BESIDE = r"(?=\s+(?:for|on|in|side|next|beside)\s)"
_OF_BOTH = (
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
    (r"\bcontrast(?:ing)?\s+", r"\s+(?:with|to|and)\s+", _ASPECT),
)
"""What asks to compare: whatever else is asked is asked of both sides."""

_OTHER_WAYS = (
    (r"\b(?:put|stack|pit|set)\s+", r"\s+(?:next to|beside|alongside|up against|against)\s+", _ASPECT),
    (r"\b(?:different|difference)\s+(?:about|in|with)\s+", r"\s+(?:from|and|compared (?:to|with))\s+", _ASPECT),
    (
        r"\b(?:put|set|lay|show)\s+(?:me\s+)?(?=.*\b(?:side by side|next to each other|beside each other)\b)",
        r"\s+and\s+",
        _BESIDE,
    ),
    (r"\bwhat\s+(?:sets|makes|distinguishes)\s+", r"\s+(?:apart\s+|different\s+)?from\s+", _ASPECT),
    (r"\b(?:go with|use|pick|choose|buy|take|get|prefer)\s+", r"\s+or\s+", _ASPECT),
    (r"\b(?:better|worse|stronger|cheaper|faster)\b[^?]*?[:,]\s+", r"\s+or\s+", _ASPECT),
    (r"^\W*", r"\s+(?:vs\.?|versus|or|against|compared (?:to|with)|in comparison (?:to|with))\s+", _ASPECT),
    (r"\b(?:is|are|was|were)\s+", r"\s+(?:\w+er|(?:more|less)\s\w+|better|worse)\s+than\s+", _ASPECT),
    (r"[,:;]\s", r"\s+(?:vs\.?|versus)\s+", _ASPECT),
)
_RULES = tuple(
    (re.compile(f"{before}{_ONE}(?P<joint>{between}){_OTHER}{behind}", re.IGNORECASE), is_of_both)
    for ways, is_of_both in ((_OF_BOTH, True), (_OTHER_WAYS, False))
    for before, between, behind in ways
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)

_LAWSUIT = re.compile(
    r"\b(?:(?:lawsuit|court|case|trial|ruling|verdict|judge|suit|settlement)s?|v\.)(?!\w)", re.IGNORECASE
)


class Comparison(NamedTuple):
    """Two sides that a question compares, as it names them."""

    one: str  # without what they are compared in
    other: str
    behind: str  # the text behind the other side
    is_versus: bool  # "vs" stands between them
    is_of_both: bool  # what else is asked is asked of both: not as in "Acme or Globex"


def is_on_lawsuit(text: str) -> bool:
    """Tell whether a question has a word of the courts: what stands beside "vs" there is not compared."""
    return bool(_LAWSUIT.search(text))


def comparison_in(text: str) -> Comparison | None:
    """Return what a question compares, None if it compares nothing."""
    for rule, is_of_both in _RULES:
        if match := rule.search(text):
            is_versus = bool(_VERSUS.fullmatch(match["joint"]))
            one, other = match["one"].strip(), match["other"].strip()
            return Comparison(one, other, text[match.end() :], is_versus, is_of_both or is_versus)
    return None


def compared_sides(text: str) -> tuple[str, ...]:
    """Return both sides of a comparison as they are named, without what they are compared in; () for none."""
    found = comparison_in(text)
    return (found.one, found.other) if found else ()
