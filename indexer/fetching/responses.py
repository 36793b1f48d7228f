"""From an open response to an answer that is whole and within limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.errors import BadStatus, ConnectionFailed, TooLarge
from indexer.fetching import answer_headers, content_encoding
from indexer.model import Page
from indexer.web.gunzip import DamagedBody

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

    from indexer.model import Request

_OK, _NOT_MODIFIED = 200, 304
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSpec:
    """A request as the fetcher sends it, with its limits."""

    accept: str
    limit: int  # bytes of body
    cut: bool = False  # a body over the limit is cut there, instead of refused
    robots: bool = False  # whether robots.txt binds
    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the request's headers, beyond those that every request has."""
        named = {
            "Accept": self.accept,
            "If-None-Match": answer_headers.validator(self.etag),
            "If-Modified-Since": answer_headers.validator(self.last_modified),
        }
        return {name: value for name, value in named.items() if value}

    @property
    def conditional(self) -> bool:
        """Whether the server may answer that nothing changed."""
        return len(self.headers()) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """One server's response to one request; a redirect is one, too."""

    status: int
    headers: httpx.Headers
    body: bytes = b""
    location: str = ""  # of a redirect, as it was sent

    @property
    def permanent(self) -> bool:
        """Whether the redirect is for good."""
        return self.status in _PERMANENT


def read(url: str, response: httpx.Response, errand: FetchSpec, now: datetime) -> HttpResponse:
    """Read a response to its end. Raise `BadStatus`, `TooLarge` or `ConnectionFailed`."""
    status = response.status_code
    location = response.headers.get("Location", "")
    if status in _REDIRECTS and location:
        return HttpResponse(status=status, headers=response.headers, location=location)
    if status == _OK or (status == _NOT_MODIFIED and errand.conditional):
        return HttpResponse(status=status, headers=response.headers, body=_read_body(url, response, errand))
    raise BadStatus(url, status, answer_headers.retry_after(response.headers.get("Retry-After", ""), now))


def page(request: Request, final_url: str, answer: HttpResponse, *, moved: bool, now: datetime) -> Page:
    """Make the port's record of an answer; a 304 that names no validators confirms those that were sent."""
    said = answer.headers
    kept = answer.status == _NOT_MODIFIED
    content_type = said.get("Content-Type", "")
    return Page(
        url=request.url,
        final_url=final_url,
        status=answer.status,
        content_type=answer_headers.media_type(content_type),
        charset=answer_headers.charset(content_type),
        body=answer.body,
        etag=answer_headers.validator(said.get("ETag", "")) or (request.etag if kept else ""),
        last_modified=answer_headers.validator(said.get("Last-Modified", ""))
        or (request.last_modified if kept else ""),
        moved_to=final_url if moved else "",
        max_age=answer_headers.max_age(said.get("Cache-Control", "")),
        fetched=now,
    )


def _read_body(url: str, response: httpx.Response, errand: FetchSpec) -> bytes:
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > errand.limit and not errand.cut:
        raise TooLarge(url, f"{announced} bytes are announced, {errand.limit} are allowed")
    body = bytearray()
    packing = response.headers.get("Content-Encoding", "")
    try:
        for piece in content_encoding.decode(response.iter_raw(), packing, errand.limit):
            body += piece
    except content_encoding.OversizedBody as error:
        if not errand.cut:
            raise TooLarge(url, f"more than the {errand.limit} bytes that are allowed") from error
    except DamagedBody as error:
        raise ConnectionFailed(url, str(error)) from error
    return bytes(body)
