"""Hits on a subject -> its stories, what counts most first (pure)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.language.headlines import teaches
from bot.model import FoundStory
from indexer.model import Kind, Quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.model import Hit
    from indexer.model import Article, Story

_SMALLEST = 0.05  # weight that keeps any story above nothing
# Set by hand: what a report of a kind counts, news before what is said about them.
_KINDS = {Kind.REPORTED: 1.0, Kind.ANNOUNCEMENT: 1.0, Kind.RESEARCH: 0.8, Kind.UNKNOWN: 0.8, Kind.OPINION: 0.55}
_OTHER_KIND = 0.45
_LESSON = 0.6  # of events, what a company's own post counts that teaches, or tells who uses its product
_ORIGINS = 0.5  # what each doubling of a story's independent origins adds
_HALF_LIFE = timedelta(days=7)
_LASTING = 0.5  # share of a story's weight that no age takes


def rank_stories(
    hits: Mapping[str, Sequence[Hit]],
    prominent: Mapping[str, float],
    stories: Mapping[str, Story],
    now: datetime | None,
    *,
    of_events: bool = False,
) -> list[FoundStory]:
    """Return the stories that articles tell, what counts most first.

    `hits` are the passages by article, `prominent` says how much each article is on the subject. One text that several
    outlets print counts once, by whom it comes from if that was found. Newer ones count more, as seen from `now`; where
    that is None none does: of a month that is over its last week is no better news. `of_events`: what happened is asked
    for, of which a company's own post that teaches tells little.
    """
    told: dict[str, list[str]] = {}
    for key in hits:
        told.setdefault(stories[key].id if key in stories else key, []).append(key)
    found = [_story(key, members, hits, prominent, stories, now) for key, members in told.items()]
    if of_events:
        found = [replace(each, weight=each.weight * _LESSON) if _is_lesson(each.article) else each for each in found]
    return sorted(found, key=lambda each: (-each.weight, -each.article.when.timestamp(), each.id))


def _story(
    key: str,
    members: Sequence[str],
    hits: Mapping[str, Sequence[Hit]],
    prominent: Mapping[str, float],
    stories: Mapping[str, Story],
    now: datetime | None,
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
    weight = best * kind * (1 + _ORIGINS * math.log2(max(1, origins))) * (_recency(newest, now) if now else 1.0)
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


def _is_lesson(article: Article) -> bool:
    return article.kind is Kind.ANNOUNCEMENT and teaches(article.title)


def _recency(when: datetime, now: datetime) -> float:
    """Return the share of its weight that age leaves to a story."""
    half_lives: float = max(now - when, timedelta()) / _HALF_LIFE
    return _LASTING + (1 - _LASTING) * math.exp2(-half_lives)
