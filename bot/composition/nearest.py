"""What comes nearest to an answer where nothing answers: articles, and a sentence that is never posed as one (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.composition.statements import compose, verify
from bot.evidence.selection import select
from bot.language.words import is_broad_name, stems
from bot.model import RefusalReason
from bot.understanding.names import NO_SUBJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.answerability import Judgement
    from bot.evidence.sentence_scores import Excerpt
    from bot.evidence.sentences import Evidence
    from bot.model import Claim, Hit, Query
    from indexer.model import Article

_NEAR = 0.6
"""Share of the probability that an answer needs from which on a sentence is worth quoting, set by hand: of what is less
likely hardly a sentence is on what was asked."""

_TOLD = 0.4
_ALIKE = 0.5
"""Share of a question's words, by weight, and cosine, from which on an article that says none of its names has to do
with it; set by hand: on two read collections, what is on something else stays below both."""


def nearest_articles(query: Query, evidence: Evidence, quoted: Claim | None) -> tuple[Article, ...]:
    """Return the articles that have to do with the question, nearest first, each once; what is `quoted` from is first.

    Something is always nearest. An article has to do with a question if it says a name in it or many of its words, or
    if it is much like it.
    """
    found: dict[str, list[Hit]] = {}
    for hit in (*evidence.hits, *evidence.retrieved.candidates):
        found.setdefault(hit.article.id, []).append(hit)
    first = [each.article for each in quoted.citations] if quoted else []
    near = (hit.article for hit in evidence.hits if _is_near(query, evidence, found[hit.article.id]))
    return tuple({each.id: each for each in (*first, *near)}.values())


def _is_near(query: Query, evidence: Evidence, hits: Sequence[Hit]) -> bool:
    """Tell whether an article has to do with the question, by all that was found in it."""
    if any(hit.cosine >= _ALIKE for hit in hits):
        return True
    said = frozenset[str]().union(*(hit.words for hit in hits))
    if any(name in said for name in query.names if name not in NO_SUBJECT and not is_broad_name(name)):
        return True
    weights = {term: evidence.retrieved.weights.get(term, 0.0) for term in query.terms}
    return math.fsum(weights[term] for term in weights if term in said) >= _TOLD * math.fsum(weights.values())


def nearest_told(
    query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], judged: Judgement, least: float
) -> Claim | None:
    """Return the sentence that would have led an answer which is only a little too unlikely; None if there is none.

    It says every name that the question does, or its article's title or publisher says it. `least` is the probability
    that an answer needs.
    """
    is_unlikely = judged.refusal is not None and judged.refusal.reason is RefusalReason.UNLIKELY
    if not is_unlikely or judged.probability < _NEAR * least:
        return None
    claims = verify(compose(select(query, evidence, excerpts, 1)))
    return next((each for each in claims if _is_on(query, each)), None)


def _is_on(query: Query, claim: Claim) -> bool:
    article = claim.citations[0].article
    return claim.text != article.title and query.names <= stems(f"{article.publisher} {article.title} {claim.text}")
