"""Which companies a text tells of, by their own names, their products' or those of who speaks for them (pure)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from indexer.language.known_subjects import shipped_subjects
from indexer.stories.terms import key, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.stories.terms import Term

_LONGEST = 4  # words of a name
_AGGREGATOR = "news"  # "Google News" has others' pages
_SURNAME = 5  # letters from which on it stands for a person by itself
_KIND = re.compile(r"\s(?:AI|Labs?|Inc|Technologies|Systems|Robotics|Group)$")  # may be left out behind a name


def companies(found: Sequence[Term]) -> frozenset[str]:
    """Return the companies that words tell of; of names that overlap the longer one counts."""
    return frozenset(_companies(found))


def _companies(found: Sequence[Term]) -> Iterator[str]:
    known, short = _names()
    place = 0
    while place < len(found):
        for size in range(min(_LONGEST, len(found) - place), 0, -1):
            name = tuple(word.text for word in found[place : place + size])
            told = known.get(name) or known.get(_lowered(name)) or (short.get(name) if not found[place].opens else None)
            if told:
                yield told
                place += size - 1
                break
        place += 1


@cache
def _names() -> tuple[Mapping[tuple[str, ...], str], Mapping[tuple[str, ...], str]]:
    """Return the names that stand for companies, and the short ones, which may be words: "Figure", "Together"."""
    subjects = shipped_subjects()
    owner = {name: subject.name for subject in subjects for name in subject.products}
    known, short = dict[tuple[str, ...], str](), dict[tuple[str, ...], str]()
    for subject in subjects:
        # A lab that is told of as another's product is that other one: news names now the one, now the other.
        company = next((owner[name] for name in (subject.name, *subject.also) if name in owner), subject.name)
        for name in (subject.name, *subject.also, *subject.products, *subject.people):
            known.setdefault(_key(name), company)
        for person in subject.people:
            if len(person.split()[-1]) >= _SURNAME:
                known.setdefault(_key(person.split()[-1]), company)
        if _KIND.search(subject.name):
            short.setdefault(_key(_KIND.sub("", subject.name)), company)
    known.update({_lowered(name): company for name, company in known.items() if len(name) > 1})
    return known, short


@lru_cache(maxsize=4_096)
def companies_of_publisher(name: str) -> frozenset[str]:
    """Return the company whose pages somebody publishes, by a name in lower case: "google developers blog"."""
    found = tuple(word.text for word in words(name))
    names = (found[:size] for size in range(min(_LONGEST, len(found)), 0, -1))
    own = next((_publishers()[name] for name in names if name in _publishers()), None)
    return frozenset([own] if own and found[-1] != _AGGREGATOR else ())


@cache
def _publishers() -> Mapping[tuple[str, ...], str]:
    known, _ = _names()
    return {
        _key(name.casefold()): known[_key(name)]
        for subject in shipped_subjects()
        for name in (subject.name, *subject.also)
    }


@cache
def _by_word() -> Mapping[str, frozenset[str]]:
    """Return the companies by the keys of the words in their names."""
    found: dict[str, frozenset[str]] = {}
    for name, company in (pair for names in _names() for pair in names.items()):
        for word in name:
            found[key(word)] = found.get(key(word), frozenset()) | {company}
    return found


def companies_by_word(word: str) -> frozenset[str]:
    """Return the companies of which a word may tell, by its key."""
    return _by_word().get(word, frozenset())


def _lowered(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name of several words in lower case: "SK hynix"; a single one may be a word."""
    return tuple(map(str.casefold, name)) if len(name) > 1 else ()


def _key(name: str) -> tuple[str, ...]:
    return tuple(word.text for word in words(name))
