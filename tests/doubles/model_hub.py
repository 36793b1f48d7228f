"""A hub of models on loopback, as far as `huggingface_hub` asks one for a model's files."""

from __future__ import annotations

import hashlib
import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMIT = "a" * 40


class _Handler(BaseHTTPRequestHandler):
    """Serves the files of one folder as the model `example/reader`; others are unknown."""

    def __init__(self, folder: Path, *given: Any) -> None:
        self._folder = folder
        super().__init__(*given)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    @override
    def log_message(self, *_given: object) -> None:
        pass

    def _answer(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        files = {file.name: file for file in self._folder.iterdir()}
        name = path.rpartition("/")[2]
        headers = {}
        if path.startswith("/api/models/example/reader/tree/"):
            body = json.dumps([_entry(file) for file in files.values()]).encode()
        elif path.startswith("/api/models/example/reader"):
            siblings = [{"rfilename": each} for each in files]
            body = json.dumps({"id": "example/reader", "sha": COMMIT, "siblings": siblings}).encode()
        elif path.startswith("/example/reader/resolve/") and name in files:
            body = files[name].read_bytes()
            headers = {"ETag": f'"{_digest(body)}"', "X-Repo-Commit": COMMIT}
        else:
            self.send_error(404)
            return
        self.send_response(200)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _entry(file: Path) -> dict[str, object]:
    body = file.read_bytes()
    return {"type": "file", "path": file.name, "size": len(body), "oid": _digest(body)}


def _digest(body: bytes) -> str:
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


@contextmanager
def model_hub(folder: Path) -> Iterator[str]:
    """Serve a model's folder, and yield what HF_ENDPOINT has to say."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
