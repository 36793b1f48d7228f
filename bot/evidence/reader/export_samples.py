"""Pairs by which a reader's copy is measured and compared: questions about the invented news of embedding's copies."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from indexer.embedding.onnx.samples import calibration_texts, comparison_texts

if TYPE_CHECKING:
    from bot.evidence.reader.pair_model import Pair

_MEASURED = ("Who leads the company now?", "What did the researchers find, and how much is free?")
_COMPARED = (
    "How much had the publishers asked for in damages?",
    "In which city is the League's case to be heard?",
    "For how many days was the model trained?",
    "How many votes did the offer get?",
    "Who wrote the letter?",
)
_WHOLE = range(300, 2_000)  # characters of a passage that every question is put to; another one gets one of them


def calibration_pairs() -> list[Pair]:
    """Return pairs by which the ranges of what flows through a model are found."""
    return [(question, "", text) for question, text in product(_MEASURED, calibration_texts())]


def comparison_pairs() -> list[Pair]:
    """Return pairs by which a copy is compared with its model; the last passage is far too long."""
    found: list[Pair] = []
    for place, text in enumerate(comparison_texts()):
        questions = _COMPARED if len(text) in _WHOLE else [_COMPARED[place % len(_COMPARED)]]
        found += [(question, "A report" if place % 2 else "", text) for question in questions]
    return found
