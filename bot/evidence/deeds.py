"""What a question says was done, where there are few words for it: which passages speak of it (pure).

Who acquired a company is told by no passage that speaks of neither a purchase nor a merger, however alike all else is:
a partnership of the same two would answer. Each deed has all the words by which reports speak of it, as broad as they
may be, for what is left out here is lost; who joins another is bought by it, not the other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.offices import LEADING

_TAKING_OVER = (
    r"acqui|buy|bought|tak(?:e|es|en|ing) over|took over|take-?over|merg|purchas|snap(?:s|ped)? up|swallow|absorb|deal"
    r"|<object>\b.{0,60}\bjoin|s(?:old|ell|ale)|stake|part of|swoop|scoop|bid|offer|control|own(?:s|ed|er)|parent"
    r"|subsidiary|unit of|obtain|gain"
)
_SUING = (
    r"su(?:e|es|ed|ing|it|its)\b|lawsuit|court|complaint|legal|litigat|plaintiff|defendant|judge|jury|trial|settle|claim"
    r"|infring|alleg|accus|damages|v\.|vs\b"
)
_FOUNDING = (
    r"(?:co-?)?found|start|creat|establish|set up|built|launch|begin|began|born|brainchild|behind|form(?:ed|s)\b|origin"
    r"|open|introduc|develop|invent|inspir|since|['\u2019]s (?:company|firm|label)"
)
_WINNING = (
    r"w(?:in|on)\b|win(?:s|n)|prize|first|champion|took|takes|beat|award|victor|defeat|top|medal|crown|gold|place|best|cup"
    r"|los(?:e|es|t)\b|final|expel|conquer|troph|in favou?r|ahead|lead"
)
_DISMISSING = (
    r"fir(?:e|es|ed|ing)\b|oust|dismiss|sack|remov|let go|push|forc|depart|leav|left|part(?:s|ed)? ways|terminat|out\b"
    r"|resign|step|exit|replac|lay|laid|cut|axe|shed|shown|shot|shoot"
)
_OBJECT = r"\s(?:the\s)?(?P<object>(?-i:[A-Z])[\w.-]*)"
_DEEDS = tuple(
    (re.compile(rf"\b(?:{asked})", re.IGNORECASE), rf"\b(?:{told})")
    for asked, told in (
        (rf"(?:acquire[ds]?|acquiring|buys?|buying|bought|t(?:ake|ook|aken) over){_OBJECT}", _TAKING_OVER),
        (r"(?:sue[ds]?|suing|lawsuits?)\b", _SUING),
        (r"who (?:\w+ )?(?:co-?)?founded\b|who (?:is|was|were|are) the (?:co-?)?founders?\b", _FOUNDING),
        (
            rf"who(?:['\u2019]s| is)? (?:runs|leads|heads|manages|running|leading|heading|in charge of){_OBJECT}",
            LEADING,
        ),
        (r"who (?:has )?(?:won|wins)\b|winners? of\b", _WINNING),
        (r"(?:fired|ousted|dismiss(?:ed|es)|sack(?:ed|s))\b", _DISMISSING),
    )
)
"""The words of a question for a deed, and those of reports on it; "<object>" stands for whom the question names."""


class AskedDeeds:
    """The deeds that a question names; without any, whatever is read may tell of it."""

    def __init__(self, question: str) -> None:
        found = ((asked.search(question), told) for asked, told in _DEEDS)
        self._told = tuple(_pattern(told, asked.groupdict().get("object") or "") for asked, told in found if asked)

    def are_spoken_of(self, text: str) -> bool:
        """Tell whether a text has a word for each of them."""
        return all(told.search(text) for told in self._told)


@lru_cache(maxsize=64)
def _pattern(told: str, done_to: str) -> re.Pattern[str]:
    return re.compile(told.replace("<object>", re.escape(done_to) or r"\w+"), re.IGNORECASE)
