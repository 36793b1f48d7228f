"""Found stories -> what an open question is answered with, in the way that its form wants (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.comparison import compose_comparison
from bot.composition.listing import compose_list
from bot.composition.opinions import compose_opinions
from bot.composition.overview import compose_overview, topic_shares
from bot.composition.story_claims import claims_of
from bot.composition.told_before import ToldBefore
from bot.evidence.corrected_figures import corrected
from bot.evidence.story_sentences import ReadStory, SentencesSought, telling_sentences
from bot.language.name_mentions import NameMentions
from bot.model import Form, Refusal, RefusalReason
from bot.retrieval.topic_coverage import TopicWords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.composition.story_claims import Composed
    from bot.evidence.sentences import Evidence
    from bot.model import Claim, Composition, FoundStories, FoundStory, Query
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Compare
    from indexer.model import Story

OPEN_FORMS = frozenset({Form.OVERVIEW, Form.COMPARISON, Form.OPINIONS, Form.LIST})
"""Forms of answers that are told by stories."""

_READ = 12  # stories whose sentences are looked at for an overview
_MANY, _MANY_OF_A_LIST = 40, 80  # for the other forms
_SIDES = 2  # of a comparison
_TITLES = 16  # stories of a comparison whose titles are looked at: what counts less has them beside the point


class OpenComposition(NamedTuple):
    """What an open question is answered with."""

    claims: tuple[Claim, ...] = ()
    untold: tuple[FoundStory, ...] = ()  # further stories on it, what counts most first; of a list that of each entry
    missing: tuple[str, ...] = ()  # the sides of a comparison, or what it is on, that nothing is told of
    refusal: Refusal | None = None  # why there are no claims


def compose_open(aim: Aim, stories: FoundStories, evidence: Evidence, compare: Compare) -> OpenComposition:
    """Return what is said of stories as it is read; `compare` says how like the question texts are."""
    aim = _of_a_story(aim, stories.found) if aim.query.within else aim
    was_told = ToldBefore(aim.query.told).is_story
    found = sorted(stories.found, key=lambda each: not was_told(each))  # what says it again is known by those
    said = _composed(aim, found, read_stories(aim, found, evidence), compare)
    if claims := claims_of(said.told):
        return OpenComposition(claims, said.untold, said.missing)
    on = _subjects_asked(aim) if aim.places.names else aim.part  # "Acme done in Japan" is a part of the question, too
    topics = (on,) if on else ()
    return OpenComposition((), said.untold, said.missing or topics, _refuse(aim, stories))


def _of_a_story(aim: Aim, stories: Sequence[FoundStory]) -> Aim:
    """Return an aim at a story that an answer told, as its whole; of one item of several only at what that names."""
    is_on_it = not aim.names.names or any(aim.names.is_in(each.article.title) for each in stories)
    return replace(aim, names=NameMentions(()) if is_on_it else aim.names, topic="", event=None, is_course=True)


def told_as(query: Query) -> Query:
    """Return an open question in the form that it is told in.

    A comparison that names no two sides is told as an overview: what its one subject was, and came to be.
    """
    is_alone = query.form is Form.COMPARISON and len(query.subjects) < _SIDES
    return replace(query, form=Form.OVERVIEW) if is_alone else query


def read_stories(aim: Aim, stories: Sequence[FoundStory], evidence: Evidence) -> list[ReadStory]:
    """Return the stories of which an answer is chosen, those that have sentences to tell them, with these.

    A figure that a later report takes back is not told.
    """
    form = aim.query.form
    looked_at = stories[: {Form.OVERVIEW: _READ + len(aim.query.told), Form.LIST: _MANY_OF_A_LIST}.get(form, _MANY)]
    read = [(each, [evidence.whole(hit) for hit in each.hits]) for each in looked_at]
    wrong = corrected(sentence for _, passages in read for passage in passages for sentence in passage)
    before = ToldBefore(aim.query.told)
    sought = SentencesSought(
        names=aim.names,
        topic=TopicWords(aim.topic),
        events=aim.event,
        told=before.texts,
        has_views=form in (Form.OPINIONS, Form.COMPARISON),
        has_leaning=form is Form.OVERVIEW,
        has_items=form is Form.LIST,
    )
    told: list[ReadStory] = []
    for story, passages in read:
        found = telling_sentences(story, passages, sought)
        if able := [each for each in found if each.sentence.text not in wrong]:
            told.append(ReadStory(story, able, before.is_story(story)))
    return told


def _composed(aim: Aim, stories: Sequence[FoundStory], read: Sequence[ReadStory], compare: Compare) -> Composed:
    form = aim.query.form
    if form is Form.OVERVIEW:
        return compose_overview(aim, read, stories[_READ + len(aim.query.told) :], compare)
    sentences = [each for story in read for each in story.told]
    if form is Form.COMPARISON:
        fresh = [each for each in sentences if not each.was_told]
        on_it = topic_shares(stories[:_TITLES], compare) if aim.topic else {each.id: 1.0 for each in stories[:_MANY]}
        return compose_comparison(aim, fresh, on_it, compare)
    if form is Form.OPINIONS:
        return compose_opinions(aim, sentences)
    return compose_list(aim, sentences, compare)


def place_in_stories(claims: Sequence[Claim], stories: Mapping[str, Story]) -> tuple[Claim, ...]:
    """Return claims each with its story and when what it tells was published; `stories` are by article id."""
    return tuple(
        replace(claim, story=stories[article.id].id if article.id in stories else article.id, date=article.when)
        for claim in claims
        for article in [claim.citations[0].article]
    )


def evidence_told(evidence: Evidence, composition: Composition) -> Evidence:
    """Return the evidence with the passages first that what is said is from: a language model is shown these."""
    texts = {each.passage for claim in composition.claims for each in claim.citations}
    hits = sorted(evidence.hits, key=lambda hit: hit.placed.passage.text not in texts)
    return replace(evidence, retrieved=replace(evidence.retrieved, hits=tuple(hits)))


def _refuse(aim: Aim, stories: FoundStories) -> Refusal:
    """Return why an open question is answered with nothing, and when there was something last."""
    query = aim.query
    if query.told:
        detail = f"all that was found was told in {len(query.told)} statements"
        return Refusal(reason=RefusalReason.ALL_TOLD, detail=detail)
    about = _subjects_asked(aim)
    span = _span(query.selection.since, query.selection.until)
    if stories.found:
        detail = f"no sentence of the {len(stories.found)} stories on {about} can be quoted"
        return Refusal(reason=RefusalReason.NO_QUOTABLE_SENTENCE, detail=detail)
    last = f"; the last is of {_day(stories.before[0].when)}" if stories.before else ""
    return Refusal(reason=RefusalReason.NOTHING_RETRIEVED, detail=f"nothing on {about}{span}{last}")


def _subjects_asked(aim: Aim) -> str:
    """Return what is asked about, and in which country."""
    subjects = " and ".join(each.name for each in aim.query.subjects) or "it"
    return f"{subjects} in {aim.places.names[0]}" if aim.places.names else subjects


def _span(since: datetime | None, until: datetime | None) -> str:
    if since and until:
        return f" from {_day(since)} until before {_day(until)}"
    return f" since {_day(since)}" if since else f" before {_day(until)}" if until else ""


def _day(when: datetime) -> str:
    return f"{when.day} {when:%b %Y}"
