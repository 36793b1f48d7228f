"""The kinds of events that news tells of, by the verb with its object in one clause (pure).

They are those of a business desk, after the event types of the Automatic Content Extraction programme (Linguistic Data
Consortium 2005, "ACE English Annotation Guidelines for Events"): who raised money, sued, let people go, and so on. They
stand in `event_kinds.toml` beside this module.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from bot.language.currencies import MONEY
from bot.language.offices import OFFICE
from bot.language.words import stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RELEASES, INCIDENTS = "releases", "incidents"
"""Names of kinds."""

# What is told as no fact: denied, only meant, or somebody's guess.
_NOT_SO = re.compile(
    r"\b(?:not|never|no longer|nor|denie[sd]|denying|talks|may|might|could|would|plans?(?= (?:to|for|on|an?)\b)|planned"
    r"|wants?|hopes?|considers?|considering|refus\w+|rul(?:ed|es) out|decided|if|unless|on request)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_BEFORE_THAT = re.compile(  # what had been by then is another, earlier event, as is what only says who is meant
    r"\b(?:had|that|those who|people who)\s(?:(?:has|have)\s)?(?:\w+ly\s)?$", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:will|to) be\s$", re.IGNORECASE)
_DOING = re.compile(
    r"\b(?:of|for|by|from|without|before|about|on|against|to|when|if)\s\w+ing\b", re.IGNORECASE
)  # what it is to do so
_DENIED = re.compile(r"\b(?:not|never|no longer|nor|denie[sd]|denying)\b|n['\u2019]t\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:no|none of|neither|nobody)\b(?:\s[\w-]+){0,4}\s?$", re.IGNORECASE)  # did so
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|gets?|got)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_NAMED = re.compile(r"(?<!\bin )(?<!\bby )(?<!\bby the )\b[A-Za-z]?[A-Z]")
_NONE = re.compile(r"(?:no|none|nobody|nothing|neither)\b", re.IGNORECASE)
_GENERAL = re.compile(
    r"\s(?:of up to|(?:can|could|may|might|would) (?:be|reach|run|go|cost|amount|range))\b", re.IGNORECASE
)
_SORT = re.compile(
    r"(?:^|\b(?:which|what|list|all|any|every|some|other|the|new)\b)(?:\s+of\b)?\W*(?:[\w.-]+\s+){0,2}?"
    r"(?P<sort>(?:model|service|product|app|tool|chip|startup|compan|countr|assistant|agent|firm|lab|maker)(?:s|ies|y)?)\b",
    re.IGNORECASE,
)
"""What the entries of a list are: "which chips", and not "which countries restrict chip exports"."""

_DONE = re.compile(r"got|closed|opened|announced|signed|won|completed|had", re.IGNORECASE)
"""Verbs that go with any event, "closed a round": they are no part of a topic."""

_GOES_ON = re.compile(r"(?:ing\b|s$)", re.IGNORECASE)
_PHRASAL = re.compile(r"\s(?:up|down|off|out|over)$", re.IGNORECASE)
"""A particle without which a verb says something else: a title with "team" tells of nobody who teamed up."""

_WORD = re.compile(r"\w+")
_NEAR = 45  # characters before a verb in which such a word is said of it


@dataclass(frozen=True)
class EventKind:
    """A kind of event. It has no slots, so that its patterns are compiled once, when they are needed."""

    asked: str  # pattern of the words by which a question asks for it
    told: str  # pattern of a verb and its object in one clause
    probes: tuple[str, ...]  # words that stand together in passages that tell of it
    of_a_thing: bool = False  # what it is told of is what was made, and not who did it
    of_people: bool = False  # whoever did it is somebody, with an office
    is_told_by_name: bool = False  # a title of who made it that is but its name tells it, too: "Acme Boat 2"
    is_mutual: bool = False  # two do it, and it is told of both: "Acme partners with Globex"
    is_ahead: bool = False  # it is meant, and has not happened yet
    measured: tuple[str, ...] = ()  # by which amounts the greatest of them is known: see `superlatives.Measure`
    done_to: str = ""  # pattern of the verbs that are done to whom it is told of; "": these do it
    words: frozenset[str] = frozenset()  # stems of those by which the question asks for it
    is_phrasal: bool = False  # they say it with a particle alone: "teamed up"

    def begins_behind(self, text: str) -> int:
        """Return where in a sentence those stand that it is told of: behind the verb done to them, else from 0.

        "The Garante fined Acme", and not "Acme was fined by the Garante".
        """
        done = _compiled(self.done_to).search(text) if self.done_to else None
        if done is None or _PASSIVE.search(text, 0, done.start()) or not _NAMED.search(text, done.end()):
            return 0
        return done.end()

    def is_asked(self, question: str) -> bool:
        """Tell whether a question asks for events of this kind."""
        return bool(_compiled(self.asked).search(question))

    def is_in_plural(self, question: str) -> bool:
        """Tell whether a question begins with such events in the plural: "outages in May"."""
        asked = _compiled(self.asked).match(question)
        return asked is not None and asked.group().casefold().endswith("s")

    def place(self, text: str) -> tuple[int, int] | None:
        """Return from where to where a sentence tells such an event as a fact, None for nowhere."""
        for found in _compiled(self.told).finditer(text):
            before = max(_sentence_start(text, found.start()), found.start() - _NEAR)
            unlike = _DENIED if self.is_ahead else _NOT_SO
            if not (
                unlike.search(text, before, found.end())
                or _BEFORE_THAT.search(text, before, found.start())
                or (self.of_a_thing and _AHEAD.search(text, before, found.start()))
                or _NOBODY.search(text, before, found.start())
                or _DOING.match(text, max(before, text.rfind(" ", 0, max(0, found.start() - 1)) + 1))
                or _GENERAL.match(text, found.end())
            ):
                return found.span()
        return None

    def is_titled(self, title: str) -> bool:
        """Tell whether a title tells such an event, in whichever words or in those of the question: "Acme outage"."""
        if self.place(title) is not None or self.is_phrasal:
            return self.place(title) is not None
        said = [found.start() for found in _WORD.finditer(title) if stems(found.group()) & self.words]
        if not said or not self.words <= stems(title):
            return False
        unlike = _DENIED if self.is_ahead else _NOT_SO
        return not (unlike.search(title, 0, said[0]) or _NOBODY.search(title, 0, said[0]))

    def heads(self, heading: str) -> bool:
        """Tell whether a heading is the kind's name, or says nothing but words of the question for it: "Outages"."""
        own = stems(heading)
        return self.is_asked(heading) or (bool(own) and own <= self.words)

    def is_denied(self, text: str) -> bool:
        """Tell whether the beginning of a text says that there was no such event, or not yet."""
        unlike = _DENIED if self.is_ahead else _NOT_SO
        return bool(unlike.search(text, 0, 2 * _NEAR) or _NONE.match(text))

    def without(self, topic: str) -> str:
        """Return a topic less the words that ask for it."""
        return " ".join(_compiled(self.asked).sub(" ", topic).split())

    def beside(self, topic: str, question: str) -> str:
        """Return a question's topic less also what is done with such events, and what sort of things they are of."""
        sorts = sorts_asked(question)
        left = (word for word in self.without(topic).split() if word not in sorts)
        return " ".join(word for word in left if not (_DONE.fullmatch(word) or stems(word) <= self.words))


