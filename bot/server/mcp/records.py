"""What the newsroom returns -> the objects that the tools return (pure): those of `/v1`, with a notice and the time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.adapters.jsonl import page_record, story_file_record
from bot.server.mcp.quotation import NOTICE, guarded, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.model import Result, ResultPage
    from bot.operations.health import FeedHealth
    from bot.server.newsroom import StoryFile
    from bot.subscriptions.records import NewsStory
    from indexer.model.feeds import Feed

SCHEME = "byline://story/"
"""What the address of a story's resource begins with; its id follows."""

_TOLD = 30  # articles of one story
_BEGINNING = 600  # characters of each
_PUBLISHERS = 200


def told(record: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return a tool's result: a record with its strings guarded, what they are, and as of when it is."""
    return {"notice": NOTICE, "as_of": now.isoformat(), **guarded(record)}


def results_record(page: ResultPage, following: str | None) -> dict[str, Any]:
    """Return what `search` and `latest_stories` return."""
    return {**page_record(page, None), "next": following}


def one_a_story(page: ResultPage, limit: int) -> ResultPage:
    """Return the first article of each story, at most `limit`."""
    first: dict[str, Result] = {}
    for each in page.results:
        first.setdefault(each.story.id if each.story else each.article.id, each)
    return replace(page, results=tuple(first.values())[:limit])


def story_beginnings(found: StoryFile) -> dict[str, Any]:
    """Return what `story` returns: of each article the beginning of its text, of very many the first and the last."""
    articles = found.story.articles
    if len(articles) > _TOLD:
        articles = (*articles[: _TOLD // 2], *articles[-_TOLD // 2 :])
    record = story_file_record(replace(found.story, articles=articles), found.versions)
    for each, article in zip(record["articles"], articles, strict=True):
        each["text"] = article.text[:_BEGINNING]
    return record


def sources_record(feeds: Sequence[Feed], health: Sequence[FeedHealth], publishers: Sequence[str]) -> dict[str, Any]:
    """Return what `sources` returns: no addresses of feeds, which may hold a key, and no errors."""
    known = {each.url: each for each in health}
    return {
        "feeds": [_feed_record(feed, known[feed.url]) for feed in feeds if feed.url in known],
        "publishers": list(publishers[:_PUBLISHERS]),
    }


def _feed_record(feed: Feed, health: FeedHealth) -> dict[str, Any]:
    return {
        "name": health.name,
        "site": urlsplit(feed.url).hostname or "",
        "kind": feed.kind.value if feed.kind else None,
        "tags": list(feed.tags),
        "state": health.state,
        "articles": health.articles,
        "last_success": health.last_success.isoformat() if health.last_success else None,
    }


def resource_record(story: NewsStory) -> dict[str, Any]:
    """Return a story as the list of resources names it, by its newest article."""
    lead, number = story.articles[-1], len(story.articles)
    others = f", the last of {number} articles" if number > 1 else ""
    return {
        "uri": SCHEME + story.id,
        "name": story.id,
        "title": quoted(lead.title),
        "description": quoted(f"{lead.publisher}, {lead.when:%Y-%m-%d}{others}"),
        "mimeType": "text/plain",
        "annotations": {"lastModified": story.newest.isoformat()},
    }
