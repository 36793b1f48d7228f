"""A reader by onnxruntime, one passage a thread. Loads in .1 s, without torch."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache
from typing_extensions import override

from bot.model import Reading, Support
from bot.ports import Reader
from indexer.embedding.onnx.session import for_each, open_session
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any, TypeVar

    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    from indexer.model import Vector

    _Found = TypeVar("_Found")

MODEL, TOKENIZER = "reader.onnx", "tokenizer.json"

_LONGEST = 256  # tokens of question, title and passage: it was trained on no more
_QUESTION = 600  # characters of a question or statement
_TITLE = 200  # characters of a title
_REMEMBERED = 2_000  # pairs, some 4 kB each
_NOWHERE = np.zeros(0, dtype=np.float32)


class OnnxReader(Reader):
    """The reader in a folder. Safe for several threads; remembers the pairs that it has read last."""

    def __init__(self, folder: Path) -> None:
        """Take `MODEL` and `TOKENIZER` from a folder; they are loaded when they are needed."""
        self._folder = folder
        self._loading = Lock()
        self._readings: LRUCache[tuple[str, str, str], Reading] = LRUCache(_REMEMBERED)
        self._supports: LRUCache[tuple[str, str, str], Support] = LRUCache(_REMEMBERED)
        self._lock = Lock()

    @property
    @override
    def name(self) -> str:
        return "bundled"

    @override
    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        return self._remembered([(question, *each) for each in passages], self._readings, self._read)

    @override
    def support(self, statements: Sequence[tuple[str, tuple[str, str]]]) -> list[Support]:
        return self._remembered([(text, *passage) for text, passage in statements], self._supports, self._support)

    @property
    def _path(self) -> Path:
        return self._folder / MODEL

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return _tokenizer(self._folder / TOKENIZER)

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self._path)

    def _read(self, pair: tuple[str, str, str]) -> Reading:
        encoded, moved = self._encoded(pair)
        starts, ends, answerable = self._computed(encoded, ["starts", "ends", "answerable"])
        own = [at for at, kind in enumerate(encoded.sequence_ids) if kind == 1 and encoded.offsets[at][0] >= moved]
        if not own:  # the question and the title leave no room, or the passage has no word
            return Reading(answerable=float("-inf"), tokens=(), starts=_NOWHERE, ends=_NOWHERE)
        return Reading(
            answerable=float(answerable[0]),
            tokens=tuple((encoded.offsets[at][0] - moved, encoded.offsets[at][1] - moved) for at in own),
            starts=_log_softmax(starts[0][own]),
            ends=_log_softmax(ends[0][own]),
        )

    def _support(self, pair: tuple[str, str, str]) -> Support:
        encoded, _ = self._encoded(pair)
        (logits,) = self._computed(encoded, ["support"])
        supported, contradicted, not_stated = np.exp(_log_softmax(logits[0])).tolist()
        return Support(supported=supported, contradicted=contradicted, not_stated=not_stated)

    def _load(self) -> None:
        _ = self._tokenizer, self._session

    def _encoded(self, pair: tuple[str, str, str]) -> tuple[Encoding, int]:
        """Return question and passage as one text, and by how many characters the title moves the passage."""
        question, title, text = pair
        head = f"{title[:_TITLE]}. " if title else ""
        return self._tokenizer.encode(question[:_QUESTION], head + text), len(head)

    def _computed(self, encoded: Encoding, outputs: list[str]) -> list[Any]:
        given = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        try:
            return list(self._session.run(outputs, given))
        except Exception as error:  # the library's errors have no class in common
            raise ModelError(f"the reader {self._path} cannot be computed: {error}") from error

    def _remembered(
        self,
        pairs: Sequence[tuple[str, str, str]],
        known: LRUCache[tuple[str, str, str], _Found],
        find: Callable[[tuple[str, str, str]], _Found],
    ) -> list[_Found]:
        """Return what is found on each pair; unknown ones are read outside of the lock."""
        with self._lock:
            found = {pair: known[pair] for pair in pairs if pair in known}
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in found]
        with self._loading:  # once, whoever comes first
            self._load()

        def fill(place: int) -> None:
            found[fresh[place]] = find(fresh[place])

        if fresh:
            for_each([text for _, _, text in fresh], fill)
            with self._lock:
                known.update((pair, found[pair]) for pair in fresh)
        return [found[pair] for pair in pairs]


def _log_softmax(scores: Vector) -> Vector:
    """Return the logarithms of the probabilities that scores stand for."""
    above = scores - scores.max()
    found: Vector = above - np.log(np.exp(above).sum())
    return found


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing more special
        raise ModelError(f"the reader has no usable tokenizer in {path}: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST, strategy="only_second")
    return tokenizer
