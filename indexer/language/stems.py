"""Stems of English words, by which "raises" and "raised" are one (pure)."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer


@lru_cache(maxsize=65_536)
def snowball_stem(word: str) -> str:
    """Return the stem of a word in small letters: Porter's second English stemmer, as Snowball has it."""
    # Each time a new one: it keeps the word in itself, and threads meet.
    return str(snowballstemmer.stemmer("english").stemWord(word))
