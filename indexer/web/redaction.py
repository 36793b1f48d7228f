"""Redaction of secrets before text is shown, logged or stored: by value, and in addresses by parameter name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"

_SHORTEST = 6  # characters of a value that is looked for: shorter ones stand in ordinary words
_KNOWN: set[str] = set()  # of the whole process, since a library may echo a token anywhere in it

# Parameters of addresses whose values grant access.
_PARAMETER = re.compile(
    r"(?P<name>[?&;](?:[a-z_-]{0,40}(?:token|secret|password|passwd|signature|credential)s?|api[_-]?key|access[_-]?key"
    r"|auth[_-]?key|key|auth|pass|pwd|sig|jwt)=)(?P<value>[^\s&;#\"'<>|)\]]*[^\s&;#\"'<>|)\].,:!?])",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"(?P<before>[a-z][a-z0-9+.-]{0,20}://)[^\s/@\"'<>|]{1,2000}@", re.IGNORECASE)


def add_secrets(values: Iterable[str]) -> None:
    """Register secrets that are masked from now on."""
    for value in values:
        if len(value) >= _SHORTEST:
            _KNOWN.update((value, quote(value, safe="")))


def redact(text: str) -> str:
    """Return a text with "***" in the place of each known secret, and of passwords and keys in addresses."""
    for value in sorted(_KNOWN, key=len, reverse=True):  # one may be a part of another
        text = text.replace(value, MASK)
    if "://" in text:
        text = _PASSWORD.sub(rf"\g<before>{MASK}@", text)
        text = _PARAMETER.sub(rf"\g<name>{MASK}", text)
    return text
