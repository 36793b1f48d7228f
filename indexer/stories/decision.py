"""Which story an article belongs to: the one decision (pure).

Articles are decided in the order of publication, ids breaking ties. A decision looks at the articles of the
days before, as they were decided, and at nothing else. So the same articles give the same stories, whenever each of
them came in, if those that follow one that came in late are decided again. A story is named by its first article.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from indexer.stories.copies import Relation
from indexer.stories.headlines import exclude_each_other
from indexer.stories.likeness import features, probability
from indexer.stories.window import Placed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from indexer.stories.sketch import Sketch
    from indexer.stories.window import Window

WINDOW = timedelta(days=7)
"""Between two articles of which one copies the other; what is farther away is not looked at."""

EVENT = timedelta(days=4)
"""Between two articles on one event in words of their own."""

_LIKELY = 0.8  # that the nearest article is on the event
_FITTING = 0.1  # that all of them are, on average: a chain of likenesses must not lead from one event to the next
_SAME_TITLE = 0.75  # share of words in common from which an outlet's two titles are one
_READ = 3  # texts that are compared word by word


class TextComparison(Protocol):
    """Compares whole texts, which a window does not hold."""

    def __call__(self, other: str, /) -> Relation:
        """Return the relation of the decided article's text to that of the article with this id."""


def decide(
    sketch: Sketch,
    window: Window,
    compare: TextComparison,
    cosines: Callable[[Sequence[str]], Mapping[str, float]],
    linked: str = "",
) -> Placed:
    """Return an article with its story and its text.

    `cosines` gives the likeness of the article's beginning and each of the others', as far as it is known. `linked` is
    the story of the page that a newsletter's item leads to, which needs no likeness, or for other articles that of an
    item which leads to them: they belong to it, if to no other.
    """
    copies, alike = window.candidates(sketch, WINDOW)
    relations: dict[str, Relation] = {}
    for other in copies[:_READ]:
        relations[other.sketch.id] = compare(other.sketch.id)
        if relations[other.sketch.id] is Relation.COPY:
            return Placed(sketch=sketch, story=other.story, text=other.text)
    if linked and sketch.leads:
        return Placed(sketch=sketch, story=linked, text=sketch.id)
    others = [
        other
        for other in alike
        if relations.get(other.sketch.id) is not Relation.TEMPLATE and may_be_one(sketch, other.sketch)
    ]
    found = _likeliest(sketch, others, window, cosines) if others else None
    return Placed(sketch=sketch, story=found or linked or sketch.id, text=sketch.id)


def may_be_one(one: Sketch, other: Sketch) -> bool:
    """Tell whether two articles are near in time, on no two products, and no two numbers of an outlet's series."""
    same_site = one.site == other.site
    if abs(one.when - other.when) > EVENT or exclude_each_other(one.headline, other.headline, same_site=same_site):
        return False
    return not same_site or len(one.title & other.title) >= _SAME_TITLE * len(one.title | other.title) > 0


def _likeliest(
    sketch: Sketch,
    others: Sequence[Placed],
    window: Window,
    cosines: Callable[[Sequence[str]], Mapping[str, float]],
) -> str | None:
    """Return the story of the article that is likeliest to be on the same event, if the story as a whole fits."""
    like = cosines([other.sketch.id for other in others])
    odds: dict[str, list[float]] = {}
    for other in others:
        cosine = like.get(other.sketch.id)
        found = features(sketch, other.sketch, cosine or 0.0, window)
        odds.setdefault(other.story, []).append(probability(found, with_cosine=cosine is not None))
    fitting = {
        story: max(each)
        for story, each in odds.items()
        if max(each) >= _LIKELY and _fits(sketch, each, list(window.story(story)))
    }
    return min(fitting, key=lambda story: (-fitting[story], story), default=None)


def _fits(sketch: Sketch, odds: Sequence[float], story: Sequence[Placed]) -> bool:
    """Tell whether a story as a whole admits an article: no member excludes it, and most are like it."""
    if any(
        exclude_each_other(sketch.headline, each.sketch.headline, same_site=sketch.site == each.sketch.site)
        for each in story
    ):
        return False
    return sum(odds) >= _FITTING * len(story)
