"""A reader made of an extractive question-answering model, from the copy that `export` makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from bot.evidence.reader.pair_model import PairMemory, PairModel
from bot.evidence.reader.spans import best_pair, log_softmax
from bot.model import Reading
from bot.ports import Reader
from indexer.embedding.onnx.making import MODEL
from indexer.passages import trimmed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.evidence.reader.pair_model import EncodedPair, Pair
    from indexer.model import Vector

TOKENIZER = "tokenizer.json"
LONGEST = 384
"""Tokens of question, title and passage that are read at the most: what such models were mostly trained on."""

OUTPUTS = ["starts", "ends"]
_NOTHING = Reading(
    answerable=float("-inf"),
    tokens=(),
    starts=np.zeros(0, dtype=np.float32),
    ends=np.zeros(0, dtype=np.float32),
)


class ExtractiveReader(Reader):
    """A copy of a question-answering model. Safe for several threads; remembers the pairs that it has read last.

    Such a model says where the answer is, and at its first token how much speaks for none (Devlin et al. 2019, 4.3).
    It judges no statements.
    """

    def __init__(self, name: str, folder: Path, longest: int) -> None:
        """Take the copy in a folder, and how many tokens it reads; it is loaded when it is needed."""
        self._name = name
        remedy = f"Remove {folder}: it is made anew"
        self._model = PairModel(folder / MODEL, folder / TOKENIZER, longest=longest, remedy=remedy)
        self._readings = PairMemory()

    @property
    @override
    def name(self) -> str:
        return self._name

    @override
    def check(self) -> None:
        self._model.load()

    @override
    def describe(self) -> str:
        self._model.load()
        return self._name

    @override
    def prepare(self) -> None:
        pass

    @override
    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self._model.load()
        return self._readings.find([(question, *each) for each in passages], self._read)

    def encode(self, pair: Pair) -> EncodedPair:
        """Return a pair as the model reads it, which takes the tokenizer alone. Raises `ModelError`."""
        return self._model.encode(pair)

    def _read(self, pair: Pair) -> Reading:
        encoded = self._model.encode(pair)
        starts, ends = self._model.compute(encoded, OUTPUTS)
        return scored_reading(encoded, pair[2], starts, ends)


def scored_reading(encoded: EncodedPair, text: str, starts: Vector, ends: Vector) -> Reading:
    """Return what a model's scores of a pair's tokens, as many as it has, say of the passage `text`."""
    # Some tokenizers count the space before a word to it.
    placed = {at: trimmed(text, *encoded.span(at)) for at in encoded.own}
    own = [at for at, (first, last) in placed.items() if first < last]
    if not own:  # the passage has no word, or its title leaves no room
        return _NOTHING
    score = best_pair(starts[own], ends[own])[2]
    return Reading(
        answerable=float(score - starts[0] - ends[0]),
        tokens=tuple(placed[at] for at in own),
        starts=log_softmax(starts[own]),
        ends=log_softmax(ends[own]),
    )
