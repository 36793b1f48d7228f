"""The routes of `/v1`: what is asked -> the newsroom -> the command line's JSON."""

from __future__ import annotations

import json
import math
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from bot.adapters.jsonl import (
    answer_record,
    article_record,
    page_record,
    question_of,
    story_brief_record,
    story_file_record,
)
from bot.model import Question
from bot.model.chat import Filters
from bot.model.filters import parse_filters
from bot.operations.health import status_record
from bot.server.access import caller_name
from bot.server.api import schemas
from bot.server.api.cursors import mark_cursor, mark_of, place_cursor, place_of
from bot.server.api.openapi import Operation, described
from bot.server.api.requests import AskBody, FeedbackBody, LatestQuery, PageQuery, SearchQuery, read_body, read_query
from bot.server.application import BODY, Route
from bot.server.problems import HttpProblem
from bot.server.responses import revalidated
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.model import ResultPage
    from bot.server.newsroom import ArticlePage, KeptAnswer, Newsroom, StoryPage
    from bot.server.workers import Workers
    from bot.subscriptions.records import NewsStory
    from indexer.model import Selection

_T = TypeVar("_T")

_QUESTION = 262_144
"""Bytes of a question with its whole conversation."""

_JSON = "application/json"


class ApiSection:
    """Serves `/v1`: a section."""

    def __init__(self, newsroom: Newsroom, reads: Workers, questions: Workers) -> None:
        """Take the threads that read the disk, and those that answer and search."""
        self._newsroom = newsroom
        self._reads = reads
        self._questions = questions
        self._document: bytes | None = None

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return tuple(
            Route(
                method=each.method,
                path=each.path,
                handler=each.handler,
                scope=each.scope,
                body=_QUESTION if each.body is AskBody else BODY,
            )
            for each in self.operations()
        )

    def operations(self) -> tuple[Operation, ...]:
        """Return the one description of the routes, of which routes and document are made."""
        return (
            Operation(
                method="POST",
                path="/v1/ask",
                name="ask",
                summary="One answer in cited, checked sentences; or why there is none.",
                handler=self._ask,
                body=AskBody,
                gives=schemas.AnswerJson,
                is_counted=True,
            ),
            Operation(
                path="/v1/search",
                name="search",
                summary="Articles, best first.",
                handler=self._search,
                query=SearchQuery,
                gives=schemas.ResultsJson,
                is_counted=True,
            ),
            Operation(
                path="/v1/latest",
                name="latest",
                summary="Articles on a topic or on anything, newest first.",
                handler=self._latest,
                query=LatestQuery,
                gives=schemas.ResultsJson,
                is_counted=True,
            ),
            Operation(
                path="/v1/stories",
                name="stories",
                summary="Stories, those with the newest articles first.",
                handler=self._stories,
                query=PageQuery,
                gives=schemas.StoriesJson,
            ),
            Operation(
                path="/v1/stories/{id}",
                name="story",
                summary="One story with all its articles, the oldest first.",
                handler=self._story,
                gives=schemas.StoryFileJson,
            ),
            Operation(
                path="/v1/articles",
                name="articles",
                summary="Articles, newest first, without their texts.",
                handler=self._articles,
                query=PageQuery,
                gives=schemas.ArticlesJson,
            ),
            Operation(
                path="/v1/feeds",
                name="feeds",
                summary="The health of the feeds.",
                handler=self._feeds,
                gives=schemas.FeedsJson,
            ),
            Operation(
                path="/v1/status",
                name="status",
                summary="The health of feeds, index and adapters, and how answers were liked.",
                handler=self._status,
                gives=schemas.StatusJson,
            ),
            Operation(
                method="POST",
                path="/v1/feedback",
                name="feedback",
                summary="A vote on an answer that the same token was given, within 7 days.",
                handler=self._feedback,
                body=FeedbackBody,
            ),
            Operation(
                path="/v1/openapi.json",
                name="openapi",
                summary="This description.",
                handler=self._openapi,
                gives=dict[str, Any],
                scope=None,
            ),
        )

    async def _ask(self, request: web.Request) -> web.Response:
        body = await request.read()
        given = read_body(AskBody, body, request.content_type)
        question = question_of(body.decode(), now=self._newsroom.now(), zone=self._newsroom.zone)
        caller = caller_name(request)
        kept: KeptAnswer = await self._counted(request, lambda: self._newsroom.ask(question, caller))
        return _json({**answer_record(kept.answer, given.id), "answer_id": kept.id})

    async def _search(self, request: web.Request) -> web.Response:
        query = read_query(SearchQuery, request.query.items())
        return await self._results(request, query, query.q, self._newsroom.search)

    async def _latest(self, request: web.Request) -> web.Response:
        query = read_query(LatestQuery, request.query.items())
        return await self._results(request, query, query.topic, self._newsroom.latest)

    async def _results(
        self, request: web.Request, query: PageQuery, text: str, find: Callable[..., ResultPage]
    ) -> web.Response:
        """Return a page of articles, all of whose pages are of one moment."""
        now, offset = place_of(query, query.cursor) if query.cursor else (self._newsroom.now(), 0)
        question = Question(text=text, now=now, zone=self._newsroom.zone, selection=self._selection(query, now))
        page = await self._counted(request, lambda: find(question, limit=query.limit, offset=offset))
        behind = offset + len(page.results)
        following = place_cursor(query, now, behind) if page.results and behind < page.total else None
        record = {**page_record(page, None), "next": following}
        return _kept(request, record, apart=("elapsed_ms", "next"))

    async def _stories(self, request: web.Request) -> web.Response:
        query = read_query(PageQuery, request.query.items())
        chosen = self._selection(query, self._newsroom.now())
        after = mark_of(query, query.cursor) if query.cursor else None
        page: StoryPage = await self._reads.run(self._newsroom.stories, chosen, limit=query.limit, after=after)
        record = {
            "stories": list(map(_story_brief, page.stories)),
            "next": mark_cursor(query, page.after) if page.after else None,
        }
        return _kept(request, record)

    async def _story(self, request: web.Request) -> web.Response:
        found = await self._reads.run(self._newsroom.story, request.match_info["id"])
        if found is None:
            raise HttpProblem(404, "there is no such story: an older article that came late may have changed its id")
        return _kept(request, story_file_record(found.story, found.versions))

    async def _articles(self, request: web.Request) -> web.Response:
        query = read_query(PageQuery, request.query.items())
        chosen = self._selection(query, self._newsroom.now())
        after = mark_of(query, query.cursor) if query.cursor else None
        page: ArticlePage = await self._reads.run(self._newsroom.articles, chosen, limit=query.limit, after=after)
        record = {
            "articles": [
                {"id": article.id, **article_record(article, page.stories.get(article.id))} for article in page.articles
            ],
            "next": mark_cursor(query, page.after) if page.after else None,
        }
        return _kept(request, record)

    async def _feeds(self, request: web.Request) -> web.Response:
        found = status_record(await self._reads.run(self._newsroom.status))
        return _kept(request, _redacted({"feeds": found["feeds"]}))

    async def _status(self, request: web.Request) -> web.Response:
        return _kept(request, _redacted(status_record(await self._reads.run(self._newsroom.status))))

    async def _feedback(self, request: web.Request) -> web.Response:
        given = read_body(FeedbackBody, await request.read(), request.content_type)
        vote = 1 if given.vote == "up" else -1
        rate = self._newsroom.rate
        if not await self._reads.run(rate, given.answer_id, caller_name(request), vote, given.comment.strip()):
            raise HttpProblem(404, "there is no such answer for this token: answers are kept for 7 days")
        return web.Response(status=204)

    async def _openapi(self, request: web.Request) -> web.Response:
        if self._document is None:
            self._document = json.dumps(described(self.operations(), version("byline"))).encode()
        return revalidated(request, self._document, _JSON)

    async def _counted(self, request: web.Request, work: Callable[[], _T]) -> _T:
        """Do what takes the processor, if its caller may ask for it. Raises `HttpProblem` if it is one too many."""
        caller = caller_name(request)

        def counted() -> _T:
            if wait := self._newsroom.may_ask(caller):
                seconds = str(math.ceil(wait))
                raise HttpProblem(
                    429, "too many questions: see [limits] per_user in the config", {"Retry-After": seconds}
                )
            return work()

        return await self._questions.run(counted)

    def _selection(self, query: PageQuery, now: datetime) -> Selection:
        stated = Filters(
            since=query.since,
            until=query.until,
            sources=tuple(query.source),
            kinds=tuple(query.kind),
            tags=tuple(query.tag),
            language=query.language,
        )
        return parse_filters(stated, now=now, zone=self._newsroom.zone)


def _story_brief(story: NewsStory) -> dict[str, Any]:
    return {**story_brief_record(story.story, story.articles[-1]), "began": story.began.isoformat()}


def _json(record: Mapping[str, Any]) -> web.Response:
    return web.Response(body=_written(record), content_type=_JSON)


def _kept(request: web.Request, record: Mapping[str, Any], apart: tuple[str, ...] = ()) -> web.Response:
    """Return what a client need not fetch again while nothing changes but what stands `apart`."""
    told = _written({name: value for name, value in record.items() if name not in apart}) if apart else None
    return revalidated(request, _written(record), _JSON, tells=told)


def _written(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record).encode()  # in ASCII: a page's text may hold a lone surrogate, which UTF-8 does not know


def _redacted(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without the secrets that addresses of feeds and messages on them may hold."""
    found: dict[str, Any] = json.loads(redact(json.dumps(record)))
    return found
