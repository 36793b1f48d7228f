"""Whether a sentence tells of what has happened or of what is ahead, at a place in it (pure)."""

from __future__ import annotations

import re

HAPPENED = re.compile(
    r"\b(?:was|were|did|went|got|sent|made|took|wrote|said|told|found|left|began|came|rose|fell|ran|saw|read|met|put)\b"
    r"|(?<!\bis )(?<!\bare )(?<!\bbe )\b[a-z]{2,}ed\b|\b(?:has|have) \w+(?:ed|en|n|t)\b"
)
"""A verb of what has happened."""

_STRONG = (
    r"\b(?:had|bought|sold|won|lost|cut|laid|paid|became|gave|hit|led|grew|shut|quit|drew|spent|built|held|let|sued"
    r"|brought|broke|kept|set out|stood|struck|swore)\b"
)
_AHEAD = (
    r"\b(?:will|would|shall|may|might|could|can|should|must|plan(?:s|ned)?|expect(?:s|ed)?|schedul\w+|slated|due"
    r"|aim(?:s|ed)?|intend(?:s|ed)?|hope[sd]?|want(?:s|ed)?|postpon\w+|delay(?:s|ed)?|propos\w+|promise[sd]?|wait\w*|set"
    r"|is|are|to [a-z]+)\b|['\u2019]ll\b"
)
PAST = re.compile(rf"{HAPPENED.pattern}|{_STRONG}")
"""A verb of the past, whatever it tells."""

_VERB = re.compile(rf"(?P<ahead>{_AHEAD})|{HAPPENED.pattern}|{_STRONG}")
_STARTS_BACK = re.compile(r"\b(?:since|last|past)\s(?:(?:early|late|mid)[\s-])?$", re.IGNORECASE)
_POINTS_AHEAD = re.compile(
    r"\b(?:until|till|by|to|for|from|next|coming|through|before)\s(?:(?:early|late|mid)[\s-])?$", re.IGNORECASE
)
_NEAR = 300  # characters
_SENTENCE = re.compile(r"[.!?][\"\u201d)]?\s+(?=[\"\u201c(]?[A-Z])|\n")


def is_told_as_past(text: str, start: int, end: int) -> bool:
    """Tell whether what a text dates from `start` to `end`, without its year, is told as past.

    The last verb before it tells, or where it begins its sentence the first one behind it. What nothing tells is not.
    """
    before = _SENTENCE.split(text[max(0, start - _NEAR) : start])[-1]
    if _STARTS_BACK.search(before):
        return True
    if _POINTS_AHEAD.search(before):
        return False
    verbs = list(_VERB.finditer(before))
    verb = verbs[-1] if verbs else _VERB.search(_SENTENCE.split(text[end : end + _NEAR])[0])
    return verb is not None and verb["ahead"] is None
