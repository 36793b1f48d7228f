"""Stories of a time on a subject -> what an overview says of them (pure).

Which stories, and which sentences, is settled by maximal marginal relevance (Carbonell & Goldstein 1998, "The use of
MMR, diversity-based reranking"): each is worth its weight, less what has been said of it already.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.further_sentences import said_already, with_further
from bot.composition.story_claims import Composed, Telling
from bot.evidence.sentences import is_short
from bot.retrieval.subject_coverage import SubjectCoverage
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.evidence.story_sentences import ReadStory, TellingSentence
    from bot.language.event_kinds import EventKind
    from bot.language.name_mentions import NameMentions
    from bot.model import FoundStory
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Compare
    from indexer.model import Article

MOST_STORIES = 7
"""Stories that an overview tells."""

# Set by hand.
_RELEVANCE = 0.7  # of maximal marginal relevance: the share that weight has, the rest is for what is new
_SAME = 0.6  # share of the words of the shorter one in common, from which two sentences say the same
_SAME_OF_ONE_PUBLISHER = 0.85  # of two entries, which nobody posts twice: one's titles are made by one pattern
_OF_ONE_EVENT = 0.3  # from which two stories are developments of one event
_OF_ONE_PRODUCT = 0.2  # where they name one version of a product
_WORTH_TELLING = 0.2  # of the greatest weight that a story needs
_INSTEAD = 0.6  # of a story's best sentence's score that one needs which is told in its place
_ON_A_VERSION = 3  # stories on one version of a product that an overview of more than it tells
_NAME_AGAIN = 0.4  # what a name that was told already counts as said
_ONE_REPORT = timedelta(days=10)  # within which an event is reported
_ASKED = 0.5  # set by hand: of what is asked for of a subject, that the best sentence of a story says which is on it
_GOES_ON = 2  # names beside the subject that a story shares with those that say it, which goes on with their event
_ENOUGH = 2  # stories that are news, or that say it, for which the others are left out
_TOUCHES = 0.3  # of what makes a story on a topic, from which it is told; chosen by the totals of five closed sets

IS_ON = 0.45
"""Least topic share of a story that is wholly on the topic; chosen on five closed sets."""


class TopicFeatures(NamedTuple):
    """What tells how much a story is on a topic, each as a share of the greatest."""

    weight: float  # its weight, which holds how relevant its best passage is
    title: float  # how like the question its title is: whether it is on the topic as a whole, or only touches it


# As a logistic regression weighs them over the stories that overviews of invented news are chosen from, of which a good
# one tells some (`python -m bench.fitting.open_answers` fits them again); they add up to 1.
ON_TOPIC = TopicFeatures(weight=0.55, title=0.45)


def compose_overview(aim: Aim, read: Sequence[ReadStory], left: Sequence[FoundStory], compare: Compare) -> Composed:
    """Return what is said of those stories that tell what is asked for; `left` are others, what counts most first.

    `compare` says how like the question texts are.
    """
    news = [each for each in read if each.told[0].article.kind is not Kind.OPINION]
    read = news if len(news) >= _ENOUGH else read
    if chosen := _as_asked(aim, read):
        read, left = chosen, ()
    if aim.topic:
        read = _on_topic(read, compare)
    is_told = aim.topic or (aim.event and not aim.event.of_a_thing) or aim.is_course
    latest = aim.query.latest
    told, untold = tell_stories(read, newest_first=latest, is_event=bool(is_told) and not latest)
    return Composed(tuple(map(Telling, told)), (*untold, *left))


def _as_asked(aim: Aim, read: Sequence[ReadStory]) -> list[ReadStory]:
    """Return the stories that tell what of their subject is asked for; none if that does not set them apart."""
    if aim.event:
        telling = [each._replace(told=sorted(each.told, key=lambda one: not _tells(one))) for each in read]
        return [each for each in telling if _tells(each.told[0]) or _is_titled(each.story, aim.event, aim.names)]
    on_it = [each for each in read if each.told[0].asked >= _ASKED]
    if not aim.names.names or not aim.topic or len(on_it) < _ENOUGH:
        return []
    # A story whose best sentence names the same as theirs goes on with their event, in other words.
    named = frozenset[str]().union(*(one.names_told for each in on_it for one in each.told))
    return [each for each in read if each.told[0].asked >= _ASKED or len(each.told[0].names_told & named) >= _GOES_ON]


def _tells(told: TellingSentence) -> bool:
    """Tell whether a sentence tells an event that is asked for; what was made must have been made by the subject."""
    event = told.event
    if event is None or event.place is None or told.sentence.leans or told.sentence.is_background:
        return False
    is_by_subject = not event.kind.of_a_thing or told.coverage.is_own
    return is_by_subject or (told.named_at is not None and told.named_at < event.place[0])


def _is_titled(story: FoundStory, event: EventKind, names: NameMentions) -> bool:
    """Tell whether a story's title tells of what is asked for: the text may tell it in other words."""
    return SubjectCoverage(story.article, names).is_own if event.of_a_thing else event.is_titled(story.article.title)


def _on_topic(read: Sequence[ReadStory], compare: Compare) -> list[ReadStory]:
    """Return the stories that are on a topic, those that are less so with nothing but their best sentence."""
    on_it = topic_shares([each.story for each in read], compare) if len(read) >= _ENOUGH else {}
    told = [(each, on_it.get(each.story.id, 1.0)) for each in read]
    return [each if share >= IS_ON else each._replace(told=each.told[:1]) for each, share in told if share >= _TOUCHES]


