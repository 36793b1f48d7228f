"""What was found on a question: what is said, and all that it is judged, cited and put into other words by (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.composition.multi_part import join_compositions, join_evidence
from bot.composition.open_answers import OPEN_FORMS, evidence_told, place_in_stories
from bot.model import OPINIONS_MISSING, Answer, Composition

if TYPE_CHECKING:
    from bot.evidence.sentences import Evidence
    from bot.model import FoundStories, Query

_WITH_NEWS = 8  # set by hand: statements of opinions that have what is reported behind them


@dataclass(frozen=True, slots=True, kw_only=True)
class UncitedAnswer:
    """What was found on a question, before sources are numbered."""

    answer: Answer  # without statements
    composition: Composition
    query: Query
    evidence: Evidence
    enough: bool  # it is likely enough that the evidence answers


def told_by_stories(
    answer: Answer, query: Query, composition: Composition, stories: FoundStories, evidence: Evidence
) -> UncitedAnswer:
    """Return what stories tell; each claim of an open question says of which one it is, and its day."""
    if query.form in OPEN_FORMS:
        composition = replace(composition, claims=place_in_stories(composition.claims, stories.counts))
    return UncitedAnswer(
        answer=replace(answer, confidence=float(bool(composition.claims)), stories=stories.counts),
        composition=composition,
        query=query,
        evidence=evidence_told(evidence, composition),
        enough=bool(composition.claims),
    )


def beside_news(opinions: UncitedAnswer, news: UncitedAnswer) -> UncitedAnswer:
    """Return opinions that are few with what is reported on the same; that alone where there are none."""
    if not news.composition.claims:
        return opinions
    if not opinions.composition.claims:
        return replace(news, answer=replace(news.answer, missing=(OPINIONS_MISSING,)))
    reported = news.composition.claims[: max(0, _WITH_NEWS - len(opinions.composition.claims))]
    composition = join_compositions([opinions.composition, Composition(claims=reported)])
    evidence = evidence_told(join_evidence([opinions.evidence, news.evidence]), composition)
    answer = replace(opinions.answer, stories={**news.answer.stories, **opinions.answer.stories})
    return replace(opinions, answer=answer, composition=composition, evidence=evidence)
