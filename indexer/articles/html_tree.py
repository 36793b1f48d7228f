"""Bytes of a page as a tree of elements, whatever they are encoded in."""

from __future__ import annotations

import codecs
import re
from typing import Any

from indexer.articles import extractor
from indexer.web import plaintext

MAX_BYTES = 5_000_000
"""Bytes of a page that are looked at. An article that begins later than that is none."""

MAX_ELEMENTS = 20_000
"""Elements of a page; more of them take seconds to sift, and no article has them: 3,000 are many."""

# libxml2 itself stops at a depth of 256 elements, so that nothing that walks a tree can run out of stack.

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_META_WITHIN = 4_096
# References to characters that no XML may hold, which is what trees are made into: "&#27;", "&#x1b;", "&#xFFFE;".
_FORBIDDEN = re.compile(
    r"&#(?:0*(?:[1-8]|1[124-9]|2[0-9]|3[01])(?![0-9])|x0*(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])"
    r"|0*6553[45](?![0-9]));?",
    re.IGNORECASE | re.ASCII,
)
_NOTHING = "\u200b"  # a space of no width, which is dropped from every text: what it parts cannot become a reference
# https://encoding.spec.whatwg.org/#names-and-labels: what browsers make of these names, as supersets
_SUPERSETS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}


def decode(body: bytes, charset: str = "") -> str:
    """Return a page as text: by its byte order mark, as UTF-8 if it is, else as declared, else as detected."""
    body = _truncate(body)
    bom = next((name for mark, name in _BOMS if body.startswith(mark)), "")
    declared = _META.search(body, 0, _META_WITHIN)
    # Bytes that are valid UTF-8 are hardly ever anything else, whatever header and page declare.
    for name in (bom, "utf-8", charset, declared[1].decode("ascii", "ignore") if declared else ""):
        text = _decode_as(body, name)
        if text is not None:
            return text
    return _decode_detected(body)


def parse_document(markup: str) -> Any | None:
    """Return the root of a document's tree (an `lxml.html.HtmlElement`), or None if there is nothing in it."""
    return None if plaintext.is_crowded(markup) else extractor.parse_tree(_FORBIDDEN.sub(_NOTHING, markup))


def parse_fragment(markup: str) -> Any | None:
    """Return the tree of a piece of HTML, such as a feed carries."""
    return parse_document(f"<html><body><div>{markup}</div></body></html>") if markup.strip() else None


def _truncate(body: bytes) -> bytes:
    return body if len(body) <= MAX_BYTES else body[:MAX_BYTES].rpartition(b"<")[0]


def _decode_as(body: bytes, charset: str) -> str | None:
    name = charset.strip().lower()
    name = _SUPERSETS.get(name, name)
    if not name.startswith("utf-16") and not plaintext.is_charset(name):
        return None
    try:
        return body.decode(name)
    except (LookupError, ValueError):  # an unknown name, or bytes that it cannot be
        return None


def _decode_detected(body: bytes) -> str:
    texts = (_decode_as(body, name) for name in extractor.guess_encodings(body))
    return next((text for text in texts if text is not None), body.decode("cp1252", "replace"))
