"""The routes of `/v1`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from bot.operations.health import status_record
from bot.server.application import Route
from indexer.redaction import redact

if TYPE_CHECKING:
    from bot.server.newsroom import Newsroom
    from bot.server.workers import Workers


class ApiSection:
    """Serves `/v1`: a section."""

    def __init__(self, newsroom: Newsroom, reads: Workers, questions: Workers) -> None:
        """Take the threads that read the disk, and those that answer and search."""
        self._newsroom = newsroom
        self._reads = reads
        self._questions = questions

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (Route(method="GET", path="/v1/status", handler=self._status),)

    async def _status(self, _request: web.Request) -> web.Response:
        found = status_record(await self._reads.run(self._newsroom.status))
        return web.Response(text=redact(json.dumps(found, ensure_ascii=False)), content_type="application/json")
