"""Claims -> statements and numbered sources: the only place that numbers sources (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.model import Citation, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.model import Claim
    from indexer.model import Article


def cite(claims: Sequence[Claim], origins: Mapping[str, Article]) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return the claims as statements, and the numbered sources that they cite.

    An article is one source with all that it is cited for, and the numbers follow the order in which articles are
    named. `origins` gives by article id the article that its news comes from: one that is cited too comes first.
    """
    cited = merge(citation for claim in claims for citation in claim.citations)
    named_as_origin = {origin.id for key, origin in origins.items() if key in cited}
    ordered = sorted(cited, key=lambda key: key not in named_as_origin)
    number = {key: place for place, key in enumerate(ordered, start=1)}
    statements = tuple(
        Statement(
            text=claim.text,
            kind=claim.kind,
            citations=tuple(number[each.article.id] for each in claim.citations),
            span=claim.span,
            story=claim.story,
            date=claim.date,
            subject=claim.subject,
        )
        for claim in claims
    )
    return statements, tuple(_source(number[key], cited[key], origins, number) for key in ordered)


def merge(citations: Iterable[Citation]) -> dict[str, Citation]:
    """Return the citations of each article as one, by the article's id, in the order in which articles are named."""
    merged: dict[str, Citation] = {}
    for each in citations:
        known = merged.setdefault(each.article.id, each)
        if each.passage not in known.passage:
            merged[each.article.id] = replace(known, passage=f"{known.passage}\n\n{each.passage}")
    return merged


def _source(number: int, cited: Citation, origins: Mapping[str, Article], numbers: Mapping[str, int]) -> Source:
    """Return a source; its origin is named with it only where that has no number of its own."""
    origin = origins.get(cited.article.id)
    apart = origin if origin and origin.id not in numbers else None
    return Source(number=number, article=cited.article, passage=cited.passage, origin=apart)
