"""The publisher's URL behind a Google News link, where the link itself contains it (pure).

Links of the old form carry it: "news.google.com/rss/articles/CBMi..." is base64url of a protocol buffer with
field 1 (a number, 19) and field 4 (the URL), which may be followed by field 26 (the AMP page's URL). Since
2024 field 4 holds an opaque token ("AU_yqL...") that only Google can resolve. The format is not published; it
is read from the links.
Wire format: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import urlsplit

from indexer.web import urls

HOST = "news.google.com"

_PATH = re.compile(r"/(?:(?:rss|__i/rss/rd)/)?(?:articles|read)/([A-Za-z0-9_-]{8,8192})=*/?")
_PREFIX = b"\x08\x13\x22"  # field 1 = 19; field 4, length-delimited


def is_link(url: str) -> bool:
    """Tell whether an address is an article's at Google News, which shows the publisher's."""
    return bool(token(url))


def token(url: str) -> str:
    """Return what stands for an article in a link of Google News, whatever else it says; "" if it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    match = _PATH.fullmatch(parts.path) if parts.hostname == HOST else None
    return match[1] if match else ""


def decode(url: str) -> str:
    """Return the publisher's http(s) URL that a Google News link carries, or "" if it carries none."""
    text = _field(_payload(url))
    if not text.startswith((b"http://", b"https://")):
        return ""
    try:
        return urls.clean(text.decode())
    except UnicodeDecodeError:
        return ""


def _payload(url: str) -> bytes:
    """Return the bytes in the link's path, b"" if it is no link of Google News."""
    text = token(url)
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""


def _field(payload: bytes) -> bytes:
    """Return the content of field 4, b"" if the payload does not begin as expected or is cut short."""
    if not payload.startswith(_PREFIX):
        return b""
    length, start = _varint(payload, len(_PREFIX))
    return payload[start : start + length] if start + length <= len(payload) else b""


def _varint(payload: bytes, start: int) -> tuple[int, int]:
    """Return a number of at most two bytes (16,383: no URL is longer) and where it ends; 0 if it has more."""
    low, high = (*payload[start : start + 2], 0, 0)[:2]
    if low < 0x80:  # noqa: PLR2004  the bit that says that another byte follows
        return low, start + 1
    return ((low & 0x7F) | high << 7, start + 2) if high < 0x80 else (0, start)  # noqa: PLR2004  same bit
