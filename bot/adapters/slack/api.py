"""Slack's Web API over one shared session: which calls are tried again, and what its errors mean."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

API = "https://slack.com/api/"

LIBRARY = logging.getLogger("bot.adapters.slack.library")
"""Where the libraries log: warnings only, since what they log to find faults holds what people wrote."""
LIBRARY.setLevel(logging.WARNING)

DEAD_TOKEN = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired"})
"""Errors after which no call with this token succeeds."""

_PATIENCE = 20  # times that a call waits as long as Slack says it must
_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
_PERHAPS_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def session() -> aiohttp.ClientSession:
    """Return the session that all calls share; it must be closed."""
    return aiohttp.ClientSession(timeout=_TIMEOUT)


class Web:
    """The Web API, with two tempers.

    `patient` waits when it is told to (HTTP 429) and asks again. `hasty` does not: for what would come too late.
    Neither repeats a call whose connection was lost: Slack may have acted, and a message would stand twice.
    """

    def __init__(self, http: aiohttp.ClientSession, *, token: str, api_url: str = "") -> None:
        self.token = token
        self._http = http
        base = api_url or API
        waits = AsyncRateLimitErrorRetryHandler(max_retry_count=_PATIENCE)
        self.patient = AsyncWebClient(token, base, session=http, logger=LIBRARY, retry_handlers=[waits])
        self.hasty = AsyncWebClient(token, base, session=http, logger=LIBRARY, retry_handlers=[])

    async def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Say something through a response URL. Raises `Refused` (used up, too late, bad blocks) and `Unsure`."""
        waits = AsyncRateLimitErrorRetryHandler(max_retry_count=_PATIENCE)
        client = AsyncWebhookClient(url, session=self._http, logger=LIBRARY, retry_handlers=[waits])
        with translated("response_url"):
            answer = await client.send_dict(dict(payload))
        if answer.status_code >= 500:  # noqa: PLR2004  HTTP's own number
            raise Unsure(f"response_url: HTTP {answer.status_code}")
        if answer.status_code != 200 or _said_no(answer.body):  # noqa: PLR2004
            raise Refused("response_url", answer.body.strip()[:100] or f"HTTP {answer.status_code}")


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn the libraries' errors into `Refused`, where Slack says why, and `Unsure`."""
    try:
        yield
    except SlackApiError as error:
        name = error_name(error)
        if not name or name in _PERHAPS_DONE:
            raise Unsure(f"{what}: {name or 'an answer that is no JSON'}") from error
        raise Refused(what, name) from error
    except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError) as error:
        raise Unsure(f"{what}: {type(error).__name__}") from error


def error_name(error: SlackApiError) -> str:
    """Return Slack's name for an error; "" where the answer holds none, as one of a proxy in between."""
    data = getattr(error.response, "data", None)
    name = data.get("error") if isinstance(data, dict) else None
    return name if isinstance(name, str) else ""


def _said_no(body: str) -> bool:
    """Tell whether an answer with status 200 is a refusal all the same."""
    return '"ok":false' in body.replace(" ", "")
