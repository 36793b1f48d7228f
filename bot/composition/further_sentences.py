"""Further sentences of the stories that an overview tells: those that add most to what is said of them (pure)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bot.evidence.aspects import CHANGING
from bot.evidence.story_sentences import is_of_headline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.evidence.story_sentences import TellingSentence

MOST_STATEMENTS = 14
"""Statements that tell stories: one of each, and further ones of those that have most to tell."""

_MOST_SOURCES = 7  # set by hand


class FurtherFeatures(NamedTuple):
    """What a further sentence adds."""

    worth: float  # how well it tells its story by itself
    aspects: float  # of its story that are not told yet; each counts for less with each time that it was
    new: float  # share of it that is not said already
    story: float  # weight of its story, as a share of the greatest
    headed: float  # 1: it stands first under a heading within its text
    state: float  # 1: it only tells how things are
    shared: float  # share of its terms that several reports say


# Taken from a search over two sets of open questions, of which one half chose and the other judged
# (docs/evaluation.md, "Open questions"); `python -m bench.fitting.further_sentences` fits them on other questions.
FURTHER = FurtherFeatures(worth=1.0, aspects=0.2, new=0.3, story=0.45, headed=0.08, state=-0.3, shared=0.8)
_WORTH_ADDING = 0.55  # of these, that a sentence needs
_SAID = 0.45  # likeness to what is said already from which it says it again


def with_further(
    first: Sequence[TellingSentence], sentences: Mapping[str, Sequence[TellingSentence]], *, is_event: bool
) -> list[TellingSentence]:
    """Return the first sentences of stories with further ones where few stories are told, from few sources.

    `sentences` are those of each story, by its id. A sentence that leans on the one before it comes with that one. Of
    an event the last state counts as much as what counts most.
    """
    if not first:
        return []
    chosen = list(first)
    adding = _Adding(first, sentences, is_event=is_event)
    while len(chosen) < MOST_STATEMENTS:
        worth = [
            adding.gain(unit, chosen) if len(chosen) + len(unit) <= MOST_STATEMENTS else 0.0 for unit in adding.units
        ]
        if max(worth, default=0.0) < _WORTH_ADDING:
            break
        chosen += [each for each in adding.units[worth.index(max(worth))] if each not in chosen]
    return chosen


def further_features(
    first: Sequence[TellingSentence], sentences: Mapping[str, Sequence[TellingSentence]], *, is_event: bool
) -> list[tuple[TellingSentence, FurtherFeatures]]:
    """Return the sentences that can be added to the first ones, each with what it adds to those."""
    adding = _Adding(first, sentences, is_event=is_event)
    able = dict.fromkeys(each for unit in adding.units for each in unit if each not in first)
    return [(each, adding.features(each, first)) for each in able]


def said_already(sentence: TellingSentence, chosen: Sequence[TellingSentence]) -> float:
    """Return how much of a sentence is said already, 0 to 1."""
    return max((sentence.likeness(other) for other in chosen), default=0.0)


class _Adding:
    """What can be added to the first sentences of stories, and what that is worth."""

    def __init__(
        self, first: Sequence[TellingSentence], sentences: Mapping[str, Sequence[TellingSentence]], *, is_event: bool
    ) -> None:
        top = max(each.story.weight for each in first)
        beginning, end = min(each.article.when for each in first), max(each.article.when for each in first)
        self._weights = {each.story.id: each.story.weight / top for each in first}
        if is_event and end > beginning:
            self._weights = {each.story.id: (each.article.when - beginning) / (end - beginning) for each in first}
        since = beginning.date() if is_event else None
        self.units = [
            unit
            for leading in first
            for unit in _units(sentences[leading.story.id], since)
            if not any(_sets_the_scene(each, sentences[leading.story.id]) for each in unit)
        ]
        self._shared = _said_by_several([each for leading in first for each in sentences[leading.story.id]])

    def gain(self, unit: Sequence[TellingSentence], chosen: Sequence[TellingSentence]) -> float:
        """Return what a unit adds to what is said, by the sentence; 0 if one of it is said already."""
        fresh = [each for each in unit if each not in chosen]
        sources = {each.article.id for each in (*chosen, *fresh)}
        told_by = {each.article.id for each in chosen}
        if any(each.sentence.is_heading and each.article.id in told_by for each in fresh):
            return 0.0  # the headline of a report that is told says that again
        if not fresh or len(sources) > _MOST_SOURCES or any(said_already(each, chosen) >= _SAID for each in fresh):
            return 0.0
        return sum(_weigh(self.features(each, chosen)) for each in fresh) / len(fresh)

    def features(self, each: TellingSentence, chosen: Sequence[TellingSentence]) -> FurtherFeatures:
        """Return what a sentence adds to what is said."""
        told = Counter(
            aspect
            for other in chosen
            for aspect in other.aspects
            if aspect not in CHANGING or other.story.id == each.story.id  # what comes next changes
        )
        return FurtherFeatures(
            worth=each.worth,
            aspects=sum(1 / (1 + told[aspect]) for aspect in each.aspects),
            new=1 - said_already(each, chosen),
            story=self._weights[each.story.id],
            headed=float(bool(each.label)),
            state=float(not each.happened),
            shared=len(each.terms & self._shared) / (len(each.terms) or 1),
        )


def _weigh(found: FurtherFeatures) -> float:
    return sum(weight * value for weight, value in zip(FURTHER, found, strict=True))


def _units(sentences: Sequence[TellingSentence], since: date | None) -> Iterator[tuple[TellingSentence, ...]]:
    """Yield what may be added: sentences, and those that lean on another with that one.

    What is old is no news, unless it was `since` an event began.
    """
    placed = {id(each.sentence): each for each in sentences}
    for each in sentences:
        last = each.sentence.last_day
        is_old = each.sentence.is_background and not (since and last and last >= since)
        if is_old or (each.sentence.is_heading and not is_of_headline(each.sentence)):
            continue
        if not each.sentence.leans:
            yield (each,)
        elif before := placed.get(id(each.sentence.before)):
            yield before, each


def _sets_the_scene(told: TellingSentence, others: Sequence[TellingSentence]) -> bool:
    """Tell whether a sentence stands before any of its article's that names the subject: its news is yet to come."""
    own = (each for each in others if each.article.id == told.article.id and not each.sentence.is_heading)
    naming = [each.sentence.position for each in own if each.named >= 1]
    return told.named < 1 and bool(naming) and told.sentence.position < min(naming)


def _said_by_several(sentences: Sequence[TellingSentence]) -> frozenset[str]:
    """Return the terms that sentences of more than one article say: what several reports tell matters."""
    said: dict[str, set[str]] = {}
    for each in sentences:
        said.setdefault(each.article.id, set()).update(each.terms)
    counted = Counter(term for own in said.values() for term in own)
    return frozenset(term for term, count in counted.items() if count > 1)
