"""Which of the articles found are about somebody or something else than a question (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.evidence.deeds import AskedDeeds
from bot.evidence.named_subject import telling_names
from bot.evidence.other_times import is_too_early
from bot.evidence.sentences import is_short
from bot.language.words import countries, stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.evidence.sentences import Evidence
    from bot.model import Hit, Query

_WHERE = re.compile(r"\b(?:in|for|of|to|from|across)\s(?:the\s)?([A-Z][\w.]+)")


def strange_articles(query: Query, hits: Sequence[Hit], evidence: Evidence) -> frozenset[str]:
    """Return the ids of the articles that are on somebody or something else: what was found of them says so."""
    told: dict[str, str] = {}
    for hit in hits:
        told[hit.article.id] = f"{told.get(hit.article.id, hit.article.title)}\n{hit.placed.passage.text}"
    deeds = AskedDeeds(query.text)
    silent = (key for key, text in told.items() if not deeds.are_spoken_of(text))
    publishers = {hit.article.id: hit.article.publisher for hit in hits}
    said = {key: stems(text) | stems(publishers[key]) | evidence.wordings.terms(text) for key, text in told.items()}
    short = frozenset(hit.article.id for hit in hits if is_short(hit.article) and not query.clauses)
    early = (hit.article.id for hit in hits if is_too_early(query, hit.article, said[hit.article.id]))
    return frozenset((*silent, *early)) | _on_others(query, evidence, said) | _lacking(query, evidence, said, short)


def _on_others(query: Query, evidence: Evidence, said: Mapping[str, AbstractSet[str]]) -> frozenset[str]:
    """Return the ids of the articles that hold none of the question's names."""
    names = telling_names(query, evidence)
    return frozenset(key for key, own in said.items() if names and names.isdisjoint(own))


def _lacking(
    query: Query, evidence: Evidence, said: Mapping[str, AbstractSet[str]], short: AbstractSet[str]
) -> frozenset[str]:
    """Return the ids of the short articles, which say nothing elsewhere, that lack a name which they need.

    That is all of them where another article holds all, else the one that fewest hold: "Globex gives Heron to 350,000"
    tells nothing of who gets Heron at Acme. Nor does one of Japan tell what there is in Italy.
    """
    names, weights = telling_names(query, evidence), evidence.retrieved.weights
    if not names:
        return frozenset()
    is_told = any(names <= own for own in said.values())
    needed = names if is_told else {max(sorted(names), key=lambda name: weights.get(name, 0.0))}
    where = countries(stems(" ".join(_WHERE.findall(query.text))))
    return frozenset(key for key in short if not needed <= said[key] or _is_elsewhere(where, said[key]))


def _is_elsewhere(asked: AbstractSet[str], said: AbstractSet[str]) -> bool:
    """Tell whether what is said is of other countries than those in which something is asked for."""
    return bool(asked) and asked.isdisjoint(said) and bool(countries(said))
