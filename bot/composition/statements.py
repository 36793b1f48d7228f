"""Selected sentences -> claims: verbatim, in an order that can be read, each with its article (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evidence.sentences import lead_in
from bot.model import Citation, Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentence_scores import ScoredSentence
    from bot.model import Hit


def compose(selected: Sequence[ScoredSentence]) -> tuple[Claim, ...]:
    """Return sentences, given best first, as claims: first what answers best, then the rest by article as it is read.

    Nothing is rewritten: a claim is a sentence of the passage that it cites, or its article's title.
    """
    ordered = [scored for block in _in_reading_order(selected) for scored in block]
    citations = _citations(ordered)
    return tuple(
        Claim(text=each.text, kind=each.sentence.kind, citations=(citations[each.sentence.article.id],))
        for each in ordered
    )


def _in_reading_order(selected: Sequence[ScoredSentence]) -> list[list[ScoredSentence]]:
    """Return the sentences in blocks, each with those that lean on it: the best sentence's block first."""
    articles = list(dict.fromkeys(each.sentence.article.id for each in selected))

    def position(scored: ScoredSentence) -> tuple[int, int, int]:
        placed = scored.sentence.hit.placed
        return articles.index(placed.article.id), placed.passage.ordinal, scored.place

    blocks: list[list[ScoredSentence]] = []
    for scored in sorted(selected, key=position):
        if scored.sentence.leans and blocks:
            blocks[-1].append(scored)
        else:
            blocks.append([scored])
    return sorted(blocks, key=lambda block: selected[0] not in block)


def _citations(ordered: Sequence[ScoredSentence]) -> dict[str, Citation]:
    """Return by article the passages that its sentences are from, with what leads in to them if that is quoted."""
    led = {each.sentence.hit.placed.passage.id for each in ordered if each.sentence.is_lead_in}
    cited: dict[str, list[Hit]] = {}
    for hit in {each.sentence.hit.placed.passage.id: each.sentence.hit for each in ordered}.values():
        cited.setdefault(hit.article.id, []).append(hit)
    return {
        key: Citation(article=hits[0].article, passage="\n\n".join(_cited_text(hit, led) for hit in hits))
        for key, hits in cited.items()
    }


def _cited_text(hit: Hit, led: set[str]) -> str:
    passage = hit.placed.passage
    return (lead_in(hit) if passage.id in led else "") + passage.text
