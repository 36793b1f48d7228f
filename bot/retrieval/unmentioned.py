"""The names in a question that maybe no article mentions: their words are to be looked up (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import is_broad_name, terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.model import Query
    from indexer.model import TextEmbedding

_WORD = re.compile(r"[^\W\d_](?:[\w&+-]*[^\W_])?")
_INITIALS = 4  # letters: offices, quarters and unions, which news writes in full
_PIECES = 3  # set by hand: a common word with an ending is read in two
_MOST = 8  # words of a question that are looked up


class SoughtName(NamedTuple):
    """A name as a question spells it, "Sakana AI", with those of its words that tell it apart: "Sakana"."""

    text: str
    words: tuple[str, ...]


def sought_names(query: Query, embedded: TextEmbedding, *, otherwise: Collection[str] = ()) -> list[SoughtName]:
    """Return the names in a question, and words that a model reads in many pieces, as names in small letters are.

    `embedded` is the question's content. No name is told apart by a country or a month, which news writes in many ways,
    by initials, by what has a digit, as versions have, or by terms that texts say `otherwise`. None where there are too
    many words to look up.
    """
    found = {}
    for run in _runs(query, embedded):
        if words := tuple(word.group() for word in run if _tells_apart(word.group(), otherwise)):
            text = query.content[run[0].start() : run[-1].end()]
            found[text] = SoughtName(text, words)
    return list(found.values()) if sum(len(name.words) for name in found.values()) <= _MOST else []


def _runs(query: Query, embedded: TextEmbedding) -> Iterator[list[re.Match[str]]]:
    """Yield the words of a question that may be names, those with a blank between them together."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(query.content):
        if not (_is_name(word.group(), query) or _is_rare(word, embedded)):
            continue
        if run and query.content[run[-1].end() : word.start()] != " ":
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _is_name(word: str, query: Query) -> bool:
    own = terms(word)
    return bool(own) and query.names.issuperset(own)


def _is_rare(word: re.Match[str], embedded: TextEmbedding) -> bool:
    """Tell whether a model reads a word in many pieces; what is in another script it reads letter by letter."""
    pieces = sum(word.start() <= start < end <= word.end() for start, end in embedded.spans)
    return word.group().isascii() and pieces >= _PIECES


def _tells_apart(word: str, otherwise: Collection[str]) -> bool:
    one = word.removesuffix("s")
    are_initials = len(one) <= _INITIALS and one.isupper()
    is_left_out = are_initials or any(map(str.isdigit, word))
    return not is_left_out and not any(is_broad_name(term) or term in otherwise for term in terms(word))
