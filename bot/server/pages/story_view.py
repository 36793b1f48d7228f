"""Stories as the pages show them: in the list of news, and one by itself on its time line (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING

from bot.adapters.messages.formatting import day, minute, one_line
from bot.adapters.messages.source_facts import correction, facts
from bot.language.datelines import clean_sentences
from bot.server.pages.page_room import ROOM, TITLE, bounded, fitting, html_bytes, named, place_behind, room_of
from bot.server.pages.rendering import counted
from bot.server.pages.text_changes import text_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from bot.server.pages.source import StoryDetails
    from bot.server.pages.text_changes import TextChanges
    from bot.subscriptions.records import Difference, NewsStory
    from indexer.model import Article, ArticleVersion

_ENDED = re.compile(r"(?<=[.!?])\s?\u2026$")  # an ellipsis behind a whole sentence
_USUAL = "reported"  # the kind that is not named in the list
_OPENING = 220  # characters of how a story begins
_OPENINGS = 10  # reports of a story that are shown with how they begin
_CORRECTIONS = 2  # of a story in the list
_REPORTS = 20  # of a story on its page
_VERSIONS = 5  # of a report, the last ones
_CHANGES = 10_000  # bytes of HTML of all changes on a page
_DIFFERENCES = 14_000  # of all differences
_TITLE = 300  # characters of a story's title
_NOTE = 300  # of a correction


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """What a publisher says of a correction."""

    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTeaser:
    """A story in the list."""

    id: str
    title: str
    facts: tuple[str, ...]
    opening: str
    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsDay:
    """The stories whose newest article is of one day."""

    name: str
    stories: tuple[StoryTeaser, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """What another version of a report changed."""

    when: str
    title: str  # the one before, "" if it is the same
    changes: TextChanges


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report of a story."""

    article: Article
    facts: tuple[str, ...]
    opening: str
    copy_of: str  # the outlet whose text it has, "" if it is its own
    correction: CorrectionView | None
    versions: tuple[VersionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story by itself."""

    title: str
    told_by: str
    reports: tuple[ReportView, ...]  # in the order of time, from a place on
    start: int  # that place
    next: int  # where the next page goes on, 0 for none
    more: int  # reports on the next pages
    differences: Sequence[Difference]  # told on the first page


def teasers(stories: Iterable[NewsStory], openings: Mapping[str, str], zone: tzinfo) -> list[tuple[date, StoryTeaser]]:
    """Return stories as the list shows them, each with the day of its newest article, as many as fit onto a page.

    `openings` are by the ids of their leads.
    """
    dated = [(story.newest.astimezone(zone).date(), story) for story in stories]
    shown = fitting(_teaser(story, openings, zone, when) for when, story in dated)
    return [(when, teaser) for (when, _), teaser in zip(dated, shown, strict=False)]


def news_days(told: Iterable[tuple[date, StoryTeaser]]) -> list[NewsDay]:
    """Return what `teasers` gave, day by day."""
    grouped = groupby(told, lambda each: each[0])
    return [NewsDay(name=_name(when), stories=tuple(teaser for _, teaser in some)) for when, some in grouped]


def story_view(story: NewsStory, details: StoryDetails, zone: tzinfo, start: int = 0) -> StoryView:
    """Return a story with its reports in the order of time, from a place on, as many as fit onto a page."""
    differences = [] if start else fitting(details.differences, _DIFFERENCES)
    reports = fitting(_reports(story, details, zone, start), ROOM - room_of(differences))
    behind = place_behind(start, len(reports), len(story.articles))
    return StoryView(
        title=bounded(story.lead.title, _TITLE) or "(untitled)",
        told_by=_told_by(story, zone),
        reports=tuple(reports),
        start=start,
        next=behind,
        more=len(story.articles) - behind if behind else 0,
        differences=differences,
    )


def _reports(story: NewsStory, details: StoryDetails, zone: tzinfo, start: int) -> Iterator[ReportView]:
    """Yield the reports from a place on, each as it is shown on a page that begins there."""
    by_id = {article.id: article for article in story.articles}
    room = _CHANGES
    for number, article in enumerate(islice(story.articles, start, start + _REPORTS)):
        versions = _versions(article, details.versions.get(article.id, ()), zone, room)
        room -= room_of(versions)
        placed = details.placed.get(article.id)
        first = by_id.get(placed.first) if placed and placed.first != article.id else None
        yield ReportView(
            article=article,
            facts=tuple(_facts_but_time(article, zone)),
            opening="" if first or number >= _OPENINGS else _opening(article.text, article.title),
            copy_of=_outlet(first) if first else "",
            correction=correction_of(article),
            versions=versions,
        )


def _teaser(story: NewsStory, openings: Mapping[str, str], zone: tzinfo, of_day: date) -> StoryTeaser:
    lead = story.lead
    told = (story.story.outlets, story.story.origins)

    def dated(when: datetime, zone: tzinfo) -> str:
        local = when.astimezone(zone)
        return f"{local:%H:%M}" if local.date() == of_day else day(when, zone)

    noted = [found for article in story.articles if not article.gone and (found := correction_of(article))]
    return StoryTeaser(
        id=story.id,
        title=bounded(lead.title, _TITLE) or "(untitled)",
        facts=tuple(each for each in facts(lead, zone, told, day=dated, shown=named) if each != _USUAL),
        opening=_opening(openings.get(lead.id, ""), lead.title),
        corrections=tuple(noted[:_CORRECTIONS]),
    )


def _versions(article: Article, earlier: Sequence[ArticleVersion], zone: tzinfo, room: int) -> tuple[VersionView, ...]:
    """Return what each version changed, the last one first, as far as there is room for so many bytes of HTML."""
    if not earlier:
        return ()
    texts = [(each.title, each.text, each.collected) for each in earlier]
    texts.append((article.title, article.text, article.updated or article.first_seen))
    found: list[VersionView] = []
    for before, after in list(pairwise(texts))[: -_VERSIONS - 1 : -1]:
        changes = text_changes(before[1], after[1], room)
        title = bounded(before[0], TITLE) if one_line(before[0]) != one_line(after[0]) else ""
        room -= changes.room + html_bytes(title)
        found.append(VersionView(when=minute(after[2], zone), title=title, changes=changes))
    return tuple(found)


def _opening(text: str, title: str) -> str:
    """Return how a text begins, "" if it says no more than its title."""
    told = one_line(" ".join(clean_sentences(text[: 4 * _OPENING])))
    return "" if told == one_line(title) else _ENDED.sub("", bounded(told, _OPENING))


def _facts_but_time(article: Article, zone: tzinfo) -> list[str]:
    """Return what an article is judged by, where its time stands already."""
    told = day(article.published, zone) if article.published else ""
    return [each for each in facts(article, zone, shown=named) if each != told]


def _told_by(story: NewsStory, zone: tzinfo) -> str:
    counts, first, last = story.story, day(story.began, zone), day(story.newest, zone)
    when = f"on {first}" if first == last else f"from {first} to {last}"
    if len(story.articles) == 1:
        return f"Told by one article, {when}."
    origins = counted(counts.origins, "independent origin")
    return f"{counted(len(story.articles), 'article')} of {counted(counts.outlets, 'outlet')}, from {origins}, {when}."


def correction_of(article: Article) -> CorrectionView | None:
    """Return what an article's publisher says of a correction; None if there was none."""
    text = correction(article)
    return CorrectionView(by=_outlet(article), text=bounded(text, _NOTE)) if text else None


def _outlet(article: Article) -> str:
    return named(article.publisher) or named(article.title)


def _name(when: date) -> str:
    return f"{when:%A} {when.day} {when:%b}"
