"""A double of a language model's server: both protocols over real HTTP, and whatever can go wrong with either.

It answers `POST /v1/chat/completions` as OpenAI's servers do and `POST /v1/messages` as Anthropic's, piece by piece,
and `GET /v1/models` as both. What it says is up to the test.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 40  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server does with a call."""

    text: str = ""  # of the model
    status: int = 200
    finish: str = "stop"  # OpenAI's word for why the text ends
    content_type: str = "text/event-stream"
    raw: bytes | None = None  # sent instead of a well-formed answer
    wait: float = 0.0  # seconds before anything is sent
    pause: float = 0.0  # seconds between pieces
    endless: str = ""  # "text": pieces without end; "line": bytes of one line without end
    cut: bool = False  # the connection ends in the middle


def statements(*said: tuple[object, object]) -> str:
    """Return the reply that a model is asked for."""
    return json.dumps({"statements": [{"text": text, "passages": numbers} for text, numbers in said]})


@dataclass(slots=True, kw_only=True)
class ModelDouble:
    """The server as a test sees it."""

    reply: Reply = field(default_factory=Reply)
    models: tuple[str, ...] = ("small",)
    only_old_form: bool = False  # knows no JSON schema as a form, as the server of llama-cpp-python
    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)  # bodies of the calls that ask for a reply
    headers: list[dict[str, str]] = field(default_factory=list)  # of all calls, names in lower case
    ended: threading.Event = field(default_factory=threading.Event)  # set at the end, so that nothing waits for it

    def answers(self, *said: tuple[object, object], **how: Any) -> None:
        """Let the model say these statements."""
        self.reply = Reply(text=statements(*said), **how)


@contextmanager
def model_double(**settings: Any) -> Iterator[ModelDouble]:
    """Serve on a free port of this machine."""
    double = ModelDouble(**settings)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"double": double}))
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        double.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    double: ModelDouble
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the form of the base class
        """Say nothing."""

    def do_GET(self) -> None:
        """List the models, in the form of both protocols at once."""
        self._heard()
        if self.double.reply.status != 200:
            self._send(self.double.reply.status, b'{"error": {"message": "a detail"}}', "application/json")
            return
        kinds = {"object": "model", "type": "model", "created": 0, "created_at": "2026-01-01T00:00:00Z"}
        listed = [{"id": name, "display_name": name, "owned_by": "me", **kinds} for name in self.double.models]
        body = {"object": "list", "data": listed, "has_more": False, "first_id": None, "last_id": None}
        self._send(200, json.dumps(body).encode(), "application/json")

    def do_POST(self) -> None:
        """Reply as the test wants it."""
        self._heard()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.double.calls.append(body)
        reply = self.double.reply
        if self.double.only_old_form and body.get("response_format", {}).get("type") != "json_object":
            reply = Reply(status=500, raw=b'{"error": {"message": "an unknown form"}}', content_type="application/json")
        self.double.ended.wait(reply.wait)
        with suppress(OSError):  # the client has gone, as it may
            if reply.raw is not None:
                self._send(reply.status, reply.raw, reply.content_type)
            else:
                self._stream(reply, anthropic=self.path.endswith("/messages"))

    def _heard(self) -> None:
        self.double.headers.append({name.lower(): value for name, value in self.headers.items()})

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")  # heeded with a 3xx only
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, *, anthropic: bool) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if reply.endless == "line":
            self.wfile.write(b"data: ")
            while not self.double.ended.is_set():
                self.wfile.write(b"x" * 65_536)
        begin, piece, end = (_anthropic if anthropic else _openai)(reply.finish)
        self.wfile.write(begin)
        pieces = [reply.text[start : start + _PIECE] for start in range(0, len(reply.text), _PIECE)]
        for text in pieces[: len(pieces) // 2] if reply.cut else pieces:
            self._piece(piece(text), reply.pause)
        while reply.endless == "text" and not self.double.ended.is_set():
            self._piece(piece("and so on " * 4), reply.pause)
        if not reply.cut:
            self.wfile.write(end)

    def _piece(self, data: bytes, pause: float) -> None:
        self.wfile.write(data)
        self.wfile.flush()
        if pause:
            self.double.ended.wait(pause)


def _event(data: object, name: str = "") -> bytes:
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()


def _openai(finish: str) -> tuple[bytes, Any, bytes]:
    def chunk(delta: dict[str, Any], why: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": why, "logprobs": None}
        whole = {"id": "c1", "object": "chat.completion.chunk", "created": int(time.time()), "model": "small"}
        return _event({**whole, "choices": [choice]})

    refused = {"refusal": "I will not."} if finish == "refusal" else {}
    end = chunk(refused, "stop" if finish == "refusal" else finish) + _event("[DONE]")
    return chunk({"role": "assistant", "content": ""}), lambda text: chunk({"content": text}), end


def _anthropic(finish: str) -> tuple[bytes, Any, bytes]:
    why = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}.get(finish, finish)
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {"id": "m1", "type": "message", "role": "assistant", "model": "small", "content": [], "usage": usage}
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    start = {"type": "message_start", "message": {**message, "stop_reason": None, "stop_sequence": None}}
    delta = {"type": "message_delta", "delta": {"stop_reason": why, "stop_sequence": None}, "usage": usage}

    def piece(text: str) -> bytes:
        said = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
        return _event(said, "content_block_delta")

    end = _event({"type": "content_block_stop", "index": 0}, "content_block_stop")
    end += _event(delta, "message_delta") + _event({"type": "message_stop"}, "message_stop")
    return _event(start, "message_start") + _event(block, "content_block_start"), piece, end
