"""Query -> what an open question is on: subjects that are names, the topic beside them, a kind of events (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from bot.language.event_kinds import INCIDENTS, RELEASES, activity_asked, event_kinds, kind_asked
from bot.language.lexicon.equivalence import wordings
from bot.language.name_mentions import NameMentions, is_name, mentions_apart, mentions_of, names_said
from bot.language.time_expressions import find_times
from bot.language.words import countries, stems, terms
from bot.model import Form
from bot.understanding.news_request import news_topic_of
from bot.understanding.opinion_holders import holders_asked
from bot.understanding.told_form import is_between_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.language.event_kinds import EventKind
    from bot.model import Query, Subject

_OF_A_RELEASE = re.compile(
    r"\b(?:the|its|their) (?:[\w.-]+ ){0,3}(?:launch|release|roll-?out|debut|premiere)\b", re.IGNORECASE
)
"""That it came out is known: how it went since is asked."""

_OWNER_AND_OWNED = 2  # subjects
_SINCE_RELEASE = re.compile(
    r"\bsince (?:the )?(?:launch|release) of (?:the )?(?P<what>[\w .-]+?)\W*$"
    r"|\bsince (?:the )?(?P<was>[\w .-]+?)(?:['\u2019]s)? (?:came out|(?:was |got )?(?:launched|released"
    r"|published|announced)|launch"
    r"|release|debut(?:ed)?|went live)\b",
    re.IGNORECASE,
)


_INITIALS = 3  # letters, and less
_APART = re.compile(r"\b(?:and|or|both)\b|[,/&]")  # between subjects each of which is meant by itself
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What an open question is on. It has no slots, for the sake of `cached_property`."""

    names: NameMentions  # of all its subjects that are names
    named: tuple[NameMentions, ...] = ()  # of each of these
    is_between: bool = False  # it is asked what several of these have with each other
    is_as_one: bool = False  # several of these are one subject: "the Acme suit on Hooli", and not "Acme and Hooli"
    topic: str  # the other words that say what it is on, save those of the event
    spoken: str  # the same with them
    query: Query  # that is to be searched by where there is a topic
    event: EventKind | None = None  # of which each that is told must be
    is_activity: bool = False  # whatever there was of these is asked for, as for a list
    is_extreme: bool = False  # all of its time is asked for, and not what is new: the greatest may be the oldest
    is_course: bool = False  # it is asked how something went on
    released: str = ""  # what came out, if the news since then is asked for
    asked: frozenset[str] = frozenset()  # the stems of the question
    holders: frozenset[str] = frozenset()  # the stems of whose opinions are asked for; none: anybody's
    is_of_owner: bool = False  # a list is asked for on what one of its subjects has: "Acme's boats"
    series: str = ""  # the words that the titles begin with which alone are asked for
    content: str = ""  # the question as it was asked, without its times
    part: str = ""  # the part of the question that says what it is on; "" for a list: all of it does

    @cached_property
    def places(self) -> NameMentions:
        """The countries in which something is asked for beside a name, as asked for first, and their peoples."""
        said = [word for word in self.topic.split() if countries(stems(word))] if self.names.names else []
        return mentions_of(way for word in said for way in (word, *_ways_to_write(word)))

    @property
    def is_everything(self) -> bool:
        """Whether it is on nothing in particular."""
        return not self.names.names and not self.topic and not self.event

    @property
    def is_judged(self) -> bool:
        """Whether it has to be judged if an article is to the point: no name says all that is asked for."""
        return bool(self.topic) and not (self.series or self.released)

    @property
    def is_on_named_events(self) -> bool:
        """Whether events of a kind are asked for of a subject that has a name: these are looked for by both."""
        return bool(self.names.names and self.event)


def _ways_to_write(country: str) -> list[str]:
    """Return the names of a country and of its people: initials in capitals, as "us" is no country."""
    known = country.casefold()
    ways = next((ways for ways in wordings() if known in ways), ())
    return [way.upper() if len(way) <= _INITIALS else way.title() for way in ways if way != known]


