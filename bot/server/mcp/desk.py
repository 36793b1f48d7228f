"""Does what the protocol asks for with what Byline knows: a method with its parameters in, its result out."""

from __future__ import annotations

import math
import re
import secrets
from typing import TYPE_CHECKING, Any

from bot.adapters.jsonl import answer_record
from bot.model import Question
from bot.model.chat import Filters
from bot.model.filters import parse_filters
from bot.server.api.cursors import mark_cursor, mark_of, place_cursor, place_of
from bot.server.mcp.arguments import Arguments, AskArguments, LatestArguments, SearchArguments, parsed
from bot.server.mcp.quotation import as_text
from bot.server.mcp.records import (
    SCHEME,
    one_a_story,
    resource_record,
    results_record,
    sources_record,
    story_beginnings,
    told,
)
from bot.server.mcp.tools import TOOLS
from indexer.errors import BylineError, UsageError
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.server.newsroom import Newsroom

    Told = tuple[dict[str, Any], datetime]  # a record, and as of when it is

_URI = re.compile(re.escape(SCHEME) + r"([0-9A-Za-z_-]{1,100})")
_PAGE = 20  # stories on a page of resources
_SOME = 3  # articles that are looked at for each of the latest stories


class Desk:
    """Answers one caller's requests."""

    def __init__(self, newsroom: Newsroom, caller: str, *, is_counted: bool = True) -> None:
        """Take the caller's name, and whether questions count against the caller's limit."""
        self._newsroom = newsroom
        self._caller = caller
        self._is_counted = is_counted
        self._tools: dict[str, Callable[[Any], Told]] = {
            "ask": self._ask,
            "search": self._search,
            "latest_stories": self._latest,
            "story": lambda given: self._story(given.id),
            "sources": self._sources,
        }

    def request(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return the result of `tools/call`, `resources/list` or `resources/read`, as on the wire.

        Raises `UsageError` for what is wrong with a request, other `BylineError`s and `HttpProblem` for what failed.
        """
        if method == "tools/call":
            return self._call(params["name"], params["arguments"])
        return self._list(params["cursor"]) if method == "resources/list" else self._read(params["uri"])

    def _call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        tool = TOOLS[name]
        given = parsed(tool.arguments, arguments)
        if tool.asks and self._is_counted and (wait := self._newsroom.may_ask(self._caller)):
            raise BylineError(f"too many questions: try again in {math.ceil(wait)} seconds")
        record = told(*self._tools[name](given))
        return {"content": [{"type": "text", "text": _text(record)}], "structuredContent": record, "isError": False}

    def _ask(self, given: AskArguments) -> Told:
        now = self._newsroom.now()
        kept = self._newsroom.ask(self._question(given.question, now, given), self._caller)
        return {**answer_record(kept.answer, None), "answer_id": kept.id}, now

    def _search(self, given: SearchArguments) -> Told:
        now, offset = place_of(given, given.cursor) if given.cursor else (self._newsroom.now(), 0)
        page = self._newsroom.search(self._question(given.query, now, given), limit=given.limit, offset=offset)
        behind = offset + len(page.results)
        following = place_cursor(given, now, behind) if page.results and behind < page.total else None
        return results_record(page, following), now

    def _latest(self, given: LatestArguments) -> Told:
        now = self._newsroom.now()
        page = self._newsroom.latest(self._question(given.topic, now), limit=_SOME * given.limit)
        return results_record(one_a_story(page, given.limit), None), now

    def _story(self, story_id: str) -> Told:
        found = self._newsroom.story(story_id)
        if found is None:
            raise UsageError(f"{story_id[:100]!r}: there is no such story; `search` and `latest_stories` name them")
        return story_beginnings(found), self._newsroom.now()

    def _sources(self, _: Arguments) -> Told:
        room = self._newsroom
        return sources_record(room.feeds(), room.status().feeds, room.publishers()), room.now()

    def _list(self, cursor: str) -> dict[str, Any]:
        every = Arguments()  # the list has no others
        page = self._newsroom.stories(Selection(), limit=_PAGE, after=mark_of(every, cursor) if cursor else None)
        following = {"nextCursor": mark_cursor(every, page.after)} if page.after else {}
        return {"resources": [resource_record(story) for story in page.stories], **following}

    def _read(self, uri: str) -> dict[str, Any]:
        if not (found := _URI.fullmatch(uri)):
            raise UsageError(f"{uri[:100]!r}: there is no such resource; a story's is {SCHEME}ID")
        text = _text(told(*self._story(found[1])))
        return {"contents": [{"uri": uri, "mimeType": "text/plain", "text": text}]}

    def _question(self, text: str, now: datetime, given: AskArguments | SearchArguments | None = None) -> Question:
        zone = self._newsroom.zone
        if given is None:
            return Question(text=text, now=now, zone=zone)
        stated = Filters(
            since=given.since,
            until=given.until,
            sources=tuple(given.source),
            kinds=tuple(given.kind),
            tags=tuple(given.tag),
        )
        return Question(text=text, now=now, zone=zone, selection=parse_filters(stated, now=now, zone=zone))


def _text(record: dict[str, Any]) -> str:
    """Return a result as text, between lines with a new random word."""
    return as_text(record, secrets.token_hex(4))
