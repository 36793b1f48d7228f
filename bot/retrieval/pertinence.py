"""How likely an article is to the point of what an open question asks for that no name says (pure).

Colleagues ask in other words than articles are written in, and what has no name is found by likeness, by words and by
kinds of events, none of which is to be trusted alone. What each of them counts was learned from questions of which
readers have said which articles are to the point.
"""

from __future__ import annotations

import math
from datetime import timedelta
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, NamedTuple

from bot.retrieval.subject_coverage import SubjectCoverage, beginning_of
from bot.retrieval.topic_coverage import TopicWords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.language.name_mentions import NameMentions
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
    named: float  # 1: a subject that has a name is asked about
    singled_out: float  # by naming it at its beginning: 0 if it does not, and the less, the more of what is found does
    found: float  # how relevant the search for the topic's words and its events found it, the best one 1
    month: float  # how fresh it is where no time is asked for: falls with months


# As a logistic regression weighs them over what is found for questions on the entries of 160 real feeds, of which
# readers have said which are to the point. `python -m bench.fitting.pertinence` fits them again on others. Of what is
# fitted for `singled_out` it is two thirds, by hand: all of it keeps most of what is told of a seldom told name.
WEIGHTS = PertinenceFeatures(
    outlying=1.15,
    words=1.59,
    synonyms=1.58,
    event=-0.08,
    event_told=2.97,
    named=-1.2,
    singled_out=6.0,
    found=0.17,
    month=0.56,
)
OFFSET = -3.69
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
    naming = {key for key, hits in by_article.items() if _leads_with(aim.names, hits[0].article)}
    if aim.is_as_one:  # "the Acme suit on Hooli": what names either is told of more than what names both
        both = {key for key in naming if all(_leads_with(each, by_article[key][0].article) for each in aim.named)}
        naming = both or naming
    mean, spread = (fmean(like.values()), pstdev(like.values())) if like else (0.0, 0.0)
    return {
        key: _features(
            aim,
            topic,
            hits[0].article,
            outlying=(like[key] - mean) / max(spread, _SPREAD),
            found=max(relevances.get(hit.placed.passage.id, 0.0) for hit in hits),
            age=now - hits[0].article.when,
            singled_out=(key in naming) / math.sqrt(1 + len(naming)),
        )
        for key, hits in by_article.items()
    }


def _features(
    aim: Aim,
    topic: TopicWords,
    article: Article,
    *,
    outlying: float,
    found: float,
    age: timedelta,
    singled_out: float,
) -> PertinenceFeatures:
    beginning, is_named = beginning_of(article), bool(aim.names.names)
    is_on_it = singled_out > 0 or not is_named
    return PertinenceFeatures(
        outlying=outlying,
        words=topic.coverage(beginning),
        synonyms=topic.likeness(article.title),
        event=float(aim.event is not None),
        event_told=float(is_on_it and bool(aim.event and aim.event.place(beginning))),
        named=float(is_named),
        singled_out=singled_out,
        found=found,
        month=0.0 if aim.query.selection.since else math.exp(-age / _MONTH),
    )


def _leads_with(names: NameMentions, article: Article) -> bool:
    """Tell whether an article names a subject at its beginning, or is by it."""
    covered = SubjectCoverage(article, names)
    return bool(names.names) and (covered.is_in_beginning or covered.is_own)
