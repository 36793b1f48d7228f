"""XML made fit for feedparser: what would keep it busy for hours is taken out, or refused (pure).

It was written for feeds as they are, and takes time that grows with the square, or the cube, of what a hostile one
repeats: attributes of a tag, blank lines before the root, "encoding=" on the first line, letters of a word without
blanks. None of the limits below is near to what a feed of 8 MB has.
"""

from __future__ import annotations

import codecs
import re

from indexer.errors import NotAFeed
from indexer.web import plaintext

MAX_TAGS = 300_000
MAX_ATTRIBUTES = 200
MAX_CATEGORIES = 5_000
"""Of one entry."""

_MAX_DECLARATION = 500
_MAX_PROLOG = 10_000
# What the search for an e-mail address in an author's name costs: half the square of a word's length, 5 ns a step.
_LONG_WORD = re.compile(rb"[\w.+-]{201,}", re.ASCII)
_MAX_WORD_STEPS = 500_000_000
_CUT_TO = 100

_WIDE = (  # longer marks first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARATION = re.compile(rb"<\?[^>]{0,%d}\?>" % _MAX_DECLARATION)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"'>]*)[\"']")
_PLAIN_DECLARATION = b'<?xml version="1.0"?>'
_ROOT = re.compile(rb"<\w")
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_CATEGORY = re.compile(rb"<(?:[\w.-]+:)?(?:category|subject|keywords|tag)\b", re.IGNORECASE)
_BASE = re.compile(rb"\b(?:xml:)?base(?=\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)'))", re.IGNORECASE)
_MAX_BASES = 200_000_000  # bytes that addresses may take that each build on the one before
_ATTRIBUTE = rb"\s++[^\s<>=\"']++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s<>\"']++)"
_CROWDED = re.compile(rb"<[^\s<>=\"'/!?]++(?:%s){%d}" % (_ATTRIBUTE, MAX_ATTRIBUTES + 1))


def harden(body: bytes) -> bytes:
    """Return XML that says the same and can be read in seconds. Raises `NotAFeed` for what cannot."""
    body = _shorten_prolog(_to_utf8(body))
    if body.count(b"<") > MAX_TAGS:
        raise NotAFeed(f"more than {MAX_TAGS:,} tags")
    if _CROWDED.search(body):
        raise NotAFeed(f"a tag with more than {MAX_ATTRIBUTES} attributes")
    if any(_categories(part) > MAX_CATEGORIES for part in _ENTRY.split(body)):
        raise NotAFeed(f"an entry with more than {MAX_CATEGORIES:,} categories")
    return _cut_endless_words(_remove_chained_bases(body))


def _categories(entry: bytes) -> int:
    """Return how many categories an entry may have: each tag, and each comma or blank in a list of keywords."""
    _, *tags = _CATEGORY.split(entry)
    return sum(1 + len(tag.partition(b"</")[0].replace(b",", b" ").split()) for tag in tags)


def _cut_endless_words(body: bytes) -> bytes:
    steps = sum((found.end() - found.start()) ** 2 for found in _LONG_WORD.finditer(body)) // 2
    return _LONG_WORD.sub(lambda word: word[0][:_CUT_TO], body) if steps > _MAX_WORD_STEPS else body


def _remove_chained_bases(body: bytes) -> bytes:
    """Return the document without base addresses within, if these could fill the memory."""
    found = [len(base[1] or base[2] or b"") for base in _BASE.finditer(body)]
    return _BASE.sub(b"was", body) if len(found) * sum(found) > _MAX_BASES else body


def _to_utf8(body: bytes) -> bytes:
    """Return UTF-16 and UTF-32 as UTF-8, so that tags can be counted; other bytes as they are."""
    for mark, name in _WIDE:
        if body.startswith(mark):
            narrow = body.decode(name, "replace").encode("utf-8", "replace").lstrip()
            return _PLAIN_DECLARATION + narrow.removeprefix((_DECLARATION.match(narrow) or [b""])[0])
    return body


def _shorten_prolog(body: bytes) -> bytes:
    """Return the document with a first line that ends and a bearable prolog; a long document type goes."""
    mark = codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else b""
    body = body.removeprefix(mark)
    found = _DECLARATION.match(body)
    first = found[0] if found else b""
    named = _ENCODING.search(first)
    if named and not plaintext.is_charset(named[1].decode("ascii", "replace")):
        first = _PLAIN_DECLARATION
    rest = body[len(found[0]) :] if found else body.removeprefix(b"<?")  # a declaration that does not end is none
    root = _ROOT.search(rest)
    if root and root.start() > _MAX_PROLOG:
        rest = rest[root.start() :]
    apart = b"\n" if b"encoding=" in rest.partition(b"\n")[0] else b""
    return mark + first + apart + rest
