"""How likely it is that two articles are on one event (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from indexer.stories.sketching import Sketch

    Weight = Callable[[str], float]

FITTED_FOR = "53aa51172d14"
"""Fingerprint of the model that the weight of a cosine was fitted for: the bundled one."""

_DAY = 86_400.0
_MANY = 3.0  # names as rare as can be: more of them do not prove more
_NUMBERS = 2  # more of them do not prove more either


class Features(NamedTuple):
    """What speaks for one event, and against it; each about 0 to 1, but for the days."""

    cosine: float  # of the vectors of what the articles begin with
    titles: float  # weight of the words that both titles have, as a share of both together
    told: float  # share of a title that the other article tells in title or lead: of the two shares the lower
    leads: float  # weight of the words that both have in title or lead, as a share of both together
    names: float  # weight of the names that both have, as a share of many
    numbers: float  # that both have, as a share of two
    other_names: float  # 1: each title has a name that the other article does not have
    days: float  # between their publication


# Logistic model, fitted on the pairs of 70 articles written for it and of two days of real ones, a wrong pair weighing
# as much as three missed ones; see the table in the README. The second is for pairs without a cosine that the figures
# hold for: another model's mean something else.
_WEIGHTS = Features(cosine=5.3, titles=3.2, told=5.5, leads=1.8, names=4.8, numbers=2.9, other_names=-3.8, days=-2.2)
_BIAS = -7.65
_WEIGHTS_OF_WORDS = Features(
    cosine=0.0, titles=3.5, told=6.7, leads=3.4, names=5.7, numbers=4.0, other_names=-4.0, days=-2.1
)
_BIAS_OF_WORDS = -6.4


def probability(found: Features, *, with_cosine: bool) -> float:
    """Return how likely it is that a pair with such features is on one event."""
    weights, bias = (_WEIGHTS, _BIAS) if with_cosine else (_WEIGHTS_OF_WORDS, _BIAS_OF_WORDS)
    logit = bias + sum(weight * value for weight, value in zip(weights, found, strict=True))
    return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))


def features(one: Sketch, other: Sketch, cosine: float, weight: Weight) -> Features:
    """Return the features of a pair; `weight` tells how much a word tells apart, 0 to 1."""
    mine, theirs = _weigh(one.title, weight), _weigh(other.title, weight)
    titles = _weigh(one.title & other.title, weight)
    return Features(
        cosine=cosine,
        titles=titles / (mine + theirs - titles or 1.0),
        told=min(
            _weigh(one.title & other.lead, weight) / (mine or 1.0),
            _weigh(other.title & one.lead, weight) / (theirs or 1.0),
        ),
        leads=_weigh(one.lead & other.lead, weight) / (_weigh(one.lead | other.lead, weight) or 1.0),
        names=min(_weigh(one.names & other.names, weight), _MANY) / _MANY,
        numbers=min(len(one.numbers & other.numbers), _NUMBERS) / _NUMBERS,
        other_names=float(bool(one.title_names - other.lead) and bool(other.title_names - one.lead)),
        days=abs((one.when - other.when).total_seconds()) / _DAY,
    )


def _weigh(keys: AbstractSet[str], weight: Weight) -> float:
    return math.fsum(map(weight, keys))  # exact, whatever the order that a set has in this process
