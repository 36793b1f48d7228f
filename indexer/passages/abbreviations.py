"""Abbreviations: which words with a full stop behind them do not end a sentence (pure).

The sentence splitter's own list was learnt from scanned papers, and takes "month", "chip", "sum" and some 3,000 other
words for abbreviations. What is none of those below ends a sentence where a new one begins behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_TITLES: Final = """
    adm asst atty capt cdr cmdr col cpl dra esq gen gov hon ing insp lieut maj messrs mlle mme mrs msgr pres prof pte
    rep reps rev sen sens sgt sra srta supt"""
_FIRMS: Final = """
    assn assoc bhd bldg bros cie corp dept dist div est fdn govt inc incorp inst intl llc llp ltd ltda mfg mgmt natl
    pty pvt sdn soc univ"""
_PLACES: Final = """
    ala alta apt ariz ark ave blvd cal calif colo conn del fla hwy ill ind kan kans mass mich minn miss mont neb nebr
    nev okla ont ore penn penna que sask ste tenn tex wash wis wisc wyo"""
_TIMES: Final = "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
_COURTS: Final = "cir dkt supp reg stat"
_LOWER: Final = "approx corp dept est esp excl ext ibid inc incl ltd resp sic tel ver vers viz"
_COUNTING: Final = """
    app art arts bk cap ch chap cl eq fig figs no nos op par para paras pg pgs pp pt pts sec secs sect tab vol vols"""
_PLAIN: Final = "am an as at be by do go he if in is it me my of ok on or so to up us we"

_CAPITALIZED: Final = frozenset(f"{_TITLES} {_FIRMS} {_PLACES} {_TIMES} {_COURTS}".split())
"""Abbreviations only with a capital: "Sun." is a day, "sun." is not."""
_ANYWHERE: Final = frozenset(_LOWER.split())
_BEFORE_NUMBERS: Final = frozenset(_COUNTING.split())
"""What counts things: "no. 5", "Art. VI"."""
_SHORT_WORDS: Final = frozenset(_PLAIN.split())
"""Of two letters, where the splitter's list is mostly right, these are words."""

_WORD_THEN_START: Final = re.compile(
    r"(?<![\w.@/&'\u2019-])([A-Za-z][a-z]+)[.]([\"'\u2019\u201d)\]]*)[^\S\n]+(?=[\"'\u2018\u201c(\[]*([A-Z0-9])([\w.]*))"
)
_ROMAN: Final = re.compile(r"[IVXLC]+[.]?\Z")
_INITIAL: Final = re.compile(r"[A-Z][.]\Z")  # "Pub. L."


def ends_of_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence ends with an ordinary word and where the next begins, in order.

    Only those that are beyond doubt: a capital or a number begins the next one, and no initial.
    """
    for found in _WORD_THEN_START.finditer(text):
        word, first, rest = found[1], found[3], found[4]
        if not _INITIAL.match(first + rest) and not _may_abbreviate(word, first + rest):
            yield found.end(2), found.end()


def _may_abbreviate(word: str, following: str) -> bool:
    lower = word.lower()
    if lower in _BEFORE_NUMBERS:
        return following[0].isdigit() or bool(_ROMAN.match(following))
    if len(word) < 3:  # noqa: PLR2004 -- of the shorter ones nearly all are abbreviations
        return lower not in _SHORT_WORDS
    return lower in _ANYWHERE or (word[0].isupper() and lower in _CAPITALIZED)
