"""Topic -> profile: what articles are compared with, given what else is in the news (pure)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.subscriptions.aboutness import aboutness, field_aboutness, logit, mentions_of, probability, says
from bot.subscriptions.topics import names_it, telling_concepts
from bot.understanding.fields import is_field, is_same_phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.subscriptions.aboutness import Aboutness, FieldAboutness
    from bot.subscriptions.topics import ArticleWords, Topic
    from indexer.model import Article, Vector, Vectors

_FEWEST, _MOST = 6, 25  # articles that a topic is expanded by
_SETTLED = 6.0  # logarithm of odds: what is surely on a topic's field is not on its other words for that
_SURE = 0.5  # probability from which one of the others counts, too
_LEAST = 0.2  # weight of the least sure of them
_MEAN = 0.5  # share of what all articles have in common that is taken off
_RARE = 4.3  # weight of the concepts that an article says from which it need not say the others: one lead in 75 has it
_NEAR = 2.5  # standard deviations from which an article is near to a word that it does not say
_RARELY = 1 / 300  # share of leads: a phrase that fewer have tells no more
_FAR = 4.0  # more of them short of that do not prove more


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Background:
    """The newest articles, whatever they are on: what is common and how like a topic anything is."""

    openings: Vectors  # of what they begin with
    shares: Mapping[str, float]  # of a concept or stem: which part of the leads has it
    phrases: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # likewise of what tells of a field

    def weight(self, concept: str) -> float:
        """Return how much a concept tells apart: its inverse document frequency."""
        return math.log(1 + 1 / (self.shares.get(concept, 0.0) + 1 / (len(self.openings) + 1)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scale:
    """A vector, and the cosines that articles have with it, whatever they are on."""

    vector: Vector
    mean: float
    spread: float

    def of(self, opening: Vector | None) -> float:
        """Return an article's cosine, in standard deviations above the mean; 0 for one without a vector yet."""
        return 0.0 if opening is None else (float(self.vector @ opening) - self.mean) / self.spread


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facet:
    """One of the concepts of a topic that has several: what is on the topic is on each of them."""

    weight: float  # see `Background.weight`
    near: Scale  # to its word


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AskedField:
    """A field of a topic, as a watch asks for it."""

    concept: str
    weights: Mapping[str, float]  # of the concepts of the words that ask for it, which add up to 1
    rarities: Mapping[str, float]  # how much a phrase tells of it, 0 to 1; those that are not here tell most


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """What articles are compared with to tell whether they are on a topic."""

    topic: Topic
    weights: Mapping[str, float]  # of its concepts, which add up to 1
    fields: tuple[AskedField, ...]  # those of its concepts that are fields
    others: Mapping[str, float]  # weights of the other concepts, which add up to 1
    near: Scale  # to the topic's words
    facets: Mapping[str, Facet] = field(default_factory=dict)  # by concept; none of a topic that has only one
    expanded: Scale | None = None  # to what the articles that are surely on it have in common


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadArticle:
    """An article with all that its relevance is told by."""

    article: Article
    words: ArticleWords
    opening: Vector | None = None  # of the passage that it begins with; None: it is not embedded yet


def scale(vector: Vector, background: Background) -> Scale:
    """Return a vector with the cosines that the background has with it."""
    cosines = background.openings @ vector if len(background.openings) else np.zeros(1, dtype=np.float32)
    return Scale(vector=vector, mean=float(cosines.mean()), spread=max(float(cosines.std()), 1e-3))


def profile_of(
    topic: Topic, vector: Vector, background: Background, facets: Mapping[str, Vector] | None = None
) -> Profile:
    """Return a topic's profile, which is not yet expanded; `facets` are the vectors of its words, by concept."""
    weights = {each: background.weight(each) for each in topic.concepts}
    apart = {
        each: Facet(weight=weights[each], near=scale(vector, background)) for each, vector in (facets or {}).items()
    }
    return Profile(
        topic=topic,
        weights=_shares(weights),
        fields=tuple(_asked(each, topic.words[each], background) for each in weights if is_field(each)),
        others=_shares({each: weight for each, weight in weights.items() if not is_field(each)}),
        near=scale(vector, background),
        facets=apart,
    )


