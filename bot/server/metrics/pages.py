"""Edge: the health and metrics pages over HTTP."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.adapters.http_connections import Connections
from bot.server.metrics.state import Look, StateCollector
from indexer.errors import BylineError

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Iterator

    from prometheus_client import CollectorRegistry, Metric

_PATIENCE = 10.0  # seconds for a look
_OPENING = {"index": "it is being opened"}


class Pages:
    """Serves /healthz, /readyz and /metrics. What is read of the disk is read in a thread, now and then."""

    def __init__(self, registry: CollectorRegistry, fresh: float = 15.0) -> None:
        """Take for how many seconds one look serves."""
        self._fresh = fresh
        self.look: Callable[[], Look] | None = None  # None: the index is being opened
        self._state = StateCollector()
        self._state.look = Look(problems=_OPENING)
        self._registry = registry
        registry.register(self._state)
        self._looking: asyncio.Task[None] | None = None
        self._looked = 0.0

    @asynccontextmanager
    async def serving(self, listening: socket.socket) -> AsyncIterator[None]:
        """Serve on a socket until the block ends."""
        connections = Connections()
        application = web.Application(client_max_size=1_024, middlewares=[connections.read_in_time])
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._metrics)
        async with connections.serving(application, {"sock": listening}, shutdown_timeout=0.1):
            yield

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        await self._refresh()
        reasons = self._state.look.reasons()
        found: dict[str, Any] = {"ready": not reasons, **({"reasons": reasons} if reasons else {})}
        return web.json_response(found, status=503 if reasons else 200)

    async def _metrics(self, _request: web.Request) -> web.Response:
        await self._refresh()
        text = generate_latest(_WithoutCreation(self._registry))
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _refresh(self) -> None:
        """Look, unless that was done a moment ago; those who come meanwhile share one look."""
        if self.look is None or time.monotonic() - self._looked < self._fresh:
            return
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._take(self.look))
        done, _ = await asyncio.wait({self._looking}, timeout=_PATIENCE)
        if not done:
            self._state.look = Look(problems={"catalogue": f"it does not answer within {_PATIENCE:.0f} seconds"})

    async def _take(self, look: Callable[[], Look]) -> None:
        try:
            self._state.look = await asyncio.to_thread(look)
        except BylineError as error:
            self._state.look = Look(problems={"catalogue": str(error)})
        except Exception as error:  # noqa: BLE001  a fault of ours must show, and not end the pages
            structlog.get_logger("byline.metrics").exception("a look at the program failed")
            self._state.look = Look(problems={"catalogue": f"a fault in the program ({type(error).__name__})"})
        self._looked = time.monotonic()


class _WithoutCreation(Collector):
    """A registry without the times at which each counter was made, which the library adds for each of them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family
