"""Serves the health and metrics pages for as long as a block lasts, if they are configured."""

from __future__ import annotations

import os
import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config import Endpoint
    from bot.server.metrics.pages import Pages

_BACKLOG = 64


@contextmanager
def metrics_server(endpoint: Endpoint | None, say: Callable[[str], None]) -> Iterator[Pages | None]:
    """Serve the pages until the block ends; yield None without an endpoint.

    Raises `BylineError` if their address cannot be listened on.
    """
    if endpoint is None:
        yield None
        return
    from bot.server.background import in_background
    from bot.server.metrics.meter import PrometheusMeter
    from bot.server.metrics.pages import Pages

    with closing(_listen(endpoint)) as listening:
        pages = Pages(PrometheusMeter())
        host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
        say(f"health and metrics: http://{host}:{listening.getsockname()[1]}/metrics")
        with in_background("metrics", lambda: pages.serving(listening)):
            yield pages


def _listen(endpoint: Endpoint) -> socket.socket:
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise BylineError(
            f"[byline] metrics: {endpoint.host}:{endpoint.port} cannot be listened on "
            f"({_reason(error)}): choose another address, or end what uses this one"
        ) from error
    listening.setblocking(False)  # noqa: FBT003  it has no other form
    return listening


def _reason(error: OSError) -> str:
    """Return an error in words, without the address that Python adds to some."""
    return str(error.strerror) if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
