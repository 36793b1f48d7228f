"""The bundled reader, computed by onnxruntime, one passage a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from bot.evidence.reader.model_folder import MODEL, RESTORE, TOKENIZER, check_sums
from bot.evidence.reader.pair_model import PairMemory, PairModel
from bot.evidence.reader.spans import log_softmax
from bot.model import Reading, Support
from bot.model.fitted_models import READER
from bot.ports import Judge, Reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.evidence.reader.pair_model import Pair

_LONGEST = 256  # tokens of question, title and passage: it was trained on no more
_NOWHERE = np.zeros(0, dtype=np.float32)


class OnnxReader(Reader, Judge):
    """The reader in a folder. Safe for several threads; remembers the pairs that it has read last."""

    def __init__(self, folder: Path) -> None:
        """Take `MODEL` and `TOKENIZER` from a folder; they are loaded when they are needed."""
        self._folder = folder
        self._model = PairModel(folder / MODEL, folder / TOKENIZER, longest=_LONGEST, remedy=RESTORE)
        self._readings, self._supports = PairMemory(), PairMemory()

    @property
    @override
    def name(self) -> str:
        return READER.name

    @override
    def check(self) -> None:
        pass  # it comes with the package: `describe` tells whether it is whole

    @override
    def describe(self) -> str:
        digest = check_sums(self._folder)
        self._model.load()
        return f"the bundled one, {digest}"

    @override
    def prepare(self) -> None:
        pass

    @override
    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self._model.load()
        return self._readings.find([(question, *each) for each in passages], self._read)

    @override
    def support(self, statements: Sequence[tuple[str, tuple[str, str]]]) -> list[Support]:
        self._model.load()
        return self._supports.find([(text, *passage) for text, passage in statements], self._support)

    def _read(self, pair: Pair) -> Reading:
        encoded = self._model.encode(pair)
        own = encoded.own
        if not own:  # the passage has no word, or its title leaves no room
            return Reading(answerable=float("-inf"), tokens=(), starts=_NOWHERE, ends=_NOWHERE)
        starts, ends, answerable = self._model.compute(encoded, ["starts", "ends", "answerable"])
        return Reading(
            answerable=float(answerable),
            tokens=tuple(map(encoded.span, own)),
            starts=log_softmax(starts[own]),
            ends=log_softmax(ends[own]),
        )

    def _support(self, pair: Pair) -> Support:
        (logits,) = self._model.compute(self._model.encode(pair), ["support"])
        supported, contradicted, not_stated = np.exp(log_softmax(logits)).tolist()
        return Support(supported=supported, contradicted=contradicted, not_stated=not_stated)
