"""Of the sentences for a question why, those that give the reason of the event that it asks about (pure).

A sentence that tells the event gives no reason yet, and what gives a reason may give that of another event of the same
company. Where neither the sentence that tells the event nor one right behind it gives one, nothing says why.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from bot.evidence.calibration import REASON_LEAST, TOLD_LEAST, WORD_NEARBY, ReasonFeatures, reason_score
from bot.language.words import gives_reason, may_give_reason
from bot.model import Seek

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentence_scores import Excerpt, ScoredSentence
    from bot.evidence.sentences import Evidence
    from bot.model import Query

_BEHIND = 2  # sentences behind the one that tells the event in which its reason may stand
_NEARER = 0.1  # what it counts less for each sentence further before it that the event is told
_ENOUGH = 0.7  # how well the event is told at most: what tells it word for word gives no better reason
_SCALE = 0.2  # of a reason's score on that of the sentences' scores
_UNREAD = 0.5  # probability that the answer begins in a sentence of which no reader says anything
_SURE = 4.0  # log-odds that a passage answers, beyond which they tell no more
_ASKING = frozenset({"behind", "blame", "caus", "decis", "led", "made", "prompt", "reason", "trigger"})
"""What asks for the reason, and is no word of the event."""
_NO_REASON = re.compile(
    r"\bwithout (?:saying|giving|a word|any)\b"
    r"|\b(?:no|any|without) (?:\w+ )?(?:grounds?|reasons?|explanations?|causes?|warning)\b"
    r"|\b(?:d(?:id|oes|o)|would|will|could|ha[sd]|have)(?: not|n['\u2019]t)(?: \w+ly)? (?:sa(?:y|id)|given?"
    r"|explain(?:ed)?|speak|comment(?:ed)?|tell|told|discuss|mention(?:ed)?)\b|\b(?:declined to|nobody|unexplained)\b",
    re.IGNORECASE,
)
"""Says that nobody gives the reason."""
_EXPLAINS = re.compile(r"(?:^|[:\u2013\u2014-]\s)(?:here['\u2019]s )?why\b(?!.*\?)", re.IGNORECASE)
"""A title that promises the reason: what stands behind it gives it without "because"."""


class AskedEvent:
    """The event that a question asks the reason of, as far as its words tell."""

    def __init__(self, query: Query, evidence: Evidence) -> None:
        """Take the words of what was done: those of who did it stand in all that is told of them."""
        words = [term for term in query.terms if term not in _ASKING]
        subject = frozenset(takewhile(query.names.__contains__, dropwhile(lambda term: term not in query.names, words)))
        done = [term for term in words if term not in subject]
        asked = done if len(done) > 1 else words  # one word may be said otherwise
        self._is_pointed_at = bool(query.within)  # the articles tell it: all of them are on it
        self._weights = {term: evidence.retrieved.weights.get(term, 1.0) for term in asked}

    def told_in(self, scored: ScoredSentence) -> float:
        """Return how well a sentence tells the event, 0 to 1."""
        if self._is_pointed_at:
            return _ENOUGH
        near, said = scored.by_term or {}, scored.sentence.terms
        found = {term: max(near.get(term, 0.0), WORD_NEARBY * (term in said)) for term in self._weights}
        whole = sum(self._weights.values()) or 1.0
        return sum(weight * found[term] for term, weight in self._weights.items()) / whole


def put_reasons_first(
    query: Query, evidence: Evidence, ranked: Sequence[ScoredSentence], excerpts: Sequence[Excerpt]
) -> list[ScoredSentence]:
    """Return those of the sentences, given best first, that give the reason that is asked for, best first.

    One that is told with the event before it says how far before it that stands. All stay as they are where no reason
    is asked for.
    """
    if query.seek is not Seek.REASON or not ranked:
        return list(ranked)
    event, top = AskedEvent(query, evidence), max(each.score for each in ranked)
    found: list[tuple[float, ScoredSentence]] = []
    for scored in ranked:
        features, behind = _features(scored, excerpts[scored.excerpt], event)
        value = reason_score(features)
        if features.told >= TOLD_LEAST and value >= REASON_LEAST and not _NO_REASON.search(scored.text):
            found.append((value, replace(scored, score=top + _SCALE * value, behind_event=behind)))
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])]


def told_without_reason(query: Query, evidence: Evidence, excerpts: Sequence[Excerpt]) -> str:
    """Return the sentence that tells best what is asked about, "" for none."""
    event = AskedEvent(query, evidence)
    able = [each for excerpt in excerpts for each in excerpt if each.features and not each.sentence.leans]
    return max(able, key=event.told_in).text if able else ""


def _features(scored: ScoredSentence, excerpt: Excerpt, event: AskedEvent) -> tuple[ReasonFeatures, int]:
    """Return what tells whether a sentence gives the reason, and how far before it the event is told; 0: in it."""
    own = event.told_in(scored)
    before = [
        (event.told_in(excerpt[scored.place - back]) * (1 + _NEARER - _NEARER * back), back)
        for back in range(1, min(_BEHIND, scored.place) + 1)
    ]
    told, behind = max([(own, 0), *before], key=lambda pair: pair[0])
    is_explained = bool(_EXPLAINS.search(scored.sentence.article.title)) and not scored.sentence.is_title
    plain, reading = is_explained or gives_reason(scored.text), scored.reading
    features = ReasonFeatures(
        told=min(told, _ENOUGH),
        plain=float(plain),
        likely=float(not plain and may_give_reason(scored.text)),
        share=reading.share if reading else _UNREAD,
        answers=min(max(reading.answerable / _SURE, -1.0), 1.0) if reading else 0.0,
    )
    return features, behind if own < TOLD_LEAST else 0
