"""Sentences that a language model wrote -> claims that hold, with their sources; or why they are not used.

The model chooses the content and the words, nothing else: the kind of a statement, its sources and their links
come from the articles, and a sentence that the passages do not bear out is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.evidence.repetition import are_of_two, words_shared
from bot.evidence.statement_kind import kind_of
from bot.language.prompt_injection import may_steer_a_model
from bot.language.words import is_dangling, stems, terms
from bot.model import Citation, Claim, StatementKind
from bot.verification.premises import premise_of
from bot.verification.support import is_guess, is_supported
from indexer.errors import WritingFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.language.product_versions import SoughtProducts
    from bot.model import Draft, Support
    from indexer.model import Article, PlacedPassage

_SAME = 0.8  # set by hand: share of words in common from which two sentences say the same
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


@dataclass(frozen=True, kw_only=True, eq=False)
class CitedDraft:
    """A model's sentence with the passages that it names. Each property is computed once: it has no slots."""

    text: str
    passages: tuple[PlacedPassage, ...]  # none, if one of them was not given

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """The articles of the passages, in the order in which they are named."""
        return _citations(self.passages)

    @property
    def premise(self) -> tuple[str, str]:
        """What a judge is to read of them: the first article's title, and what they say that is likest to it."""
        title = " ".join(self.passages[0].article.title.split()) if self.passages else ""
        return title, premise_of(self.text, [each.passage.text for each in self.passages])


def with_passages(drafts: Iterable[Draft], passages: Sequence[PlacedPassage]) -> list[CitedDraft]:
    """Return a model's sentences with those of the passages that they name by number."""
    given = dict(enumerate(passages, start=1))
    named = ((draft.text, draft.passages if given.keys() >= set(draft.passages) else ()) for draft in drafts)
    return [CitedDraft(text=text, passages=tuple(given[each] for each in numbers)) for text, numbers in named]


def accept(
    drafts: Sequence[CitedDraft], asked: Sequence[str], sought: SoughtProducts, limit: int, said: Sequence[Support]
) -> tuple[Claim, ...]:
    """Return the sentences that hold as claims, at most `limit`; `said` is what a judge says of each.

    `asked` are the terms of the question, and `sought` the products that it asks for.

    Raises `WritingFailed` if too little is left: less than half of the sentences, or nothing beyond the question.
    A model that is wrong that often has not understood the passages, and what is left may miss the point.
    """
    if not drafts:
        raise WritingFailed("it found no answer in the passages")
    kept = _supported_drafts(drafts, said)
    if 2 * len(kept) < len(drafts):
        raise WritingFailed(f"of its {len(drafts)} sentences {len(kept)} can be found in the passages")
    on_it = [draft for draft in kept if not sought.stands_for_another(draft.text)]
    if not on_it:
        raise WritingFailed("it tells of another product than the one that is asked for")
    chosen = _without_repeats(on_it)[:limit]
    if not any(len(set(terms(draft.text)) - set(asked)) >= _NEWS for draft in chosen):
        raise WritingFailed("it only repeats the question")
    return _claims(chosen)


def _supported_drafts(drafts: Sequence[CitedDraft], said: Sequence[Support]) -> list[CitedDraft]:
    """Return the sentences that the passages they name bear out; one that points back falls with the one before."""
    kept: list[CitedDraft] = []
    before = False
    for draft, support in zip(drafts, said, strict=True):
        before = (before or not is_dangling(draft.text)) and _is_supported(draft, support)
        if before:
            kept.append(draft)
    return kept


def _is_supported(draft: CitedDraft, said: Support) -> bool:
    if any(may_steer_a_model(each.passage.text) for each in draft.passages):
        return False  # what a model says after it was given orders is not believed
    return is_supported(draft.text, draft.citations, said)


def _without_repeats(drafts: Iterable[CitedDraft]) -> list[CitedDraft]:
    """Return the sentences without those that say again what one before has said."""
    chosen: list[CitedDraft] = []
    for draft in drafts:
        if not any(_say_the_same(draft.text, other.text) for other in chosen):
            chosen.append(draft)
    return chosen


def _say_the_same(one: str, other: str) -> bool:
    return words_shared(stems(one), stems(other)) >= _SAME and not are_of_two(one, other)


def _claims(drafts: Sequence[CitedDraft]) -> tuple[Claim, ...]:
    """Return sentences as claims; each article is cited for all passages of it that any of them names."""
    cited = _citations(placed for draft in drafts for placed in draft.passages)
    claims = []
    for draft in drafts:
        own = {each.article.id for each in draft.citations}
        citations = tuple(each for each in cited if each.article.id in own)
        claims.append(Claim(text=draft.text, kind=_kind(draft), citations=citations))
    return tuple(claims)


def _citations(passages: Iterable[PlacedPassage]) -> tuple[Citation, ...]:
    """Return what passages say, by article, in the order in which the articles are named."""
    articles: dict[str, Article] = {}
    told: dict[str, dict[int, str]] = {}  # by the article's id and the passage's place in it
    for placed in passages:
        articles.setdefault(placed.article.id, placed.article)
        told.setdefault(placed.article.id, {})[placed.passage.ordinal] = placed.passage.text
    texts = {key: "\n\n".join(text for _, text in sorted(own.items())) for key, own in told.items()}
    return tuple(Citation(article=article, passage=texts[key]) for key, article in articles.items())


def _kind(draft: CitedDraft) -> StatementKind:
    """Return how a statement is to be taken: as a guess also if what it is from is one."""
    if is_guess(draft.text, draft.citations):
        return StatementKind.HEDGED
    return min((kind_of(draft.text, each.article) for each in draft.citations), key=_CAUTION.index)
