"""Who is signed in at a browser, and which forms are its own: sessions in memory, and the tokens of forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING

from cachetools import TTLCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.server.access import Caller

AGE = 12 * 60 * 60.0
"""Seconds after which a session ends, however much it is used."""

MOST = 256
"""Sessions at a time; beyond them the oldest ends."""

_BYTES = 32  # of randomness in a cookie: no more can be guessed than of a key of AES-256
_LONGEST = 100  # characters of a cookie that is looked at


class Sessions:
    """The sessions of one server. They end with it, and a token that is taken away ends with its next start."""

    def __init__(self, age: float = AGE, most: int = MOST, timer: Callable[[], float] = time.monotonic) -> None:
        self._callers: TTLCache[str, Caller] = TTLCache(most, age, timer)
        self._key = secrets.token_bytes(_BYTES)

    def open(self, caller: Caller) -> str:
        """Begin a session, and return the value of its cookie: a new one, whatever the browser had before."""
        cookie = new_cookie()
        self._callers[_digest(cookie)] = caller
        return cookie

    def caller(self, cookie: str) -> Caller | None:
        """Return who is signed in with a cookie; None for nobody."""
        return self._callers.get(_digest(cookie)) if is_cookie(cookie) else None

    def close(self, cookie: str) -> None:
        """End a session."""
        self._callers.pop(_digest(cookie), None)

    def form_token(self, cookie: str) -> str:
        """Return what a form carries that this server has given to the browser with this cookie."""
        return hmac.new(self._key, cookie.encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, cookie: str, token: str) -> bool:
        """Tell whether a form was given to the browser that has sent it."""
        return is_cookie(cookie) and hmac.compare_digest(self.form_token(cookie).encode(), token.encode())


def new_cookie() -> str:
    """Return a value that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def is_cookie(value: str) -> bool:
    """Tell whether a value has the form of a cookie of this server."""
    return _BYTES < len(value) <= _LONGEST and value.isascii() and value.isprintable()


def _digest(cookie: str) -> str:
    """Return what a session is kept under: nobody who reads the memory can take it over."""
    return hashlib.sha256(cookie.encode()).hexdigest()
