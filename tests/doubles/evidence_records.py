"""Evidence as retrieval leads to it, and what is composed from it with the fake embedder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.composition.citations import cite
from bot.composition.statements import compose
from bot.evidence.passage_readings import PassageReadings
from bot.evidence.selection import select
from bot.evidence.sentence_scores import add_similarity, score, to_compare
from bot.evidence.sentences import Evidence, evidence_of
from bot.model import Query, RetrievedHits
from bot.retrieval.similarity import Similarity
from bot.retrieval.wordings import wordings_of
from tests.doubles.fakes import FakeEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.evidence.sentence_scores import Excerpt
    from bot.model import Claim, Hit, Source, Statement
    from indexer.model import Story


def evidence(
    query: Query,
    hits: Sequence[Hit],
    *,
    same_story: Sequence[Hit] = (),
    stories: Mapping[str, Story] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Evidence:
    """Return hits as evidence; every term of the query weighs the same, unless weights are given."""
    return evidence_of(
        wordings_of(query),
        RetrievedHits(
            hits=tuple(hits),
            candidates=tuple(hits),
            same_story=tuple(same_story),
            embedded=tuple(FakeEmbedder().embed_tokens([query.text], "query")),
            weights=dict.fromkeys(query.terms, 1.0) if weights is None else weights,
            stories=stories or {},
        ),
    )


def excerpts(
    query: Query, found: Evidence, similar: Callable[[Sequence[str]], Mapping[str, Similarity]] | None = None
) -> list[Excerpt]:
    """Return the scored sentences; texts are alike by words in common, or as `similar` says."""
    scored = score(query, found, PassageReadings())
    texts = to_compare(query, scored)
    return add_similarity(scored, similar(texts) if similar else _by_words(texts, found))


def claims(query: Query, found: Evidence, limit: int = 4) -> tuple[Claim, ...]:
    """Return what is composed from evidence."""
    return compose(select(query, found, excerpts(query, found), limit))


def cited(query: Query, found: Evidence, limit: int = 4) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return what is composed from evidence as statements, with their sources."""
    return cite(claims(query, found, limit), {})


def _by_words(texts: Sequence[str], found: Evidence) -> dict[str, Similarity]:
    asked = found.retrieved.embedded[0].vector
    rows = FakeEmbedder().embed(list(texts))
    return {text: Similarity(float(row @ asked), {}) for text, row in zip(texts, rows, strict=True)}
