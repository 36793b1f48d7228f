"""How likely it is that the best hits answer a question, before their sentences are compared with it (pure)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from bot.evidence.calibration import HitFeatures, NearbyFeatures, hit_probability, nearby_score
from bot.evidence.launches import is_launch
from bot.language.headlines import is_label
from bot.language.question_words import without_question_words
from bot.language.words import stems, terms
from bot.retrieval.ranking import limit_per_article, most_relevant
from bot.retrieval.term_coverage import coverage
from indexer.language.calendar import MONTH, WEEKDAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.model import Hit, Query
    from indexer.model import Story

_JUDGED = 5  # hits that are looked at, no more than
_JUDGED_PER_ARTICLE = 2

# What tells one event from others of its kind: the second quarter from the first, 2026 from 2025, Series B
# from Series A.
_DISTINGUISHING = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|1st|2nd|3rd|4th|q[1-4]|(?:19|20)\d\d"
    rf"|(?!(?-i:may)){MONTH}|spring|summer|autumn|winter|{WEEKDAY}|series\s(?-i:[A-K]))\b",
    re.IGNORECASE,
)
_SHORT = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}
_SHORT |= {"q1": "first", "q2": "second", "q3": "third", "q4": "fourth"}


def confidence(query: Query, evidence: Evidence) -> float:
    """Return the probability, 0 to 1, that one of the hits answers the query.

    From the best cosine, and from the share of the query's words, by weight and names apart, that an article speaks of
    which knows every name of the query: the right event of another company is no answer. Less for names that no
    candidate knows; where the likeliest sentence does not stand near every name of the question, or not near the
    year, quarter or day that it asks about; for one on "the Herald's report", if nothing by the Herald was found and
    none of the best hits speaks of it. More for each independent origin that tells of it, and nothing for copies.
    """
    found = hit_features(query, evidence)
    return hit_probability(found) if found else 0.0


def hit_features(query: Query, evidence: Evidence) -> HitFeatures | None:
    """Return what the best hits tell of whether they answer the query; None if there are none."""
    weights = evidence.retrieved.weights
    hits, best = judged_hits(query, evidence)
    if not best:
        return None
    spoken_of = _stems_by_article(hits)
    asked = {term: weight for term, weight in weights.items() if term not in query.names}
    on_all = [said for hit in best if query.names <= (said := spoken_of[hit.article.id])]
    known = frozenset[str]().union(*spoken_of.values())
    likeliest = _likeliest(query, evidence, best)
    return HitFeatures(
        cosine=max(hit.cosine for hit in best),
        coverage=max((coverage(asked, said) for said in on_all), default=0.0),
        strangers=len(query.names - known) / len(query.names) if query.names else 0.0,
        apart=float(not likeliest.is_named),
        other_time=float(not likeliest.is_timely),
        unread=float(any(not _has_article_by(outlet, hits, best) for outlet in query.outlets)),
        doublings=math.log2(count_origins(hits, evidence.retrieved.stories)),
    )


def judged_hits(query: Query, evidence: Evidence) -> tuple[list[Hit], list[Hit]]:
    """Return the candidates that can answer, and the best of them, from which their likelihood is judged."""
    candidates = [hit for hit in evidence.retrieved.candidates if not hit.other_product]
    hits = [hit for hit in candidates if not is_label(hit.placed) or is_launch(hit.article, query)]
    return hits, limit_per_article(hits, _JUDGED_PER_ARTICLE)[:_JUDGED]


def _has_article_by(outlet: frozenset[str], hits: Sequence[Hit], best: Sequence[Hit]) -> bool:
    """Tell whether something by an outlet was found, or something likely that names it: a rewrite, a commentary."""
    return any(outlet <= hit.words for hit in best) or any(outlet <= set(terms(hit.article.publisher)) for hit in hits)


def count_origins(hits: Sequence[Hit], stories: Mapping[str, Story]) -> int:
    """Return how many origins tell, independently of each other, what the best hit tells; at least one.

    Copies have one text, and a story knows how many of its texts lead back to one origin.
    """
    story = stories.get(hits[0].article.id) if hits else None
    if story is None:
        return 1
    near = (stories[hit.article.id] for hit in most_relevant(hits) if hit.article.id in stories)
    texts = {other.first for other in near if other.id == story.id}
    return max(1, min(len(texts), story.origins))


def _stems_by_article(pool: Sequence[Hit]) -> dict[str, frozenset[str]]:
    """Return the stems that each article speaks of, as far as its candidates tell: a full name stands in one only."""
    said: dict[str, frozenset[str]] = {}
    for hit in pool:
        said[hit.article.id] = said.get(hit.article.id, frozenset()) | hit.words
    return said


class Neighbourhood(NamedTuple):
    """A sentence with its title and the sentence before it."""

    sentence: PassageSentence | None  # None: there is none
    features: NearbyFeatures
    is_named: bool  # every name of the question stands there
    is_timely: bool  # and the year, quarter or day that it asks about

    @property
    def score(self) -> float:
        """How likely the sentence is to answer, compared with others."""
        return nearby_score(self.features)


_NOWHERE = Neighbourhood(None, NearbyFeatures(0.0, 0.0, 0.0), is_named=False, is_timely=True)
_ANYWHERE = _NOWHERE._replace(is_named=True)


def _likeliest(query: Query, evidence: Evidence, hits: Sequence[Hit]) -> Neighbourhood:
    """Return the sentence that is likeliest to answer; the answers to several clauses stand in several places."""
    if query.clauses:
        return _ANYWHERE
    return max(neighbourhoods(query, evidence, hits), key=lambda near: near.score, default=_NOWHERE)


def neighbourhoods(query: Query, evidence: Evidence, hits: Sequence[Hit]) -> Iterator[Neighbourhood]:
    """Yield every sentence of the hits with what stands near it."""
    weights = evidence.retrieved.weights
    asked = _distinguishing_words(without_question_words(query.text if query.periods else query.content))
    undated = _distinguishing_words(without_question_words(query.content))
    top = max(hit.relevance for hit in hits) or 1.0
    for hit in hits:
        article = hit.article
        told = undated if query.periods_at(article.when) else asked
        head = f"{article.title} {article.publisher} {article.when:%B %Y}"
        above = stems(head) | evidence.wordings.terms(article.title)
        for said in evidence.sentences(hit):
            before, earlier = (said.before.text, said.before.terms) if said.before else ("", frozenset[str]())
            near = said.terms | earlier | above
            found = NearbyFeatures(
                own=coverage(weights, said.terms), near=coverage(weights, near), rank=hit.relevance / top
            )
            timely = not told or told <= _distinguishing_words(f"{said.text} {before} {head}")
            yield Neighbourhood(said, found, is_named=query.names <= near, is_timely=timely)


def _distinguishing_words(text: str) -> set[str]:
    """Return the words of a text that tell one event from others of its kind."""
    found = (match.group().casefold() for match in _DISTINGUISHING.finditer(text))
    return {_SHORT.get(word, word) for word in found}
