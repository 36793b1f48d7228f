"""Whether a question asks what holds now, which later news may have changed (pure).

"What does Corvid Pro cost", "who runs Acme these days" and "acme headcount" do; "what did it cost at launch", "who ran
Acme before" and "when was it released" ask for what has been.
"""

from __future__ import annotations

import re

from bot.language.tense import PAST
from bot.language.time_expressions import find_times
from bot.language.words import is_hedged, terms
from bot.model import Seek

_NOW = re.compile(
    r",?\s?\b(?:(?:as\sof|right|just|even|until)\snow|as\sof\stoday|at\s(?:the|this)\s(?:present\s)?moment|at\spresent"
    r"|at\sthis\s(?:point|time)|these\sdays|as\sthings\sstand|nowadays|currently|presently|still|now|today"
    r"|any\s?more)(?=\W|$)(?!['\u2019])|\b(?:current|present-day)(?=\s\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bcode-?\s?names?d?\b", re.IGNORECASE)  # in plans, each of its own
_NO_STATE = frozenset({Seek.REASON, Seek.SPEECH, Seek.MEANING})
_IS = re.compile(
    r"\b(?:is|are|am|do|does|has|have|can|will|must|may)(?:n['\u2019]t)?\b"
    r"|\b(?:who|what|where|how|when|which|that|it|there)['\u2019]s\b",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:(?:did|was|were|had)(?:n['\u2019]t)?|would|could)\b", re.IGNORECASE)
# "Who leads the lab that Acme bought?" without the clause that only says which; not "In which countries did ...".
_BESIDE = re.compile(
    r"(?P<asked>\b(?:wh\w+|how|is|are|do|does)\b.{0,200}?)\s(?:that|which|whom?|whose)\s.*", re.IGNORECASE
)
_EVENT = re.compile(r"\b(?:happen|announc|launch|report|say|unveil|publish|reveal|present)\w*\b", re.IGNORECASE)
_OF_THE_PAST = re.compile(
    r"\b(?:before|prior|previous(?:ly)?|former(?:ly)?|original(?:ly)?|initial(?:ly)?|earlier|earliest|first|old|ago|back"
    r"|used\sto|at\s(?:launch|the\stime|the\sbeginning|the\sstart)|then|once|predecessors?|history|so\sfar|ever)\b|\bex-"
    r"|(?<=\w\s)when\b",
    re.IGNORECASE,
)

_OF_THE_FUTURE = re.compile(r"\b(?:will|won['\u2019]t|going\sto)\b|\w['\u2019]ll\b", re.IGNORECASE)


def asks_for_present(text: str, seek: Seek) -> bool:
    """Tell whether a question of fact asks for what holds now: in the present tense, or without a verb, and no time."""
    left = without_now(text)
    if seek in _NO_STATE or _NAMED.search(left) or is_hedged(left) or find_times(left):
        return False
    if _OF_THE_PAST.search(left) and not _OF_THE_FUTURE.search(left):  # a plan for "the first cards" is of today
        return False
    if left != text and "today" in text.casefold() and _EVENT.search(left):
        return False  # it asks for the news of today
    asked = _BESIDE.sub(r"\g<asked>", left)
    found = [match.start() for rule in (_WAS, PAST) if (match := rule.search(asked))]
    verb = _IS.search(asked)
    return not found or (verb is not None and verb.start() < min(found))


def without_now(text: str) -> str:
    """Return a question without words that only say "now"; a text that has nothing else stays."""
    left = " ".join(_NOW.sub(" ", text).split())
    left = re.sub(r"\s(?=[?.!,;:])", "", left)
    return left if terms(left) else text
