"""Query -> what an open question is on: subjects that are names, the topic beside them, a kind of events (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.language.event_kinds import INCIDENTS, RELEASES, event_kinds, kind_asked
from bot.language.name_mentions import NameMentions, is_name, mentions_apart, mentions_of
from bot.language.words import stems, terms
from bot.model import Form
from bot.understanding.news_request import topic_of
from bot.understanding.opinion_holders import holders_asked

if TYPE_CHECKING:
    from bot.language.event_kinds import EventKind
    from bot.model import Query, Subject

_SORT = re.compile(
    r"(?:^|\b(?:which|what|list|all|any|every|some|other|the|new)\b)(?:\s+of\b)?\W*(?:[\w.-]+\s+){0,2}?"
    r"(?P<sort>(?:model|service|product|app|tool|chip|startup|compan|countr|assistant|agent|firm|lab|maker)(?:s|ies|y)?)\b",
    re.IGNORECASE,
)
"""What the entries of a list are: "which chips", and not "which countries restrict chip exports"."""

_DONE = re.compile(r"got|closed|opened|announced|signed|won|completed|had", re.IGNORECASE)
"""What companies do with events: of "which rounds were closed" no topic, but a round."""

_OF_A_RELEASE = re.compile(
    r"\b(?:the|its|their) (?:[\w.-]+ ){0,3}(?:launch|release|roll-?out|debut|premiere)\b", re.IGNORECASE
)
"""That it came out is known: how it went since is asked."""

_SINCE_RELEASE = re.compile(
    r"\bsince (?:the )?(?:launch|release) of (?:the )?(?P<what>[\w .-]+?)\W*$"
    r"|\bsince (?:the )?(?P<was>[\w .-]+?)(?:['\u2019]s)? (?:came out|(?:was |got )?(?:launched|released"
    r"|published|announced)|launch"
    r"|release|debut(?:ed)?|went live)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What an open question is on."""

    names: NameMentions  # of all its subjects that are names
    named: tuple[NameMentions, ...] = ()  # of each of these
    topic: str  # the other words that say what it is on, save those of the event
    spoken: str  # the same with them
    query: Query  # that is to be searched by where there is a topic
    event: EventKind | None = None  # of which each that is told must be
    is_course: bool = False  # it is asked how something went on
    released: str = ""  # what came out, if the news since then is asked for
    asked: frozenset[str] = frozenset()  # the stems of the question
    holders: frozenset[str] = frozenset()  # the stems of whose opinions are asked for; none: anybody's
    part: str = ""  # the part of the question that says what it is on; "" for a list: all of it does

    @property
    def is_everything(self) -> bool:
        """Whether it is on nothing in particular."""
        return not self.names.names and not self.topic and not self.event


def aim_of(query: Query) -> Aim:
    """Return what an open question is on."""
    named = [each for each in query.subjects if is_name(each.name) or _is_known(each, query)]
    names = mentions_of(name for each in named for name in each.names)
    others = " ".join(each.name for each in query.subjects if each not in named)
    asked_on = topic_of(query.text, query.names, query.subjects)
    words = asked_on.words
    if query.form is Form.OVERVIEW and _OF_A_RELEASE.search(query.text):
        words = event_kinds()[RELEASES].without(words)
    written = frozenset(terms(" ".join(_written(query.text, each) for each in named)))
    topic = others or " ".join(word for word in words.split() if (own := terms(word)) and not written.issuperset(own))
    event, spoken = _event(query, topic), topic
    if event:
        sorts = frozenset(found["sort"] for found in _SORT.finditer(query.text))
        beside = (word for word in event.without(topic).split() if word not in sorts)
        topic = " ".join(word for word in beside if not (_DONE.fullmatch(word) or stems(word) <= event.words))
    text, undated = query.text, query.undated
    if topic and not event:
        text, undated = " ".join((*(each.name for each in named), topic)), ""
    sought = replace(query, text=text, terms=terms(undated or text), clauses=(), periods=(), undated=undated)
    return Aim(
        names=names,
        named=mentions_apart(each.names for each in named),
        topic=topic,
        spoken=spoken,
        query=sought,
        event=event,
        is_course=asked_on.is_course,
        released=released_before(query.text),
        asked=stems(query.text),
        holders=holders_asked(query.text) if query.form is Form.OPINIONS else frozenset(),
        part="" if query.form is Form.LIST else asked_on.part,
    )


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


def _is_known(subject: Subject, query: Query) -> bool:
    """Tell whether a subject in small letters is a name all the same: it has others, or is a side of a comparison."""
    return bool(subject.aliases) or query.form is Form.COMPARISON


def _written(text: str, subject: Subject) -> str:
    """Return the names of a subject that a question says, and its own: words of others may say what it is on."""
    return " ".join((subject.name, *(name for name in subject.aliases if _is_said(name, text))))


def _is_said(name: str, text: str) -> bool:
    """Tell whether a text says a name whole, in whatever capitals."""
    parts = r"[\s-]*".join(map(re.escape, re.split(r"[\s-]+", name.strip())))
    return bool(re.search(rf"(?<!\w){parts}s?(?!\w)", text, re.IGNORECASE))
