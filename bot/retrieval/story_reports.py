"""The reports of the stories that are told, read: how each begins, or the whole of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.round_ups import items_of
from bot.model import Form
from bot.retrieval.term_coverage import vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import FoundStories, FoundStory, Hit
    from bot.ports import Library
    from indexer.model import PlacedPassage

_STORIES = 16  # whose reports' beginnings are read
_REPORTS = 4  # of one story that are read
_NAMED = 2  # passages of an article beside its beginning
_FEW = 5  # stories whose reports are read to the end
_PASSAGES = 8  # of a report that are read

MOST_WHOLE = 12
"""Reports that are read to the end."""


def read_best(library: Library, found: FoundStories, form: Form) -> FoundStories:
    """Return the stories, those that are told best with the passages that tell them.

    These are how their reports begin, or all of the first reports, where stories are few or `form` looks for what
    stands within. For a list round-ups are read to the end, too.
    """
    stories = found.found[:_STORIES]
    reports = {story.id: _reports(story)[:_REPORTS] for story in stories}
    keys = [key for each in reports.values() for key in each]
    if len(found.found) <= _FEW or form in (Form.COMPARISON, Form.OPINIONS):
        passages = read_whole(library, keys[:MOST_WHOLE])
    else:
        openings = library.opening_passages(keys)
        begun = library.passages([key for key, _ in openings.values()])
        passages = {each.article.id: [each] for each in begun}
        if form is Form.LIST:
            round_ups = [each.article.id for each in begun if items_of(each.article.text)]
            passages |= read_whole(library, round_ups[:MOST_WHOLE])
    read = (replace(story, hits=_joined(story, reports[story.id], passages)) for story in stories)
    return replace(found, found=(*read, *found.found[_STORIES:]))


def read_whole(library: Library, article_ids: Sequence[str]) -> dict[str, Sequence[PlacedPassage]]:
    """Return articles' passages, as many as are read of each, by article."""
    return {key: library.passages_of(key)[:_PASSAGES] for key in article_ids}


def _reports(story: FoundStory) -> list[str]:
    """Return the ids of a story's articles, the best report first."""
    return list(dict.fromkeys(hit.article.id for hit in story.hits))


def _joined(
    story: FoundStory, reports: Sequence[str], passages: Mapping[str, Sequence[PlacedPassage]]
) -> tuple[Hit, ...]:
    """Return the hits of a story's reports with other passages of them, each report as it is read."""
    hits: list[Hit] = []
    for key in reports:
        own = [hit for hit in story.hits if hit.article.id == key]
        own = sorted(own, key=lambda hit: -hit.relevance)[:_NAMED]
        known = {hit.placed.passage.id for hit in own}
        others = [replace(own[0], placed=each, words=vocabulary(each)) for each in passages.get(key, ())]
        own += [hit for hit in others if hit.placed.passage.id not in known]
        hits += sorted(own, key=lambda hit: hit.placed.passage.ordinal)
    return tuple(hits)
