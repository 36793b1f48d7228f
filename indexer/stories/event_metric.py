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

from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.model import Vector, Vectors

FILE = "event_metric.npy"
"""The map, beside this module: a matrix of half-precision numbers, a row for each number of a vector."""

DIGEST = "6cd624bd64c1b052213d6f44cdaf0a428564f8d77f8084ec3f45570251844827"
"""SHA-256 of the file that the weights of `indexer.stories.likeness` were fitted with."""


def event_cosines(vector: Vector, others: Mapping[str, Vector]) -> dict[str, float]:
    """Return the cosine of a vector and each of the others after they were mapped. All are the bundled model's."""
    if not others:
        return {}
    mapped = _directions(np.stack([vector, *others.values()]) @ _map())
    return {key: float(each @ mapped[0]) for key, each in zip(others, mapped[1:], strict=True)}


def _directions(vectors: Vectors) -> Vectors:
    """Return vectors of length 1; what has no length is like nothing."""
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    directions: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return directions


@cache
def _map() -> Vectors:
    stored = resources.files(__package__).joinpath(FILE).read_bytes()
    if hashlib.sha256(stored).hexdigest() != DIGEST:
        raise ModelError(f"{FILE} is not the file that came with this version: install Byline again")
    found: Vectors = np.load(io.BytesIO(stored), allow_pickle=False).astype(np.float32)
    return found