def topic_shares(stories: Sequence[FoundStory], compare: Compare) -> dict[str, float]:
    """Return how much each story is on a topic, 0 to 1, by id."""
    found = topic_features(stories, compare)
    return {key: ON_TOPIC.weight * each.weight + ON_TOPIC.title * each.title for key, each in found.items()}


def topic_features(stories: Sequence[FoundStory], compare: Compare) -> dict[str, TopicFeatures]:
    """Return what tells how much each story is on a topic, by id."""
    similar = compare(list(dict.fromkeys(story.article.title for story in stories)))
    alike = {story.id: max(0.0, similar[story.article.title].cosine) for story in stories}
    top, nearest = max((each.weight for each in stories), default=0.0) or 1.0, max(alike.values(), default=0.0) or 1.0
    return {story.id: TopicFeatures(story.weight / top, alike[story.id] / nearest) for story in stories}


def tell_stories(
    read: Sequence[ReadStory], *, newest_first: bool, is_event: bool
) -> tuple[list[TellingSentence], list[FoundStory]]:
    """Return what is said of stories, as it is read, and those of which nothing is, what counts most first.

    An event is told from its beginning on. Of a subject the newest comes first if the latest is asked for, else what
    counts most, and there developments of one event stand together, from the first to the last. What an earlier answer
    told is not told again, nor what says the same.
    """
    top = max((each.story.weight for each in read), default=0.0)
    able = [each for each in read if each.story.weight >= _WORTH_TELLING * top and each.told]
    said = [one for each in able for one in each.told if one.was_told]
    able = [each for each in able if not each.was_told]
    first, untold = _choose(able, said, top or 1.0, is_event=is_event)
    told = with_further(first, {each.story.id: each.told for each in able}, is_event=is_event)
    return _ordered(told, newest_first=newest_first, is_event=is_event), untold


def _choose(
    able: Sequence[ReadStory], said: Sequence[TellingSentence], top: float, *, is_event: bool
) -> tuple[list[TellingSentence], list[FoundStory]]:
    """Return the best sentence of each story that is told, and the stories that are not; none is said twice."""
    left = list(able)
    chosen = list(said)
    while left and len(chosen) < MOST_STORIES + len(said):
        worth = [
            _RELEVANCE * each.story.weight / top - (1 - _RELEVANCE) * _repeats(each.told[0], chosen, is_event=is_event)
            for each in left
        ]
        told = left.pop(worth.index(max(worth))).told
        able_now = (each for each in told if _is_new(each, chosen, is_event=is_event))
        fresh = next((each for each in able_now if each.score >= _INSTEAD * told[0].score), None)
        if fresh is not None and not fresh.sentence.leans and _is_new(told[0], chosen, is_event=is_event):
            chosen.append(fresh)
    untold = [each.story for each in left if _is_new(each.told[0], chosen, is_event=is_event)]
    return chosen[len(said) :], untold


def _repeats(sentence: TellingSentence, chosen: Sequence[TellingSentence], *, is_event: bool) -> float:
    """Return how much of a sentence is said already; a name that was told counts where no event is asked about."""
    shares = not is_event and any(not sentence.names_told.isdisjoint(other.names_told) for other in chosen)
    return said_already(sentence, chosen) + _NAME_AGAIN * shares


def _is_new(sentence: TellingSentence, chosen: Sequence[TellingSentence], *, is_event: bool) -> bool:
    """Tell whether a sentence tells of something else than others do.

    Two reports of some days that share a name beside the subject are of one event with fewer words in common; the
    developments of an event that is asked about all share its names.
    """
    if any(sentence.likeness(other) >= _same(sentence, other, is_event=is_event) for other in chosen):
        return False
    versions = {name for name in sentence.names_told if _has_digit(name)}
    told = Counter(name for other in chosen for name in versions & other.names_told)
    return is_event or max(told.values(), default=0) < _ON_A_VERSION


def _same(one: TellingSentence, other: TellingSentence, *, is_event: bool) -> float:
    """Return the likeness from which two sentences say the same."""
    if _are_entries_of_one(one.article, other.article):
        return _SAME_OF_ONE_PUBLISHER
    if is_event or abs(one.article.when - other.article.when) > _ONE_REPORT:
        return _SAME
    shared = one.names_told & other.names_told
    return _OF_ONE_PRODUCT if any(map(_has_digit, shared)) else _OF_ONE_EVENT if shared else _SAME


def _are_entries_of_one(one: Article, other: Article) -> bool:
    """Tell whether two articles are a title and a sentence or two each, of the same publisher."""
    return one.id != other.id and one.publisher == other.publisher and is_short(one) and is_short(other)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _ordered(told: Sequence[TellingSentence], *, newest_first: bool, is_event: bool) -> list[TellingSentence]:
    """Return the sentences in the order in which they are read."""
    if is_event or newest_first:
        return sorted(told, key=_in_time if is_event else _newest_first)
    events: list[list[TellingSentence]] = []
    for each in told:
        near = (event for event in events if any(_is_one_event(each, other) for other in event))
        if event := next(near, None):
            event.append(each)
        else:
            events.append([each])
    return [each for event in events for each in sorted(event, key=_in_time)]


def _is_one_event(one: TellingSentence, other: TellingSentence) -> bool:
    return one.story.id == other.story.id or one.likeness(other) >= _OF_ONE_EVENT


def _in_time(told: TellingSentence) -> tuple[datetime, str, int, int]:
    return told.article.when, told.article.id, *told.sentence.position


def _newest_first(told: TellingSentence) -> tuple[float, str, int, int]:
    when, article, passage, sentence = _in_time(told)
    return -when.timestamp(), article, passage, sentence
