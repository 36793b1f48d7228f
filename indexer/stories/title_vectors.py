"""The vector of a title as a sketch keeps it, and how alike two titles are by theirs (pure).

Whether a feed gives a text or nothing but titles, titles say what happened, and all outlets write them alike. A number
of a vector takes eight bits: the cosines are those of whole vectors to the second digit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from indexer.stories.event_metric import event_directions

if TYPE_CHECKING:
    import numpy.typing as npt

    from indexer.model import Vector

_LARGEST = 127

_Read = tuple["npt.NDArray[np.float64]", "npt.NDArray[np.float64]"]


def packed_vector(vector: Vector) -> bytes:
    """Return a vector of length 1 as it is kept, a byte a number."""
    largest = float(np.abs(vector).max()) or 1.0
    return np.round(vector * (_LARGEST / largest)).astype(np.int8).tobytes()


def title_cosines(one: bytes, other: bytes) -> tuple[float, float]:
    """Return how alike two kept vectors are, and after the map of `event_metric`; 0 where one is missing."""
    if not one or not other:
        return 0.0, 0.0
    mine, theirs = _read(one), _read(other)
    return float(mine[0] @ theirs[0]), float(mine[1] @ theirs[1])


@lru_cache(maxsize=2_048)  # a window's titles are compared over and over
def _read(stored: bytes) -> _Read:
    vector = np.frombuffer(stored, dtype=np.int8).astype(np.float64)
    return vector / (np.linalg.norm(vector) or 1.0), event_directions(vector[None])[0]
