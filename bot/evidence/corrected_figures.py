"""Figures that a later report takes back: "$4.7 billion, not $5.8 billion", "the figure of 9,400 was wrong" (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import is_broad_name, names, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.evidence.sentences import PassageSentence

_UNIT = r"(?:million|billion|bn|percent|per cent|%)"
_FIGURE = (
    r"(?:[$\u20ac\u00a3\u00a5]|US\$)?"
    rf"(?P<{{}}>\d{{{{1,3}}}}(?:[,.]\d+)+|\d{{{{3,}}}}|\d+(?=\s?{_UNIT}))"
)
_WRONG = re.compile(
    rf"\bnot (?:about |some |the |at |in )*{_FIGURE.format('instead')}"
    rf"|\b(?:figure|number|sum|price|total|count|estimate)s? of (?:about |some )?{_FIGURE.format('named')}"
    rf"(?=(?:\s?{_UNIT})? (?:that |which )?(?:was |is |has been )?"
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
    names: frozenset[str]  # the stems of whom it is of


def corrected(sentences: Iterable[PassageSentence]) -> frozenset[str]:
    """Return the sentences, as they stand, that tell a figure which a later article takes back for the same name."""
    read = list(sentences)
    taken_back = [
        _Correction(each.article.when, figure, _named(each))
        for each in read
        for figure in _figures_taken_back(each.text)
    ]
    return frozenset(each.text for each in read if taken_back and _tells(each, taken_back))


def _figures_taken_back(text: str) -> list[str]:
    found = [
        (name, match.start(name)) for match in _WRONG.finditer(text) for name, said in match.groupdict().items() if said
    ]
    figures = ((name, _FIGURES.match(text, place)) for name, place in found)
    return [
        _spelled(figure)
        for name, figure in figures
        if figure and not _YEAR.fullmatch(figure.group()) and (name != "instead" or _has_another(figure, text))
    ]


def _has_another(figure: re.Match[str], text: str) -> bool:
    """Tell whether a text says what it is instead: "not 100 percent sure" takes nothing back."""
    others = (each for each in _FIGURES.finditer(text) if each["digits"] != figure["digits"])
    return any(_unit(each) == _unit(figure) and not _YEAR.fullmatch(each.group()) for each in others)


def _spelled(figure: re.Match[str]) -> str:
    return figure["digits"] + _unit(figure)


def _unit(figure: re.Match[str]) -> str:
    return (figure["unit"] or "")[:1].casefold().replace("p", "%")


def _tells(sentence: PassageSentence, taken_back: Sequence[_Correction]) -> bool:
    told = set(map(_spelled, _FIGURES.finditer(sentence.text)))
    of_it = [each for each in taken_back if each.figure in told and sentence.article.when < each.when]
    return any(each.names & _named(sentence) for each in of_it)


def _named(sentence: PassageSentence) -> frozenset[str]:
    """Return the stems of the names of a sentence and its article's title, without those of countries and days."""
    named = (*sentence.names, *names(sentence.article.title))
    return frozenset(term for term in stems(" ".join(named)) if not is_broad_name(term))
