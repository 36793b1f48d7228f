"""A real Chroma server on loopback: gone and back, behind a token, in another tenant and database."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pytest

from bot.wiring.indexes import trouble_with
from indexer.errors import StoreError, VectorsUnreachable
from indexer.vectors import ChromaIndex
from tests.doubles.fakes import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

SIZE = 16
ROWS = np.eye(SIZE, dtype=np.float32)
TOKEN = "secret-token"


class Server:
    """`chroma run` on a port of its own, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        """Choose a free port."""
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        program = Path(sys.executable).with_name("chroma")
        place = ("--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port))
        self._process = subprocess.Popen(
            [str(program), "run", *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        pytest.fail("the Chroma server did not start")

    def stop(self) -> None:
        """Kill it, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def request(self, method: str, path: str, body: str) -> int:
        """Ask its own interface, and return the status."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            return connection.getresponse().status


class Doorkeeper:
    """A proxy that lets nobody through to a server without the token, as one puts in front of Chroma."""

    def __init__(self, server: Server) -> None:
        """Stand before a server."""
        port = server.port

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                    self.answer(401, b'{"error":"AuthError","message":"no token, no vectors"}')
                    return
                with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
                    connection.request(self.command, self.path, body, {"Content-Type": "application/json"})
                    answered = connection.getresponse()
                    self.answer(answered.status, answered.read())

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815  names of the base class

            def answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Be silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        """Open the door."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server; each test has a generation of its own."""
    made = Server(tmp_path_factory.mktemp("chroma"))
    made.start()
    yield made
    made.stop()


def test_a_server_that_goes_away_and_comes_back(server: Server) -> None:
    """While it is away each call and /readyz say so, with its address; once it is back the same index works on."""
    with closing(ChromaIndex(generation="away", dimension=SIZE, url=server.url)) as index:
        index.put(["a"], ROWS[:1], ["2026"])
        server.stop()
        for call in (index.count, lambda: nearest(index, ROWS[0], 5), lambda: index.put(["b"], ROWS[1:2], ["2026"])):
            with pytest.raises(VectorsUnreachable, match=f"the Chroma server at {server.url}: .*Check that it runs"):
                call()
        assert f"the Chroma server at {server.url}: " in trouble_with(index)["vectors"]
        server.start()
        assert trouble_with(index) == {}
        index.put(["b"], ROWS[1:2], ["2026"])
        assert [hit.id for hit in nearest(index, ROWS[0], 5)] == ["a", "b"]
        assert index.count() == 2


def test_a_server_that_comes_back_empty(server: Server) -> None:
    """Collections that are gone when a server comes back are made again; what they held is missed at the next start."""
    other = ChromaIndex(generation="empty", dimension=SIZE, url=server.url)
    with closing(other), closing(ChromaIndex(generation="empty", dimension=SIZE, url=server.url)) as index:
        index.put(["a"], ROWS[:1], ["2026"])
        other.clear()
        assert nearest(index, ROWS[0], 5) == []
        index.put(["a"], ROWS[:1], ["2026"])
        other.clear()
        index.put(["b"], ROWS[1:2], ["2026"])
        assert index.ids("2026") == {"b"}


def test_another_generation_can_be_removed(server: Server) -> None:
    """A retired generation on a server goes, and nothing else."""
    old = ChromaIndex(generation="gone", dimension=SIZE, url=server.url)
    new = ChromaIndex(generation="gone_2", dimension=SIZE, url=server.url)
    with closing(old), closing(new):
        old.put(["a"], ROWS[:1], ["2026"])
        new.put(["a"], ROWS[:1], ["2026"])
        new.remove_generation("gone")
        assert (old.count(), new.count()) == (0, 1)


def test_a_server_that_demands_a_token(server: Server) -> None:
    """With the token everything works."""
    with (
        Doorkeeper(server) as door,
        closing(ChromaIndex(generation="token", dimension=SIZE, url=door.url, token=TOKEN)) as index,
    ):
        index.put(["a", "b"], ROWS[:2], ["2026"] * 2)
        index.drop(["a"], ["2026"])
        assert [hit.id for hit in nearest(index, ROWS[0], 5)] == ["b"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("token", ["", "wrong-token"])
def test_a_wrong_token(server: Server, token: str) -> None:
    """Without the token, or with a wrong one, the message names the server and the setting, and no token."""
    with Doorkeeper(server) as door, pytest.raises(StoreError, match="token_env") as caught:
        ChromaIndex(generation="token", dimension=SIZE, url=door.url, token=token)
    message = str(caught.value)
    del caught
    gc.collect()  # Chroma's client drops its socket unclosed; the warning about it belongs here
    assert door.url in message
    assert "wrong-token" not in message


def test_another_tenant_and_database(server: Server) -> None:
    """Vectors in another tenant's database are apart from those in the usual one."""
    assert server.request("POST", "/api/v2/tenants", '{"name": "press"}') == 200
    assert server.request("POST", "/api/v2/tenants/press/databases", '{"name": "archive"}') == 200
    usual = ChromaIndex(generation="apart", dimension=SIZE, url=server.url)
    archive = ChromaIndex(generation="apart", dimension=SIZE, url=server.url, tenant="press", database="archive")
    with closing(usual), closing(archive):
        archive.put(["a"], ROWS[:1], ["2026"])
        assert (archive.count(), usual.count()) == (1, 0)
        assert archive.generations() == ["apart"]
