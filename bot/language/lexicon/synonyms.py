"""Senses of the words of news: a word has one or several, and two words that share one are synonyms (pure).

The concepts of `equivalence` are narrower: they merge words to compare two reports, where a false alarm is dear. Here a
statement is held against the passages that it cites.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from bot.language.lexicon.equivalence import concept
from bot.language.lexicon.word_lists import load_lists, read_groups
from bot.language.words import stem


class _Lists(NamedTuple):
    """The senses of `synonyms.toml`."""

    unrelated: frozenset[str]  # words whose stem is that of another word
    senses: dict[str, frozenset[int]]  # the numbers of the lines in which a root stands


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    lists = load_lists("synonyms")
    unrelated = frozenset(lists["unrelated_to_stem"].split())
    found: dict[str, set[int]] = {}
    for number, group in enumerate(read_groups(lists["senses"])):
        for word in group:
            found.setdefault(_root(word, unrelated), set()).add(number)
    return _Lists(unrelated, {word: frozenset(numbers) for word, numbers in found.items()})


def _root(word: str, unrelated: frozenset[str]) -> str:
    """Return the stem of a word, or its singular where the stem is that of another word."""
    return word.removesuffix("s") if word in unrelated else stem(word)


def is_listed(word: str) -> bool:
    """Tell whether a word stands on a list, as it is or as a verb."""
    root = _root(word, _lists().unrelated)
    return root in _lists().senses or concept(root) != root


@lru_cache(maxsize=16_384)
def senses(word: str) -> frozenset[int | str]:
    """Return the senses of a word in its base form; a word on no list has one of its own, its stem."""
    root = _root(word, _lists().unrelated)
    return frozenset({root, f"={concept(root)}", *_lists().senses.get(root, ())})
