"""How likely it is that an article is on a topic (pure)."""

from __future__ import annotations

import math
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bot.language.lexicon.synonyms import senses
from bot.subscriptions.fields import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.subscriptions.fields import FieldWords
    from bot.subscriptions.topics import ArticleWords

DUE = 0.5
"""The probability from which a story is sent: a balance of what is sent for nothing and what is missed."""

# Set by hand.
_FARTHEST = 6.0  # standard deviations: more of them do not prove more
_ENOUGH = 2.0  # rare phrases in a title: more of them do not prove more
_SHORTEST = 25  # words: in a shorter text one mention says less than its share
_HINT = 0.4  # what a hint counts beside a phrase that tells of a field by itself
_LITTLE = 0.5  # phrases that tell of no field: one alone is not all that an article is on


class Aboutness(NamedTuple):
    """What speaks for an article's being on a topic's words."""

    title: float  # share of the topic's concepts, by weight, that the title says
    lead: float  # that title or first sentences say
    senses: float  # of which they have a synonym
    every_sense: float  # 1: they have one of each
    mentions: float  # how often the text says them: the logarithm of the times and one
    cosine: float  # of topic and lead, in standard deviations over those of other articles
    expanded: float  # likewise of what the articles that are surely on it have in common, and lead
    lacks: float  # standard deviations that the cosine of a word which it does not say falls short of being near


# Logistic model, fitted on ten topics over 1,361 collected articles, labelled by somebody who knew no rule; with such
# files `python -m bench.fitting.relevance --fit` fits it again. The bias was raised by one by hand: as fitted, hardly
# half of what is on a topic was sent. The weight of `lacks`, and another half by which the bias was raised, were chosen
# among a few.
TOPIC_WEIGHTS = Aboutness(
    title=0.2, lead=1.2, senses=3.1, every_sense=-1.7, mentions=1.6, cosine=0.6, expanded=1.1, lacks=-4.0
)
TOPIC_BIAS = -6.0
# Set by hand, for before it is known what such articles have in common: the topic's own words say most.
_FIRST_WEIGHTS = Aboutness(
    title=1.5, lead=4.0, senses=0.5, every_sense=0.0, mentions=1.2, cosine=0.3, expanded=0.0, lacks=-4.0
)
_FIRST_BIAS = -6.0


class FieldAboutness(NamedTuple):
    """What speaks for an article's being on a field; phrases count by how rare they are, from 0 to 1."""

    title: float  # sum over the title's phrases, at most 2
    lead: float  # logarithm of one and the sum over title and first sentences
    hints: float  # likewise of what tells of it only with others
    density: float  # logarithm of one and the mentions of either among a hundred words
    mentions: float  # of the words that the watch itself has, as above
    likeness: float  # `expanded` as above, or before that is known `cosine`
    share: float  # of title and first sentences: what part of all that tells of any field tells of this one


# Logistic model, fitted on the 45 of 82 labelled topics over the same articles that ask for one field (`python -m
# bench.fitting.relevance --fit`).
FIELD_WEIGHTS = FieldAboutness(title=1.7, lead=3.6, hints=1.6, density=1.2, mentions=1.8, likeness=0.8, share=4.3)
FIELD_BIAS = -7.4  # as fitted, and raised a little by hand: else a quarter of what is on a topic is missed


def says(article: ArticleWords, concept: str) -> bool:
    """Tell whether an article's lead says a concept, or a synonym of it."""
    return concept in article.lead or not senses(concept).isdisjoint(article.senses)


def aboutness(
    weights: Mapping[str, float], article: ArticleWords, cosine: float, expanded: float = 0.0, lacks: float = 0.0
) -> Aboutness:
    """Return the features of an article; `weights` are those of the topic's concepts, which add up to 1."""
    said = {each: says(article, each) for each in weights}
    return Aboutness(
        title=sum(weight for each, weight in weights.items() if each in article.title),
        lead=sum(weight for each, weight in weights.items() if each in article.lead),
        senses=sum(weight for each, weight in weights.items() if said[each]),
        every_sense=float(all(said.values())),
        mentions=mentions_of(weights, article),
        cosine=_bounded(cosine),
        expanded=_bounded(expanded),
        lacks=lacks,
    )


def evidence(found: FieldWords, rarities: Mapping[str, float], but: FieldWords | None = None) -> float:
    """Return how much title and first sentences tell of a field, `but` by phrases that tell of another.

    Phrases without a rarity are the rarest.
    """
    taken = frozenset(chain(but.lead, but.hints)) if but else frozenset()
    lead, hints = ([each for each in said if each not in taken] for said in (found.lead, found.hints))
    return _rare(lead, rarities) + _HINT * _rare(hints, rarities)


def _rare(phrases: Sequence[str], rarities: Mapping[str, float]) -> float:
    return sum(rarities.get(each, 1.0) for each in phrases)


def field_aboutness(
    found: FieldWords | None,
    rarities: Mapping[str, float],
    *,
    mentions: float,
    length: int,
    likeness: float,
    others: float = 0.0,
) -> FieldAboutness:
    """Return the features of an article of `length` words and a field; `others` is its `evidence` of other fields."""
    said = found or NOT_TOLD
    title, lead, hints = (_rare(each_of, rarities) for each_of in (said.title, said.lead, said.hints))
    own = evidence(said, rarities)
    return FieldAboutness(
        title=min(title, _ENOUGH),
        lead=math.log1p(lead),
        hints=math.log1p(hints),
        density=math.log1p(100 * said.count / max(length, _SHORTEST)),
        mentions=mentions,
        likeness=_bounded(likeness),
        share=own / (own + others + _LITTLE),
    )


def mentions_of(weights: Mapping[str, float], article: ArticleWords) -> float:
    """Return how often an article says concepts, by their weights: the logarithm of the times and one."""
    return sum(weight * math.log1p(article.counts.get(each, 0)) for each, weight in weights.items())


def _bounded(cosine: float) -> float:
    return max(-_FARTHEST, min(cosine, _FARTHEST))


def logit(found: Aboutness | FieldAboutness, *, is_first: bool = False) -> float:
    """Return the logarithm of the odds that an article with such features is on the topic.

    `is_first`: before it is known what articles on it have in common.
    """
    if isinstance(found, FieldAboutness):
        return FIELD_BIAS + _sum_of(FIELD_WEIGHTS, found)
    return _FIRST_BIAS + _sum_of(_FIRST_WEIGHTS, found) if is_first else TOPIC_BIAS + _sum_of(TOPIC_WEIGHTS, found)


def _sum_of(weights: Sequence[float], features: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, features, strict=True))


def probability(odds: float) -> float:
    """Return the probability of the logarithm of odds."""
    return 1 / (1 + math.exp(-max(min(odds, 50.0), -50.0)))
