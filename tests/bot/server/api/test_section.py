"""/v1 in front of a newsroom that does as the test wants."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.config.values import Endpoint
from bot.server.access import Access
from bot.server.api.section import ApiSection
from bot.server.lifetime import http_server
from bot.server.workers import ServerWorkers, Workers

if TYPE_CHECKING:
    from bot.server.newsroom import Newsroom


class PatientNewsroom:
    """Lets nobody ask for some seconds."""

    zone = UTC

    def now(self) -> datetime:
        """Return a time."""
        return datetime(2026, 11, 25, tzinfo=UTC)

    def may_ask(self, caller: str) -> float:
        """Return how long a caller has to wait."""
        assert caller == "local"
        return 3.2

    def search(self, *_: object, **__: object) -> None:
        """Be asked all the same."""
        raise AssertionError

    latest = ask = search


@pytest.mark.parametrize("path", ["/v1/search?q=x", "/v1/latest", "/v1/ask"])
def test_who_asks_too_much_is_told_when_to_come_again(path: str) -> None:
    """Beyond the limit of its token a program is told in how many whole seconds it may ask again."""
    workers = ServerWorkers(reads=Workers("read", 1), questions=Workers("question", 1), trials=Workers("trial", 1))
    with closing(workers):
        section = ApiSection(cast("Newsroom", PatientNewsroom()), workers.reads, workers.questions)
        with http_server("x", "x", Endpoint(host="127.0.0.1", port=0), [section], Access((), [])) as address:
            body: Any = b'{"question": "x"}' if path == "/v1/ask" else None
            request = urllib.request.Request(address + path, body, {"Content-Type": "application/json"})  # noqa: S310
            with pytest.raises(urllib.error.HTTPError) as raised, urllib.request.urlopen(request, timeout=60):  # noqa: S310
                pass
            with raised.value as answer:
                problem = json.loads(answer.read())
    assert (answer.code, answer.headers["Retry-After"]) == (429, "4")
    assert problem["detail"].startswith("too many questions: see [limits] per_user")
