"""Does what the protocol asks for with what Byline knows: a method with its parameters in, its result out."""

from __future__ import annotations

import math
import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.adapters.jsonl import answer_record, article_record, page_record
from bot.model import Question
from bot.server.mcp.arguments import AskArguments, LatestArguments, SearchArguments, StoryArguments, parsed
from bot.server.mcp.quotation import NOTICE, as_text, guarded, quoted
from bot.server.mcp.tools import TOOLS
from bot.server.newsroom import Mark
from bot.understanding.filters import parse_filters
from indexer.errors import BylineError, UsageError
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.model import ResultPage
    from bot.server.newsroom import Newsroom, StoryFile
    from bot.subscriptions.records import NewsStory

SCHEME = "byline://story/"

_URI = re.compile(re.escape(SCHEME) + r"([0-9A-Za-z_-]{1,100})")
_LOCAL = "local"  # under which the answers of the person at this computer are kept
_PAGE = 20  # stories on a page of resources
_TOLD = 30  # articles of one story
_BEGINNING = 600  # characters of each
_PUBLISHERS = 200
_MARK = re.compile(r"(\d{1,20})\.([0-9A-Za-z_-]{1,100})")


class Desk:
    """Answers one caller's requests."""

    def __init__(self, newsroom: Newsroom, caller: str) -> None:
        """Take the caller's name; "" for the person at this computer, whose questions are not counted."""
        self._newsroom = newsroom
        self._caller = caller
        self._tools: dict[str, Callable[[Any], dict[str, Any]]] = {
            "ask": self._ask,
            "search": self._search,
            "latest_stories": self._latest,
            "story": self._story,
            "sources": self._sources,
        }

    def request(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return the result of `tools/call`, `resources/list` or `resources/read`, as on the wire.

        Raises `UsageError` for what is wrong with a request, other `BylineError`s for what failed.
        """
        if method == "tools/call":
            return self._call(params["name"], params["arguments"])
        return self._list(params.get("cursor", "")) if method == "resources/list" else self._read(params["uri"])

    def _call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        tool = TOOLS[name]
        given = parsed(tool.arguments, arguments)
        if tool.asks and self._caller and (wait := self._newsroom.may_ask(self._caller)):
            raise BylineError(f"too many questions: try again in {math.ceil(wait)} seconds")
        record = _marked(self._tools[name](given))
        text = as_text(record, secrets.token_hex(4))
        return {"content": [{"type": "text", "text": text}], "structuredContent": record, "isError": False}

    def _ask(self, given: AskArguments) -> dict[str, Any]:
        found = self._newsroom.ask(self._question(given.question, given), self._caller or _LOCAL)
        return _without_line(answer_record(found.answer, None))

    def _search(self, given: SearchArguments) -> dict[str, Any]:
        question = self._question(given.query, given)
        return _page(self._newsroom.search(question, limit=given.limit, offset=given.offset))

    def _latest(self, given: LatestArguments) -> dict[str, Any]:
        found = self._newsroom.latest(self._question(given.topic), limit=3 * given.limit)
        return _page(_one_a_story(found, given.limit))

    def _story(self, given: StoryArguments) -> dict[str, Any]:
        return {"as_of": self._newsroom.now().isoformat(), **_story_record(self._found(given.id))}

    def _sources(self, _: object) -> dict[str, Any]:
        health = {feed.url: feed for feed in self._newsroom.status().feeds}
        feeds = [
            {
                "name": health[feed.url].name if feed.url in health else feed.name,
                "site": urlsplit(feed.url).hostname or "",
                "kind": feed.kind.value if feed.kind else None,
                "tags": list(feed.tags),
                "state": health[feed.url].state if feed.url in health else "new",
                "articles": health[feed.url].articles if feed.url in health else 0,
                "last_success": _iso(health[feed.url].last_success if feed.url in health else None),
            }
            for feed in self._newsroom.feeds()
        ]
        publishers = self._newsroom.publishers()[:_PUBLISHERS]
        return {"as_of": self._newsroom.now().isoformat(), "feeds": feeds, "publishers": publishers}

    def _list(self, cursor: str) -> dict[str, Any]:
        page = self._newsroom.stories(Selection(), limit=_PAGE, after=_mark_of(cursor))
        after = {"nextCursor": _cursor(page.after)} if page.after else {}
        return {"resources": [_resource(story) for story in page.stories], **after}

    def _read(self, uri: str) -> dict[str, Any]:
        if not (found := _URI.fullmatch(uri)):
            raise UsageError(f"{uri[:100]!r}: there is no such resource; a story's is {SCHEME}ID")
        record = _marked({"as_of": self._newsroom.now().isoformat(), **_story_record(self._found(found[1]))})
        text = as_text(record, secrets.token_hex(4))
        return {"contents": [{"uri": uri, "mimeType": "text/plain", "text": text}]}

    def _found(self, story_id: str) -> StoryFile:
        found = self._newsroom.story(story_id)
        if found is None:
            raise UsageError(f"{story_id[:100]!r}: there is no such story; `search` and `latest_stories` name them")
        return found

    def _question(self, text: str, given: AskArguments | SearchArguments | None = None) -> Question:
        now, zone = self._newsroom.now(), self._newsroom.zone
        if given is None:
            return Question(text=text, now=now, zone=zone)
        chosen = parse_filters(
            since=given.since,
            until=given.until,
            sources=given.source,
            kinds=[kind.value for kind in given.kind],
            tags=given.tag,
            now=now,
            zone=zone,
        )
        return Question(text=text, now=now, zone=zone, selection=chosen)


def _marked(record: dict[str, Any]) -> dict[str, Any]:
    """Return a result with its strings guarded and the statement of what they are."""
    return {"notice": NOTICE, **guarded(record)}


def _without_line(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record of the command line without what belongs to a line of input and its time."""
    return {name: value for name, value in record.items() if name not in {"id", "elapsed_ms"}}


def _page(page: ResultPage) -> dict[str, Any]:
    return {"as_of": page.question.now.isoformat(), **_without_line(page_record(page, None))}


def _one_a_story(page: ResultPage, limit: int) -> ResultPage:
    """Return the first article of each story."""
    first = {each.story.id if each.story else each.article.id: each for each in reversed(page.results)}
    kept = [each for each in page.results if first[each.story.id if each.story else each.article.id] is each]
    return replace(page, results=tuple(kept[:limit]))


def _story_record(found: StoryFile) -> dict[str, Any]:
    story, articles = found.story.story, found.story.articles
    if len(articles) > _TOLD:
        articles = (*articles[: _TOLD // 2], *articles[-_TOLD // 2 :])
    return {
        "id": story.id,
        "articles": story.articles,
        "origins": story.origins,
        "timeline": [
            {
                **article_record(each, story),
                "versions": found.versions.get(each.id, 1),
                "text": each.text[:_BEGINNING],
            }
            for each in articles
        ],
    }


def _resource(story: NewsStory) -> dict[str, Any]:
    lead = story.articles[-1]
    title = quoted(lead.title)
    return {
        "uri": SCHEME + story.id,
        "name": story.id,
        "title": title,
        "description": quoted(f"{len(story.articles)} articles; the last one: {lead.publisher}, {lead.when:%Y-%m-%d}"),
        "mimeType": "text/plain",
        "annotations": {"lastModified": story.newest.isoformat()},
    }


def _cursor(mark: Mark) -> str:
    return f"{int(mark.when.timestamp() * 1_000_000)}.{mark.id}"


def _mark_of(cursor: str) -> Mark | None:
    """Return the place that a cursor names, None for the beginning. Raises `UsageError` for one that names none."""
    if not cursor:
        return None
    found = _MARK.fullmatch(cursor)
    try:
        if found:
            return Mark(when=datetime.fromtimestamp(int(found[1]) / 1_000_000, UTC), id=found[2])
    except (ValueError, OverflowError, OSError):
        pass
    raise UsageError(f"cursor: {cursor[:100]!r} is none that this server has given")


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
