"""Clients that open connections and send nothing, or too little."""

from __future__ import annotations

import http.client
import select
import socket
import subprocess
import sys
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.server.background import in_background
from bot.server.connections import Connections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PATIENCE = 60.0  # seconds, after which a test fails
BEGINNINGS = (
    b"",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n",
    b"POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
)
LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
import threading
from bot.config.values import Endpoint
from bot.server.access import OpenGuard
from bot.server.lifetime import http_server
from bot.server.metrics.meter import PrometheusMeter
from bot.server.metrics.pages import HealthPages
endpoint = Endpoint(host="127.0.0.1", port=0)
with http_server("metrics", "", endpoint, [HealthPages(PrometheusMeter())], OpenGuard()) as address:
    print(address.rpartition(":")[2], flush=True)
    threading.Event().wait()
"""


@contextmanager
def served(connections: Connections) -> Iterator[int]:
    """Serve what says the length of a body; yield the port."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=f"{len(await request.read())}")

    @asynccontextmanager
    async def serving() -> AsyncIterator[None]:
        application = web.Application(middlewares=[connections.read_in_time])
        application.router.add_route("*", "/{path:.*}", answer)
        async with connections.serving(application, {"sock": listening}, shutdown_timeout=0.1, lingering_time=0.1):
            yield

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.setblocking(False)  # noqa: FBT003  it has no other form
        with in_background("test", serving):
            yield listening.getsockname()[1]


def half_open(stack: ExitStack, port: int, beginning: bytes) -> socket.socket:
    """Open a connection, and send the beginning of a request over it."""
    client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
    client.sendall(beginning)
    return client


def status(port: int, path: str = "/healthz", **given: Any) -> int:
    """Return the status of an answer to an honest request."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
        client.request("POST" if given else "GET", path, **given)
        return client.getresponse().status


def hung_up(client: socket.socket) -> bool:
    """Tell whether the other side has closed a connection."""
    if not select.select([client], [], [], PATIENCE)[0]:
        return False
    try:
        return client.recv(1_000) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_honest_requests_are_answered_beside_half_open_connections(beginning: bytes) -> None:
    """However many connections wait for the rest of a request, no more than the limit are held, and others served."""
    connections = Connections(most=8, patience=PATIENCE)
    with served(connections) as port, ExitStack() as stack:
        clients = [half_open(stack, port, beginning) for _ in range(100)]
        assert status(port, body=b"12345") == 200
        assert hung_up(clients[0])
        assert len(connections) <= 8


def test_a_head_that_does_not_arrive_is_given_up() -> None:
    """A connection over which no whole head comes in time is closed."""
    with served(Connections(patience=0.2)) as port, ExitStack() as stack:
        assert hung_up(half_open(stack, port, BEGINNINGS[1]))


def test_a_body_that_does_not_arrive_is_given_up() -> None:
    """A request whose body does not come in time is answered with 408, and its connection closed."""
    with served(Connections(patience=0.2)) as port, ExitStack() as stack:
        client = half_open(stack, port, BEGINNINGS[2])
        assert client.recv(1_000).startswith(b"HTTP/1.1 408 ")
        assert hung_up(client)


def test_a_program_with_few_descriptors_goes_on_beside_many_connections() -> None:
    """With 256 descriptors and 400 half-open connections the health page is answered."""
    child = subprocess.Popen([sys.executable, "-c", LIMITED], stdout=subprocess.PIPE)
    with child, ExitStack() as stack:
        stack.callback(child.kill)
        assert child.stdout is not None
        port = int(child.stdout.readline())
        for number in range(400):
            half_open(stack, port, BEGINNINGS[number % len(BEGINNINGS)])
        assert status(port) == 200