def _asked(concept: str, words: str, background: Background) -> AskedField:
    """Return a field as words ask for it: they tell most of it, and other phrases the less the more leads have them."""
    weights = {each: background.weight(each) for each in telling_concepts(words, background.shares)}
    shares = background.phrases.get(concept, {})
    rarities = {
        each: 1.0 if is_same_phrase(each, words) else math.log(max(share, _RARELY)) / math.log(_RARELY)
        for each, share in shares.items()
    }
    return AskedField(concept=concept, weights=_shares(weights), rarities=rarities)


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values()) or 1.0
    return {each: weight / total for each, weight in weights.items()}


def expand(profile: Profile, found: Sequence[ReadArticle], background: Background) -> Profile:
    """Return a profile with what the articles that are most surely on its topic have in common.

    Relevance feedback without anybody's feedback (Rocchio 1971; Xu & Croft 1996): what is on a topic is told in words
    that its name does not have.
    """
    rated = [
        (probability(odds(profile, each, is_first=True)), each.opening)
        for each in found
        if each.opening is not None and names_it(profile.topic, each.article)
    ]
    rated.sort(key=lambda pair: -pair[0])
    sure = sum(chance >= _SURE for chance, _ in rated)
    best = rated[: max(_FEWEST, min(sure, _MOST))]
    if not best or not profile.topic.concepts:
        return profile
    mass = np.array([max(chance, _LEAST) for chance, _ in best], dtype=np.float32)
    common = mass @ np.array([opening for _, opening in best]) / mass.sum()
    if len(background.openings):
        common -= _MEAN * background.openings.mean(axis=0)
    length = float(np.linalg.norm(common))
    return replace(profile, expanded=scale(common / length, background)) if length else profile


def field_features(
    profile: Profile, asked: AskedField, found: ReadArticle, *, is_first: bool = False
) -> FieldAboutness:
    """Return the features of an article and a field of a topic.

    `is_first`: before it is known what articles on the topic have in common.
    """
    scale_of = profile.near if is_first or not profile.expanded else profile.expanded
    return field_aboutness(
        found.words.fields.get(asked.concept),
        asked.rarities,
        mentions=mentions_of(asked.weights, found.words),
        length=found.words.length,
        likeness=scale_of.of(found.opening),
    )


def features(profile: Profile, found: ReadArticle) -> Aboutness:
    """Return the features of an article and the words of a topic that are no field's."""
    expanded = profile.expanded.of(found.opening) if profile.expanded else 0.0
    return aboutness(profile.others, found.words, profile.near.of(found.opening), expanded, _lacks(profile, found))


def odds(profile: Profile, found: ReadArticle, *, is_first: bool = False) -> float:
    """Return the logarithm of the odds that an article is on a topic.

    It has to be on each of its fields, or on one if any is asked for; and on its other words, by their weight.
    """
    if not profile.fields:
        return logit(features(profile, found), is_first=is_first)
    rated = [logit(field_features(profile, each, found, is_first=is_first)) for each in profile.fields]
    of_fields = max(rated) if profile.topic.is_any else min(rated)
    if not profile.others:
        return of_fields
    share = sum(profile.weights[each.concept] for each in profile.fields)
    others = logit(features(profile, found), is_first=is_first)
    return share * _settled(of_fields) + (1 - share) * _settled(others)


def _settled(odds: float) -> float:
    return max(-_SETTLED, min(odds, _SETTLED))


def _lacks(profile: Profile, found: ReadArticle) -> float:
    """Return how far an article is from a facet of a topic that it does not say.

    Common words tell a topic together only: what says "agents" and nothing near "security" is not on both. Who says a
    rare one may leave the others out.
    """
    said = {each for each in profile.facets if says(found.words, each)}
    if found.opening is None or sum(profile.facets[each].weight for each in said) >= _RARE:
        return 0.0
    unsaid = [each for each in profile.facets if each not in said and not found.words.counts.get(each)]
    return max((min(max(_NEAR - profile.facets[each].near.of(found.opening), 0.0), _FAR) for each in unsaid), default=0)


def relevance(profile: Profile, found: ReadArticle) -> float:
    """Return the probability that an article is on a profile's topic."""
    if profile.topic.is_everything:
        return 1.0
    if not names_it(profile.topic, found.article):
        return 0.0
    return probability(odds(profile, found)) if profile.topic.concepts else 1.0
