"""Text -> token numbers, word by word where a model's tokenizer works so: most words were met before."""

from __future__ import annotations

from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tokenizers import Tokenizer

_MOST = 16_384
"""Words that are remembered, 200 bytes each; if there are more, the half that was met first is forgotten."""

_LONGEST = 40  # characters of one that is remembered


class Tokens:
    """A tokenizer's numbers for texts, without the special ones. Safe for several threads.

    A BERT tokenizer joins nothing across a space, so that a text's numbers are those of its words: looked up, they take
    a tenth of the time. Of the other tokenizers, some do not work like that.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._by_word = _is_by_word(tokenizer)
        self._known: dict[str, list[int]] = {}
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text."""
        if not self._by_word:
            return self._encoded(texts)
        # Other kinds of white space stay within a word, for the tokenizer.
        split = [text.replace("\n", " ").split(" ") for text in texts]
        known = self._known
        new = self._learnt(dict.fromkeys(word for words in split for word in words if word not in known))
        return [
            list(chain.from_iterable(new[word] if word in new else known[word] for word in words)) for words in split
        ]

    def _learnt(self, words: Iterable[str]) -> dict[str, list[int]]:
        """Return the numbers of words that were not met before, and remember them."""
        learnt = dict(zip(words, self._encoded(list(words)), strict=True))
        with self._lock:
            self._known |= {word: ids for word, ids in learnt.items() if len(word) <= _LONGEST}
            if len(self._known) > _MOST:  # another dictionary, since others may be reading this one
                self._known = dict(islice(self._known.items(), _MOST // 2, None))
        return learnt

    def _encoded(self, texts: Sequence[str]) -> list[list[int]]:
        return [each.ids for each in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def _is_by_word(tokenizer: Tokenizer) -> bool:
    """Tell whether a tokenizer looks at each word by itself, as those of the BERT family do."""
    parts = (tokenizer.normalizer, tokenizer.pre_tokenizer, tokenizer.model)
    spaced = any(" " in token.content for token in tokenizer.get_added_tokens_decoder().values())
    return [type(part).__name__ for part in parts] == ["BertNormalizer", "BertPreTokenizer", "WordPiece"] and not spaced
