"""Topic -> profile: what articles are compared with, given what else is in the news (pure)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.language.round_ups import is_list_of_headlines
from bot.subscriptions.aboutness import aboutness, evidence, field_aboutness, logit, mentions_of, probability, says
from bot.subscriptions.fields import is_asked_by, is_field
from bot.subscriptions.topics import names_it, telling_concepts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.subscriptions.aboutness import Aboutness, FieldAboutness
    from bot.subscriptions.topics import ArticleWords, Topic
    from indexer.model import Article, Vector, Vectors

# Set by hand, on the open ones of the topics of `bench.fitting.relevance`.
_FEWEST, _MOST = 6, 25  # articles that a topic is expanded by
_SETTLED = 6.0  # logarithm of odds: what is surely on a topic's field is not on its other words for that
_LEAST_SAID = 0.8  # what the field counts, of several, that an article is least on
_SURE = 0.5  # probability from which one of the others counts, too
_LEAST = 0.2  # weight of the least sure of them
_MEAN = 0.5  # share of what all articles have in common that is taken off
_RARE = 4.3  # weight of the concepts that an article says from which it need not say the others: one lead in 75 has it
_NEAR = 2.5  # standard deviations from which an article is near to a word that it does not say
_RARELY = 1 / 300  # share of leads: a phrase that fewer have tells no more
_LIKE = 2.0  # standard deviations: likeness of what such an issue tells beside others
_FAR = 4.0  # more of them short of that do not prove more


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Background:
    """The newest articles, whatever they are on: what is common and how like a topic anything is."""

    openings: Vectors  # of what they begin with
    shares: Mapping[str, float]  # of a concept or stem: which part of the leads has it
    rarities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # of what tells of a field, 0 to 1

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
    members: Mapping[str, float] = field(default_factory=dict)  # by their ids: how like the others each of these is
    rarities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # see `Background.rarities`


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
        rarities=background.rarities,
    )


def _asked(concept: str, words: str, background: Background) -> AskedField:
    """Return a field as words ask for it: they tell most of it, and other phrases the less the more leads have them."""
    weights = {each: background.weight(each) for each in telling_concepts(words, background.shares)}
    known = background.rarities.get(concept, {})
    rarities = {each: 1.0 if is_asked_by(each, words) else rarity for each, rarity in known.items()}
    return AskedField(concept=concept, weights=_shares(weights), rarities=rarities)


def rarities_of(shares: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return how much phrases tell of their fields, 0 to 1, by which part of the leads says each."""
    return {
        key: {each: math.log(max(share, _RARELY)) / math.log(_RARELY) for each, share in said.items()}
        for key, said in shares.items()
    }


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values()) or 1.0
    return {each: weight / total for each, weight in weights.items()}


def expand(profile: Profile, found: Sequence[ReadArticle], background: Background) -> Profile:
    """Return a profile with what the articles that are most surely on its topic have in common.

    Relevance feedback without anybody's feedback (Rocchio 1971; Xu & Croft 1996): what is on a topic is told in words
    that its name does not have.
    """
    rated = [
        (probability(odds(profile, each, is_first=True)), each)
        for each in found
        if each.opening is not None and names_it(profile.topic, each.article)
    ]
    rated.sort(key=lambda pair: -pair[0])
    sure = sum(chance >= _SURE for chance, _ in rated)
    best = rated[: max(_FEWEST, min(sure, _MOST))]
    if not best or not profile.topic.concepts:
        return profile
    mass = np.array([max(chance, _LEAST) for chance, _ in best], dtype=np.float32)
    openings = np.array([each.opening for _, each in best])
    usual = _MEAN * background.openings.mean(axis=0) if len(background.openings) else np.zeros_like(openings[0])
    whole = mass @ openings
    common = _direction(whole / mass.sum() - usual)
    if common is None:
        return profile
    return replace(
        profile,
        expanded=scale(common, background),
        members={
            each.article.id: scale(rest, background).of(opening)
            for weight, opening, (_, each) in zip(mass, openings, best, strict=True)
            if len(best) > 1
            and (rest := _direction((whole - weight * opening) / (mass.sum() - weight) - usual)) is not None
        },
    )


def _direction(vector: Vector) -> Vector | None:
    length = float(np.linalg.norm(vector))
    return vector / length if length else None


def field_features(
    profile: Profile, asked: AskedField, found: ReadArticle, *, is_first: bool = False
) -> FieldAboutness:
    """Return the features of an article and a field of a topic.

    `is_first`: before it is known what articles on the topic have in common.
    """
    own = found.words.fields.get(asked.concept)
    # One of the headlines of an issue tells of the field: the others are on other things.
    is_list = bool(own and own.title and is_list_of_headlines(found.article.title))
    likeness = _likeness(profile, found, is_first=is_first)
    others = (
        evidence(said, profile.rarities.get(key, {}), own)
        for key, said in found.words.fields.items()
        if key != asked.concept
    )
    return field_aboutness(
        own,
        asked.rarities,
        mentions=mentions_of(asked.weights, found.words),
        length=found.words.length,
        likeness=max(likeness, _LIKE) if is_list else likeness,
        others=0.0 if is_list else sum(others),
    )


def _likeness(profile: Profile, found: ReadArticle, *, is_first: bool) -> float:
    """Return how like an article is to the others that are surely on a topic, or before these are known to its words.

    One of them is like what they have in common because it is among them, which says nothing of a new article.
    """
    if is_first or not profile.expanded:
        return profile.near.of(found.opening)
    own = profile.members.get(found.article.id)
    return profile.expanded.of(found.opening) if own is None else own


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
    of_fields = max(rated)
    if not profile.topic.is_any:
        of_fields = _LEAST_SAID * min(rated) + (1 - _LEAST_SAID) * min(of_fields, _SETTLED)
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
