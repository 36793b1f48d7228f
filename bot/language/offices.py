"""Offices, told from the names of those who hold them: "Head", "Chief Revenue Officer", "Board of Directors" (pure)."""

from __future__ import annotations

import re

OFFICE = (
    r"(?:ceo|cfo|cto|coo|cio|cpo|cmo|ciso|chief|head|president|chair(?:man|woman|person)?|director|boss|(?:co-?)?founder"
    r"|leader|executive|officer|principal|general manager)"
)
"""A pattern of the words for those who lead something; to be used without regard to case."""

LEADING = (  # "to run errands" and "lead the way" tell of nobody who leads
    rf"{OFFICE}\b|runs|ran\b|ha[sd] (?:\w+ )?run|will run|run by|lead(?:s|ers?|ing)\b|led\b|head(?:s|ed|ing)?\b"
    r"|operated|govern|manage[drs]|boss|charge|chair|founde|appoint|nam(?:es|ed)\b|hire|helm|takes over|took over"
    r"|at the top|owned"
)
"""A pattern of the words of those who tell who leads something."""

_RANK = r"(?:(?:Deputy|Interim|Acting|Senior|Executive|Corporate|Group)\s)*"
_OFFICE = re.compile(
    r"(?:(?:Chief|Vice|Deputy|Interim|Acting|Senior|Executive|Managing|General|Technology|Technical|Financial|Operating"
    r"|Commercial|Revenue|Product|Marketing|Scientific|Research|Legal|Information|Security|People|Strategy|Global|Affairs"
    r"|Representative|Board|of|the|and|Directors?|Officers?|President|Chair(?:man|woman)?|Counsel|Manager|Head"
    r"|Partner|[SE]?VP|C[A-Z]{1,2}O)(?:\s|$))+"
    # What an office is of may be anything: "Chief AI Officer", "Vice President of Engineering".
    rf"|{_RANK}Chief\s(?:[\w&-]+\s){{0,4}}(?:Officers?|Executive|Scientist|Economist|Engineer|Architect|Technologist"
    r"|Strategist|Evangelist)"
    rf"|{_RANK}(?:Chief|Head|President|Vice\sPresident|[SE]?VP|Director|Manager)\sof\s.+"
)
_OF_AN_OFFICE = re.compile(r"chief|directors?|officers?|president|chair(?:man|woman)?|counsel|manager|head")


def is_office(name: str) -> bool:
    """Tell whether a name in capitals is an office, or those who hold it: nobody's name."""
    return bool(_OFFICE.fullmatch(name))


def is_word_of_office(word: str) -> bool:
    """Tell whether a word, in whatever capitals, says by itself that an office is meant, before whatever it is of."""
    return bool(_OF_AN_OFFICE.fullmatch(word.casefold()))
