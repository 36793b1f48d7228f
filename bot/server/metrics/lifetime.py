"""The health and metrics pages are served for as long as a block lasts, if they are configured."""

from __future__ import annotations

import os
import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Endpoint, Settings
    from bot.config.watcher import LiveSettings
    from bot.ports import Meter
    from bot.server.metrics.pages import Pages
    from bot.server.metrics.state import Look
    from bot.wiring import Engines

_BACKLOG = 64


class Watched:
    """The pages, from before the installation is opened; nothing if there are none."""

    def __init__(self, meter: Meter | None = None, pages: Pages | None = None) -> None:
        self.meter = meter
        self._pages = pages

    def opened(self, opened: Engines, live: LiveSettings) -> None:
        """Tell of an installation from now on."""
        if self._pages is not None:
            self._pages.look = lambda: _looked(opened, live.current)


@contextmanager
def watched_from_outside(settings: Settings, say: Callable[[str], None]) -> Iterator[Watched]:
    """Serve the pages until the block ends. Raises `BylineError` if their address cannot be listened on."""
    endpoint = settings.byline.metrics
    if endpoint is None:
        yield Watched()
        return
    from bot.server.background_thread import Beside
    from bot.server.metrics.meter import PrometheusMeter
    from bot.server.metrics.pages import Pages

    with closing(_listening(endpoint)) as listening:
        meter = PrometheusMeter()
        pages = Pages(meter.registry)
        host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
        say(f"health and metrics: http://{host}:{listening.getsockname()[1]}/metrics")
        beside = Beside("metrics", lambda: pages.serving(listening))
        beside.start()
        try:
            yield Watched(meter, pages)
        finally:
            beside.stop()


def _listening(endpoint: Endpoint) -> socket.socket:
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise BylineError(
            f"[byline] metrics: {endpoint.host}:{endpoint.port} cannot be listened on "
            f"({_why(error)}): choose another address, or end what uses this one"
        ) from error
    listening.setblocking(False)  # noqa: FBT003  it has no other form
    return listening


def _why(error: OSError) -> str:
    """Return an error in words, without the address that Python adds to some."""
    return str(error.strerror) if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)


def _looked(opened: Engines, settings: Settings) -> Look:
    """Look at the program. Raises `StoreError` if the catalogue cannot be read."""
    from bot.operations.health import status_of
    from bot.server.metrics.state import Look
    from bot.wiring import adapters_of, model_health

    now, journal = opened.clock.now(), opened.journal
    return Look(
        status=status_of(opened.catalogue, settings.indexer.feeds, journal.feedback(), now=now),
        adapters=adapters_of(settings, journal),
        embedded=opened.syncer.embedded,
        embedding_s=opened.syncer.embedding_s,
        model=model_health(settings),
    )
