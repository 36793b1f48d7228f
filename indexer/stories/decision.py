"""Which story an article belongs to: the one decision (pure).

Articles are decided in the order of publication, ids breaking ties. A decision looks at the articles of the
days before, as they were decided, and at nothing else. So the same articles give the same stories, whenever each of
them came in, if those that follow one that came in late are decided again. A story is named by its first article.

What is told in very different words at first makes several stories, until an article comes that belongs to more than
one. It joins them: to readers they are one. Later decisions see them apart, so that joins, too, depend on nothing but
the articles, and one that is taken back leaves the stories as they were.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from indexer.stories.companies import companies_by_word
from indexer.stories.copies import Relation
from indexer.stories.headlines import do_the_same, exclude_each_other, share_product
from indexer.stories.likeness import Cosines, belongs, features, usual
from indexer.stories.weights import SHIPPED
from indexer.stories.window import Placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from indexer.stories.sketch import Sketch
    from indexer.stories.weights import Models
    from indexer.stories.window import Window

WINDOW = timedelta(days=7)
"""Between two articles of which one copies the other; what is farther away is not looked at."""

EVENT = timedelta(days=4)
"""Between two articles on one event in words of their own."""

LIKELY = 0.2
"""Log-odds from which on an article belongs to a story: a wrong pair is worse than a missed one. Chosen by what
`python -m bench.fitting.stories` gives for each set."""

JOINING = 0.6
"""Log-odds with a further story from which on an article joins it to the one that it belongs to most."""

# Set by hand: share of a story's articles that may exclude another, each by its headline: one of many may err.
_EXCLUDING = 0.25
_SAME_TITLE = 0.75  # set by hand: share of words in common from which an outlet's two titles are one
_COMPARED = 12  # articles of a story, but for those that are more alike
_READ = 3  # texts that are compared word by word
# Likewise: articles of a story that may be joined to another. Of two that many tell, who tells of both tells of two.
_YOUNG = 3


class TextComparison(Protocol):
    """Compares whole texts, which a window does not hold."""

    def __call__(self, other: str, /) -> Relation:
        """Return the relation of the decided article's text to that of the article with this id."""


def decide(
    sketch: Sketch,
    window: Window,
    compare: TextComparison,
    cosines: Callable[[Sequence[str]], Mapping[str, Cosines]],
    linked: str = "",
    *,
    models: Models = SHIPPED,
) -> Placed:
    """Return an article with its story and its text.

    `cosines` gives the likeness of the article's beginning and each of the others', as far as there are vectors.
    `linked` is the story of the page that a newsletter's item leads to, which needs no likeness, or for other articles
    that of an item which leads to them: they belong to it, if to no other. `models` weigh what is found.
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
    story, *further = _stories(sketch, others, window, cosines, models) or [linked or sketch.id]
    return Placed(sketch=sketch, story=story, text=sketch.id, joins=tuple(further))


def may_be_one(one: Sketch, other: Sketch) -> bool:
    """Tell whether two articles are near in time, on no two products, and no two numbers of an outlet's series."""
    same_site = one.site == other.site
    if abs(one.when - other.when) > EVENT or are_apart(one, other):
        return False
    return not same_site or len(one.title & other.title) >= _SAME_TITLE * len(one.title | other.title) > 0


def are_apart(one: Sketch, other: Sketch) -> bool:
    """Tell whether two articles cannot be on one event.

    Their headlines exclude each other; or each tells of a company, a product or somebody who does the same, of which
    the other article has nothing.
    """
    mine, theirs = one.headline, other.headline
    if exclude_each_other(mine, theirs, same_site=one.site == other.site):
        return True
    if one.doers and other.doers and not one.doers & other.companies | other.doers & one.companies:
        return True
    if do_the_same(mine, theirs) and not (_tells_of_first(one, other) or _tells_of_first(other, one)):
        return True
    versions = [
        tuple(name for name in each.products if name.version and name not in each.kinds) for each in (mine, theirs)
    ]
    return all(versions) and not (
        share_product(versions[0], other.products) or share_product(one.products, versions[1])
    )


def _tells_of_first(one: Sketch, other: Sketch) -> bool:
    """Tell whether an article tells of the first name in the other's headline, or of the company it stands for."""
    first = other.headline.names[0]
    return first in one.lead or bool(companies_by_word(first) & one.companies)


def compared(sketch: Sketch, others: Iterable[Placed], window: Window) -> dict[str, list[Placed]]:
    """Return the stories of some articles that may be on one event with another, each with those to compare it with.

    No story of which more than a few articles exclude that: of many one may name another product beside its own.
    """
    alike: dict[str, list[Placed]] = {}
    for other in others:
        alike.setdefault(other.story, []).append(other)
    found = {}
    for story, near in alike.items():
        members = list(window.story(story))
        fitting = [each for each in members if not are_apart(sketch, each.sketch)]
        if len(fitting) >= (1 - _EXCLUDING) * len(members):
            found[story] = _with_others(near, fitting)
    return found


def _with_others(alike: list[Placed], members: Iterable[Placed]) -> list[Placed]:
    """Return the articles of a story that are compared: those that are alike, and the newest of the others."""
    known = {each.sketch.id for each in alike}
    others = sorted(
        (each for each in members if each.sketch.id not in known),
        key=lambda each: (each.sketch.when, each.sketch.id),
        reverse=True,
    )
    return alike + others[: max(_COMPARED - len(alike), 0)]


def _stories(
    sketch: Sketch,
    alike: Sequence[Placed],
    window: Window,
    cosines: Callable[[Sequence[str]], Mapping[str, Cosines]],
    models: Models,
) -> list[str]:
    """Return the story that an article likeliest belongs to, if there is one, and those that it joins to it."""
    stories = compared(sketch, alike, window)
    if not stories:
        return []
    like = cosines([each.sketch.id for members in stories.values() for each in members])
    near = usual([each.plain for each in like.values()])
    odds: dict[str, list[float]] = {}
    for story, members in stories.items():
        for each in members:
            cosines_of = like.get(each.sketch.id)
            pair = features(sketch, each.sketch, cosines_of or Cosines(0.0, 0.0), near, window)
            odds.setdefault(story, []).append(
                (models.pairs_of_words if cosines_of is None else models.pairs).log_odds(pair)
            )
    likely = {story: belongs(each) for story, each in odds.items()}
    first, *others = sorted(likely, key=lambda story: (-likely[story], story))
    if likely[first] < LIKELY:
        return []
    return [first, *(each for each in others if likely[each] >= JOINING and _may_be_joined(first, each, window))]


def _may_be_joined(one: str, other: str, window: Window) -> bool:
    """Tell whether two stories may be one: both are young, and no article of one excludes one of the other."""
    mine, theirs = list(window.story(one)), list(window.story(other))
    if max(len(mine), len(theirs)) > _YOUNG:
        return False
    return not any(are_apart(each.sketch, another.sketch) for each in mine for another in theirs)
