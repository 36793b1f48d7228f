"""Hits on a subject -> its stories, what counts most first (pure)."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bot.language.datelines import clean_sentences
from bot.model import FoundStory
from indexer.model import Kind, Quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.language.name_mentions import NameMentions
    from bot.model import Hit
    from indexer.model import Article, Story

LEAD = 400
"""Characters at the beginning of an article that tell what it is about."""

_SMALLEST = 0.05  # weight that keeps any story above nothing


class Prominence(NamedTuple):
    """How much an article is on a subject, by where it names it."""

    title: float
    opening: float  # its first sentences, of which one begins with it
    lead: float  # they name it further on
    own: float  # a company's own post, which writes "we"
    item: float  # a sentence further below that begins with it: an item of a newsletter
    mention: float  # each other place further below, up to three
    partner: float  # share of it that a text leaves which names it beside another: "with Acme", "than Acme"
    partner_leading: float  # the same of what another company posts that begins with it
    object: float  # share that a title leaves in which something is done to it
    central: float  # from which an article is news on the subject: below it names it in passing


# Set by hand: a title names what an article is about, a lead nearly always, and one mention below is no news.
PROMINENCE = Prominence(
    title=1.0,
    opening=0.8,
    lead=0.55,
    own=0.75,
    item=0.4,
    mention=0.15,
    partner=0.6,
    partner_leading=0.75,
    object=0.85,
    central=0.4,
)

_MENTIONS = 3
_BESIDE = re.compile(
    r"\b(?:with|than|from|beside|besides|by|for|as|like|via|on|to|alongside|behind|after|ex|former|rival|(?:of"
    r"|being) the"
    r"(?: \w+)?)[\s-]$",
    re.IGNORECASE,
)
_AT_ITS_BEGINNING = 12  # characters before a name: "Ottawa-based Acme"
# What a report of a kind counts: news before what is said about them.
_KINDS = {Kind.REPORTED: 1.0, Kind.ANNOUNCEMENT: 1.0, Kind.RESEARCH: 0.8, Kind.UNKNOWN: 0.8, Kind.OPINION: 0.55}
_OTHER_KIND = 0.45
_ORIGINS = 0.5  # what each doubling of a story's independent origins adds
_HALF_LIFE = timedelta(days=7)
_LASTING = 0.5  # share of a story's weight that no age takes


def prominence(article: Article, names: NameMentions, texts: Sequence[str]) -> float:
    """Return how much an article is on a subject, 0 to 1; `texts` are the passages of it that name the subject."""
    own = is_own(article, names)
    if names.is_in(article.title):
        return PROMINENCE.title if own else PROMINENCE.title * _role(names, article.title)
    lead = article.text[:LEAD]
    found = PROMINENCE.own if own else 0.0
    if names.is_in(lead):
        begins = any(_begins_with(names, sentence) for sentence in clean_sentences(lead))
        found = max(found, PROMINENCE.opening if begins else PROMINENCE.lead)
    elif any(_begins_with(names, sentence) for text in texts for sentence in clean_sentences(text)):
        found = max(found, PROMINENCE.item)
    else:
        found = max(found, PROMINENCE.mention * min(_MENTIONS, sum(map(names.count, texts))))
    # What another company posts of itself names it as a partner, a customer or a rival.
    if own or article.kind is not Kind.ANNOUNCEMENT:
        return found
    return found * (PROMINENCE.partner_leading if found >= PROMINENCE.lead else PROMINENCE.partner)


def is_own(article: Article, names: NameMentions) -> bool:
    """Tell whether a subject itself says what an article does: it is published by it, or at its address."""
    if article.kind is not Kind.ANNOUNCEMENT:
        return False
    parts = set(re.split(r"[.-]", urlsplit(article.url).hostname or ""))
    return names.is_in(article.publisher) or any(name.casefold() in parts for name in names.names)


def _role(names: NameMentions, title: str) -> float:
    """Return how much a title that names a subject is on it: it does something, or is only named beside another."""
    place = names.first(title) or 0
    if place <= _AT_ITS_BEGINNING:
        return 1.0
    return PROMINENCE.partner if _BESIDE.search(title, 0, place) else PROMINENCE.object


def _begins_with(names: NameMentions, sentence: str) -> bool:
    place = names.first(sentence)
    return place is not None and place <= _AT_ITS_BEGINNING


def rank_stories(
    hits: Mapping[str, Sequence[Hit]],
    prominent: Mapping[str, float],
    stories: Mapping[str, Story],
    now: datetime,
) -> list[FoundStory]:
    """Return the stories that articles tell, what counts most first.

    `hits` are the passages by article, `prominent` says how much each article is on the subject. One text that several
    outlets print counts once, by whom it comes from if that was found.
    """
    told: dict[str, list[str]] = {}
    for key in hits:
        told.setdefault(stories[key].id if key in stories else key, []).append(key)
    found = [_story(key, members, hits, prominent, stories, now) for key, members in told.items()]
    return sorted(found, key=lambda each: (-each.weight, -each.article.when.timestamp(), each.id))


def _story(
    key: str,
    members: Sequence[str],
    hits: Mapping[str, Sequence[Hit]],
    prominent: Mapping[str, float],
    stories: Mapping[str, Story],
    now: datetime,
) -> FoundStory:
    texts: dict[str, list[str]] = {}  # articles by the text that they print
    for member in members:
        texts.setdefault(stories[member].first if member in stories else member, []).append(member)
    originals = [first if first in same else same[0] for first, same in texts.items()]
    ordered = sorted(originals, key=lambda member: _best_report_first(hits[member][0].article, prominent[member]))
    best = max(prominent[member] for member in originals)
    kind = max(kind_weight(hits[member][0].article.kind) for member in originals)
    origins = min(len(texts), stories[members[0]].origins) if members[0] in stories else 1
    newest = max(hits[member][0].article.when for member in originals)
    weight = best * kind * (1 + _ORIGINS * math.log2(max(1, origins))) * freshness(newest, now)
    return FoundStory(
        id=key,
        hits=tuple(hit for member in ordered for hit in hits[member]),
        prominence=best,
        weight=max(weight, _SMALLEST * _SMALLEST),
    )


def _best_report_first(article: Article, on_it: float) -> tuple[float, int, datetime, str]:
    """Return what the reports of one story are sorted by: on it, of a kind that tells, whole, and early."""
    return -on_it * kind_weight(article.kind), -(article.quality is not Quality.HEADLINE), article.when, article.id


def kind_weight(kind: Kind) -> float:
    """Return what a report of a kind counts, 0 to 1."""
    return _KINDS.get(kind, _OTHER_KIND)


def freshness(when: datetime, now: datetime) -> float:
    """Return the share of its weight that age leaves to a story."""
    half_lives: float = max(now - when, timedelta()) / _HALF_LIFE
    return _LASTING + (1 - _LASTING) * math.exp2(-half_lives)
