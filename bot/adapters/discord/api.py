"""Discord's REST API: what its errors mean, and for how long it is waited for."""

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
"""Seconds that a call is waited for: discord.py waits as long as Discord says it must, and tries a 500 five times."""

HASTY = 5.0
"""Seconds, for what would come too late."""

UNAUTHORIZED = "401"
"""The error after which no call with this token succeeds."""

ACKNOWLEDGED = "40060"
"""The error of an interaction that is acknowledged already."""

LATE = "late"
"""The error of an interaction that may not be answered any more."""

_SERVER = 500


@asynccontextmanager
async def translated(what: str, seconds: float = PATIENT) -> AsyncIterator[None]:
    """Turn the library's errors into `Refused`, whose error is Discord's number, and `Unsure`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except discord.RateLimited as error:
        raise Refused(what, "ratelimited") from error
    except discord.InteractionResponded as error:
        raise Refused(what, ACKNOWLEDGED) from error
    except discord.HTTPException as error:
        if error.status >= _SERVER:
            raise Unsure(f"{what}: HTTP {error.status}") from error
        raise Refused(what, str(error.code or error.status)) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unsure(f"{what}: {type(error).__name__}") from error
