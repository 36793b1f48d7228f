"""Figures that a later report takes back: "$4.7 billion, not $5.8 billion", "the figure of 9,400 was wrong" (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.evidence.sentences import PassageSentence

_FIGURE = (
    r"(?:[$\u20ac\u00a3\u00a5]|US\$)?"
    r"(?P<{}>\d{{1,3}}(?:[,.]\d+)+|\d{{3,}}|\d+(?=\s?(?:million|billion|bn|percent|per cent|%)))"
)
_WRONG = re.compile(
    rf"\bnot (?:about |some |the |at |in )*{_FIGURE.format('instead')}"
    rf"|\b(?:figure|number|sum|price|total|count|estimate)s? of (?:about |some )?{_FIGURE.format('named')}"
    r"(?= (?:that |which )?(?:was |is |has been )?"
    r"(?:published|reported|given|wrong|too (?:high|low)|not |counts|included))"
    rf"|\bcorrect(?:s|ed|ion)\b[^.;]*?\b(?:put|gave|said|wrote|named|of|as|from)\b[^.;]{{0,40}}?{_FIGURE.format('put')}"
    rf"|\b(?:I|we) wrote (?:[\w.-]+ ){{0,8}}?{_FIGURE.format('wrote')}"
)
_FIGURES = re.compile(
    r"(?P<digits>\d[\d.,]*\d|\d)\s?(?P<unit>m(?:illion)?\b|b(?:illio)?n\b|%|per ?cent)?", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")


class _Correction(NamedTuple):
    when: datetime
    figure: str


def corrected(sentences: Iterable[PassageSentence]) -> frozenset[str]:
    """Return the sentences, as they stand, that tell a figure which a later article takes back."""
    read = list(sentences)
    taken_back = [_Correction(each.article.when, figure) for each in read for figure in _figures_taken_back(each.text)]
    return frozenset(each.text for each in read if taken_back and _tells(each, taken_back))


def _figures_taken_back(text: str) -> list[str]:
    places = [
        found.start(number)
        for found in _WRONG.finditer(text)
        for number, group in enumerate(found.groups(), 1)
        if group
    ]
    figures = (_FIGURES.match(text, place) for place in places)
    return [_spelled(each) for each in figures if each and not _YEAR.fullmatch(each.group())]


def _spelled(figure: re.Match[str]) -> str:
    return figure["digits"] + (figure["unit"] or "")[:1].casefold().replace("p", "%")


def _tells(sentence: PassageSentence, taken_back: Sequence[_Correction]) -> bool:
    told = set(map(_spelled, _FIGURES.finditer(sentence.text)))
    return any(each.figure in told and sentence.article.when < each.when for each in taken_back)
