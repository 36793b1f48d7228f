"""The name that an entry of a list goes by: of who did, or what was, what is asked for (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.language.headlines import without_opening
from bot.language.number_words import NUMBER_WORDS
from bot.language.words import is_broad_name, is_written_as_name, names, stems
from bot.model import Seek
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.evidence.sentences import PassageSentence
    from bot.evidence.story_sentences import TellingSentence
    from bot.language.event_kinds import EventKind
    from bot.retrieval.aim import Aim

_OWNER = re.compile(r"['\u2019]s?$")
_OF_OWNER = re.compile(r"['\u2019]s\s")
_INSTITUTION = re.compile(
    r"(?:Bank|Court|University|Ministry|Department|House|Institute|Office|Board|Council|Bureau|Academy|College|School"
    r"|Chamber|Library|Church|Museum|Government|Republic|State|City|Kingdom|Union)$"
)
_OF = re.compile(r"\s+(?:of|de|van|von|al|bin|the)\s+")
_AT_A_PLACE = re.compile(
    r"\b(?:in|at|near|from|led by|with|by|for|to|against|via|on|under)\s(?:(?:the|our|its|an?)\s)?$"
)
_BESIDE = re.compile(r"\bwith\s(?:(?:the|our|its|an?)\s)?$")
_ROLE_BEHIND = re.compile(
    r"^,\s(?:(?!(?:of|maker|firm|company|venture|startup|start-up|whose|which)\b)[\w\u2019'-]+\s){0,4}"
    r"(?:analyst|chief|head|executive|founder|president|director|professor|researcher|engineer|lawyer|minister|judge"
    r"|chair\w*|spokes\w+|partner|economist|boss|commissioner|officer)\b"
)
_NO_NAME = re.compile(r"\s(?:Release[sd]?|Launch|Report|Changelog|Notes|Incident|Technical Report|Model Card)$")
_OFFICE = re.compile(
    r"(?<=[a-z])(?:\s(?:General|Managing|Executive|Vice|Chief|Senior|Deputy|Interim|Global|[A-Z][a-z]+(?= Officer\b)))*"
    r"\s(?:Manager|Director|President|Chair(?:man|woman|person)?|Officer|Head|Minister|C[A-Z]{1,2}O)\b.*$"
)  # behind who holds it: "Ada Lorne General Manager"
_SPEAKS = re.compile(
    r"^\s(?:said|says|told|wrote|argued|argues|thinks|called|noted|warned|asks|asked|wants|predicts)\b"
)
_GOES_ON = re.compile(
    r"\s\d+(?:\.\d+)?(?![\d,]|\.\d|\s?(?:%|(?:percent|million|billion|bn|m)\b))(?:[a-z]|[A-Z]{1,2})?\b(?:\s(?:Pro|Max|Mini|Small|Large|Super|Flash|Ultra|Fast|Scout)\b)?"
)
_VERSION = re.compile(r"\d")
_PRONOUN = re.compile(r"(?:I|We|You|They|He|She|It|That|There|What|Who)['\u2019]")  # "We've"
_NUMBER = re.compile(rf"(?:{NUMBER_WORDS})$", re.IGNORECASE)
_DATELINE = re.compile(r"(?:,[^,]{2,30},?)?\s?(?:[:(\u2013\u2014]|--?\s)")  # behind where a report is from
_DESCRIBES = re.compile(
    r"(?:\s[a-z-]+){0,3}\s(?:company|firm|start-?up|group|lab|laboratory|maker|agency|app|service|bank)\s[A-Z]"
)  # "the Oslo boat maker Acme"
_ARTICLE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
_APPOSED = re.compile(
    r"(?:(?<!s)(?:, [A-Z][\w.&-]+)*,? and [A-Z]|\s\([A-Z]"
    r"|, (?:of|in|from|the|an?|which|who|based|maker|whose)\b|\sof\s[A-Z])"
)
_LOOKED_BACK = 3  # sentences before one without a name
_VERB_NEAR = 6  # characters: " has "


def entry_name(told: TellingSentence, asked: frozenset[str]) -> str:
    """Return the name that an entry goes by, "" for none.

    It is the first one; of events that are told of what was made the first that has a version. What is told without a
    name is told of what the title or the sentence before names, or by a company of itself.
    """
    sentence, article, event = told.sentence, told.article, told.event
    if headed := _headed(told):
        return headed
    found = _named_in(told, asked, event.told_of) if event else []
    found = found if any(found) else _named_in(told, asked)
    if event is None or found[:1] == [""]:
        return found[0] if found else ""
    found = [name for name in found if name]  # behind those who act, somebody speaks of it
    found = [name for name in found if not _INSTITUTION.search(name)] or found  # who rules, not who was ruled on
    if event.kind.is_mutual and (partners := _partners(sentence, asked, event.kind)):
        return partners[0]
    below = f"{article.text}\n{sentence.text}"
    titled = [name for name in _entrants(article.title, asked) if is_written_as_name(name, article.title, below)]
    if event.kind.of_a_thing:
        made = [name for each in (found, titled) for name in each if _VERSION.search(name)]
        return next(iter(made or found), "")
    if event.is_titled and (not found or _SPEAKS.search(sentence.text.partition(found[0])[2])):
        found = titled or found
    elif not found and article.kind is not Kind.OPINION:
        found = _named_before(sentence, asked)
    if not found and article.kind is Kind.ANNOUNCEMENT:
        found = [article.publisher]
    return found[0] if found else ""


def _headed(told: TellingSentence) -> str:
    """Return the name that stands as the title of an article, or as the heading of an item, "" for none."""
    sentence, article, event = told.sentence, told.article, told.event
    if event and event.is_named:
        return article.title
    if event and sentence.before and event.is_under_case:
        return sentence.before.text.strip("*_. ")
    is_under_kind = event is not None and event.is_under_kind
    elsewhere = f"{article.title}\n{article.text}"
    return sentence.item.heading if sentence.item and not is_under_kind and sentence.item.is_named(elsewhere) else ""


def place_name(told: TellingSentence, aim: Aim) -> str:
    """Return the place that an entry goes by where it is asked for places, "" for none."""
    places = told.sentence.places if aim.query.seek is Seek.PLACE else []
    return " ".join(names(f"x {places[0]}")[:1]) if places else ""


def _named_in(told: TellingSentence, asked: frozenset[str], start: int = 0) -> list[str]:
    """Return the names of a sentence from a place on that may be an entry's.

    A word that begins it is one if it is written as one, or has who it is behind it, or a verb in the singular: a noun
    would need an article there.
    """
    text, event = told.sentence.text, told.event
    elsewhere = f"{told.article.title}\n{told.article.text}"
    verb = event.place if event else None
    return [
        name
        for name in _entrants(text[start:], asked, event.kind if event else None)
        if not (verb and text.endswith(name, 0, verb[1]))  # "signs an MOU"
        if is_written_as_name(name, _from(name, text), elsewhere)
        or (text.startswith(name) and _APPOSED.match(text, len(name)))
        or (verb is not None and len(name) <= verb[0] <= len(name) + _VERB_NEAR and not name.endswith("s"))
    ]


def _partners(sentence: PassageSentence, asked: frozenset[str], kind: EventKind) -> list[str]:
    """Return whom a sentence that begins with who is asked about says to have something with it."""
    text, first = sentence.text, sentence.names[:1]
    if not first or not text.startswith(first[0]) or not stems(first[0]) <= asked:
        return []
    return [name for name in _entrants(text, asked, kind) if _BESIDE.search(text, 0, text.find(name))]


def _from(name: str, text: str) -> str:
    """Return a text from a name on that a colon stands before: "Lessons from sailing: Boats sink", else the whole."""
    at = text.find(name)
    return text[at:] if text[:at].endswith(": ") else text


def _named_before(sentence: PassageSentence, asked: frozenset[str]) -> list[str]:
    """Return the names of the nearest sentence before one that has some."""
    at = sentence.before
    for _ in range(_LOOKED_BACK):
        if at is not None:
            if found := list(_entrants(at.text, asked)):
                return found
            at = at.before
    return []


def _entrants(text: str, asked: frozenset[str], kind: EventKind | None = None) -> Iterator[str]:
    """Yield the names of a text that may be an entry's: no place, nobody who only speaks of it; "" for one.

    Where events of a `kind` are told of people, those who hold an office are entries, too; where two do it, whoever
    it is done with.
    """
    of_people, is_mutual = kind is not None and kind.of_people, kind is not None and kind.is_mutual
    start = 0
    for written in names(text):
        at = text.find(written, start)
        start = at + len(written)
        version = _GOES_ON.match(text, start)
        plain = _without_place(_OFFICE.sub("", _NO_NAME.sub("", without_opening(written))))
        name = _OWNER.sub("", _OF_OWNER.split(plain)[0]) + (version.group() if version else "")
        own = stems(name)
        if not own or own <= asked or all(is_broad_name(term) or term.isdigit() for term in own):
            continue
        behind = text[start:]
        if _ARTICLE.search(text, 0, at) and _DESCRIBES.match(behind):
            continue
        if _NUMBER.match(name) or _PRONOUN.match(name) or (at == 0 and name.isupper() and _DATELINE.match(behind)):
            continue
        if of_people and _VERSION.search(name):
            continue
        is_person = " " in name and not _VERSION.search(name)
        if is_person and (_SPEAKS.match(behind) or (not of_people and _ROLE_BEHIND.match(behind))):
            yield ""
            return
        if not _AT_A_PLACE.search(text, 0, at) or (is_mutual and _BESIDE.search(text, 0, at)):
            yield name


def _without_place(name: str) -> str:
    """Return a name without the place that it is of: "Acme Robotics of Oslo", and not "Bank of England"."""
    parts = _OF.split(name)
    return name if len(parts) == 1 or _INSTITUTION.search(parts[0]) else parts[0]
