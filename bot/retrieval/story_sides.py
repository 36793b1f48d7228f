"""Which of several subjects stories are on: those of one question, or the sides of a comparison (pure)."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.model import Form
from bot.retrieval.subject_coverage import SubjectCoverage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.language.name_mentions import NameMentions
    from bot.model import FoundStory, Hit
    from bot.retrieval.aim import Aim

_ON_ALL = 1.5  # set by hand: of the weight of a story that is on all of several subjects of which each is meant


def on_as_asked(aim: Aim, by_article: Mapping[str, Sequence[Hit]]) -> dict[str, Sequence[Hit]]:
    """Return the hits of articles that are on all subjects where nothing else is meant; of opinions and lists any.

    "Acme's boats" is not on whatever else is of Acme, and opinions on a suit are not on who else is sued.
    """
    is_on = _names_all if aim.is_of_owner else is_on_all
    is_meant = aim.is_of_owner or aim.query.form is Form.OPINIONS
    is_needed = aim.query.form is Form.OVERVIEW and aim.is_between
    if not is_meant and not is_needed:
        return dict(by_article)
    on_it = {key: hits for key, hits in by_article.items() if is_on(aim, hits)}
    return on_it if on_it or is_needed else dict(by_article)


def evened(aim: Aim, stories: Sequence[FoundStory]) -> Sequence[FoundStory]:
    """Return ranked stories so that no side of a comparison, and no subject of several, stands back behind another."""
    if aim.query.form is Form.COMPARISON:
        return _by_turns(aim, stories)
    if aim.query.form is Form.OVERVIEW and not aim.is_as_one:
        return _balanced(aim, stories)
    return stories


def is_on_all(aim: Aim, hits: Sequence[Hit]) -> bool:
    """Tell whether an article names all of several subjects that are asked about as one: "the Acme suit on Hooli".

    Nobody asks about what came out before the time of the news.
    """
    is_one = aim.is_as_one and aim.query.form in (Form.OVERVIEW, Form.OPINIONS)
    if not is_one or aim.released:
        return True
    return _names_all(aim, hits)


def _names_all(aim: Aim, hits: Sequence[Hit]) -> bool:
    """Tell whether an article names all subjects, or is by those that it does not name."""
    article = hits[0].article
    return all(
        any(names.is_in(text) for text in _texts(hits)) or SubjectCoverage(article, names).is_own for names in aim.named
    )


def is_on_each(aim: Aim, stories: Sequence[FoundStory]) -> bool:
    """Tell whether each side of a comparison is told of; of another question's subjects one does."""
    if aim.query.form is not Form.COMPARISON:
        return True
    return all(any(_is_titled(names, story) for story in stories) for names in aim.named)


def is_of(names: NameMentions, story: FoundStory) -> bool:
    """Tell whether a story tells anything of a side of a comparison: its title names it, or it is by that itself."""
    return _is_titled(names, story) or SubjectCoverage(story.article, names).is_own


def _is_titled(names: NameMentions, story: FoundStory) -> bool:
    return names.is_in(story.article.title)


def _balanced(aim: Aim, stories: Sequence[FoundStory]) -> list[FoundStory]:
    """Return the stories on several subjects, each as heavy beside its own as if they were told of equally much.

    "The latest on Acme and Hooli" is on both, first of all on what they have with each other.
    """
    sides = [frozenset(each.id for each in stories if _is_on(names, each)) for names in aim.named]
    if sum(map(bool, sides)) <= 1:
        return list(stories)
    weights = {each.id: each.weight for each in stories}
    heaviest = max(weights.values())
    top = [max((weights[key] for key in side), default=0.0) for side in sides]
    found = []
    for each in stories:
        own = [heaviest / most for side, most in zip(sides, top, strict=True) if each.id in side and most]
        share = max(own, default=1.0) * (_ON_ALL if len(own) == len(sides) else 1.0)
        found.append(replace(each, weight=each.weight * share))
    return sorted(found, key=lambda each: -each.weight)


def _is_on(names: NameMentions, story: FoundStory) -> bool:
    return any(names.is_in(text) for text in _texts(story.hits))


def _by_turns(aim: Aim, stories: Sequence[FoundStory]) -> list[FoundStory]:
    """Return the stories with those on each side of a comparison by turns: one may be told of much more."""
    sides = [[each for each in stories if _is_titled(names, each)] for names in aim.named]
    turns = [each for turn in zip_longest(*sides) for each in turn if each is not None]
    return list({each.id: each for each in (*turns, *stories)}.values())


def _texts(hits: Sequence[Hit]) -> list[str]:
    return [hits[0].article.title, *(hit.placed.passage.text for hit in hits)]
