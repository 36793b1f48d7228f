"""The sample newsroom on loopback: the feeds and pages of a small invented press, over real HTTP."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from bot.demo.content import NOW, Contents, SampleFeed, fill, load_contents
from bot.demo.feeds import MEDIA_TYPES, render

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message
    from pathlib import Path
    from types import TracebackType

_HTML = "text/html; charset=utf-8"
_PLAIN = "text/plain; charset=utf-8"
_ROBOTS = "User-agent: *\nDisallow: /sign-in\nDisallow: /subscribe\n"


class DemoNewsroom:
    """A newsroom that is served while the context lasts, on a free port of 127.0.0.1.

    ::

        with DemoNewsroom() as room:
            config.write_text(room.config_text(data_dir))
            ...  # poll room.feed_urls
            room.publish_correction()
    """

    def __init__(self) -> None:
        self._contents = load_contents()
        self._server = _Server()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._server.resources = _resources(self._contents, self.url)

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and give the port back."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def contents(self) -> Contents:
        """What is being served."""
        return self._contents

    @property
    def feed_urls(self) -> tuple[str, ...]:
        """The addresses of the feeds: the press, independent writers, companies."""
        return tuple(self.url + feed.path for feed in self._contents.feeds)

    def config_text(self, data_dir: Path) -> str:
        """Return a whole config file that collects this newsroom into `data_dir`."""
        sections = [
            f"[byline]\ndata_dir = {_quoted(str(data_dir))}\n",
            "[indexer]\nallow_private_hosts = true\n",
            *(self._feed_section(feed) for feed in self._contents.feeds),
        ]
        return "\n".join(sections)

    def publish_correction(self) -> None:
        """Serve the corrected version of the page that has one, and say so in its feed."""
        entries = tuple(entry.with_correction() for entry in self._contents.entries)
        self._contents = Contents(feeds=self._contents.feeds, entries=entries)
        self._server.resources = _resources(self._contents, self.url)

    def _feed_section(self, feed: SampleFeed) -> str:
        fields = {"url": self.url + feed.path, "name": feed.name, "kind": feed.kind}
        return "[[feeds]]\n" + "".join(f"{name} = {_quoted(value)}\n" for name, value in fields.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    """What one path answers with."""

    body: bytes
    media_type: str
    modified: datetime

    @property
    def etag(self) -> str:
        """Weak, because the packed and the plain form share it."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    def unchanged(self, headers: Message) -> bool:
        """Whether the reader has this already; an ETag overrides a date (RFC 9110, 13.2.2)."""
        if known := headers.get("If-None-Match"):
            return known.strip() == "*" or self.etag in [tag.strip() for tag in known.split(",")]
        try:
            return self.modified <= parsedate_to_datetime(headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):  # no date, or none that can be read or compared
            return False


def _resources(contents: Contents, base: str) -> dict[str, _Resource]:
    served = {"/": _resource(_front_page(contents), _HTML, NOW)}
    served["/robots.txt"] = _resource(_ROBOTS, _PLAIN, contents.entries[0].published)
    for feed in contents.feeds:
        entries = contents.entries_of(feed)
        newest = max(entry.modified for entry in entries)
        served[feed.path] = _resource(render(feed, entries, base), MEDIA_TYPES[feed.format], newest)
    for entry in contents.entries:
        if not entry.gone:
            served[entry.path] = _resource(fill(entry.page(), base), _HTML, entry.modified)
    return served


def _resource(text: str, media_type: str, modified: datetime) -> _Resource:
    return _Resource(body=text.encode(), media_type=media_type, modified=modified)


def _front_page(contents: Contents) -> str:
    """Return a page that names the feeds both for readers and for programs that look for feeds."""
    links = [(feed.path, MEDIA_TYPES[feed.format].partition(";")[0], feed.title) for feed in contents.feeds]
    head = "\n".join(f'<link rel="alternate" href="{p}" type="{t}" title="{n}">' for p, t, n in links)
    body = "\n".join(f'<li><a href="{p}">{n}</a></li>' for p, _, n in links)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f"<title>Sample newsroom</title>\n{head}\n</head>\n"
        f"<body><h1>Sample newsroom</h1><ul>\n{body}\n</ul></body></html>\n"
    )


class _Server(ThreadingHTTPServer):
    """A quiet server that hands its resources to the handlers."""

    daemon_threads = True
    request_queue_size = 64  # the default of 5 refuses connections when many pages are fetched at once

    def __init__(self) -> None:
        self.resources: dict[str, _Resource] = {}
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        """Bind without looking up the host's name, which takes seconds where no DNS answers."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the server's resources."""

    protocol_version = "HTTP/1.1"
    server_version = "SampleNewsroom"
    timeout = 30  # seconds for which an idle connection is kept
    server: _Server

    def do_GET(self) -> None:
        """Send a resource, or the word that it is unchanged or unknown."""
        resource = self.server.resources.get(urlsplit(self.path).path)
        if resource is None:
            self._send(HTTPStatus.NOT_FOUND, b"There is nothing here.\n", {"Content-Type": _PLAIN})
        elif resource.unchanged(self.headers):
            self._send(HTTPStatus.NOT_MODIFIED, b"", _validators(resource))
        else:
            headers = {
                "Content-Type": resource.media_type,
                "Vary": "Accept-Encoding",
                **_validators(resource),
            }
            self._send(HTTPStatus.OK, *self._packed(resource.body, headers))

    def do_HEAD(self) -> None:
        """Send what GET would, without the body."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Stay quiet: the terminal belongs to the demonstration."""

    def _packed(self, body: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        if "gzip" not in self.headers.get("Accept-Encoding", ""):
            return body, headers
        return gzip.compress(body, mtime=0), {**headers, "Content-Encoding": "gzip"}

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _validators(resource: _Resource) -> dict[str, str]:
    return {"ETag": resource.etag, "Last-Modified": format_datetime(resource.modified, usegmt=True)}


def _quoted(text: str) -> str:
    """Return a TOML string; JSON's quoting is TOML's for everything that stands in a path or an address."""
    return json.dumps(text, ensure_ascii=False)
