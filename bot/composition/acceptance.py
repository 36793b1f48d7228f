"""Sentences that a language model wrote -> claims that hold, with their sources; or why they are not used.

The model chooses the content and the words, nothing else: the kind of a statement, its sources and their links
come from the articles, and a sentence that the passages do not bear out is dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.evidence.statement_kind import kind_of
from bot.language.product_versions import sought_products
from bot.language.prompt_injection import may_steer_a_model
from bot.language.words import is_dangling, terms
from bot.model import Citation, Claim, StatementKind
from bot.verification.premises import premise_of
from bot.verification.support import is_guess, is_supported
from indexer.errors import WritingFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Draft, Query, Support
    from indexer.model import PlacedPassage

_SAME = 0.8  # share of words in common from which two sentences say the same
_NEWS = 2  # words that at least one sentence must add to the question
_CAUTION = (
    StatementKind.HEDGED,
    StatementKind.OPINION,
    StatementKind.UNKNOWN,
    StatementKind.ANNOUNCEMENT,
    StatementKind.RESEARCH,
    StatementKind.REPORTED,
)
"""Of several articles that carry a statement the one that warrants most caution decides how it is to be taken."""


def accept(
    drafts: Sequence[Draft],
    passages: Sequence[PlacedPassage],
    query: Query,
    limit: int,
    said: Sequence[Support],
) -> tuple[Claim, ...]:
    """Return the sentences that hold as claims, at most `limit`; `said` is what a judge says of each (`with_premises`).

    Raises `WritingFailed` if too little is left: less than half of the sentences, or nothing beyond the question.
    A model that is wrong that often has not understood the passages, and what is left may miss the point.
    """
    if not drafts:
        raise WritingFailed("it found no answer in the passages")
    kept = _supported_drafts(drafts, passages, said)
    if 2 * len(kept) < len(drafts):
        raise WritingFailed(f"of its {len(drafts)} sentences {len(kept)} can be found in the passages")
    sought = sought_products(query.products)
    on_it = [draft for draft in kept if not sought.stands_for_another(draft.text)]
    if not on_it:
        raise WritingFailed("it tells of another product than the one that is asked for")
    chosen = _without_repeats(on_it)[:limit]
    if not any(len(set(terms(draft.text)) - set(query.terms)) >= _NEWS for draft in chosen):
        raise WritingFailed("it only repeats the question")
    return _claims(chosen, passages)


def with_premises(drafts: Sequence[Draft], passages: Sequence[PlacedPassage]) -> list[tuple[str, tuple[str, str]]]:
    """Return each sentence beside what a judge is to read of the passages that it names: see `bot.ports.Judge`."""
    return [(draft.text, _premise(draft, passages)) for draft in drafts]


def _premise(draft: Draft, passages: Sequence[PlacedPassage]) -> tuple[str, str]:
    """Return the title of the first article that a sentence is from, and what its passages say that is likest to it."""
    cited = [passages[number - 1] for number in draft.passages if 1 <= number <= len(passages)]
    title = " ".join(cited[0].article.title.split()) if cited else ""
    return title, premise_of(draft.text, [each.passage.text for each in cited])


def _supported_drafts(
    drafts: Sequence[Draft], passages: Sequence[PlacedPassage], said: Sequence[Support]
) -> list[Draft]:
    """Return the sentences that the passages they name bear out; one that points back falls with the one before."""
    kept: list[Draft] = []
    before = False
    for draft, support in zip(drafts, said, strict=True):
        before = (before or not is_dangling(draft.text)) and _is_supported(draft, passages, support)
        if before:
            kept.append(draft)
    return kept


def _is_supported(draft: Draft, passages: Sequence[PlacedPassage], said: Support) -> bool:
    if not draft.passages or not all(1 <= number <= len(passages) for number in draft.passages):
        return False
    if any(may_steer_a_model(passages[number - 1].passage.text) for number in draft.passages):
        return False  # what a model says after it was given orders is not believed
    return is_supported(draft.text, list(_citations(draft.passages, passages).values()), said)


def _without_repeats(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the sentences without those that say again what one before has said."""
    chosen: list[Draft] = []
    for draft in drafts:
        mine = set(terms(draft.text))
        others = [set(terms(other.text)) for other in chosen]
        if not any(len(mine & other) >= _SAME * min(len(mine), len(other)) for other in others):
            chosen.append(draft)
    return chosen


def _claims(drafts: Sequence[Draft], passages: Sequence[PlacedPassage]) -> tuple[Claim, ...]:
    """Return sentences as claims; each article is cited for all passages of it that any of them names."""
    cited = _citations((number for draft in drafts for number in draft.passages), passages)
    claims = []
    for draft in drafts:
        own = _citations(draft.passages, passages)
        citations = tuple(citation for key, citation in cited.items() if key in own)
        claims.append(Claim(text=draft.text, kind=_kind(draft.text, list(own.values())), citations=citations))
    return tuple(claims)


def _citations(numbers: Iterable[int], passages: Sequence[PlacedPassage]) -> dict[str, Citation]:
    """Return what numbered passages say, by article, in the order in which the articles are named."""
    found: dict[str, list[PlacedPassage]] = {}
    for number in dict.fromkeys(numbers):
        placed = passages[number - 1]
        found.setdefault(placed.article.id, []).append(placed)
    return {key: Citation(article=own[0].article, passage=_joined(own)) for key, own in found.items()}


def _joined(passages: Sequence[PlacedPassage]) -> str:
    return "\n\n".join(each.passage.text for each in sorted(passages, key=lambda each: each.passage.ordinal))


def _kind(text: str, citations: Sequence[Citation]) -> StatementKind:
    """Return how a statement is to be taken: as a guess also if what it is from is one."""
    if is_guess(text, citations):
        return StatementKind.HEDGED
    return min((kind_of(text, each.article) for each in citations), key=_CAUTION.index)
