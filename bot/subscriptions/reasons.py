"""Why an article is on a watch: the names, phrases and words by which its title or first sentences say so (pure)."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import concept
from bot.language.lexicon.synonyms import senses
from bot.language.words import stem, words
from bot.retrieval.subject_coverage import beginning_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.subscriptions.profiles import Profile, ReadArticle

_TOLD = 3  # that are told of one article


def reasons(profile: Profile, found: ReadArticle) -> tuple[str, ...]:
    """Return what an article says of a topic, at most three things, as they are written; none if it is only like it."""
    lead = beginning_of(found.article)
    said = chain(
        filter(None, [profile.topic.names.written_in(lead)]),
        *(found.words.fields[each.concept].phrases for each in profile.fields if each.concept in found.words.fields),
        _words_of(profile, lead),
    )
    return tuple(islice(dict.fromkeys(said), _TOLD))


def _words_of(profile: Profile, lead: str) -> Iterator[str]:
    """Yield the words of a lead that say one of the topic's other words, or nearly so, each concept once."""
    wanted = frozenset(chain.from_iterable(map(senses, profile.others)))
    told: dict[str, str] = {}
    for word in words(lead):
        if not senses(word.casefold()).isdisjoint(wanted):
            told.setdefault(concept(stem(word)), word)
    yield from told.values()
