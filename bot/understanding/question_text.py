"""The text of a question as it is read: on one line, bounded, without characters that no engine takes (pure)."""

from __future__ import annotations

import re

from bot.model.filters import without_surrogates

MAX_QUESTION = 1_000
"""Characters of a question that are read: more is a pasted document, not a question."""

QUESTION_STEM = (
    r"(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should)"
)
"""What a question begins with, as a regular expression, without what may be written in one with it: "who's"."""

QUESTION_WORD = rf"{QUESTION_STEM}(?:['\u2019](?:s|re|d|ve|ll))?\b"
"""The same with that, to the end of the word."""

BEFORE_QUESTION_WORD = r"(?:(?:in|at|by|for|to|from|on|since|under|with|until|of)\s+)?"
"""What may stand before it: "since when", "by whom"."""

_ADDRESSEES = re.compile(r"^(?:@[\w.-]+(?:[\s,:!-]+|$))+")
_COUNTRY = re.compile(r"\b(?:(?<=the )us\b|us(?= (?:gov(?:ernment|t)?|congress|senate|military|army)\b))")


def plain_text(text: str) -> str:
    """Return the part of a question that is read, on one line, without whom it is addressed to: "@byline ...".

    The country in small letters, "the us", gets the capitals by which it is told from the word.
    """
    line = " ".join(without_surrogates(text).split())[:MAX_QUESTION]
    return _COUNTRY.sub("US", _ADDRESSEES.sub("", line) or line)


def continued(before: str, text: str) -> str:
    """Return a question that goes on from an earlier one: behind as much of that as is read together with it."""
    return f"{before[: max(0, MAX_QUESTION - len(text) - 1)]} {text}".strip()


_ADDRESS = re.compile(
    r"^(?:(?:hi|hey|hello|ok|okay|so|well|now|please|pls|quick question|(?:\w+ )?question(?=:)|just wondering|i wonder"
    r"|byline)\b[\s,:!.-]*)+"
    r"|^(?:can|could|would|will) you (?:please )?(?=(?:tell|give|show|list|sum|recap|catch|brief|bring|compare"
    r"|explain|name|walk)\b)"
    r"|[\s,]*(?:please|pls|plz|thanks|thank you|thx|cheers)\W*$",
    re.IGNORECASE,
)


def without_address(text: str) -> str:
    """Return a question without what is said to be polite: "hey, ... please?"."""
    return _ADDRESS.sub("", text).strip()


_ASKS = rf"(?:any\b|{QUESTION_WORD})"
_CLAUSE = re.compile(rf"(?:[.!?,;:\u2026]|\s[-\u2013\u2014])\s+(?:(?:and|so|but|or)\s+)?(?={_ASKS})", re.IGNORECASE)
_BEGINS_TO_ASK = re.compile(
    rf"^\W*(?:(?:and|so|but|or)\s+)?{_ASKS}|\b(?:who|what|which|when|where|why|how)\b", re.IGNORECASE
)


def without_lead(text: str) -> str:
    """Return the part of a message that asks, without what is told before: "Acme's bid, how did that end?"."""
    found = _CLAUSE.search(text)
    return text if found is None or _BEGINS_TO_ASK.search(text[: found.start()]) else text[found.end() :]


_SHORTHAND = {
    "ppl": "people",
    "peeps": "people",
    "abt": "about",
    "re:": "about",
    "w/": "with",
    "gimme": "give me",
    "lemme": "let me",
    "u": "you",
    "ur": "your",
    "rn": "right now",
    "atm": "right now",
    "yr": "year",
    "yrs": "years",
    "btwn": "between",
    "diff": "difference",
    "wat": "what",
    "wht": "what",
    "wats": "what's",
    "whats": "what's",
    "whos": "who's",
    "hows": "how's",
    "wheres": "where's",
    "thx": "thanks",
    "n": "and",
    "&": "and",
}
_SHORT = re.compile(
    rf"(?<![\w.'\u2019-])(?:{'|'.join(map(re.escape, _SHORTHAND))})(?![\w'\u2019-])|(?<=\bwhich )cos\b", re.IGNORECASE
)


def spelled_out(text: str) -> str:
    """Return a question with the shorthand of chats written out: "what do ppl say abt it" asks what people say."""
    return _SHORT.sub(lambda match: _SHORTHAND.get(match.group().casefold(), "companies"), text)
