"""How likely it is that two articles are on one event (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

from indexer.stories.headlines import share_product

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from indexer.stories.sketch import Sketch

    Weight = Callable[[str], float]

FITTED_FOR = "53aa51172d14"
"""Fingerprint of the model that the weight of a cosine was fitted for: the bundled one."""

_DAY = 86_400.0
_LATE = 1.5  # days: what is told of an event later is told at any time
_MANY = 3.0  # names or words as rare as can be: more of them do not prove more
_TWO = 2.0  # numbers, and names in a title: more of them do not prove more either


class Rarity(Protocol):
    """Knows the words of the stories around two articles."""

    def weight(self, word: str, /) -> float:
        """Return how much a word tells apart, 0 to 1."""

    def exclusive(self, word: str, /) -> float:
        """Return whether one story at most tells a word, 0 to 1."""


class Features(NamedTuple):
    """What speaks for one event, and against it; each about 0 to 1, but for the days."""

    cosine: float  # of the vectors of what the articles begin with
    told: float  # share of a title that the other article tells in title or lead: of the two shares the lower
    names: float  # weight of the names that both have, as a share of many
    numbers: float  # that both have, as a share of two
    product: float  # 1: both titles name one product, version and all
    rare: float  # weight of the words that both titles have, squared, as a share of many
    title_names: float  # weight of the words with a capital that both titles have, squared, as a share of two
    only_names: float  # of these the ones that no other story tells, as a share of two
    only_words: float  # words of both titles that no other story tells, as a share of many
    other_names: float  # 1: each title has a name that the other article does not have
    other_capitals: float  # squared weight of a capitalised word in each title that the other article does not have
    days: float  # between their publication, one and a half at most


# Logistic model; `python -m bench.fitting.stories` fits it again. The second is for pairs without a cosine that the
# figures hold for: another model's mean something else.
_WEIGHTS = Features(
    cosine=6.0,
    told=1.2,
    names=1.1,
    numbers=1.1,
    product=1.4,
    rare=0.8,
    title_names=0.9,
    only_names=0.3,
    only_words=2.2,
    other_names=-0.4,
    other_capitals=-2.0,
    days=-3.5,
)
_BIAS = -2.9
_WEIGHTS_OF_WORDS = Features(
    cosine=0.0,
    told=2.5,
    names=2.7,
    numbers=1.6,
    product=1.1,
    rare=1.5,
    title_names=1.0,
    only_names=0.2,
    only_words=1.7,
    other_names=-0.4,
    other_capitals=-2.6,
    days=-3.5,
)
_BIAS_OF_WORDS = -1.3


def probability(found: Features, *, with_cosine: bool) -> float:
    """Return how likely it is that a pair with such features is on one event."""
    weights, bias = (_WEIGHTS, _BIAS) if with_cosine else (_WEIGHTS_OF_WORDS, _BIAS_OF_WORDS)
    logit = bias + sum(weight * value for weight, value in zip(weights, found, strict=True))
    return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))


def features(one: Sketch, other: Sketch, cosine: float, rarity: Rarity) -> Features:
    """Return the features of a pair; `rarity` knows the words of the stories around them."""
    weight = rarity.weight
    shared = one.title & other.title
    mine, theirs = (_weigh(each, weight) for each in (one.title, other.title))
    names = (one.headline.names & other.headline.names) & (one.title | other.title)
    return Features(
        cosine=cosine,
        told=min(
            _weigh(one.title & other.lead, weight) / (mine or 1.0),
            _weigh(other.title & one.lead, weight) / (theirs or 1.0),
        ),
        names=min(_weigh(one.names & other.names, weight), _MANY) / _MANY,
        numbers=min(len(one.numbers & other.numbers), _TWO) / _TWO,
        product=float(share_product(one.headline, other.headline)),
        rare=min(_weigh(shared, weight, power=2), _MANY) / _MANY,
        title_names=min(_weigh(names, weight, power=2), _TWO) / _TWO,
        only_names=min(_weigh(names, rarity.exclusive), _TWO) / _TWO,
        only_words=min(_weigh(shared, rarity.exclusive), _MANY) / _MANY,
        other_names=float(bool(one.title_names - other.lead) and bool(other.title_names - one.lead)),
        other_capitals=min(_strongest(one, other, weight), _strongest(other, one, weight)) ** 2,
        days=min(abs((one.when - other.when).total_seconds()) / _DAY, _LATE),
    )


def _strongest(one: Sketch, other: Sketch, weight: Weight) -> float:
    """Return the weight of the rarest word with a capital in one title of which the other article has nothing."""
    own = (one.headline.names & one.title) - other.headline.words - other.lead
    return max(map(weight, own), default=0.0)


def _weigh(keys: AbstractSet[str], weight: Weight, power: int = 1) -> float:
    return math.fsum(weight(key) ** power for key in keys)  # exact, whatever the order of a set in this process
