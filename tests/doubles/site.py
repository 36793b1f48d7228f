"""A site without a feed, which moves by days: pages come and change, and its sitemap tells of them.

It stands for sites such as a lab's that announce on their own pages alone. It serves real HTTP by a `Stand`: pages
with their time of publication, an overview of them, a robots.txt, and the sitemap in one of the forms that sites have
(one file, or an index of one file a month; packed or not), with an ETag that is obeyed. What `lastmod` says is one of
what sites do: the truth, the time at which the site was built, or nothing.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tests.doubles.newsroom import paragraphs
from tests.doubles.web_server import answer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from http.server import BaseHTTPRequestHandler

    from tests.doubles.fakes import FakeClock
    from tests.doubles.web_server import Stand

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass
class _Page:
    topic: str
    published: datetime | None  # None: the page gives no date
    listed: datetime  # since when the sitemap names it
    changed: datetime
    number: str = "forty"


@dataclass
class Site:
    """Serves a site's pages and what `write` makes of them; nothing changes for those who ask until it is called."""

    stand: Stand
    clock: FakeClock
    lastmods: Literal["true", "built", "none"] = "true"
    form: Literal["file", "index"] = "file"
    packed: bool = False
    robots: bool = True  # whether robots.txt names the sitemap
    pages: dict[str, _Page] = field(default_factory=dict)

    def publish(self, path: str, topic: str, *, when: datetime | None = None, dated: bool = True) -> str:
        """Add a page of now, or of an earlier time; return its address."""
        at = when or self.clock.now()
        self.pages[path] = _Page(topic, at if dated else None, listed=at, changed=at)
        return self._serve(path)

    def edit(self, path: str, number: str) -> None:
        """Correct a page's text."""
        page = self.pages[path]
        page.number, page.changed = number, self.clock.now()
        self._serve(path)

    def write(self) -> None:
        """Build the site's sitemap anew, and its robots.txt."""
        ending = ".xml.gz" if self.packed else ".xml"
        if self.form == "file":
            name = f"/sitemap{ending}"
            self._say(name, urlset(self._line(path) for path in self.pages))
        else:
            name = f"/sitemap{ending}"
            months: dict[str, list[str]] = {}
            for path, page in self.pages.items():
                months.setdefault(f"/sitemap-{page.listed:%Y-%m}{ending}", []).append(path)
            for month, paths in months.items():
                self._say(month, urlset(map(self._line, paths)))
            self._say(name, index((self.stand.url(month), self._newest(paths)) for month, paths in months.items()))
        links = "".join(f'<li><a href="{path}">{page.topic}</a></li>' for path, page in self.pages.items())
        self.stand.say("/", f"<!doctype html><html><body>{links}</body></html>".encode(), Content_Type="text/html")
        named = f"Sitemap: {self.stand.url(name)}\n" if self.robots else ""
        self.stand.say("/robots.txt", f"User-agent: *\nAllow: /\n{named}".encode(), Content_Type="text/plain")

    def _line(self, path: str) -> tuple[str, datetime | None]:
        return self.stand.url(path), self._lastmod(self.pages[path])

    def _newest(self, paths: Iterable[str]) -> datetime | None:
        return max(filter(None, (self._lastmod(self.pages[path]) for path in paths)), default=None)

    def _lastmod(self, page: _Page) -> datetime | None:
        return {"true": page.changed, "built": self.clock.now(), "none": None}[self.lastmods]

    def _serve(self, path: str) -> str:
        page = self.pages[path]
        title = f"The {page.topic} works"
        when = page.published
        meta = f'<meta property="article:published_time" content="{when.isoformat()}">' if when else ""
        body = f"<article><h1>{title}</h1>{paragraphs(page.topic, page.number)}</article>"
        document = f"<!doctype html><html><head><title>{title}</title>{meta}</head><body>{body}</body></html>"
        return self.stand.say(path, document.encode(), Content_Type="text/html; charset=utf-8")

    def _say(self, name: str, body: bytes) -> None:
        packed = gzip.compress(body, mtime=0) if self.packed else body
        mark = f'"{hashlib.sha256(packed).hexdigest()[:16]}"'

        def reply(to: BaseHTTPRequestHandler) -> None:
            known = to.headers.get("If-None-Match") == mark
            sent = b"" if known else packed
            answer(to, 304 if known else 200, {"Content-Length": str(len(sent)), "ETag": mark}, sent)

        self.stand.do(name, reply)


def urlset(lines: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return a sitemap of addresses with the times of their last change."""
    return _document("urlset", "url", lines)


def index(lines: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return an index of sitemaps, likewise."""
    return _document("sitemapindex", "sitemap", lines)


def _document(root: str, name: str, lines: Iterable[tuple[str, datetime | None]]) -> bytes:
    told = "".join(
        f"<{name}><loc>{url}</loc>" + (f"<lastmod>{when.isoformat()}</lastmod>" if when else "") + f"</{name}>"
        for url, when in lines
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{NAMESPACE}">{told}</{root}>'.encode()
