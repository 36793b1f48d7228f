"""The bundled model's vectors, mapped so that reports on one event are nearer than those on one subject.

The model was trained to put together what is on one subject, and in news on one industry nearly everything is. A
linear map, learned from invented reports on a few events of one field each (`python -m bench.fitting.event_metric`),
weakens the directions in which such events are alike, and keeps those in which reports on one of them are.
"""

from __future__ import annotations

import hashlib
import io
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.model import Vector

FILE = "event_metric.npy"
"""The map, beside this module: a matrix of half-precision numbers, a row for each number of a vector."""

DIGEST = "6cd624bd64c1b052213d6f44cdaf0a428564f8d77f8084ec3f45570251844827"
"""SHA-256 of the file that the weights of `indexer.stories.weights` were fitted with."""


def event_cosines(vector: Vector, others: Mapping[str, Vector]) -> dict[str, float]:
    """Return the cosine of a vector and each of the others after they were mapped. All are the bundled model's."""
    if not others:
        return {}
    # In double precision: whatever order a processor adds in, no decision depends on it.
    mapped = event_directions(np.stack([vector, *others.values()]).astype(np.float64))
    return {key: float(each @ mapped[0]) for key, each in zip(others, mapped[1:], strict=True)}


def event_directions(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return vectors as the map has them, each of length 1."""
    return _directions(vectors @ _map())


def _directions(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return vectors of length 1; what has no length is like nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    directions: npt.NDArray[np.float64] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return directions


@cache
def _map() -> npt.NDArray[np.float64]:
    stored = resources.files(__package__).joinpath(FILE).read_bytes()
    if hashlib.sha256(stored).hexdigest() != DIGEST:
        raise ModelError(f"{FILE} is not the file that came with this version: install Byline again")
    return np.asarray(np.load(io.BytesIO(stored), allow_pickle=False), dtype=np.float64)
