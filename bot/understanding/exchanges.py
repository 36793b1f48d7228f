"""What "and Google?" or "ok, and in maths?" puts in the place of a part of the question before (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.datelines import is_place
from bot.language.lexicon.synonyms import is_listed
from bot.language.time_expressions import find_times, without_times
from bot.language.words import terms, words
from bot.understanding.names import NO_SUBJECT, name_key, names_in, without_genitive
from bot.understanding.pointers import MAY_POINT
from bot.understanding.question_text import QUESTION_WORD
from indexer.language.product_names import product_names, with_variant

if TYPE_CHECKING:
    from bot.understanding.subjects import SubjectIndex

_BEGINS = re.compile(
    r"^\W*(?:(?:and|also|but|or|then|so|now|well|ok|okay|k|hm+|right|alright|cool|great|nice|sorry|thanks|thx|actually"
    r"|what about|how about|same(?: question| thing)?(?: for| with| but)?|make (?:it|that)|i mean|try)\b[\s,.!:]*)+",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:too|as well)\W*$", re.IGNORECASE)
_ENDS = re.compile(r"[\s,]*\b(?:please|pls|plz|too|as well|instead|then|thanks|though)\W*$", re.IGNORECASE)
_NAME = re.compile(r"(?:the )?[A-Z0-9]\S*(?: (?:of |the |de )?[A-Z0-9]\S*){0,4}")
_LEADS = re.compile(r"^(?:that\s)?(?:of|for|with|about|on|to)\s", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|its)\s|\s(?:version|variant|model|one)$", re.IGNORECASE)
_BEFORE_A_TIME = re.compile(r"\b(?:in|on|during|over|since|for|from|at|by|of|within)\s+(?:the\s+)?$", re.IGNORECASE)
_ASKS = re.compile(rf"\b{QUESTION_WORD}", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:c[efoitmp]o|chair(?:man|woman)?|(?:vice )?president|founders?|boss|chief (?:\w+ officer|scientist|economist)"
    r"|(?:head|vp|director) of \w+)\b",
    re.IGNORECASE,
)
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_PLACE = re.compile(r"\b[A-Z][\w.]*(?: [A-Z]\w+)?\b|\b(?:us|uk|eu|europe|china|germany|france|japan|india)\b")
_GENITIVE = re.compile(r"['\u2019]s?$")
_POINTS_BACK = re.compile(rf"\b(?:{MAY_POINT}|(?:the|any|more|since|else|both|n?either|really)\b)", re.IGNORECASE)
_OF_A_COMPANY = re.compile(r"^\S+ (?:ai|labs?|inc)$", re.IGNORECASE)
_PREPOSITIONS = "in|on|at|for|from|about|of|to|with|by|against|under|around|over|regarding"
_ON = frozenset({"on", "about", "of", "regarding", "in"})  # what something is on, each of these may say
_PHRASE = re.compile(rf"(?P<lead>{_PREPOSITIONS})\s+(?P<what>\S.*)", re.IGNORECASE)
_IN_QUESTION = re.compile(
    rf"\b(?P<lead>{_PREPOSITIONS})\s+"
    rf"(?P<what>(?:(?!\b(?:{_PREPOSITIONS}|since|during|between|this|last)\b)[^,;?!\s]+\s*)+)",
    re.IGNORECASE,
)
_FEW = 2  # words that a name without a capital has
_SHORT = 4  # words of a name that is asked for in place of another
_LONGEST = 6  # words of a phrase


def exchanged(text: str, before: str, index: SubjectIndex) -> str:
    """Return the question before with what a text puts in the place of a name, a product, a time or a phrase of it.

    "" for a text that puts nothing in the place of anything.
    """
    other = _ENDS.sub("", _BEGINS.sub("", text).strip(" ,?!.")).strip(" ,?!.")
    if _POINTS_BACK.fullmatch(other) or _ASKS.fullmatch(other):
        return ""  # "When?" owes its capital to its place
    is_short = text.strip().endswith("?") and len(other.split()) <= _FEW
    is_on = bool(_BEGINS.match(text)) or is_short or bool(_GENITIVE.search(other))
    is_name = bool(_NAME.fullmatch(other)) or (is_on and _may_be_name(other))
    return (
        _with_other_place(other, before)
        or _with_other_office(other, before)
        or _with_other_product(other, before, index, is_on=is_on)
        or (_with_other_name(other, before, is_also=bool(_ALSO.search(text))) if is_name else "")
        or _with_other_time(other, before)
        or (_with_other_subject(other, before, index) if is_on else "")
        or _with_other_phrase(other, before)
    )


def _with_other_time(other: str, before: str) -> str:
    """Return the question before at the time that "and last month?" puts in the place of its own; "" for others."""
    times = find_times(before)
    if not times or not find_times(other) or terms(without_times(other)):
        return ""
    head = _BEFORE_A_TIME.sub("", before[: times[0].start])
    return f"{head}{other}{before[times[-1].end :]}" if len(times) == 1 else f"{head}{other}?"


def _with_other_place(other: str, before: str) -> str:
    """Return the question before on another place: "tokyo?" after "does it drive in Atlanta yet?"; "" for others."""
    where = _PHRASE.fullmatch(other)
    place = where["what"] if where else other
    if not is_place(place):
        return ""
    known = [found for found in _PLACE.finditer(before) if is_place(found.group())]
    if not known:
        return ""
    head = _THE.sub("", before[: known[-1].start()])
    return f"{head}{place}{before[known[-1].end() :]}"


def _with_other_subject(other: str, before: str, index: SubjectIndex) -> str:
    """Return the question before with what "and google?" puts in the place of its only subject; "" for others."""
    if not 1 <= len(other.split()) <= _SHORT:
        return ""
    new, own = index.mentions(other), index.mentions(before)
    if len(new) != 1 or len(own) != 1 or (new[0].start, new[0].end) != (0, len(other)):
        return ""
    return f"{before[: own[0].start]}{other}{before[own[0].end :]}"


def _may_be_name(text: str) -> bool:
    """Tell whether a few words in small letters may be a name: one of them is no word of news, and none points back."""
    said = words(_GENITIVE.sub("", text))
    if not 1 <= len(said) <= _SHORT or _POINTS_BACK.search(text) or _ASKS.search(text):
        return False
    return bool(_OF_A_COMPANY.search(text)) or (
        not _PHRASE.match(text) and any(terms(word) and not is_listed(word) for word in said)
    )


def _with_other_name(other: str, before: str, *, is_also: bool) -> str:
    """Return the question before with the name that "and Google?" puts in the place of its own; "" for others.

    Of several names it is the one that does not stand behind a preposition: "what did Acme show at CES?" What is asked
    for `is_also` if it comes beside the last one: "does Acme speak Danish?", "Finnish too?"
    """
    known = [name for name in names_in(before) if name.casefold() not in NO_SUBJECT]
    bare = [
        name for name in known if not re.search(rf"\b(?:{_PREPOSITIONS})\s+{re.escape(name)}", before, re.IGNORECASE)
    ]
    able = known if len(known) == 1 else known[-1:] if is_also else bare
    if len(able) != 1 or find_times(other):
        return ""
    own, new = (without_genitive(name) for name in (able[0], other))
    return re.sub(rf"\b{re.escape(own)}\b", lambda _: new, before)


def _with_other_product(other: str, before: str, index: SubjectIndex, *, is_on: bool) -> str:
    """Return the question before with what "and the mini?" or "and Opus 5?" puts in the place of its only product."""
    named = product_names(before)
    if len(named) != 1 or not named[0].version:
        return ""
    own, other = named[0], _LEADS.sub("", other)
    told = _ARTICLE.sub("", other)
    new = with_variant(own, told)
    if not new and is_on and len(told.split()) <= _FEW and index.is_known(name_key(f"{own.text} {told}")):
        new = f"{own.text} {told}"
    if not new and _NAME.fullmatch(other) and all(name in own.text for name in names_in(before)):
        new = other
    return f"{before[: own.start]}{new}{before[own.end :]}" if new else ""


def _with_other_office(other: str, before: str) -> str:
    """Return the question before on who holds another office: "cto?" after "who is the CEO of Acme?"; "" for others."""
    if not _OFFICE.fullmatch(_ARTICLE.sub("", other)) or not _OFFICE.search(before):  # "cto", "head of research"
        return ""
    return _OFFICE.sub(lambda _: _ARTICLE.sub("", other), before, count=1)


def _with_other_phrase(other: str, before: str) -> str:
    """Return the question before with what "and in maths?" puts in the place of "in biology"; "" for others."""
    asked = _PHRASE.fullmatch(other)
    if asked is None or len(other.split()) > _LONGEST or _ASKS.search(other) or find_times(other):
        return ""
    times, lead = find_times(before), asked["lead"].casefold()
    able = []
    for found in _IN_QUESTION.finditer(before):
        end = min((time.start for time in times if time.start > found.start()), default=len(before))
        what = before[found.start("what") : min(found.end(), end)]
        if what.strip() and not any(time.start <= found.start("what") < time.end for time in times):
            able.append((found["lead"].casefold(), found.start(), found.start("what") + len(what.rstrip())))
    same = [place for place in able if place[0] == lead]
    near = [place for place in able if {place[0], lead} <= _ON]
    for _, start, end in (same or near)[-1:]:
        return f"{before[:start]}{other}{before[end:]}"
    return ""
