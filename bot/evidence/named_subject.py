"""Which sentences of an article may be on the subject that a question names (pure).

An article on one company names its rivals, too: what it says without a name is said of the one that it is about, and
not of a rival that a question asks about.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from bot.evidence.exact_wishes import asked_office
from bot.language.words import is_broad_name, stem, stems, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.model import Query
    from indexer.model import Article

_LEAD = 300  # characters at the beginning of an article that say what it is about
_THOUSAND = 1_000  # characters of an article in each of which it names what it is about, if its title does not
_AS_RARE = 0.9  # of the rarest one's weight, from which another name is a part of it: "Acme Anywhere"
_BEFORE = 2  # sentences before one from which it may take its subject


def telling_names(query: Query, evidence: Evidence) -> frozenset[str]:
    """Return the terms of a question's names that tell one from another: no countries, and no office, "CFO"."""
    office = asked_office(query, evidence.wordings)
    nobody = office.terms if office else frozenset[str]()
    return frozenset(name for name in query.names - nobody if not is_broad_name(name))


class NamedSubject:
    """Tells which sentences of an article may be on the one name in a question that fewest articles hold."""

    def __init__(self, query: Query, evidence: Evidence, article: Article) -> None:
        """Take a question, whether it has names or not."""
        weights = evidence.retrieved.weights
        told = {name: weights.get(name, 0.0) for name in telling_names(query, evidence)}
        self._name = _rarest(told, query.text)
        self._is_about_it = self._is_of(evidence, f"{article.title}\n{article.publisher}\n{' '.join(article.authors)}")
        if not self._is_about_it and self._is_of(evidence, article.text[:_LEAD]):
            word = max(sorted(self._name), key=told.__getitem__)
            self._is_about_it = article.text.casefold().count(word) * _THOUSAND >= len(article.text)

    def _is_of(self, evidence: Evidence, text: str) -> bool:
        return self._name <= stems(text) | evidence.wordings.terms(text)

    def may_be_of(self, sentence: PassageSentence) -> bool:
        """Tell whether a sentence is said of it: its article is about it, or it or those before it name it."""
        if self._is_about_it:
            return True
        at: PassageSentence | None = sentence
        for _ in range(_BEFORE + 1):
            if at and self._name <= at.terms:
                return True
            at = at.before if at else None
        return False


def _rarest(told: Mapping[str, float], text: str) -> frozenset[str]:
    """Return the rarest of a text's names by the weight of each, with the words beside it that are as rare.

    "Acme Anywhere" is one name; "Acme" in "Acme Falcon 2" says less than the rest, which may be called by itself.
    """
    if not told:
        return frozenset()
    said = [stem(word) for word in words(text)]
    rarest = max(sorted(told), key=told.__getitem__)
    alike = [word == rarest or told.get(word, 0.0) >= _AS_RARE * told[rarest] > 0 for word in said]
    at = said.index(rarest) if rarest in said else None
    if at is None:
        return frozenset((rarest,))
    first = at - len(list(takewhile(bool, reversed(alike[:at]))))
    return frozenset(said[first : at + len(list(takewhile(bool, alike[at:])))])
