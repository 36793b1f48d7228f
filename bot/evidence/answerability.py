"""How likely it is that sentences answer a question, once each of its words was looked for in them (pure).

A question on the right company and the wrong event is as like the articles on that company as any other; what gives
it away is a word that nothing in them comes near to.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.words import stems
from bot.model import Seek

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.evidence.sentences import Stretch
    from bot.model import Evidence, Hit, Query

# Who runs something is answered by an office that somebody holds, in words that are like none of the question's.
_LEADING = frozenset({"run", "head", "lead", "manag", "boss", "charg"})
_OFFICE = re.compile(
    r"\b(?:chief|ceo|president|chair(?:man|woman|person)?|head|director|general manager|managing director|boss|leader"
    r"|executive|principal)\b",
    re.IGNORECASE,
)
_NEARBY = 0.9  # what it counts that a word stands in the title, or in the sentence before

# Logistic model of "the evidence answers", fitted on 581 questions, 169 of them unanswerable and near the collection
# (see the README), and set so that one in ten of the answerable ones is refused: of what the evidence as a whole says,
_BIAS, _PER_LOGIT = 0.15, 0.7
# and of the sentence that answers best: the question's words but for names, by weight, and the one that it bears out
# least; of its article, the word that is borne out least; of the sentence that says most, all words, by weight.
_SAID, _LEAST, _LEAST_IN_ARTICLE, _MOST = 2.8, 1.7, 3.2, -5.1
_MORE = 0.2  # by which it may rise at most: what the evidence as a whole makes unlikely, no word makes up for
# The same for questions put into several clauses, whose words stand in several places: fitted on 249, of which 33 have
# no answer.
_CLAUSES_BIAS, _CLAUSES_MOST = -5.2, 14.0
_CERTAIN = 0.999  # what a probability is cut to: certainty has no logit


@dataclass(frozen=True, slots=True)
class _Compared:
    """A sentence that the model compared with the question."""

    score: float
    article: str  # its id
    borne: Mapping[str, float]  # by term of the question, 0 to 1
    near: Mapping[str, float]  # the same, with the title and the sentence before it


def borne_out(query: Query, evidence: Evidence, stretches: Sequence[Stretch]) -> float:
    """Return the probability, 0 to 1, that the evidence answers: its confidence, corrected by the sentences' words.

    What counts is what is missing: if some sentence comes near to most words, the one that answers must, too. Where no
    sentence was compared, the confidence is left as it is.
    """
    compared = list(_compared(query, stretches, evidence.hits))
    if not compared or not compared[0].borne:
        return evidence.confidence
    weights = {term: evidence.weights.get(term, 0.0) for term in compared[0].borne}
    logit, most = _logit(evidence.confidence), max(_mean(one.borne, weights) for one in compared)
    if query.clauses:
        return _probability(logit + _CLAUSES_BIAS + _CLAUSES_MOST * most)
    best = max(compared, key=lambda one: one.score)
    others = {term: weight for term, weight in weights.items() if term not in query.names}
    together = [one.borne for one in compared if one.article == best.article]
    seen_anew = (
        _BIAS
        + _PER_LOGIT * logit
        + _SAID * _mean(best.near, others)
        + _LEAST * min(best.near.values())
        + _LEAST_IN_ARTICLE * min(max(borne[term] for borne in together) for term in weights)
        + _MOST * most
    )
    return _probability(min(seen_anew, logit + _MORE))


def may_answer(query: Query, confidence: float, least: float) -> bool:
    """Tell whether `borne_out` may come to `least` from a confidence: if not, no sentence need be compared."""
    return bool(query.clauses) or max(confidence, _probability(_logit(confidence) + _MORE)) >= least


def _compared(query: Query, stretches: Sequence[Stretch], hits: Sequence[Hit]) -> Iterable[_Compared]:
    leading = _LEADING if query.seek is Seek.PERSON else frozenset[str]()
    for stretch in stretches:
        for place, sentence in enumerate(stretch):
            if sentence.borne is not None:
                article = hits[sentence.hit].article
                said = sentence.terms | stems(f"{article.title} {article.publisher}")
                said |= stretch[place - 1].terms if place else frozenset()
                meant = leading if _OFFICE.search(sentence.text) else frozenset[str]()
                borne = {term: max(worth, _NEARBY * (term in meant)) for term, worth in sentence.borne.items()}
                near = {term: max(worth, _NEARBY * (term in said)) for term, worth in borne.items()}
                yield _Compared(sentence.score, article.id, borne, near)


def _mean(worth: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the mean of what the words are worth, by their weights; 1, if there are no words."""
    whole = sum(weights.values())
    return sum(worth[term] * weight for term, weight in weights.items()) / whole if whole else 1.0


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1 - _CERTAIN), _CERTAIN)
    return math.log(bounded / (1 - bounded))
