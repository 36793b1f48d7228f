"""What every request goes through, whatever section it is for."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.config.values import Endpoint
from bot.server.access import Access, AccessScope, read_tokens
from bot.server.application import Route
from bot.server.lifetime import http_server
from indexer.errors import BylineError, StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60.0  # seconds, after which a test fails
READER, ADMIN = "r" * 20, "a" * 20


class Sections:
    """A section with a route of each sort."""

    def routes(self) -> tuple[Route, ...]:
        """Return them."""
        return (
            Route(method="GET", path="/open", handler=self.said, scope=None),
            Route(method="GET", path="/things/{id}", handler=self.said),
            Route(method="POST", path="/things/{id}", handler=self.said, scope=AccessScope.ADMIN, body=100),
            Route(method="GET", path="/fails/{how}", handler=self.fail),
            Route(method="GET", path="/much", handler=self.much),
            Route(method="GET", path="/moved", handler=self.moved),
        )

    async def said(self, request: web.Request) -> web.Response:
        """Say what came."""
        return web.json_response({**request.match_info, "body": (await request.read()).decode()})

    async def fail(self, request: web.Request) -> web.Response:
        """Fail as the request says."""
        failures: dict[str, Exception] = {
            "usage": UsageError("no such kind"),
            "store": StoreError(f"https://x.example/?token={READER} cannot be read"),
            "fault": KeyError("x"),
        }
        raise failures[request.match_info["how"]]

    async def moved(self, _request: web.Request) -> web.Response:
        """Lead elsewhere."""
        raise web.HTTPSeeOther("/things/y")

    async def much(self, _request: web.Request) -> web.Response:
        """Say more than the system buffers."""
        return web.Response(body=b"x" * 30_000_000)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve it to whoever has a token; yield the port."""

    async def at_once(_seconds: float) -> None:
        await asyncio.sleep(0)

    access = Access(read_tokens(f"desk:read:{READER},root:admin:{ADMIN}", "TOKENS"), [], at_once)
    endpoint = Endpoint(host="127.0.0.1", port=0)
    with http_server("test", "test", endpoint, [Sections()], access, most=256) as address:
        yield int(address.rpartition(":")[2])


def call(port: int, path: str, method: str = "GET", token: str = READER, body: Any = None, **headers: str) -> Any:
    """Return an answer with its body read."""
    given = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
        client.request(method, path, body, given)
        answer = client.getresponse()
        return answer, answer.read()


