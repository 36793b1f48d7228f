"""What a sentence tells of an event: its cause, its extent, what was done about it, how it ended, what comes (pure)."""

from __future__ import annotations

import re
from enum import Enum

from bot.language.currencies import MONEY


class Aspect(Enum):
    """A side of an event that a whole account of it tells."""

    COURSE = "course"  # what happened
    CAUSE = "cause"
    AFFECTED = "affected"  # how many
    DURATION = "duration"
    COST = "cost"
    REMEDY = "remedy"
    OUTCOME = "outcome"
    NEXT = "next"
    CORRECTION = "correction"


CHANGING = frozenset({Aspect.REMEDY, Aspect.OUTCOME, Aspect.NEXT})
"""Aspects that each development of an event changes."""

_COUNTED = (
    r"(?:customers|users|people|answers|downloads|organi[sz]ations|companies|clinics|machines|accounts|records|files"
    r"|employees|firms|requests|households|tokens|jobs|posts|shares|models|cases)"
)
_RULES = {
    Aspect.CAUSE: (
        r"\b(?:because|due to|owing to|caus(?:e[sd]?|ing)|blam(?:e[sd]?|ing)|stem(?:s|med) from|traced to"
        r"|result of|got in"
        r"|fault|flaw|bug|mistake|misconfigur\w+|the reason|so that)\b"
    ),
    Aspect.AFFECTED: (
        rf"\b\d[\d.,]*\s(?:[\w-]+\s){{0,3}}{_COUNTED}\b|\bone \w+ (?:of|in) \w+\b"
        rf"|\b\d[\d.,]*\s?(?:%|percent)"
    ),
    Aspect.DURATION: (
        r"\b(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:hours|minutes"
        r"|days|weeks|months)\b"
    ),
    Aspect.COST: MONEY,
    Aspect.REMEDY: (
        r"\b(?:fix(?:ed|es)?|repair(?:ed|s)?|restor(?:ed|es)|revok(?:ed|es)|replac(?:ed|es)|withdr(?:ew|awn"
        r"|aws)|patch(?:ed|es)?"
        r"|waiv(?:ed|es)|refund\w*|compensat\w*|apolog\w*|sorry|rolled back|switched off|recall(?:ed|s)?|paus(?:ed|es)"
        r"|suspend(?:ed|s)|halt(?:ed|s)|free of charge|promis(?:ed|es)|commit(?:ted|s)|signed|deleted"
        r"|licen[cs]e the|from now on)\b"
    ),
    Aspect.OUTCOME: (
        r"\b(?:fin(?:ed|es)|rul(?:ed|es|ing)|approv(?:ed|es)|reject(?:ed|s)|recommend(?:ed|s)|accept(?:ed|s)"
        r"|settl(?:ed|es)"
        r"|dismiss(?:ed|es)|resign(?:ed|s)|step(?:s|ped)? down|loses|lost|completed|clear(?:ed|s)|agreed"
        r"|ordered|won|turned down"
        r"|ran out|misuse|harm|left|ended|raised)\b"
    ),
    Aspect.NEXT: (
        r"\b(?:will|expects?|expected|plans? to|is due|are due|by the end of|until|not set|has asked|have asked"
        r"|awaits?|hearing"
        r"|timetable|next (?:week|month|year)|going to|is to|are to|deadline)\b"
    ),
    Aspect.CORRECTION: (
        r"\b(?:wrong|not true|untrue|in fact|withdr(?:ew|awn|aw)|retract\w*|corrected|contrary to|denied|denies|misled"
        r"|at first|first said|initially|earlier said|had said|otherwise|no longer)\b"
    ),
}
_PATTERNS = {aspect: re.compile(rule, re.IGNORECASE) for aspect, rule in _RULES.items()}
_LABELS = (
    (re.compile(r"\b(?:cause|why|reason)", re.IGNORECASE), Aspect.CAUSE),
    (re.compile(r"\b(?:impact|who was affected|how (?:much|many|long)|scope|extent)", re.IGNORECASE), Aspect.AFFECTED),
    (re.compile(r"\b(?:done|fix|remed|respon|action|lesson)", re.IGNORECASE), Aspect.REMEDY),
    (re.compile(r"\bwhat happened", re.IGNORECASE), Aspect.COURSE),
    (re.compile(r"\b(?:next|outlook|plan)", re.IGNORECASE), Aspect.NEXT),
)
_LABEL = 6  # words of a heading within a text


def aspects_of(text: str, label: str = "") -> frozenset[Aspect]:
    """Return what a sentence tells of an event; `label` is the heading that it stands under, "" for none."""
    return frozenset(
        [aspect for aspect, rule in _PATTERNS.items() if rule.search(text)]
        + [aspect for rule, aspect in _LABELS if label and rule.search(label)]
    )


def is_label(text: str) -> bool:
    """Tell whether a text is a short heading within another, which says what of an event is told below it."""
    return len(text.split()) <= _LABEL and any(rule.search(text) for rule, _ in _LABELS)
