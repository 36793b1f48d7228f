"""Slack's Web API over one shared session: its retries, and its errors as ours."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.ports.send_permission import permission_trace
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

API = "https://slack.com/api/"

LIBRARY = logging.getLogger("bot.adapters.slack.library")
"""The logger of the libraries: warnings only, since their debug lines hold members' texts."""
LIBRARY.setLevel(logging.WARNING)

_MAX_RETRIES = 20  # of a call after HTTP 429
_RETRY_AFTER = 30.0  # seconds, where Slack does not say
_TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)
_MAY_BE_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def open_session() -> aiohttp.ClientSession:
    """Return a session for all calls; it must be closed."""
    return aiohttp.ClientSession(timeout=_TIMEOUT, trace_configs=[permission_trace()])


class SlackApi:
    """The Web API.

    `patient` waits and tries again after HTTP 429; `hasty` does not, for calls that would come too late. Neither
    repeats a call whose connection was lost: Slack may have acted, and a message would stand twice.
    """

    def __init__(self, http: aiohttp.ClientSession, *, token: str, api_url: str = "") -> None:
        self.token = token
        self._http = http
        base = api_url or API
        waits = AsyncRateLimitErrorRetryHandler(max_retry_count=_MAX_RETRIES)
        self.patient = AsyncWebClient(token, base, session=http, logger=LIBRARY, retry_handlers=[waits])
        self.hasty = AsyncWebClient(token, base, session=http, logger=LIBRARY, retry_handlers=[])

    async def respond(self, url: str, payload: Mapping[str, Any]) -> None:
        """Post to a response URL. Raises `Refused` (used up, too late, bad blocks) and `Unsure`."""
        waits = AsyncRateLimitErrorRetryHandler(max_retry_count=_MAX_RETRIES)
        client = AsyncWebhookClient(url, session=self._http, logger=LIBRARY, retry_handlers=[waits])
        with translated("response_url"):
            answer = await client.send_dict(dict(payload))
        if answer.status_code >= 500:  # noqa: PLR2004  HTTP's own number
            raise Unsure(f"response_url: HTTP {answer.status_code}")
        if answer.status_code != 200 or _is_refusal(answer.body):  # noqa: PLR2004
            raise Refused("response_url", answer.body.strip()[:100] or f"HTTP {answer.status_code}")


@contextmanager
def translated(call: str) -> Iterator[None]:
    """Raise errors of the libraries as `Refused`, where Slack gives a reason, else as `Unsure`."""
    try:
        yield
    except SlackApiError as error:
        name = error_name(error)
        if not name or name in _MAY_BE_DONE:
            raise Unsure(f"{call}: {name or 'an answer that is no JSON'}") from error
        raise Refused(call, name) from error
    except (aiohttp.ClientError, SlackClientError, OSError, TimeoutError) as error:
        raise Unsure(f"{call}: {type(error).__name__}") from error


def retry_after(refused: Refused) -> float | None:
    """Return the seconds after which Slack wants to be asked again, None if it refused for another reason."""
    if refused.error != "ratelimited":
        return None
    cause = refused.__cause__
    headers = getattr(cause.response, "headers", {}) if isinstance(cause, SlackApiError) else {}
    seconds = next((value for name, value in dict(headers).items() if name.casefold() == "retry-after"), "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() else _RETRY_AFTER


def error_name(error: SlackApiError) -> str:
    """Return Slack's name for an error; "" in an answer without one, such as that of a proxy."""
    data = getattr(error.response, "data", None)
    name = data.get("error") if isinstance(data, dict) else None
    return name if isinstance(name, str) else ""


def _is_refusal(body: str) -> bool:
    """Return whether an answer with status 200 is a refusal all the same."""
    return '"ok":false' in body.replace(" ", "")
