"""Whether a question asks for what is still to come: "what's coming up in December?" (pure)."""

from __future__ import annotations

import re

_WHAT_IS = r"what(?:['\u2019]?s|\s+is)"
_AHEAD = re.compile(
    rf"\bcoming\s+up\b|\bupcoming\b|\b{_WHAT_IS}\s+(?:coming|(?:up\s+)?next|ahead)\b|\b(?:lies|look(?:ing)?)\s+ahead\b"
    r"|\bon\s+(?:the|our|my)\s+(?:calendar|agenda|horizon)\b|\bin\s+the\s+(?:pipeline|works|offing)\b"
    r"|\b(?:is|are)\s+(?:\w+\s+){0,4}?(?:due|expected|scheduled|slated|planned|going\s+to)\b"
    r"|\b(?:can|should)\s+(?:we|i|one|investors|people)\s+expect\b|\b(?:for|happens|happening)\s+tomorrow\b"
    r"|\b(?:planned|scheduled|slated)\s+for\b|\bto\s+(?:expect|look\s+out\s+for)\b",
    re.IGNORECASE,
)


def asks_ahead(text: str) -> bool:
    """Tell whether a question asks for what is still to come."""
    return bool(_AHEAD.search(text))
