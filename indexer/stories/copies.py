"""Is one text a copy of another, perhaps with a lead of its own? (pure)."""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from indexer.stories.sketch import shingles, whole
from indexer.stories.terms import is_name, number, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.model import Article
    from indexer.stories.terms import Term

# Set by hand, by reading pairs of texts: they tell a copy from another report in the same words.
_CONTAINED = 0.6  # of the shorter text's shingles: half of a copy may be rewritten at its edges
_FEWEST = 40  # shingles: a teaser of two sentences is shared by whatever a series brings
_COMPARED = 600  # words of each text whose places are compared
_SWAPPED = 5  # words that stand in each other's place
_KEPT_AROUND = 3  # words on either side that are the same
_NUMBERS = 2  # that differ: one is a correction, two are another event
_LONE = 2  # places where a name has no name in its place: one is an outlet's wording, two are another event


class Relation(Enum):
    """What two texts are to each other."""

    COPY = "copy"
    TEMPLATE = "template"  # the same text with other names or figures in it: of two events
    NEITHER = "neither"


def relation(one: Article, other: Article) -> Relation:
    """Tell what two texts are to each other.

    The same words under the same title are a copy, however few they are. Else it is told by containment: nearly all
    that the shorter one says, in its words, the longer one says too. Where names stand in each other's place ("in
    Iowa", "in Minnesota"), or again and again a name that the other text nowhere has, it is a form that was filled in
    twice.
    """
    if (known := whole(one)) is not None and known == whole(other):
        return Relation.COPY
    mine, theirs = shingles(one.text), shingles(other.text)
    fewer = min(len(mine), len(theirs))
    if fewer < _FEWEST or len(mine & theirs) < _CONTAINED * fewer:
        # The swapped words of a form break many shingles of a short one, so that it is looked at as well.
        likely = fewer >= _FEWEST and len(mine & theirs) >= _CONTAINED / 2 * fewer
        return Relation.TEMPLATE if likely and _filled_in_anew(one, other) else Relation.NEITHER
    return Relation.TEMPLATE if _filled_in_anew(one, other) else Relation.COPY


def _filled_in_anew(one: Article, other: Article) -> bool:
    """Tell whether names, or several figures, differ between two texts at the same places."""
    mine, theirs = words(one.text)[:_COMPARED], words(other.text)[:_COMPARED]
    outlets = {word.key for word in words(f"{one.publisher} {other.publisher} {' '.join(one.authors + other.authors)}")}
    pairs = list(_swapped(mine, theirs))
    in_mine, in_theirs = _keys(one, mine), _keys(other, theirs)
    if _of_titles(one, other, mine, theirs):
        return True
    lone = 0
    for left, right in pairs:
        gone = {word.key for word in left if is_name(word)} - in_theirs - outlets
        come = {word.key for word in right if is_name(word)} - in_mine - outlets
        lone += bool(gone or come)
        if (gone and come) or lone == _LONE:
            return True
    figures = {(_figures(left), _figures(right)) for left, right in pairs}
    return sum(bool(left and right and left != right) for left, right in figures) >= _NUMBERS


def _of_titles(one: Article, other: Article, mine: Sequence[Term], theirs: Sequence[Term]) -> bool:
    """Tell whether two texts begin with names of their own titles; what else differs there may be a dateline."""
    begins = [{word.key for word in text[:_SWAPPED] if is_name(word)} for text in (mine, theirs)]
    titles = [{word.key for word in words(article.title)} for article in (one, other)]
    own = [begin & title for begin, title in zip(begins, titles, strict=True)]
    return bool(own[0] - _keys(other, theirs)) and bool(own[1] - _keys(one, mine))


def _swapped(mine: Sequence[Term], theirs: Sequence[Term]) -> Iterator[tuple[Sequence[Term], Sequence[Term]]]:
    """Yield what stands in each other's place between words that both texts have."""
    matcher = SequenceMatcher(None, [w.text.casefold() for w in mine], [w.text.casefold() for w in theirs], False)  # noqa: FBT003
    for before, after in pairwise(block for block in matcher.get_matching_blocks() if block.size >= _KEPT_AROUND):
        left = mine[before.a + before.size : after.a]
        right = theirs[before.b + before.size : after.b]
        if left and right and max(len(left), len(right)) <= _SWAPPED:
            yield left, right


def _figures(found: Sequence[Term]) -> frozenset[float]:
    return frozenset(value for word in found if (value := number(word)) is not None)


def _keys(article: Article, found: Sequence[Term]) -> set[str]:
    return {word.key for word in (*found, *words(article.title))}
