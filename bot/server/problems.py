"""Errors of the server as problem details, RFC 9457 (pure)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.operations.log_reference import current_reference
from indexer.errors import BylineError, UsageError, fault_in_words
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPE = "application/problem+json"

RETRY_AFTER = "60"
"""Seconds after which what cannot be done now may be tried again."""


class HttpProblem(Exception):
    """A request that is answered with an error: its status, what is wrong, and headers such as Retry-After."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """Take words for whoever sent the request; secrets in them are masked."""
        super().__init__(detail)
        self.status = status
        self.detail = redact(detail)
        self.headers = dict(headers or {})

    @property
    def record(self) -> dict[str, Any]:
        """The members of the problem; without a type of its own it is what its status says."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }

    def response(self) -> web.Response:
        """Return the response to a program."""
        text = json.dumps(self.record, ensure_ascii=False)
        return web.Response(status=self.status, text=text, content_type=CONTENT_TYPE, headers=self.headers)


def fault(error: Exception) -> str:
    """Return what is said of an error that nobody has reckoned with."""
    reference = current_reference()
    return fault_in_words(error) + (f", reference {reference}" if reference else "")


def problem_of(error: BylineError) -> HttpProblem:
    """Return what is answered for an error of the program: 400 for a wrong use, 503 for what cannot be done now."""
    if isinstance(error, UsageError):
        return HttpProblem(400, str(error))
    return HttpProblem(503, str(error), {"Retry-After": RETRY_AFTER})


_WORDS = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
    413: "the body is larger than this address takes",
}


def problem_in(error: web.HTTPException) -> HttpProblem:
    """Return what is answered for an error that aiohttp itself raises."""
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return HttpProblem(error.status, _WORDS.get(error.status) or error.text or error.reason, headers)
