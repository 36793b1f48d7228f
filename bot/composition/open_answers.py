"""Found stories -> what an open question is answered with, in the way that its form wants (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.comparison import Side, compose_comparison, known_aspects, scored_for
from bot.composition.labels import label
from bot.composition.listing import compose_list
from bot.composition.opinions import compose_opinions, judges
from bot.composition.overview import MOST_STATEMENTS, MOST_STORIES, claims_of, compose_overview
from bot.composition.told_before import ToldBefore
from bot.evidence.corrected_figures import corrected
from bot.evidence.story_sentences import telling_sentences
from bot.language.name_mentions import NameMentions
from bot.language.words import terms, words
from bot.model import Form, Refusal, RefusalReason, StatementKind
from bot.retrieval.story_ranking import is_own
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.evidence.sentences import Evidence
    from bot.evidence.story_sentences import TellingSentence
    from bot.model import Claim, Composition, FoundStories, FoundStory, Query
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Similarity
    from indexer.model import Story

    _ReadStory = tuple[FoundStory, Sequence[TellingSentence]]
    Compare = Callable[[Sequence[str]], Mapping[str, Similarity]]

__all__ = [
    "MOST_STATEMENTS",
    "MOST_STORIES",
    "OPEN_FORMS",
    "compose_open",
    "evidence_told",
    "place_in_stories",
    "read_stories",
]

OPEN_FORMS = frozenset({Form.OVERVIEW, Form.COMPARISON, Form.OPINIONS, Form.LIST})
"""Forms of answers that are told by stories."""

_READ = 12  # stories whose sentences are looked at for an overview
_MANY, _MANY_OF_A_LIST = 40, 80  # for the other forms
_ASKED = 0.5  # of what is asked for of a subject, that the best sentence of a story says which is on it
_GOES_ON = 2  # names beside the subject that a story shares with those that say it, which goes on with their event
_ENOUGH = 2  # such stories, for which the others are left out
_BY_TITLE = 0.45  # of how much a story is on a topic, what its title's likeness decides, as a regression weighs it
_IS_ON = 0.45  # of both, each by the best one's, from which a story is on it
_TOUCHES = 0.3  # from which it is told at all
_TITLES = 16  # stories of a comparison whose titles are looked at: what counts less has them beside the point
_COMPARED = 12  # sentences of a comparison that are compared with the question: each that is new has to be embedded
_OF_A_SIDE = 20  # sentences on one side of a comparison


class OpenComposition(NamedTuple):
    """What an open question is answered with."""

    claims: tuple[Claim, ...] = ()
    untold: tuple[FoundStory, ...] = ()  # further stories on it, what counts most first
    missing: tuple[str, ...] = ()  # the sides of a comparison, or what it is on, that nothing is told of
    refusal: Refusal | None = None  # why there are no claims


def compose_open(aim: Aim, stories: FoundStories, evidence: Evidence, compare: Compare) -> OpenComposition:
    """Return what is said of stories as it is read; `compare` says how like the question texts are."""
    aim = _of_a_story(aim, stories.found) if aim.query.within else aim
    before = ToldBefore(aim.query.told)
    found = sorted(stories.found, key=lambda each: not before.is_story(each))  # what says it again is known by those
    said = _composed(aim, found, read_stories(aim, found, evidence), before, compare)
    if said.claims:
        return said
    topics = (aim.part,) if aim.part else ()
    return said._replace(missing=said.missing or topics, refusal=_refuse(aim.query, stories))


def _of_a_story(aim: Aim, stories: Sequence[FoundStory]) -> Aim:
    """Return an aim at a story that an answer told, as its whole; of one item of several only at what that names."""
    is_on_it = not aim.names.names or any(aim.names.is_in(each.article.title) for each in stories)
    return replace(aim, names=NameMentions(()) if is_on_it else aim.names, topic="", event=None, is_course=True)


def read_stories(aim: Aim, stories: Sequence[FoundStory], evidence: Evidence) -> list[_ReadStory]:
    """Return the stories of which an answer is chosen, those that have sentences to tell them, with these.

    A figure that a later report takes back is not told.
    """
    form = aim.query.form
    looked_at = stories[: {Form.OVERVIEW: _READ + len(aim.query.told), Form.LIST: _MANY_OF_A_LIST}.get(form, _MANY)]
    read = [(each, [evidence.whole(hit) for hit in each.hits]) for each in looked_at]
    wrong = corrected(sentence for _, passages in read for passage in passages for sentence in passage)
    has = {
        "has_views": form in (Form.OPINIONS, Form.COMPARISON),
        "has_leaning": form is Form.OVERVIEW,
        "has_items": form is Form.LIST,
    }
    told: list[_ReadStory] = []
    for story, passages in read:
        found = telling_sentences(story, passages, aim.names, aim.topic, **has)
        if able := [each for each in found if each.sentence.text not in wrong]:
            told.append((story, able))
    return told


def _composed(
    aim: Aim, stories: Sequence[FoundStory], read: Sequence[_ReadStory], before: ToldBefore, compare: Compare
) -> OpenComposition:
    form = aim.query.form
    if form is Form.OVERVIEW:
        return _overview(aim, read, stories[_READ + len(aim.query.told) :], before, compare)
    sentences = [each for _, told in read for each in told]
    if form is Form.COMPARISON and len(aim.query.subjects) > 1:
        fresh = [each for each in sentences if not before.is_statement(each)]
        return _comparison(aim, stories[:_MANY], fresh, compare)
    if form is Form.OPINIONS:
        return OpenComposition(tuple(_opinions(compose_opinions(sentences, aim, before))))
    listed = compose_list(aim, sentences, compare)
    return OpenComposition(tuple(_with_sides([(each, label(name)) for each, name in listed.told])), listed.untold)


def _overview(
    aim: Aim, read: Sequence[_ReadStory], left: Sequence[FoundStory], before: ToldBefore, compare: Compare
) -> OpenComposition:
    news = [(story, told) for story, told in read if told[0].article.kind is not Kind.OPINION]
    read = news if len(news) >= _ENOUGH else read
    chosen = _as_asked(aim, read)
    if chosen:
        read, left = chosen, ()
    if aim.topic:
        read = _on_topic(read, compare)
    is_told = aim.topic or (aim.event and not aim.event.of_a_thing) or aim.is_course
    latest = aim.query.latest
    said = compose_overview(read, newest_first=latest, is_event=bool(is_told) and not latest, before=before)
    return OpenComposition(tuple(claims_of(said.told)), (*said.untold, *left))


def _on_topic(read: Sequence[_ReadStory], compare: Compare) -> list[_ReadStory]:
    """Return the stories that are on a topic, those that are less so with nothing but their best sentence."""
    on_it = _likenesses([story for story, _ in read], compare) if len(read) >= _ENOUGH else {}
    return [
        (story, told if on_it.get(story.id, 1.0) >= _IS_ON else told[:1])
        for story, told in read
        if on_it.get(story.id, 1.0) >= _TOUCHES
    ]


def _likenesses(stories: Sequence[FoundStory], compare: Compare) -> dict[str, float]:
    """Return how much each story is on a topic, 0 to 1, by id.

    A story's weight holds how relevant its best passage is; how like the question its title is, says whether it is on
    that as a whole or only touches it.
    """
    similar = compare(list(dict.fromkeys(story.article.title for story in stories)))
    alike = {story.id: max(0.0, similar[story.article.title].cosine) for story in stories}
    top, nearest = max((each.weight for each in stories), default=0.0) or 1.0, max(alike.values(), default=0.0) or 1.0
    return {story.id: (1 - _BY_TITLE) * story.weight / top + _BY_TITLE * alike[story.id] / nearest for story in stories}


def _as_asked(aim: Aim, read: Sequence[_ReadStory]) -> list[_ReadStory]:
    """Return the stories that tell what of their subject is asked for; none if that does not set them apart."""
    if aim.event:
        telling = [(story, sorted(told, key=lambda each: not _tells(each, aim))) for story, told in read]
        return [(story, told) for story, told in telling if _tells(told[0], aim) or _is_titled(story, aim)]
    on_it = [(story, told) for story, told in read if told[0].asked >= _ASKED]
    if not aim.names.names or not aim.topic or len(on_it) < _ENOUGH:
        return []
    named = frozenset[str]().union(*(each.names_told for _, told in on_it for each in told))
    return [(story, told) for story, told in read if told[0].asked >= _ASKED or _goes_on(told, named)]


def _goes_on(told: Sequence[TellingSentence], named: frozenset[str]) -> bool:
    """Tell whether a story goes on with an event that others tell: its best sentence names the same, in other words."""
    return len(told[0].names_told & named) >= _GOES_ON


def _tells(told: TellingSentence, aim: Aim) -> bool:
    """Tell whether a sentence tells an event that is asked for; what was made must have been made by the subject."""
    place = aim.event.place(told.sentence.text) if aim.event else None
    if place is None or aim.event is None or told.sentence.leans or told.is_background:
        return False
    if not aim.event.of_a_thing or told.is_own:
        return True
    named = aim.names.first(told.sentence.text)
    return named is not None and named < place[0]


def _is_titled(story: FoundStory, aim: Aim) -> bool:
    """Tell whether a story's title tells of what is asked for: the text may tell it in other words."""
    article = story.article
    if aim.event is None or aim.event.of_a_thing:
        return is_own(article, aim.names)
    return aim.event.is_titled(article.title)


