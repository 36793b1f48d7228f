"""What the rules object to in a statement, weighed with what a reader says of it beside its passages (pure).

The rules know numbers, names, speakers and certainty; what is said in other words they often take for something else.
The reader knows other words, and is fooled by one that is wrong among many that are right.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bot.verification.calibration import CHECK_BIAS, CHECK_WEIGHTS, MOST_OBJECTIONS, CheckFeatures

if TYPE_CHECKING:
    from bot.model import Support

_CERTAIN = 1e-4  # what a probability is cut to: certainty has no logit


class Objections(NamedTuple):
    """What speaks against a statement, in words, by what was looked at."""

    figures: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    quotations: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    @property
    def all(self) -> list[str]:
        """All of them, in this order."""
        return [each for found in self for each in found]


def check_features(found: Objections, said: Support) -> CheckFeatures:
    """Return what speaks for a statement and against it."""
    supported = min(max(said.supported, _CERTAIN), 1 - _CERTAIN)
    counts = [float(min(len(each), MOST_OBJECTIONS)) for each in found]
    return CheckFeatures._make([*counts, math.log(supported / (1 - supported))])


def is_likely(found: CheckFeatures) -> bool:
    """Tell whether a statement with such features is borne out."""
    return CHECK_BIAS + math.fsum(weight * value for weight, value in zip(CHECK_WEIGHTS, found, strict=True)) > 0
