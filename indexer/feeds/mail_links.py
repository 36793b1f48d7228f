"""Links of a mail without what tells who was to click on them (pure).

Newsletters give each reader links of his own: through a counter ("click.example/?qs=4f1d..."), or with his number
behind the address ("/story?sub=81c2d9"). Whoever has such a link may unsubscribe him or read his settings. What is
kept is decided by what holds of all senders:

- a counter that carries its target, however it is encoded, is replaced by the target; no counter is asked for it
- a parameter whose value stands in links to different pages tells the reader, not the page: it is dropped
- an address in which a long random value is left, or the reader's address in any usual coding, is dropped whole, as
  is a counter's that does not tell its target
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from indexer.articles.newsletters.wording import TRACKER
from indexer.web import url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_SHORTEST = 5  # characters of a value that may be a reader's number: shorter ones are "en" and "1"
_RANDOM = 32  # characters from which on a value may be a secret; identifiers of posts and campaigns are shorter
_CHANGES = (
    0.2  # a character, from letters to digits and back: of slugs with years and versions 0.15, of random ones 0.4
)
_CHANGE = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])", re.IGNORECASE)
_MIXTURE = re.compile(r"(?=\w*[a-z])(?=\w*[A-Z])(?=\w*[0-9])\w{24,}", re.ASCII)  # base64, where a slug has hyphens
_MARKS = re.compile(r"[\W_]+")
_MOST = 3  # counters within counters
_WEB = ("http://", "https://")


def public_links(hrefs: Iterable[str], readers: Collection[str]) -> dict[str, str]:
    """Return each address as it may be shown, "" if it may not; `readers` are the mail addresses of who received it."""
    targets = {href: _target(href) for href in hrefs}
    pages = defaultdict(set)
    for address in filter(None, targets.values()):
        parts = urlsplit(address)
        for _, value in urls.parameters(address):
            pages[value].add((parts.netloc, parts.path))
    readers_own = {value for value, places in pages.items() if len(places) > 1 and len(value) >= _SHORTEST}
    shown = {}
    for href, address in targets.items():
        dropped = without_parameters(
            address, {name for name, value in urls.parameters(address) if value in readers_own}
        )
        shown[href] = "" if is_private(dropped, readers) else dropped
    return shown


def is_private(address: str, readers: Collection[str]) -> bool:
    """Tell whether an address may say who was to follow it."""
    parts = urlsplit(address)
    values = [*parts.path.split("/"), *(part for pair in parse_qsl(parts.query) for part in pair)]
    plain = unquote(address).lower()
    counted = bool(TRACKER.search(address))
    return (
        counted or any(map(_is_random, values)) or any(mark in plain for reader in readers for mark in _marks(reader))
    )


def without_parameters(address: str, names: Collection[str]) -> str:
    """Return a clean address without the parameters of these names."""
    query = urls.to_query(pair for pair in urls.parameters(address) if pair[0] not in names)
    return urls.clean(urlunsplit(urlsplit(address)._replace(query=query))) if names else address


def _target(href: str) -> str:
    """Return the clean address to which a link leads, as far as it tells without being asked."""
    address = href
    for _ in range(_MOST):
        inner = next(_carried(address), "")
        if not inner:
            break
        address = inner
    return url_unwrapping.unwrap(address)


def _carried(address: str) -> Iterator[str]:
    """Yield the addresses that stand encoded within another."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    if len(address) > 2 * urls.MAX_LENGTH:
        return
    for text in (*(value for _, value in parse_qsl(parts.query)), *map(unquote, parts.path.split("/"))):
        if text.startswith(_WEB) and urls.clean(text):
            yield text


def _is_random(value: str) -> bool:
    run = _MARKS.sub("", value)
    return bool(_MIXTURE.search(value)) or (len(run) >= _RANDOM and len(_CHANGE.findall(run)) >= _CHANGES * len(run))


def _marks(reader: str) -> Iterator[str]:
    """Yield what a mail address looks like in links, in lower case."""
    raw = reader.encode()
    yield reader
    yield base64.b64encode(raw).decode().rstrip("=").lower()
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        yield digest(raw, usedforsecurity=False).hexdigest()
