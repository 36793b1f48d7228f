"""Stories of a time on a subject -> what an overview says of them (pure).

Which stories, and which sentences, is settled by maximal marginal relevance (Carbonell & Goldstein 1998, "The use of
MMR, diversity-based reranking"): each is worth its weight, less what has been said of it already.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bot.model import Citation, Claim
from bot.verification.support import is_supported

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.evidence.story_sentences import TellingSentence
    from bot.model import FoundStory

MOST_STORIES = 7
"""Stories that an overview tells."""

_MOST_SOURCES = 7
_RELEVANCE = 0.7  # of maximal marginal relevance: the share that weight has, the rest is for what is new
_SAME = 0.6  # share of the words of the shorter one in common, from which two sentences say the same
_OF_ONE_EVENT = 0.3  # from which two stories are developments of one event
_WORTH_TELLING = 0.3  # of the greatest weight that a story needs
_INSTEAD = 0.6  # of a story's best sentence's score that one needs which is told in its place
_SECOND = 0.45  # that a further one needs
_FURTHER = 0.45  # likeness to what is said already that it may have


class Overview(NamedTuple):
    """What an overview says."""

    told: tuple[TellingSentence, ...]  # in the order in which they are read
    untold: tuple[FoundStory, ...]  # further stories, what counts most first


def compose_overview(
    stories: Sequence[FoundStory],
    sentences: Sequence[Sequence[TellingSentence]],
    *,
    newest_first: bool,
    is_event: bool,
) -> Overview:
    """Return what is said of stories, which come with their weights and their sentences, best first.

    An event is told from its beginning on. Of a subject the newest comes first if the latest is asked for, else what
    counts most; developments of one event stand together, from the first to the last.
    """
    top = max((story.weight for story in stories), default=0.0)
    able = [
        (story, told)
        for story, told in zip(stories, sentences, strict=True)
        if story.weight >= _WORTH_TELLING * top and told
    ]
    first, untold = _choose(able, top or 1.0)
    told = _with_further(first, {story.id: each for story, each in able})
    return Overview(tuple(_ordered(told, newest_first=newest_first, is_event=is_event)), tuple(untold))


def claims_of(told: Sequence[TellingSentence]) -> list[Claim]:
    """Return sentences as claims, each with its article, those that their passages bear out."""
    claims = [
        Claim(
            text=each.sentence.text,
            kind=each.sentence.kind,
            citations=(Citation(article=each.article, passage=each.sentence.hit.placed.passage.text),),
            story=each.story.id,
            date=each.article.when,
        )
        for each in told
    ]
    return [each for each in claims if is_supported(each.text, each.citations)]


def likeness(one: TellingSentence, other: TellingSentence) -> float:
    """Return how much two sentences say the same: the share of the words of the shorter one in common."""
    return len(one.terms & other.terms) / (min(len(one.terms), len(other.terms)) or 1)


def _choose(
    able: Sequence[tuple[FoundStory, Sequence[TellingSentence]]], top: float
) -> tuple[list[TellingSentence], list[FoundStory]]:
    """Return the best sentence of each story that is told, and the stories that are not; none is said twice."""
    left = list(able)
    chosen: list[TellingSentence] = []
    while left and len(chosen) < MOST_STORIES:
        worth = [_RELEVANCE * story.weight / top - (1 - _RELEVANCE) * _said(told[0], chosen) for story, told in left]
        _, told = left.pop(worth.index(max(worth)))
        fresh = next(
            (each for each in told if _said(each, chosen) < _SAME and each.score >= _INSTEAD * told[0].score), None
        )
        if fresh is not None and _said(told[0], chosen) < _SAME:
            chosen.append(fresh)
    untold = [story for story, told in left if _said(told[0], chosen) < _SAME]
    return chosen, untold


def _said(sentence: TellingSentence, chosen: Sequence[TellingSentence]) -> float:
    """Return how much of a sentence is said already, 0 to 1."""
    return max((likeness(sentence, other) for other in chosen), default=0.0)


def _with_further(
    first: Sequence[TellingSentence], sentences: dict[str, Sequence[TellingSentence]]
) -> list[TellingSentence]:
    """Return the sentences with further ones where few stories are told: what they add, and from few sources."""
    chosen = list(first)
    most = math.ceil(MOST_STORIES / max(1, len(first)))
    for leading in first:
        # Of titles the article has said it better, and what is background is no news.
        able = (each for each in sentences[leading.story.id] if not (each.sentence.is_heading or each.is_background))
        for each in able:
            said = sum(other.story.id == leading.story.id for other in chosen)
            sources = {other.article.id for other in chosen} | {each.article.id}
            if said >= most or len(chosen) >= MOST_STORIES:
                break
            good = each.score >= _SECOND * leading.score and len(sources) <= _MOST_SOURCES
            if good and _said(each, chosen) < _FURTHER:
                chosen.append(each)
    return chosen


def _ordered(told: Sequence[TellingSentence], *, newest_first: bool, is_event: bool) -> list[TellingSentence]:
    """Return the sentences in the order in which they are read."""
    if is_event:
        return sorted(told, key=_in_time)
    events: list[list[TellingSentence]] = []
    for each in told:
        near = (event for event in events if any(_is_one_event(each, other) for other in event))
        event = next(near, None)
        if event is None:
            events.append([each])
        else:
            event.append(each)
    if newest_first:
        events.sort(key=lambda event: max(each.article.when for each in event), reverse=True)
    return [each for event in events for each in sorted(event, key=_in_time)]


def _is_one_event(one: TellingSentence, other: TellingSentence) -> bool:
    return one.story.id == other.story.id or likeness(one, other) >= _OF_ONE_EVENT


def _in_time(told: TellingSentence) -> tuple[datetime, str, int, int]:
    passage = told.sentence.hit.placed.passage
    return told.article.when, told.article.id, passage.ordinal, told.sentence.place - told.sentence.is_heading
