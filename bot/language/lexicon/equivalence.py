"""Concepts that words of news stand for, and the ways to write one name (pure)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from bot.language.lexicon.word_lists import load_lists, read_groups
from bot.language.words import stem


class _Lists(NamedTuple):
    """The lists of `equivalence.toml`."""

    concepts: dict[str, str]  # by stem
    names: dict[str, tuple[frozenset[str], ...]]  # by word: the ways to write the name, each as its words


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    lists = load_lists("equivalence")
    concepts = {stem(word): stem(group[0]) for group in read_groups(lists["concepts"]) for word in group}
    return _Lists(concepts, _names(lists["names"]))


def _names(text: str) -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for line in text.strip().splitlines():
        single, _, phrase = line.partition("|")
        ways = tuple(frozenset(way.split()) for way in (*single.split(), phrase) if way)
        found |= {word: found.get(word, ()) + ways for way in ways for word in way}
    return found


def concept(term: str) -> str:
    """Return the concept that a term and its synonyms stand for."""
    return _lists().concepts.get(term, term)


@lru_cache(maxsize=1)
def wordings() -> tuple[tuple[str, ...], ...]:
    """Return the ways to write each name or term, in small letters; those of three letters and more."""
    lists = load_lists("equivalence")
    groups: list[list[str]] = []
    for line in f"{lists['names']}\n{lists['terms']}".strip().splitlines():
        single, _, phrase = line.strip().partition("|")
        ways = [way for way in (*single.split(), phrase) if way]
        known = next((group for group in groups if not set(group).isdisjoint(ways)), None)
        if known is None:
            groups.append(ways)
        else:
            known.extend(way for way in ways if way not in known)
    return tuple(map(tuple, groups))


def spellings(key: str) -> tuple[frozenset[str], ...]:
    """Return the ways to write a name, each as the words that must all be there."""
    return _lists().names.get(key, ())
