"""Article -> sketch: what two articles are compared by (pure)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer import urls
from indexer.selection import source_key
from indexer.stories.terms import names, numbers, telling, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from indexer.model import Article

LEAD = 700
"""Characters of a text's beginning that say what happened."""

_SHINGLE = 5  # words
_MOST_WORDS = 3_000  # of a text: bounds the work on endless ones
_SAMPLE = 16  # one shingle in so many is kept to find copies by
_KEPT = 200  # shingles of a sample at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """An article, as far as it takes to tell what it is about."""

    id: str
    when: datetime
    site: str  # registrable domain and publisher: whoever prints two texts there prints no copy
    title: frozenset[str]  # the telling words of the title
    lead: frozenset[str]  # those of title and lead
    names: frozenset[str]  # of title and lead
    title_names: frozenset[str]
    numbers: frozenset[float]  # of title and lead
    title_numbers: frozenset[float]
    length: int  # words of the text's beginning: 0 for a headline alone


def sketched(article: Article) -> Sketch:
    """Return the sketch of an article."""
    title, lead = words(article.title), words(article.text[:LEAD])
    in_all = names(lead) | names(title) | names(title + lead)
    in_title = in_all & telling(title)
    return Sketch(
        id=article.id,
        when=article.when,
        site=f"{urls.site(article.url)} {source_key(article.publisher)}",
        title=telling(title),
        lead=telling(title) | telling(lead),
        names=in_all,
        title_names=in_title,
        numbers=numbers(title) | numbers(lead),
        title_numbers=numbers(title),
        length=len(lead),
    )


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of every five words in a row."""
    keys = [word.text.casefold() for word in words(text)[:_MOST_WORDS]]
    runs = (" ".join(keys[place : place + _SHINGLE]) for place in range(len(keys) - _SHINGLE + 1))
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest()) for run in runs)


def sampled(of: frozenset[int]) -> tuple[int, ...]:
    """Return the same part of any text's shingles, by their hashes: copies share most of it."""
    return tuple(sorted(shingle for shingle in of if shingle % _SAMPLE == 0)[:_KEPT])


def packed(sample: Sequence[int]) -> str:
    """Return a sample as it is stored."""
    return "".join(f"{shingle:08x}" for shingle in sample)


def unpacked(stored: str) -> tuple[int, ...]:
    """Return a sample from what is stored."""
    return tuple(int(stored[place : place + 8], 16) for place in range(0, len(stored), 8))
