"""Which sentences of an article may be on the subject that a question names (pure).

An article on one company names its rivals, too: what it says without a name is said of the one that it is about, and
not of a rival that a question asks about.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from bot.evidence.exact_wishes import asked_office
from bot.language.words import is_broad_name, stem, stems, words
from bot.retrieval.subject_coverage import LEAD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.model import Query
    from indexer.model import Article

_THOUSAND = 1_000  # characters of an article in each of which it names what it is about, if its title does not
_AS_RARE = 0.9  # of the weight of the rarest word of a name, from which another one is needed: "Acme Anywhere"
_BEFORE = 2  # sentences before one from which it may take its subject
_CIRCUMSTANCE = re.compile(
    r"in|at|on|during|for|from|to|with|by|after|before|since|until|under|over|near|about|against|into|as|than|via"
)
"""Words before a name that only says where, when or with whom something was."""
_ARTICLES = frozenset(("the", "a", "an"))


def telling_names(query: Query, evidence: Evidence) -> frozenset[str]:
    """Return the terms of a question's names that tell one from another: no countries, and no office, "CFO"."""
    office = asked_office(query, evidence.wordings)
    nobody = office.terms if office else frozenset[str]()
    return frozenset(name for name in query.names - nobody if not is_broad_name(name))


class NamedSubject:
    """Tells which sentences of an article may be on what a question names as its subject, if it names any."""

    def __init__(self, query: Query, evidence: Evidence, article: Article) -> None:
        """Take a question, whether it has names or not."""
        weights = evidence.retrieved.weights
        told = {name: weights.get(name, 0.0) for name in telling_names(query, evidence)}
        self._subjects = _subjects(told, query.text)
        head = f"{article.title}\n{article.publisher}\n{' '.join(article.authors)}"
        self._is_about_it = not self._subjects or self._is_in(stems(head) | evidence.wordings.terms(head))
        if not self._is_about_it:
            said = stems(article.text[:LEAD])
            self._is_about_it = any(_is_throughout(each, article.text) for each in self._subjects if each <= said)

    def may_be_of(self, sentence: PassageSentence) -> bool:
        """Tell whether a sentence is said of it: its article is about it, or it or those before it name it."""
        if self._is_about_it:
            return True
        at: PassageSentence | None = sentence
        for _ in range(_BEFORE + 1):
            if at and self._is_in(at.terms):
                return True
            at = at.before if at else None
        return False

    def _is_in(self, said: AbstractSet[str]) -> bool:
        return any(subject <= said for subject in self._subjects)


def _is_throughout(subject: AbstractSet[str], text: str) -> bool:
    """Tell whether each word of a name stands in a text once in a thousand characters."""
    small = text.casefold()
    return all(len(re.findall(rf"\b{re.escape(word)}", small)) * _THOUSAND >= len(small) for word in subject)


def _subjects(told: Mapping[str, float], text: str) -> list[frozenset[str]]:
    """Return the names in a text that are no circumstance of what it asks, each as its rarest words by their weights.

    "Acme Anywhere" is one name; "Acme" in "Acme Falcon 2" says less than the rest, which may be called by itself.
    """
    said = [(word.casefold(), stem(word.removesuffix("'s").removesuffix("\u2019s"))) for word in words(text)]
    found: list[frozenset[str]] = []
    before = ""
    for is_name, run in groupby(said, key=lambda pair: pair[1] in told):
        pairs = list(run)
        if is_name and not _CIRCUMSTANCE.fullmatch(before):
            rarest = max(told[name] for _, name in pairs)
            found.append(frozenset(name for _, name in pairs if told[name] >= _AS_RARE * rarest))
        before = next((word for word, _ in reversed(pairs) if word not in _ARTICLES), before)
    return found