def _comparison(
    aim: Aim, stories: Sequence[FoundStory], sentences: Sequence[TellingSentence], compare: Compare
) -> OpenComposition:
    on_it = _likenesses(stories[:_TITLES], compare) if aim.topic else {each.id: 1.0 for each in stories}
    named = aim.named
    chosen = []
    aspects = known_aspects([word for word in words(aim.topic) if terms(word)])
    for place, side in enumerate(named):
        others = NameMentions(tuple(name for other in named[:place] + named[place + 1 :] for name in other.names))
        own = _with_one_of_each(scored_for(sentences, side, others, aspects), on_it)
        chosen.append(own[:_OF_A_SIDE])
    nearest = [each.sentence.text for side in chosen for each in side[: _COMPARED // len(named)]]
    similar = compare(list(dict.fromkeys(nearest)))
    sides = [
        Side(subject.name, side, tuple(own))
        for subject, side, own in zip(aim.query.subjects, named, chosen, strict=True)
    ]
    found = compose_comparison(sides, aspects, similar)
    return OpenComposition(tuple(_with_sides(found.told)), missing=found.missing)


def _with_one_of_each(sentences: Sequence[TellingSentence], on_it: Mapping[str, float]) -> list[TellingSentence]:
    """Return sentences, best first, of each story that is hardly on the topic only the first."""
    first: dict[str, TellingSentence] = {}
    for each in sentences:
        first.setdefault(each.story.id, each)
    return [each for each in sentences if on_it.get(each.story.id, 0.0) >= _IS_ON or first[each.story.id] is each]


def _with_sides(told: Sequence[tuple[TellingSentence, str]], kind: StatementKind | None = None) -> Iterator[Claim]:
    """Yield what is told as claims that are borne out, each with the name of its side, its holder or its entry."""
    for each, side in told:
        for claim in claims_of([each]):
            yield replace(claim, subject=side, kind=kind or claim.kind)


def _opinions(told: Sequence[tuple[TellingSentence, str]]) -> Iterator[Claim]:
    """Yield opinions as claims; what is said but does not judge is what it is, and no opinion."""
    for each, whose in told:
        named = label(whose) or each.article.publisher
        plain = StatementKind.REPORTED if each.sentence.kind is StatementKind.OPINION else None
        yield from _with_sides([(each, named)], kind=StatementKind.OPINION if judges(each) else plain)


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


def _refuse(query: Query, stories: FoundStories) -> Refusal:
    """Return why an open question is answered with nothing, and when there was something last."""
    if query.told:
        detail = f"all that was found was told in {len(query.told)} statements"
        return Refusal(reason=RefusalReason.ALL_TOLD, detail=detail)
    about = " and ".join(each.name for each in query.subjects) or "it"
    span = _span(query.selection.since, query.selection.until)
    if stories.found:
        detail = f"no sentence of the {len(stories.found)} stories on {about} can be quoted"
        return Refusal(reason=RefusalReason.NO_QUOTABLE_SENTENCE, detail=detail)
    last = f"; the last is of {_day(stories.before[0].when)}" if stories.before else ""
    return Refusal(reason=RefusalReason.NOTHING_RETRIEVED, detail=f"nothing on {about}{span}{last}")


def _span(since: datetime | None, until: datetime | None) -> str:
    if since and until:
        return f" from {_day(since)} until before {_day(until)}"
    return f" since {_day(since)}" if since else f" before {_day(until)}" if until else ""


def _day(when: datetime) -> str:
    return f"{when.day} {when:%b %Y}"