def aim_of(query: Query) -> Aim:
    """Return what an open question is on."""
    released = released_before(query.text)
    is_between = _is_between(query.text)
    named = [each for each in query.subjects if _is_name(each, query)]
    called = [each.names for each in named]
    names = mentions_of(chain.from_iterable(called))
    apart = mentions_apart(called, are_exact=query.form is Form.COMPARISON)
    own = frozenset(terms(" ".join(names_said(each, query.text) for each in called)))
    asked_on = news_topic_of(query.text, query.names, query.subjects)
    spoken = " ".join(each.name for each in query.subjects if each not in named) or _beside(query, asked_on.words, own)
    activity = _activity(query, spoken)
    event = activity or _event(query, spoken)
    topic = event.beside(spoken, query.text) if event else spoken
    text, undated = query.text, query.undated
    if topic and not event:
        text, undated = " ".join((*(each.name for each in named), topic)), ""
    return Aim(
        names=names,
        named=apart,
        is_between=is_between,
        is_as_one=len(apart) > 1 and (is_between or not _are_apart(apart, query.text)),
        topic=topic,
        spoken=spoken,
        query=replace(query, text=text, terms=terms(undated or text), clauses=(), periods=(), undated=undated),
        event=event,
        is_activity=activity is not None,
        is_course=asked_on.is_course,
        released=released,
        asked=stems(query.text),
        is_of_owner=query.form is Form.LIST and _owns(query.text, called),
        holders=holders_asked(query.text) if query.form is Form.OPINIONS else frozenset(),
        content=query.content,
        part="" if query.form is Form.LIST else asked_on.part,
    )


def _is_between(text: str) -> bool:
    """Tell whether what is between several is asked for; what stands behind "between" may be a time."""
    times = {time.start for time in find_times(text)}
    return is_between_two(text) or any(found.end() not in times for found in _BETWEEN.finditer(text))


def _are_apart(named: Sequence[NameMentions], text: str) -> bool:
    """Tell whether what stands between several subjects says that each is meant by itself."""
    places = [place for names in named if (place := names.first(text)) is not None]
    return bool(_APART.search(text[min(places) : max(places)] if len(places) > 1 else text))


def _owns(text: str, called: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of two subjects stands in a text as whose the other is."""
    if len(called) != _OWNER_AND_OWNED:
        return False
    owner, owned = ("|".join(map(re.escape, names)) for names in called)
    return bool(re.search(rf"(?<!\w)(?:{owner})['\u2019]s? (?:{owned})(?!\w)", text, re.IGNORECASE))


def _is_name(subject: Subject, query: Query) -> bool:
    """Tell whether a subject is a name; one in small letters is if it has others, or is a side of a comparison."""
    return bool(subject.aliases) or query.form is Form.COMPARISON or is_name(subject.name)


def _beside(query: Query, asked_on: str, own: frozenset[str]) -> str:
    """Return the words that a question is on less those of its subjects' names, and of their release."""
    if query.form is Form.OVERVIEW and _OF_A_RELEASE.search(query.text):
        asked_on = event_kinds()[RELEASES].without(asked_on)
    return " ".join(word for word in asked_on.split() if (said := terms(word)) and not own.issuperset(said))


def released_before(text: str) -> str:
    """Return what a question says came out at the beginning of the time that it is on; "" for nothing."""
    found = _SINCE_RELEASE.search(text)
    return (found["what"] or found["was"]) if found else ""


def _event(query: Query, topic: str) -> EventKind | None:
    """Return the kind of events that are asked for: of a list any, of a subject what it released or what went wrong."""
    if query.form is Form.LIST:
        return kind_asked(query.text)
    releases, incidents = event_kinds()[RELEASES], event_kinds()[INCIDENTS]
    if (
        query.form is Form.OVERVIEW
        and not _OF_A_RELEASE.search(query.text)
        and releases.is_asked(topic)
        and not releases.without(topic)
    ):
        return releases
    return incidents if query.form is Form.OVERVIEW and incidents.is_asked(topic) else None


def _activity(query: Query, topic: str) -> EventKind | None:
    """Return the events of which an overview asks for whatever there was of a subject: its takeovers."""
    kind = activity_asked(topic) if query.form is Form.OVERVIEW and query.subjects else None
    return None if kind is None or kind.of_a_thing else kind
