"""How texts become the numbers that a model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from indexer.embedding import ModelFiles
from indexer.embedding.tokens import WordTokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

PIECES = [
    "Reuters",
    "said",
    "isn\u2019t",
    "1,900",
    "[SEP]",
    "[MASK]x",
    "e\u0301",
    "\u0301",
    "\u6570\u636e",
    "\t",
    "\r\n",
    "\xa0",
]
GLUE = ["", " ", "  ", "\n", "\n\n", "\x1c", "\u2028", "\x85"]


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    """Return the bundled model's tokenizer, as it comes."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(ModelFiles().folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@pytest.fixture(scope="module")
def tokens(whole: Tokenizer) -> WordTokenizer:
    """Return what remembers words."""
    return WordTokenizer(whole)


def taken(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the numbers of texts that are taken apart as a whole."""
    return [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]


@given(texts=st.lists(st.text() | st.lists(st.sampled_from(PIECES + GLUE)).map("".join), max_size=3))
@example(texts=["word " * 300 + "x" * 200, "", "word word", "\ud55c\uae00 \u1112\u1161\u11ab"])
def test_a_text_has_the_tokens_of_its_words(whole: Tokenizer, tokens: WordTokenizer, texts: list[str]) -> None:
    """Taken apart word by word, for the first time or again, a text has the numbers that it has as a whole."""
    expected = taken(whole, texts)
    assert tokens.of(texts) == expected
    assert tokens.of(texts) == expected


def test_more_words_than_are_remembered_are_told_apart(whole: Tokenizer) -> None:
    """However many words there were before, each has its own numbers."""
    tokens = WordTokenizer(whole)
    texts = [" ".join(f"{n:x}" for n in range(start, start + 5_000)) for start in range(0, 25_000, 5_000)]
    assert tokens.of(texts) == tokens.of(texts) == taken(whole, texts)


def test_a_tokenizer_that_joins_words_is_asked_for_whole_texts() -> None:
    """What looks across spaces is not asked word by word."""
    tokenizer = Tokenizer(
        Unigram([("<unk>", 0.0), ("\u2581new", -1.0), ("\u2581york", -1.0), ("\u2581new\u2581york", -1.0)], 0)
    )
    tokenizer.pre_tokenizer = Metaspace(split=False)
    assert WordTokenizer(tokenizer).of(["new york", "new"]) == [[3], [1]]


def test_what_the_model_cannot_read_is_cut_off() -> None:
    """A text has as many tokens as the model reads, the special ones included."""
    files = ModelFiles()
    assert len(files.token_ids("word " * 500)) == files.max_tokens + 2
    assert len(files.token_ids("")) == 2
