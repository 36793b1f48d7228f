"""The health and metrics pages, and the Atom feeds of watches and digests: open to everybody who reaches them."""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.operations.health import HealthView
from bot.server.application import Route
from bot.server.metrics.health_metrics import HealthCollector
from bot.server.problems import HttpProblem
from bot.server.responses import revalidated
from indexer.errors import BylineError, fault_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client import CollectorRegistry, Metric

    from bot.server.metrics.meter import PrometheusMeter

_PATIENCE = 10.0  # seconds to read the health of the program
_FEED = re.compile(r"([a-z0-9-]{1,200})\.atom")
_OPENING = HealthView(problems={"index": "it is being opened"})


class HealthPages:
    """Serves /healthz, /readyz, /metrics, and under /feeds the Atom feeds of watches and digests: a section.

    The health of the program is read in a thread, now and then.
    """

    def __init__(self, meter: PrometheusMeter, max_age: float = 15.0) -> None:
        """Take for how many seconds a health view is shown."""
        self.meter = meter
        self.read_health: Callable[[], HealthView] | None = None  # None: the index is being opened
        self.feeds: Callable[[str], bytes | None] = lambda _: None  # returns an Atom feed by its name
        self._max_age = max_age
        self._health = HealthCollector(_OPENING)
        meter.registry.register(self._health)
        self._reading: asyncio.Task[None] | None = None
        self._read_at = 0.0

    def wait_for(self, part: str, reason: str) -> None:
        """Show which part of the program is waited for until the index can be opened, and why."""
        self._health.view = HealthView(problems={part: reason})

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        pages = {
            "/healthz": self._healthz,
            "/readyz": self._readyz,
            "/metrics": self._metrics,
            "/feeds/{name}": self._feed,
        }
        return tuple(Route(method="GET", path=path, handler=page, scope=None) for path, page in pages.items())

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        await self._refresh()
        view = self._health.view
        reasons = view.reasons()
        found: dict[str, Any] = {"ready": not reasons, **({"reasons": reasons} if reasons else {}), **view.part}
        return web.json_response(found, status=503 if reasons else 200)

    async def _metrics(self, _request: web.Request) -> web.Response:
        await self._refresh()
        text = generate_latest(_WithoutCreation(self.meter.registry))
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        named = _FEED.fullmatch(request.match_info["name"])
        body = await asyncio.to_thread(self.feeds, named[1]) if named else None
        if body is None:
            raise HttpProblem(404, "there is no such feed")
        return revalidated(request, body, "application/atom+xml; charset=utf-8")

    async def _refresh(self) -> None:
        """Read the health if it is too old; requests that come meanwhile share one reading."""
        if self.read_health is None or time.monotonic() - self._read_at < self._max_age:
            return
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read(self.read_health))
        done, _ = await asyncio.wait({self._reading}, timeout=_PATIENCE)
        if not done:
            self._health.view = _without_catalogue(f"it does not answer within {_PATIENCE:.0f} seconds")

    async def _read(self, read_health: Callable[[], HealthView]) -> None:
        try:
            self._health.view = await asyncio.to_thread(read_health)
        except BylineError as error:
            self._health.view = _without_catalogue(str(error))
        except Exception as error:  # noqa: BLE001  a bug must show, and not end the pages
            structlog.get_logger("byline.metrics").exception("the health of the program could not be read")
            self._health.view = _without_catalogue(fault_in_words(error))
        self._read_at = time.monotonic()


def _without_catalogue(reason: str) -> HealthView:
    return HealthView(problems={"catalogue": reason})


class _WithoutCreation(Collector):
    """A registry without the times at which each counter was made, which the library adds for each of them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family