def raw(port: int, request: bytes) -> bytes:
    """Return what bytes are answered with."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(request)
        return client.recv(65_536)


@pytest.mark.parametrize(
    ("path", "given", "status", "says"),
    [
        ("/nothing", {}, 404, "there is nothing at this address"),
        ("/things/x", {"method": "DELETE"}, 405, "does not take that method"),
        ("/things/x", {"token": ""}, 401, "a token is needed"),
        ("/things/x", {"token": "w" * 20}, 401, "this token is not known"),
        ("/things/x", {"method": "POST"}, 403, "a token with the scope admin"),
        ("/things/x", {"method": "POST", "token": ADMIN, "body": b"x" * 101}, 413, "larger than 100 bytes"),
        ("/things/x", {"Host": "evil.example"}, 421, "the Host 'evil.example' is not served here"),
        ("/fails/usage", {}, 400, "no such kind"),
        ("/fails/store", {}, 503, "https://x.example/?token=*** cannot be read"),
        ("/fails/fault", {}, 500, "a fault in the program (KeyError): see its log, reference "),
    ],
)
def test_an_error_is_a_problem_with_words(port: int, path: str, given: dict[str, Any], status: int, says: str) -> None:
    """Each error is JSON that says what is wrong, as RFC 9457 has it, and shows no secret."""
    answer, body = call(port, path, **given)
    problem = json.loads(body)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json; charset=utf-8")
    assert (problem["status"], problem["type"], problem["title"]) == (
        status,
        "about:blank",
        http.client.responses[status],
    )
    assert says in problem["detail"]
    assert READER not in problem["detail"]


def test_refusals_say_what_would_do(port: int) -> None:
    """Another method is told which ones there are, somebody without a token how to send one."""
    assert call(port, "/things/x", method="DELETE")[0].headers["Allow"] == "GET,HEAD,POST"
    assert call(port, "/things/x", token="")[0].headers["WWW-Authenticate"] == 'Bearer realm="byline"'


def test_a_redirect_is_no_error(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """What a handler leads elsewhere is led there, and the log has nothing of it."""
    answer, _ = call(port, "/moved")
    assert (answer.status, answer.headers["Location"]) == (303, "/things/y")
    assert call(port, "/things/x")[0].status == 200
    assert [record for record in caplog.records if record.exc_info] == []


def test_what_is_open_needs_no_token_and_gives_other_sites_nothing(port: int) -> None:
    """No header lets a page of another site read an answer, and it may not even ask."""
    answer, _ = call(port, "/open", token="", Origin="https://evil.example")
    assert answer.status == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Server"] == "byline"
    asked, _ = call(
        port, "/things/x", "OPTIONS", Origin="https://e.example", **{"Access-Control-Request-Method": "POST"}
    )
    assert asked.status == 405


@pytest.mark.parametrize(
    "path", ["/things/..%2f..%2fetc%2fpasswd", "/things/%2e%2e", "/things/%00", "/things/a%0d%0ab"]
)
def test_an_escaped_path_stays_one_name(port: int, path: str) -> None:
    """Whatever is escaped in it, a part of a path is a text for its handler, and nothing else."""
    answer, body = call(port, path)
    assert answer.status == 200
    assert set(json.loads(body)) == {"id", "body"}
    assert not [name for name in answer.headers if name.lower() == "b"]


@pytest.mark.parametrize("path", ["/things/../open", "//things/x", "/things/x/../../open", "/things/", "/./open"])
def test_a_path_is_not_resolved(port: int, path: str) -> None:
    """Dots and double slashes lead nowhere."""
    assert raw(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    "head", [b"Content-Length: 30000000\r\n\r\n", b"Content-Length: 30000000\r\nExpect: 100-continue\r\n\r\n"]
)
def test_a_large_body_is_refused_before_it_comes(port: int, head: bytes) -> None:
    """A body of 30 MB is refused by its head alone, and the connection closed."""
    start = f"POST /things/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ADMIN}\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(start + head)
        said = client.recv(65_536)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nConnection: close\r\n" in said


def test_a_body_of_no_stated_length_is_cut_off(port: int) -> None:
    """One that goes on and on in pieces is not read to its end."""
    start = f"POST /things/x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {ADMIN}\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
        client.sendall(start + b"Transfer-Encoding: chunked\r\n\r\n" + (b"4000\r\n" + b"x" * 0x4000 + b"\r\n") * 8)
        assert client.recv(65_536).startswith(b"HTTP/1.1 413 ")


def test_a_slow_reader_holds_nobody_up(port: int) -> None:
    """Others are answered beside clients that do not read what they asked for."""
    asked = f"GET /much HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {READER}\r\n\r\n".encode()
    slow = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(5)]
    for client in slow:
        client.sendall(asked)
    assert call(port, "/things/x")[0].status == 200
    for client in slow:
        client.close()


def test_two_hundred_at_once_are_answered(port: int) -> None:
    """Two hundred clients that come at the same time are each answered."""
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(call(port, "/things/x")[0].status)

    clients = [threading.Thread(target=ask) for _ in range(200)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(PATIENCE)
    assert statuses == [200] * 200


def test_what_is_no_http_is_no_fault(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """Nonsense is refused without filling the log, and costs its sender only."""
    for nonsense in (
        b"\x00\xff\r\n\r\n",
        b"GET /open HTTP/1.1\r\nHost: a\r\nHost : b\r\n\r\n",
        b"GET /" + b"x" * 40_000,
    ):
        assert raw(port, nonsense).startswith(b"HTTP/1.0 400 ")
    assert [record for record in caplog.records if record.exc_info] == []
    assert call(port, "/things/x")[0].status == 200


def test_an_address_that_is_taken_is_told(port: int) -> None:
    """It is named with its key in the config and the reason."""
    endpoint = Endpoint(host="127.0.0.1", port=port)
    says = rf"^\[server\] listen: 127.0.0.1:{port} cannot be listened on \(Addr"
    with pytest.raises(BylineError, match=says), http_server("x", "[server] listen", endpoint, [], Access((), [])):
        pass
