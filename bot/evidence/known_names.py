"""Which words of a question are names, by how the articles that were found write them (pure).

People write "tessera's new model" in a chat; that Tessera is a name, the articles tell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.lexicon.synonyms import is_listed
from bot.language.offices import is_word_of_office
from bot.language.words import is_broad_name, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Hit, Query

_WORD = re.compile(r"[^\W\d_][\w-]+")
_BEGINS = re.compile(r"(?:^|[.!?:;\u2022\n]|[\"'\u201c\u2018(])[\s*-]*$")
_REACH = 4  # characters before a word in which a sentence is seen to end
_LEAST = 2  # times that it is written so
_SHARE = 0.9  # set by hand: of the times that it stands within a sentence


def with_known_names(query: Query, hits: Sequence[Hit]) -> Query:
    """Return the query with those of its words as names, too, that the hits write as names.

    What is all in capitals may be a name or none: "CEO" and "TV" are none, and no office is, "Head of Japan".
    """
    asked = dict(_names_to_be(query))
    if not asked:
        return query
    standing = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, asked))})(?![\w-])", re.IGNORECASE)
    within: Counter[str] = Counter()
    as_name: Counter[str] = Counter()
    begins: set[str] = set()
    for text in dict.fromkeys(hit.placed.passage.text for hit in hits):
        for found in standing.finditer(text):
            word = found.group()
            if _BEGINS.search(text[max(0, found.start() - _REACH) : found.start()]):
                begins |= {word.casefold()} if word.istitle() else set()
            else:
                within[word.casefold()] += 1
                as_name[word.casefold()] += not word.islower() and not word.isupper()
    named = {asked[word] for word, times in as_name.items() if times >= max(_LEAST, _SHARE * within[word])}
    # What only begins sentences, and is no word of news, is one: "Wirestock raises $23M".
    named |= {asked[word] for word in begins if not within[word] and not is_listed(word)}
    return replace(query, names=query.names | named) if named else query


def _names_to_be(query: Query) -> Iterable[tuple[str, str]]:
    """Yield the question's words that may be names, each with its term."""
    for word in _WORD.findall(query.text):
        own = () if is_word_of_office(word) else terms(word)
        if len(own) == 1 and own[0] in query.terms and own[0] not in query.names and not is_broad_name(own[0]):
            yield word.casefold(), own[0]
