"""The articles near in time to the one that is decided, and which of them may belong to it (pure)."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta

    from numpy.typing import NDArray

    from indexer.stories.sketch import Sketch

    Places = NDArray[np.intp]
    Scores = NDArray[np.float64]

_Key = TypeVar("_Key", str, int)

MOST_CANDIDATES = 24
"""Articles that one article is compared with, those with which it shares most: their vectors have to be fetched."""

# Set by hand: they bound what is compared, so that nothing on one event is left out.
_NEEDED = 2  # telling words that two articles on one event have in common, at least
_TELLING = 1.4  # or their weight, counted twice for what is in the title: one rare word will do
_SHARED_SAMPLE = 2  # shingles of a sample that a copy has in common, at least
_SHARED_SHARE = 0.15  # of the smaller sample: half of what a copy, or a form filled in twice, shares at least
_ENOUGH = 20  # stories from which on it tells something that a word is in one of them only
_PRIOR = 40  # stories that a new collection is thought to have, so that its first words are not all thought rare


class Placed(NamedTuple):
    """An article that was decided."""

    sketch: Sketch
    story: str  # id of its first article
    text: str  # id of the article that this text was first known by
    joins: tuple[str, ...] = ()  # further stories, which are one with that one by this article


class Window:
    """Decided articles by what can be looked for in them."""

    def __init__(self) -> None:
        self._placed: dict[str, Placed] = {}
        self._places: dict[str, int] = {}  # numbers by which articles are counted; those of dropped ones are used again
        self._at: list[str] = []  # the article with each number
        self._free: list[int] = []
        self._times: list[tuple[datetime, str]] = []  # in order
        self._by_word: dict[str, set[int]] = {}
        self._by_shingle: dict[int, set[int]] = {}
        self._by_whole: dict[int, set[int]] = {}
        self._by_lead: dict[int, set[int]] = {}
        self._stories: dict[str, list[str]] = {}
        self._told: Counter[str] = Counter()  # stories by what is told in them
        self._small: Counter[str] = Counter()  # articles by the words that stand in them without a capital
        self._named: Counter[str] = Counter()  # and by those that are names there

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self._placed)

    def add(self, placed: Placed) -> None:
        """Take an article in."""
        key = placed.sketch.id
        self._placed[key] = placed
        self._told.update(self._only_in(placed))
        self._small.update(placed.sketch.small)
        self._named.update(placed.sketch.names)
        insort(self._times, (placed.sketch.when, key))
        self._stories.setdefault(placed.story, []).append(key)
        place = self._placed_at(key)
        for word in placed.sketch.lead | placed.sketch.companies:
            self._by_word.setdefault(word, set()).add(place)
        for shingle in placed.sketch.sample:
            self._by_shingle.setdefault(shingle, set()).add(place)
        for one in _whole(placed.sketch):
            self._by_whole.setdefault(one, set()).add(place)
        for page in placed.sketch.leads:
            self._by_lead.setdefault(page, set()).add(place)

    def _placed_at(self, key: str) -> int:
        """Give an article a number."""
        if self._free:
            place = self._free.pop()
            self._at[place] = key
        else:
            place = len(self._at)
            self._at.append(key)
        self._places[key] = place
        return place

    def keep_between(self, since: datetime, until: datetime) -> None:
        """Forget the articles that were published before a time or after another."""
        first = bisect_left(self._times, since, key=itemgetter(0))
        last = bisect_right(self._times, until, key=itemgetter(0))
        for _, key in self._times[:first] + self._times[last:]:
            self._drop(key)
        self._times = self._times[first:last]

    def placements(self) -> set[tuple[str, datetime, str, str]]:
        """Return id, time, story and text of each article."""
        return {(key, each.sketch.when, each.story, each.text) for key, each in self._placed.items()}

    def story(self, story: str) -> Iterator[Placed]:
        """Yield the articles of a story that are in the window."""
        return (self._placed[key] for key in self._stories.get(story, ()))

    def leading_to(self, pages: Iterable[int]) -> str:
        """Return the story of the first newsletter's item that leads to one of some pages and to no other story; "".

        Pages are numbered as `page_keys` does it.
        """
        items = (self._placed[self._at[place]] for page in pages for place in self._by_lead.get(page, ()))
        alone = (item.sketch for item in items if item.story == item.sketch.id)
        first = min(alone, key=lambda sketch: (sketch.when, sketch.id), default=None)
        return first.id if first else ""

    def weight(self, word: str) -> float:
        """Return how much a word tells apart: its inverse frequency among the stories, 0 to 1.

        Not among the articles: the more outlets tell of one event, the less its own words would seem to tell.
        """
        number = len(self._stories) + _PRIOR
        return math.log(number / (1 + self._told[word])) / math.log(number)

    def exclusive(self, word: str) -> float:
        """Return 0 for a word that several stories tell; else the more, up to 1, the more stories there are."""
        number = len(self._stories)
        return number / (number + _ENOUGH) if self._told[word] <= 1 else 0.0

    def is_everyday(self, word: str) -> bool:
        """Tell whether a word stands without a capital as often as it is a name."""
        return 0 < self._small[word] >= self._named[word]

    def candidates(self, sketch: Sketch, within: timedelta) -> tuple[list[Placed], list[Placed]]:
        """Return who may hold a copy of the text, and who may be on one event, best first, in a stable order."""
        copies = Counter(place for shingle in sketch.sample for place in self._by_shingle.get(shingle, ()))
        shared, common = np.zeros(len(self._at)), np.zeros(len(self._at), dtype=np.int32)
        for word in sorted(sketch.lead | sketch.companies):  # in one order: sums of floats depend on it
            if found := self._by_word.get(word):
                places = np.fromiter(found, dtype=np.intp, count=len(found))
                shared[places] += self.weight(word) * (1 + (word in sketch.title))
                common[places] += 1
        shares = np.zeros(len(self._at))
        for place, number in copies.items():
            if self._may_be_copies(sketch, place, number):
                shares[place] = number
        for one in _whole(sketch):
            for place in self._by_whole.get(one, ()):
                shares[place] = math.inf  # first of all
        return (
            self._best(sketch, np.flatnonzero(shares), shares, within),
            self._best(sketch, np.flatnonzero((common >= _NEEDED) | (shared >= _TELLING)), shared, within),
        )

    def _may_be_copies(self, sketch: Sketch, place: int, shared: int) -> bool:
        """Tell whether so many shingles in common of two samples are enough to compare the texts, which takes long."""
        smaller = min(len(sketch.sample), len(self._placed[self._at[place]].sketch.sample))
        return shared >= max(_SHARED_SAMPLE, _SHARED_SHARE * smaller)

    def _drop(self, key: str) -> None:
        placed, place = self._placed.pop(key), self._places.pop(key)
        self._free.append(place)
        _discard(self._by_word, placed.sketch.lead | placed.sketch.companies, place)
        _take_off(self._small, placed.sketch.small)
        _take_off(self._named, placed.sketch.names)
        _discard(self._by_shingle, placed.sketch.sample, place)
        _discard(self._by_whole, _whole(placed.sketch), place)
        _discard(self._by_lead, placed.sketch.leads, place)
        members = self._stories[placed.story]
        members.remove(key)
        if not members:
            del self._stories[placed.story]
        _take_off(self._told, self._only_in(placed))

    def _only_in(self, placed: Placed) -> frozenset[str]:
        """Return the words that no other article of a story has."""
        others = (key for key in self._stories.get(placed.story, ()) if key != placed.sketch.id)
        return placed.sketch.told.difference(*(self._placed[key].sketch.told for key in others))

    def _best(self, sketch: Sketch, places: Places, scores: Scores, within: timedelta) -> list[Placed]:
        """Return the articles at these places that are near in time, best first; of equals the ids decide."""
        found: list[tuple[float, str]] = []
        for place in places[np.argsort(-scores[places])]:
            below, key = -float(scores[place]), self._at[place]
            if len(found) >= MOST_CANDIDATES and below > found[MOST_CANDIDATES - 1][0]:
                break
            if abs(self._placed[key].sketch.when - sketch.when) <= within:
                found.append((below, key))
        return [self._placed[key] for _, key in sorted(found)[:MOST_CANDIDATES] if key != sketch.id]


def _whole(sketch: Sketch) -> tuple[int, ...]:
    return () if sketch.whole is None else (sketch.whole,)


def _discard(index: dict[_Key, set[int]], keys: Iterable[_Key], place: int) -> None:
    for key in keys:
        index[key].discard(place)
        if not index[key]:
            del index[key]


def _take_off(counted: Counter[str], keys: Iterable[str]) -> None:
    for key in keys:
        counted[key] -= 1
        if not counted[key]:
            del counted[key]