def _sentence_start(text: str, place: int) -> int:
    """Return where the sentence begins that a place is in: what is denied before it is something else."""
    return max(
        (end for mark in (". ", "? ", "! ", "\n", '." ', ".\u201d ") if (end := text.rfind(mark, 0, place)) >= 0),
        default=0,
    )


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def event_kinds() -> Mapping[str, EventKind]:
    """Return every kind by its name, what is more special first."""
    read = tomllib.loads(resources.files(__package__).joinpath("event_kinds.toml").read_text(encoding="utf-8"))
    parts: dict[str, str] = {**read.pop("parts"), "sum": MONEY, "office": rf"\b{OFFICE}\b"}

    def pattern(ways: Sequence[str]) -> str:
        joined = "|".join(ways)
        for name, part in parts.items():
            joined = joined.replace(f"<{name}>", part)
        return joined

    return {
        name: EventKind(
            asked=pattern(kind["asked"]),
            told=pattern(kind["told"]),
            probes=tuple(kind["probes"]),
            of_a_thing=kind.get("of_a_thing", False),
            of_people=kind.get("of_people", False),
            is_told_by_name=kind.get("is_told_by_name", False),
            is_mutual=kind.get("is_mutual", False),
            is_ahead=kind.get("is_ahead", False),
            measured=tuple(kind.get("measured", ())),
            done_to=kind.get("done_to", ""),
        )
        for name, kind in read.items()
    }


def activity_asked(topic: str) -> EventKind | None:
    """Return the events of all kinds that a topic asks for in the plural or as going on, and nothing else does.

    "Fundraising and takeovers" is whatever there was of these, "the takeover" one story; None for any other topic.
    """
    found: list[EventKind] = []
    rest = topic
    for kind in event_kinds().values():
        said = [asked.group() for asked in _compiled(kind.asked).finditer(rest)]
        if said and all(map(_GOES_ON.search, said)):
            found.append(kind)
            rest = kind.without(rest)
    if not found or stems(rest):
        return None
    return replace(
        found[0],
        asked="|".join(each.asked for each in found),
        told="|".join(each.told for each in found),
        probes=tuple(probe for each in found for probe in each.probes),
        of_a_thing=all(each.of_a_thing for each in found),
        words=stems(topic) if len(found) == 1 else frozenset(),
    )


def sorts_asked(question: str) -> frozenset[str]:
    """Return what sorts of things a question asks for, as it says them: "models"."""
    return frozenset(found["sort"] for found in _SORT.finditer(question))


def kind_asked(question: str) -> EventKind | None:
    """Return the kind of events that a question asks for with its words for it, None if it is none of these."""
    for kind in event_kinds().values():
        if asked := _compiled(kind.asked).search(question):
            words = stems(asked.group()) - stems(" ".join(sorts_asked(question)))
            return replace(kind, words=words, is_phrasal=bool(_PHRASAL.search(asked.group())))
    return None
