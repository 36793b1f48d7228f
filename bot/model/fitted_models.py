"""The bundled models, for which the fitted numbers of every stage hold: with another one a probability is a guess."""

from __future__ import annotations

from typing import NamedTuple


class FittedModel(NamedTuple):
    """A model that numbers were fitted for."""

    name: str
    fingerprint: str  # of its weights


EMBEDDER = FittedModel(name="all-MiniLM-L6-v2", fingerprint="53aa51172d14")
"""What cosines were computed by when the numbers of the stages were fitted."""

READER = FittedModel(name="bundled", fingerprint="c631355b7cde")
"""Whose judgements were weighed when the check of a model's sentences was fitted."""
