"""How much of the articles' texts a model has read that was given them in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.documents import Document

    Span = tuple[int, int]
    Offsets = Callable[[str], Sequence[Span]]  # where each token of a text starts and ends


def counted(
    articles: Sequence[Document], chunks: Mapping[str, Sequence[str]], room: int, offsets: Offsets
) -> dict[str, int]:
    """Count the tokens of all texts, and of those the ones that were read, each once.

    The model reads the first `room` tokens of a chunk. Raises `KeyError` if an article has no chunk, `ValueError` if a
    chunk is no piece of its article.
    """
    found = [_tokens_read(each, chunks[each.url], room, offsets) for each in articles]
    return {"read": sum(map(sum, found)), "tokens": sum(map(len, found)), "chunks": sum(map(len, chunks.values()))}


def offsets_of(model: Path) -> Offsets:
    """Return what finds the tokens of a text, without special ones, by the tokenizer in a model's folder."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def offsets(text: str) -> Sequence[Span]:
        found: Sequence[Span] = tokenizer.encode(text, add_special_tokens=False).offsets
        return found

    return offsets


def _tokens_read(article: Document, chunks: Sequence[str], room: int, offsets: Offsets) -> list[bool]:
    """Tell of each token of an article's text whether it was read."""
    spans = list(_spans(article.whole, chunks, room, offsets))
    before = len(article.whole) - len(article.text)
    places = ((before + start, before + end) for start, end in offsets(article.text))
    return [any(a <= start and end <= b for a, b in spans) for start, end in places]


def _spans(whole: str, chunks: Sequence[str], room: int, offsets: Offsets) -> Iterator[Span]:
    """Yield what is read of each chunk; they come in the order of the article, and may overlap."""
    at = -1
    for chunk in chunks:
        at = whole.index(chunk, at + 1)
        tokens = offsets(chunk)
        yield at, at + (tokens[room - 1][1] if len(tokens) > room else len(chunk))
