"""Discord's REST API: its timeouts, and its errors as ours."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import discord

from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PATIENT = 120.0
"""Seconds for a call: discord.py waits as long as Discord tells it to, and tries five times after a 500."""

HASTY = 5.0
"""Seconds for a call that would otherwise come too late."""

ACKNOWLEDGED = "40060"
"""The error of an interaction that is acknowledged already."""

LATE = "late"
"""The error of an interaction that may not be answered any more."""

_SERVER = 500


def retry_after(refused: Refused) -> float | None:
    """Return the seconds after which Discord wants to be asked again, None if it refused for another reason."""
    cause = refused.__cause__
    return cause.retry_after if isinstance(cause, discord.RateLimited) else None


@asynccontextmanager
async def translated(call: str, seconds: float = PATIENT) -> AsyncIterator[None]:
    """Raise errors of the library as `Refused`, with Discord's number, or as `Unsure`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except discord.RateLimited as error:
        raise Refused(call, "ratelimited") from error
    except discord.InteractionResponded as error:
        raise Refused(call, ACKNOWLEDGED) from error
    except discord.HTTPException as error:
        if error.status >= _SERVER:
            raise Unsure(f"{call}: HTTP {error.status}") from error
        raise Refused(call, str(error.code or error.status)) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unsure(f"{call}: {type(error).__name__}") from error
