"""How likely it is that sentences answer a question, once each of its words was looked for in them (pure).

A question on the right company and the wrong event is as like the articles on that company as any other; what gives
it away is a word that nothing in them comes near to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.evidence.answer_fit import asked_noun, fit
from bot.evidence.calibration import (
    LAUNCHED,
    READ_RISE,
    WORD_NEARBY,
    WORD_RISE,
    ReadFeatures,
    WordFeatures,
    logit_of,
    probability,
    read_probability,
    word_probability,
)
from bot.evidence.exact_wishes import asks_for_holder
from bot.evidence.launches import is_launch
from bot.evidence.product_focus import missing_product
from bot.evidence.sentence_scores import NEVER
from bot.language.designations import designations
from bot.language.offices import OFFICE
from bot.language.words import stems
from bot.model import Refusal, RefusalReason, Seek
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.evidence.passage_readings import PassageReadings
    from bot.evidence.sentence_scores import Excerpt
    from bot.evidence.sentences import Evidence
    from bot.model import Query

# Who runs something is answered by an office that somebody holds, in words that are like none of the question's.
_LEADING = frozenset({"run", "head", "lead", "manag", "boss", "charg"})
_OFFICE = re.compile(rf"\b{OFFICE}\b", re.IGNORECASE)

MIN_CONFIDENCE = 0.5
"""Below it the answer is "nothing found", unless `[answers] min_confidence` says otherwise; docs/evaluation.md has what
it costs."""

_NAME = 80  # characters of a product's name in the detail of a refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Whether a question can be answered."""

    probability: float  # 0 to 1, that the evidence answers
    refusal: Refusal | None  # why nothing is to be answered; None: it is likely enough


@dataclass(frozen=True, slots=True)
class _Compared:
    """A sentence that the model compared with the question."""

    score: float
    article: str  # its id
    own: Mapping[str, float]  # by term of the question: its similarity to it, 0 to 1
    near: Mapping[str, float]  # the same, with the title and the sentence before it


def answerability(
    query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], readings: PassageReadings, confidence: float
) -> float:
    """Return the probability, 0 to 1, that the evidence answers: the confidence, corrected by words and by the reader.

    Missing words count: if some sentence comes near to most words, the one that answers must, too. Where no sentence
    was compared, the confidence is corrected by the reader alone. Where none is about what is asked for exactly, a
    product, a round or an office, it is 0; where its maker announces just that of which is asked when, it is high.
    """
    is_exact = query.products or designations(query.text) or asks_for_holder(query, evidence.wordings)
    if is_exact and not has_candidate(excerpts):
        return 0.0
    if any(is_launch(each.sentence.article, query) for excerpt in excerpts for each in excerpt if each.score > NEVER):
        return max(confidence, LAUNCHED)
    found = word_features(query, evidence, excerpts, confidence)
    told = word_probability(found, has_clauses=bool(query.clauses)) if found else confidence
    if not readings.by_passage:
        return told
    return read_probability(ReadFeatures(words=logit_of(told), read=readings.answerable))


def word_features(
    query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], confidence: float
) -> WordFeatures | None:
    """Return what the question's words tell of whether the evidence answers; None if no sentence was compared."""
    compared = list(_compared(query, excerpts))
    if not compared or not compared[0].own:
        return None
    weights = {term: evidence.retrieved.weights.get(term, 0.0) for term in compared[0].own}
    best = max(compared, key=lambda one: one.score)
    others = {term: weight for term, weight in weights.items() if term not in query.names}
    of_its_article = [one.own for one in compared if one.article == best.article]
    return WordFeatures(
        hits=logit_of(confidence),
        said=_mean(best.near, others),
        least=min(best.near.values()),
        least_in_article=min(max(own[term] for own in of_its_article) for term in weights),
        most=max(_mean(one.own, weights) for one in compared),
    )


def judge(query: Query, evidence: Evidence, excerpts: Sequence[Excerpt], probability: float, least: float) -> Judgement:
    """Return whether evidence of a probability answers well enough, and if not, why.

    `excerpts` are empty where none was worth comparing.
    """
    if not evidence.hits:
        found = refuse(
            query, evidence, RefusalReason.NOTHING_RETRIEVED, "no article that was searched has to do with it"
        )
    elif probability >= least:
        found = None
    elif excerpts and not has_candidate(excerpts):
        detail = "no sentence about it can be quoted from the articles that were found"
        found = refuse(query, evidence, RefusalReason.NO_QUOTABLE_SENTENCE, detail)
    else:
        detail = f"the probability that the articles answer is {probability:.3f}, and at least {least:g} is asked for"
        found = refuse(query, evidence, RefusalReason.UNLIKELY, detail)
    return Judgement(probability=probability, refusal=found)


def refuse(query: Query, evidence: Evidence, reason: RefusalReason, detail: str) -> Refusal:
    """Return a refusal for a reason; that only another product was found goes before any other."""
    instead = missing_product(query.products, evidence.retrieved.candidates)
    if instead is None:
        return Refusal(reason=reason, detail=detail)
    product, nearest = (plaintext.to_line(name, _NAME) for name in (instead.product, instead.nearest))
    detail = f"nothing on {product}; the newest here is {nearest}"
    return Refusal(reason=RefusalReason.OTHER_PRODUCT, detail=detail, instead=instead)


def not_mentioned(names: Sequence[str]) -> Refusal:
    """Return the refusal of a question with `names` that no article mentions."""
    detail = f"no article that was searched mentions {', '.join(plaintext.to_line(name, _NAME) for name in names)}"
    return Refusal(reason=RefusalReason.NOT_MENTIONED, detail=detail, unmentioned=tuple(names))


def may_answer(query: Query, confidence: float, least: float) -> bool:
    """Tell whether `answerability` may come to `least` from a confidence: if not, no sentence need be compared."""
    return bool(query.clauses) or max(confidence, probability(logit_of(confidence) + WORD_RISE + READ_RISE)) >= least


def has_candidate(excerpts: Sequence[Excerpt]) -> bool:
    """Tell whether any sentence can be quoted for its own sake."""
    return any(each.score > NEVER for excerpt in excerpts for each in excerpt)


def _compared(query: Query, excerpts: Sequence[Excerpt]) -> Iterable[_Compared]:
    leading = _LEADING if query.seek is Seek.PERSON else frozenset[str]()
    sort = asked_noun(query) - query.names  # "which company": whoever names one need not call it so
    for excerpt in excerpts:
        for scored in excerpt:
            if scored.by_term is not None:
                article = scored.sentence.article
                said = scored.sentence.terms | stems(f"{article.title} {article.publisher}")
                said |= excerpt[scored.place - 1].sentence.terms if scored.place else frozenset()
                meant = leading if _OFFICE.search(scored.text) else frozenset[str]()
                meant |= sort if sort and fit(scored.sentence, query) else frozenset()
                own = {term: max(worth, WORD_NEARBY * (term in meant)) for term, worth in scored.by_term.items()}
                near = {term: max(worth, WORD_NEARBY * (term in said)) for term, worth in own.items()}
                yield _Compared(scored.score, article.id, own, near)


def _mean(worth: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the mean of what the words are worth, by their weights; 1, if there are no words."""
    whole = sum(weights.values())
    return sum(worth[term] * weight for term, weight in weights.items()) / whole if whole else 1.0
