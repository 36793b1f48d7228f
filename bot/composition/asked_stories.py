"""Stories that were read -> those that tell what of their subject is asked for (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.retrieval.subject_coverage import SubjectCoverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.language.event_kinds import EventKind
    from bot.language.name_mentions import NameMentions
    from bot.model import FoundStory
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Compare

    ReadStory = tuple[FoundStory, Sequence[TellingSentence]]  # with what tells it, best first

_ASKED = 0.5  # of what is asked for of a subject, that the best sentence of a story says which is on it
_GOES_ON = 2  # names beside the subject that a story shares with those that say it, which goes on with their event
_ENOUGH = 2  # such stories, for which the others are left out
_BY_TITLE = 0.45  # of how much a story is on a topic, what its title's likeness decides, as a regression weighs it
IS_ON = 0.45
"""Of both, each by the best one's, from which a story is on a topic."""

_TOUCHES = 0.3  # from which it is told at all


def as_asked(aim: Aim, read: Sequence[ReadStory]) -> list[ReadStory]:
    """Return the stories that tell what of their subject is asked for; none if that does not set them apart."""
    if aim.event:
        telling = [(story, sorted(told, key=lambda each: not _tells(each))) for story, told in read]
        return [(story, told) for story, told in telling if _tells(told[0]) or _is_titled(story, aim.event, aim.names)]
    on_it = [(story, told) for story, told in read if told[0].asked >= _ASKED]
    if not aim.names.names or not aim.topic or len(on_it) < _ENOUGH:
        return []
    named = frozenset[str]().union(*(each.names_told for _, told in on_it for each in told))
    return [(story, told) for story, told in read if told[0].asked >= _ASKED or _goes_on(told, named)]


def _goes_on(told: Sequence[TellingSentence], named: frozenset[str]) -> bool:
    """Tell whether a story goes on with an event that others tell: its best sentence names the same, in other words."""
    return len(told[0].names_told & named) >= _GOES_ON


def _tells(told: TellingSentence) -> bool:
    """Tell whether a sentence tells an event that is asked for; what was made must have been made by the subject."""
    event = told.event
    if event is None or event.place is None or told.sentence.leans or told.is_background:
        return False
    is_by_subject = not event.kind.of_a_thing or told.coverage.is_own
    return is_by_subject or (told.named_at is not None and told.named_at < event.place[0])


def _is_titled(story: FoundStory, event: EventKind, names: NameMentions) -> bool:
    """Tell whether a story's title tells of what is asked for: the text may tell it in other words."""
    return SubjectCoverage(story.article, names).is_own if event.of_a_thing else event.is_titled(story.article.title)


def on_topic(read: Sequence[ReadStory], compare: Compare) -> list[ReadStory]:
    """Return the stories that are on a topic, those that are less so with nothing but their best sentence."""
    on_it = topic_shares([story for story, _ in read], compare) if len(read) >= _ENOUGH else {}
    return [
        (story, told if on_it.get(story.id, 1.0) >= IS_ON else told[:1])
        for story, told in read
        if on_it.get(story.id, 1.0) >= _TOUCHES
    ]


def topic_shares(stories: Sequence[FoundStory], compare: Compare) -> dict[str, float]:
    """Return how much each story is on a topic, 0 to 1, by id.

    A story's weight holds how relevant its best passage is; how like the question its title is, says whether it is on
    that as a whole or only touches it.
    """
    similar = compare(list(dict.fromkeys(story.article.title for story in stories)))
    alike = {story.id: max(0.0, similar[story.article.title].cosine) for story in stories}
    top, nearest = max((each.weight for each in stories), default=0.0) or 1.0, max(alike.values(), default=0.0) or 1.0
    return {story.id: (1 - _BY_TITLE) * story.weight / top + _BY_TITLE * alike[story.id] / nearest for story in stories}
