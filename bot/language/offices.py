"""Offices, told from the names of those who hold them: "Head", "Chief Revenue Officer", "Board of Directors" (pure)."""

from __future__ import annotations

import re

_OFFICE = re.compile(
    r"(?:(?:Chief|Vice|Deputy|Interim|Acting|Senior|Executive|Managing|General|Technology|Technical|Financial|Operating"
    r"|Commercial|Revenue|Product|Marketing|Scientific|Research|Legal|Information|Security|People|Strategy|Global|Affairs"
    r"|Representative|Board|of|the|and|Directors?|Officers?|President|Chair(?:man|woman)?|Counsel|Manager|Head)(?:\s|$))+"
)
_OF_AN_OFFICE = re.compile(r"chief|directors?|officers?|president|chair(?:man|woman)?|counsel|manager|head")


def is_office(name: str) -> bool:
    """Tell whether a name in capitals is an office, or those who hold it: nobody's name."""
    return bool(_OFFICE.fullmatch(name))


def is_word_of_office(word: str) -> bool:
    """Tell whether a word, in whatever capitals, says by itself that an office is meant, before whatever it is of."""
    return bool(_OF_AN_OFFICE.fullmatch(word.casefold()))
