"""Edge: a socket that listens on a configured address."""

from __future__ import annotations

import os
import socket
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config.values import Endpoint

_BACKLOG = 64


@contextmanager
def listening(endpoint: Endpoint, key: str) -> Iterator[socket.socket]:
    """Yield a socket that listens on what a `key` of the config names. Raises `BylineError` if that is impossible."""
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        opened = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise BylineError(
            f"{key}: {endpoint.host}:{endpoint.port} cannot be listened on "
            f"({_reason(error)}): choose another address, or end what uses this one"
        ) from error
    with closing(opened):
        opened.setblocking(False)  # noqa: FBT003  it has no other form
        yield opened


def address_of(endpoint: Endpoint, listener: socket.socket) -> str:
    """Return the address to open in a browser."""
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    return f"http://{host}:{listener.getsockname()[1]}"


def _reason(error: OSError) -> str:
    """Return an error in words, without the address that Python adds to some."""
    return str(error.strerror) if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
