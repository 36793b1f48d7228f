"""Text -> token numbers, word by word where a model's tokenizer works so: most words were met before."""

from __future__ import annotations

from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import FIFOCache

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tokenizers import Tokenizer

_WORDS = 16_384  # kept, 200 bytes each
_LONGEST = 40  # characters of a word that is kept


class WordTokenizer:
    """A tokenizer's numbers for texts, without the special ones. Safe for several threads.

    A BERT tokenizer joins nothing across a space, so that a text's numbers are those of its words: looked up, they take
    a tenth of the time. Of the other tokenizers, some do not work like that.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._by_word = _splits_words(tokenizer)
        self._known: FIFOCache[str, list[int]] = FIFOCache(_WORDS)
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text."""
        if not self._by_word:
            return self._encoded(texts)
        # Other kinds of white space stay within a word, for the tokenizer.
        split = [text.replace("\n", " ").split(" ") for text in texts]
        ids = self._ids(dict.fromkeys(chain.from_iterable(split)))
        return [list(chain.from_iterable(map(ids.__getitem__, words))) for words in split]

    def _ids(self, words: Iterable[str]) -> dict[str, list[int]]:
        """Return the numbers of each word, and keep those that are new."""
        with self._lock:
            known = {word: self._known[word] for word in words if word in self._known}
        new = [word for word in words if word not in known]
        encoded = dict(zip(new, self._encoded(new), strict=True)) if new else {}
        with self._lock:
            self._known.update((word, ids) for word, ids in encoded.items() if len(word) <= _LONGEST)
        return known | encoded

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        return [each.ids for each in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def _splits_words(tokenizer: Tokenizer) -> bool:
    """Tell whether a tokenizer looks at each word by itself, as those of the BERT family do."""
    parts = (tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.model)
    spaced = any(" " in token.content for token in tokenizer.get_added_tokens_decoder().values())
    return [type(part).__name__ for part in parts] == ["BertNormalizer", "BertPreTokenizer", "WordPiece"] and not spaced
