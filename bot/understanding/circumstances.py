"""A message without what stands around its request: why somebody asks, and what he is going to do (pure).

"Catch me up on Acme, I've a call with them on Monday" asks for no news of Monday. What stands around is left as it is
wherever the request might need it: where that points back to it, or where it says a limit.
"""

from __future__ import annotations

import re

from bot.language.time_expressions import find_times
from bot.language.words import terms
from bot.understanding.names import names_in
from bot.understanding.pointers import MAY_POINT
from bot.understanding.question_text import BEFORE_QUESTION_WORD, QUESTION_STEM

_BREAK = re.compile(r"(?:[.!?;:,\u2026]+[()]*|\s[-\u2013\u2014])\s+")

_REQUEST = re.compile(
    r"(?:(?:so|and|but|ok|okay|hey|hi|please|pls|now)\b[\s,]*)*"
    rf"(?:{BEFORE_QUESTION_WORD}{QUESTION_STEM}(?:['\u2019]?(?:s|re|d|ve|ll))?\b(?! (?:i|we)\b)"
    r"|(?:compare|list|summari[sz]e|recap|explain|sum up|give|tell|show|name|find|catch|bring|fill|get (?:me|us) up"
    r"|walk)\b|any(?:thing|one|body)?\b|(?:the )?(?:latest|news|updates?)\b)",
    re.IGNORECASE,
)
_FIRST_PERSON = r"(?:i(?!\.e\b)|we|my|our|us|me|im|ive|ill)\b(?:['\u2019]\w+)?"
_OF_ASKER = re.compile(rf"\b{_FIRST_PERSON}", re.IGNORECASE)
_AROUND = re.compile(
    rf"\b{_FIRST_PERSON}"
    r"|\b(?:someone|somebody|a (?:friend|colleague|client|customer)|overheard|heard|saw|read|reading|came up|sorry|thx"
    r"|thanks|no rush|hope|morning|quick (?:one|question)|dinner|lunch|meeting|need)\b",
    re.IGNORECASE,
)
_USE = (
    r"(?:decks?|slides?|talk|report|memo|newsletter|article|post|call|meeting|board|client|customer|colleague|friend"
    r"|presentation|class|paper|pitch|piece|podcast|boss|team|training|workshop|panel|graphic)"
)
"""What somebody wants an answer for; "for the cloud" is a part of what is asked."""

_BEHIND = re.compile(
    r"(?:(?:because|since|as|cause|cos|cuz|so|but|and|just|bc)\s+)?"
    rf"(?:{_FIRST_PERSON}|one of (?:my|our)\b"
    r"|(?:need|want|wanna|have to|asking|preparing|prepping|writing|working on|making|meeting|read|saw|heard|loved"
    r"|came up|thinking of(?! \d))\b"
    r"|(?:it['\u2019]?s |this is |that['\u2019]?s )for (?:an?|my|our|the|this|some)\b|for (?:my|our)\b"
    rf"|for (?:an?|the|this|some) (?:\w+ )?{_USE}\b"
    r"|(?:someone|somebody|a (?:friend|colleague|client|customer))\b"
    r"|(?:the (?:client|customer|boss|board)|legal|procurement|(?:our|the) lawyers)"
    r" (?:is|are|wants?|needs?|asks?|keeps?)\b)",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:only|especially|mostly|mainly|particularly|mean|meaning|except|excluding|interested|cares?|matters?|focus\w*"
    r"|off|away|missed|vacation|holiday|leave|about(?! (?:it|this|that)\b)|on[- ]prem\w*|think|believe|guess"
    r"|instead|else|rather|not(?! sure\b))\b",
    re.IGNORECASE,
)
_HEARD = re.compile(
    r"\b(?:hear|heard|hearing|saw|seen|read|remember)\b"
    r"(?P<little> (?:about )?(?:it|this|that|something|smth|sth|rumou?rs|both)\b)?",
    re.IGNORECASE,
)
"""What somebody has heard says what he asks about."""

_ASIDE = re.compile(
    r"^(?P<asks>what|which|who|how|when|why|(?:can|could|would) you|tell me|please),\s"
    rf"(?=[^,?]*\b{_FIRST_PERSON})[^,?]{{2,120}},",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(rf"\b(?:{MAY_POINT}|(?:others?|ones|the bot)\b)", re.IGNORECASE)
_SAYS_ITSELF = 3  # content words of a request without a name, from which it may say by itself what it is on


def without_circumstances(text: str) -> str:
    """Return the request of a message; the whole message where it is not plain which part that is."""
    parts = _parts(_ASIDE.sub(r"\g<asks>", text))
    asking = [place for place, part in enumerate(parts) if _REQUEST.match(part)]
    if not asking:
        return text
    end = _end(parts, asking)
    start = asking[0] if _is_around("".join(parts[: asking[0]]), "".join(parts[asking[0] : end])) else 0
    return "".join(parts[start:end]).rstrip(" ,;:-\u2013\u2014")


def _parts(text: str) -> list[str]:
    """Return the parts of a message between its marks, each with the mark behind it."""
    ends = [found.end() for found in _BREAK.finditer(text)]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _end(parts: list[str], asking: list[int]) -> int:
    """Return the place behind the last part that the request may need."""
    for place in range(asking[-1] + 1, len(parts)):
        if _BEHIND.match(parts[place]):
            behind = "".join(parts[place:])
            return len(parts) if _LIMITS.search(behind) or _is_hint(behind) else place
    return len(parts)


def _is_hint(behind: str) -> bool:
    """Tell whether somebody says what or when he has heard."""
    heard = _HEARD.search(behind)
    return heard is not None and (not heard["little"] or bool(find_times(behind)))


def _is_around(before: str, request: str) -> bool:
    """Tell whether what stands before a request only tells why it is asked."""
    if not _AROUND.search(before) or _LIMITS.search(before):
        return False
    own, pointer = names_in(request), _POINTS_BACK.search(request)
    if own:
        return pointer is None or (not names_in(before) and request.find(own[0]) < pointer.start())
    says_itself = len(terms(request)) >= _SAYS_ITSELF and not _OF_ASKER.search(request)
    return says_itself and not names_in(before) and pointer is None
