"""Selected sentences -> claims: verbatim, in an order that can be read, each with its article (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.evidence.sentences import lead_in
from bot.language.prompt_injection import addresses_a_machine
from bot.language.time_expressions import find_times
from bot.language.words import has_subject_before
from bot.model import Citation, Claim, StatementKind
from bot.verification.support import is_quoted

_MOST = 0.8  # set by hand: share of a sentence that they may be: of a longer one nothing is told apart
_MARKS = " \t\"'.,;:!?()[]\u2018\u2019\u201c\u201d"

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.evidence.sentence_scores import ScoredSentence
    from bot.model import Hit


def compose(selected: Sequence[ScoredSentence]) -> tuple[Claim, ...]:
    """Return sentences, given best first, as claims: first what answers best, then the rest by article as it is read.

    Nothing is rewritten: a claim is a sentence of the passage that it cites, or its article's title.
    """
    answering = _answering(selected)
    blocks = _in_reading_order(selected)
    earlier = [scored for block in blocks if any(each.superseded for each in block) for scored in block]
    ordered = _answer_first([scored for block in blocks for scored in block], answering)
    citations = _citations(ordered)
    return tuple(
        Claim(
            text=each.text,
            kind=StatementKind.EARLIER if each in earlier else each.sentence.kind,
            citations=(citations[each.sentence.article.id],),
            span=_span(each) if each is answering else None,
        )
        for each in ordered
    )


def verify(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims that stand in their passages, and that speak to no machine."""
    return [each for each in claims if is_quoted(each.text, each.citations) and not addresses_a_machine(each.text)]


def dated(claim: Claim) -> Claim:
    """Return a claim with the day of its article, if it says none itself: who asks when is told at least that."""
    published = claim.citations[0].article.published
    return replace(claim, date=published) if published and not find_times(claim.text) else claim


def _answering(selected: Sequence[ScoredSentence]) -> ScoredSentence | None:
    """Return the best sentence that can stand alone, or that the best one leans on; None if it was not read."""
    best = next((each for each in selected if each.score == max(other.score for other in selected)), None)
    return best if best and best.answer else None


def _answer_first(ordered: Sequence[ScoredSentence], answering: ScoredSentence | None) -> Sequence[ScoredSentence]:
    """Return sentences with the one that answers before what it leans on, if that is for its subject alone.

    "It has until Friday to reply" is plain to whoever asked how long Acme has; what begins with "but" is not.
    """
    if answering is None or not has_subject_before(answering.text):
        return ordered
    return [answering, *(each for each in ordered if each is not answering)]


def _span(scored: ScoredSentence) -> tuple[int, int] | None:
    """Return where the words stand in a sentence that answer, without marks around them; None if they are all of it."""
    if scored.reading is None:
        return None
    start, end = scored.reading.span
    words = scored.text[start:end]
    start, end = start + len(words) - len(words.lstrip(_MARKS)), end - len(words) + len(words.rstrip(_MARKS))
    return (start, end) if start < end and end - start <= _MOST * len(scored.text) else None


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
