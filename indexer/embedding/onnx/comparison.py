"""How near a copy is to its model: both give vectors to the same texts, as passages and as questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.embedding.onnx.making import UnfitModel
from indexer.embedding.onnx.samples import comparison_texts

if TYPE_CHECKING:
    from indexer.embedding.onnx.engine import OnnxEmbedder
    from indexer.model import Vectors

MIN_COSINE = 0.99
"""Of every compared text's vector to the original's: with less a copy is not believed."""

VECTORS = "vectors.npy"
"""The file that keeps what the original says, beside copies that are compared elsewhere."""


def measure(made: OnnxEmbedder, original: Vectors) -> dict[str, Any]:
    """Return a copy's dimension and its least cosine to what the original says of the compared texts.

    `original` has a row for each text as a passage, then one for each as a question. Raises `UnfitModel`.
    """
    texts = comparison_texts()
    got = np.concatenate([made.embed(texts), made.embed_queries(texts)])
    cosine = float((got * original).sum(axis=1).min())
    if not cosine >= MIN_COSINE:
        raise UnfitModel(
            f"a text's vector has a cosine of {cosine:.4f} to the original's, at least {MIN_COSINE} is needed"
        )
    return {"cosine": round(cosine, 4), "dimension": got.shape[1]}
