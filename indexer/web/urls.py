"""Addresses: one form to fetch and show, one test of "same URL", one of "same site" (pure)."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from indexer.web import arxiv

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 2_048
"""Longer addresses are refused: no publisher needs them, and a button on Slack or Discord takes fewer."""

# Parameters that say where a reader came from, never which article is meant. courlan's own list is not used: it
# also drops "cid", "eid" and "keyword", by which some publishers' articles differ.
_TRACKING = re.compile(
    r"^(utm_\w*|at_\w*|mc_[ce]id|pk_\w*|mtm_\w*|guce_\w*|_hs\w*|hsa_\w*|vero_\w*|oly_\w*"
    r"|(fbc|gc|dc|twc|yc|mscl)lid|msclkid|[gw]braid|igshid|yclid|ico|cmpid|cmp|ncid|ocid|smid|sref|ref|ref_src|referrer|source"
    r"|medium|campaign|partner|guccounter|srnd|taid|xtor|spm|feature|output|amp|outputtype)$",
    re.IGNORECASE,
)
_AMP_PATH = re.compile(r"/amp(?=/|$)|\.amp(?=\.html?$|$)", re.IGNORECASE)
_HOST_PREFIX = re.compile(r"^(www\d?|m|mobile|amp)\.(?=.+\.)")
_INDEX_PAGE = re.compile(r"/(index|default)\.(html?|php|aspx?)$", re.IGNORECASE)
_SAFE = "%/:=&~+!$,;'@()*-._"  # everything else in path or query is percent-encoded
_SAFE_NAME = "/:~!$,;'@()*-._?"  # of a parameter without a value; the rest of the above would part or decode it
_BYTES = "surrogateescape"
# Characters that belong to no address and that no engine takes: controls, marks of text direction,
# halves of surrogate pairs.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
# A name, or IPv6 with its zone; what else urllib takes for a host ("a|b>", a control character) is none anywhere.
_HOST = re.compile(r"[\w.-]+|\[[0-9a-f:.]+(?:%[\w.-]+)?\]", re.ASCII | re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean(url: str) -> str:
    """Return the address as it is fetched and shown, or "" if it is no usable http(s) address.

    Scheme and host in lower case and ASCII, no default port, no user-info, no fragment, no tracking parameters,
    nothing unescaped that could end a link in chat markup.
    """
    url = "".join(_UNWANTED.sub("", url).split())
    if len(url) > MAX_LENGTH:
        return ""
    try:
        parts = urlsplit(url)
        host = _ascii_host(parts.hostname or "")
        port = parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host):
        return ""
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    query = to_query(pair for pair in parameters(url) if any(pair) and not _TRACKING.match(pair[0]))
    address = urlunsplit((scheme, netloc, quote(parts.path or "/", safe=_SAFE), query, ""))
    return address if len(address) <= MAX_LENGTH else ""


def parameters(url: str) -> list[tuple[str, str]]:
    """Return the names and values of an address's parameters, decoded, in order; bytes that are no UTF-8 stay apart.

    Some sites write them in Latin-1 or Shift-JIS: such bytes are halves of surrogate pairs here (PEP 383).
    """
    return parse_qsl(urlsplit(url).query, keep_blank_values=True, errors=_BYTES)


def to_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return what comes after the question mark of an address with these parameters, byte by byte as they were."""
    return "&".join(
        urlencode([(name, value)], errors=_BYTES) if value else quote(name, safe=_SAFE_NAME, errors=_BYTES)
        for name, value in pairs
    )


def identity(url: str) -> str:
    """Return what two addresses of one article have in common: the one "same URL?" test.

    Beyond `clean` it ignores scheme, "www." and its like, AMP, index pages, slashes doubled or at the end, the
    order of parameters, and which version of a paper is meant.
    """
    from courlan import normalize_url

    address = clean(url)
    if not address:
        return url  # no address at all: the same as itself
    parts = urlsplit(arxiv.abstract_page(address) or address)
    host = _HOST_PREFIX.sub("", parts.netloc)
    tidy = urlsplit(normalize_url(f"http://host{parts.path}")).path
    path = _INDEX_PAGE.sub("/", _AMP_PATH.sub("", tidy)).rstrip("/")
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def digest(*parts: str) -> str:
    """Return 20 hexadecimal digits that stand for some strings: the id of what has no address of its own."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def article_id(url: str) -> str:
    """Return the deterministic id of the article at an address: 20 hexadecimal digits."""
    return hashlib.sha256(identity(url).encode("utf-8", "replace")).hexdigest()[:20]


def host(url: str) -> str:
    """Return the host name of an address, without "www." and port; "" if there is none."""
    try:
        return _HOST_PREFIX.sub("", urlsplit(url).hostname or "")
    except ValueError:
        return ""


def site(url: str) -> str:
    """Return the registrable domain of an address ("bbc.co.uk"), or its host and port where there is none."""
    try:
        parts = urlsplit(url)
        name = parts.hostname or ""
    except ValueError:
        return ""
    if _is_ip(name) or "." not in name:
        return parts.netloc.rpartition("@")[2]
    return domain(name) or _HOST_PREFIX.sub("", name)


def domain(host: str) -> str:
    """Return the registrable domain of a host name; "" for an IP address, "node.js" or "u.s"."""
    from tld import get_fld

    return get_fld(f"http://{host}", fail_silently=True) or ""


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two addresses belong to one registrable domain."""
    return bool(site(one)) and site(one) == site(other)


def to_absolute(base: str, href: str) -> str:
    """Return a link found on a page as an http(s) address, or "" if it is none."""
    try:
        joined = urljoin(base, _UNWANTED.sub("", href).strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    usable = parts.scheme.lower() in _DEFAULT_PORTS and parts.hostname and len(joined) <= MAX_LENGTH
    return joined if usable else ""


def _ascii_host(name: str) -> str:
    """Return a host in ASCII: a look-alike from another script is shown as what it is."""
    if name.isascii():
        return f"[{name}]" if ":" in name else name.lower()
    return name.encode("idna").decode()


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
