"""How likely an article is to the point of an open question on a topic that has no name (pure).

Colleagues ask in other words than articles are written in, and what has no name is found by likeness, by words and by
kinds of events, none of which is to be trusted alone. What each of them counts was learned from questions of which
readers have said which articles are to the point.
"""

from __future__ import annotations

import math
from datetime import timedelta
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, NamedTuple

from bot.retrieval.subject_coverage import beginning_of
from bot.retrieval.topic_coverage import TopicWords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.model import Hit
    from bot.retrieval.aim import Aim
    from indexer.model import Article

_MONTH = timedelta(days=30)
_SPREAD = 0.03  # of cosines, at least: among what is all alike little stands out


class PertinenceFeatures(NamedTuple):
    """What tells whether an article is to the point."""

    outlying: float  # standard deviations by which its nearest passage's cosine is above the mean of what was found
    words: float  # share of the topic's concepts that its beginning says, by how few beginnings say them
    synonyms: float  # share of the topic's words that its title says or has synonyms of
    event: float  # 1: events of a kind are asked for
    event_told: float  # 1: its beginning tells one
    found: float  # how relevant the search for the topic's words and its events found it, the best one 1
    month: float  # how fresh it is where no time is asked for: falls with months


# As a logistic regression weighs them over what is found for questions on the entries of 160 real feeds, of which
# readers have said which are to the point; names were weighed beside them. `python -m bench.fitting.pertinence` fits
# them again on others.
WEIGHTS = PertinenceFeatures(
    outlying=1.05,
    words=1.27,
    synonyms=1.04,
    event=-0.23,
    event_told=2.39,
    found=1.15,
    month=0.89,
)
OFFSET = -3.8
"""Added to the weighed features, it makes them the log-odds that an article is to the point."""


def pertinence(features: PertinenceFeatures) -> float:
    """Return the probability that an article is to the point."""
    odds = OFFSET + sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-odds))


def pertinence_features(
    aim: Aim,
    by_article: Mapping[str, Sequence[Hit]],
    relevances: Mapping[str, float],
    cosines: Mapping[str, float],
    now: datetime,
) -> dict[str, PertinenceFeatures]:
    """Return the features of articles, by id.

    By passage `relevances` say what a search found, and `cosines` how like the question each is.
    """
    topic = TopicWords(aim.topic).weighed([beginning_of(hits[0].article) for hits in by_article.values()])
    like = {key: max(cosines.get(hit.placed.passage.id, 0.0) for hit in hits) for key, hits in by_article.items()}
    mean, spread = (fmean(like.values()), pstdev(like.values())) if like else (0.0, 0.0)
    return {
        key: _features(
            aim,
            topic,
            hits[0].article,
            outlying=(like[key] - mean) / max(spread, _SPREAD),
            found=max(relevances.get(hit.placed.passage.id, 0.0) for hit in hits),
            age=now - hits[0].article.when,
        )
        for key, hits in by_article.items()
    }


def _features(
    aim: Aim, topic: TopicWords, article: Article, *, outlying: float, found: float, age: timedelta
) -> PertinenceFeatures:
    beginning = beginning_of(article)
    return PertinenceFeatures(
        outlying=outlying,
        words=topic.coverage(beginning),
        synonyms=topic.likeness(article.title),
        event=float(aim.event is not None),
        event_told=float(bool(aim.event and aim.event.place(beginning))),
        found=found,
        month=0.0 if aim.query.selection.since else math.exp(-age / _MONTH),
    )
