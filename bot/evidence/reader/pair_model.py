"""A model of pairs, a question or statement and a passage, as onnxruntime computes it. Loads in .1 s, without torch."""

from __future__ import annotations

import re
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from cachetools import LRUCache

from indexer.embedding.onnx.session import for_each, open_session
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import TypeVar

    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    _Found = TypeVar("_Found")

Pair = tuple[str, str, str]
"""A question or statement, the title of the passage's article, "" for none, and the passage."""

_QUESTION = 600  # characters of a question or statement
_TITLE = 200  # characters of a title
_PASSAGE = 20_000  # characters of a passage: far more than any model reads
_LONE = re.compile("[\ud800-\udfff]")  # halves of a character, which no tokenizer takes
_REMEMBERED = 500  # pairs, some 25 kB each
_TYPES = "token_type_ids"


class EncodedPair(NamedTuple):
    """A pair as a model reads it."""

    encoding: Encoding
    moved: int  # characters that stand before the passage in the second text: its title

    @property
    def own(self) -> list[int]:
        """Which tokens are the passage's own."""
        kinds, spans = self.encoding.sequence_ids, self.encoding.offsets
        return [at for at, kind in enumerate(kinds) if kind == 1 and spans[at][0] >= self.moved]

    def span(self, at: int) -> tuple[int, int]:
        """Return where one of these tokens stands in the passage."""
        first, last = self.encoding.offsets[at]
        return first - self.moved, last - self.moved


class PairModel:
    """A model and its tokenizer in two files, loaded when they are needed, once. Safe for several threads."""

    def __init__(self, model: Path, tokenizer: Path, *, longest: int, remedy: str) -> None:
        """Take the files, how many tokens of a pair are read, and what to do if they are damaged, as a sentence."""
        self._model = model
        self._tokenizer_file = tokenizer
        self._longest = longest
        self._remedy = remedy
        self._loading = Lock()

    def load(self) -> None:
        """Load what is not loaded yet. Raises `ModelError`."""
        with self._loading:
            _ = self._tokenizer, self._session

    def encode(self, pair: Pair) -> EncodedPair:
        """Return a pair in tokens: what is too long is cut from the end of the passage, then of the question."""
        question, title, text = (_LONE.sub("\ufffd", each) for each in pair)
        head = f"{title[:_TITLE]}. " if title else ""
        return EncodedPair(self._tokenizer.encode(question[:_QUESTION], head + text[:_PASSAGE]), len(head))

    def compute(self, pair: EncodedPair, outputs: list[str]) -> list[Any]:
        """Return what the model says of a pair, one array an output, without the dimension of the batch."""
        encoding = pair.encoding
        given = {"input_ids": np.array([encoding.ids], dtype=np.int64)}
        if _TYPES in self._inputs:
            given[_TYPES] = np.array([encoding.type_ids], dtype=np.int64)
        try:
            return [np.asarray(each)[0] for each in self._session.run(outputs, given)]
        except Exception as error:  # the library's errors have no class in common
            raise ModelError(f"the reader {self._model} cannot be computed: {error}. {self._remedy}") from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        except Exception as error:  # the library raises nothing more special
            raise ModelError(
                f"the reader's tokenizer {self._tokenizer_file} cannot be loaded: {error}. {self._remedy}"
            ) from error
        tokenizer.no_padding()
        # Of a question that takes no more than half of the tokens nothing is cut.
        tokenizer.enable_truncation(self._longest, strategy="longest_first")
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        try:
            return open_session(self._model)
        except ModelError as error:
            raise ModelError(f"the reader {error}. {self._remedy}") from error

    @cached_property
    def _inputs(self) -> frozenset[str]:
        return frozenset(each.name for each in self._session.get_inputs())


class PairMemory:
    """What was found on the pairs that were read last. Safe for several threads."""

    def __init__(self) -> None:
        self._known: LRUCache[Pair, Any] = LRUCache(_REMEMBERED)
        self._lock = Lock()

    def find(self, pairs: Sequence[Pair], read: Callable[[Pair], _Found]) -> list[_Found]:
        """Return what is found on each pair in order; unknown ones are read once, several at a time."""
        with self._lock:
            found = {pair: self._known[pair] for pair in pairs if pair in self._known}
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in found]

        def fill(place: int) -> None:
            found[fresh[place]] = read(fresh[place])

        if fresh:
            for_each([text for _, _, text in fresh], fill)
            with self._lock:
                self._known.update((pair, found[pair]) for pair in fresh)
        return [found[pair] for pair in pairs]
