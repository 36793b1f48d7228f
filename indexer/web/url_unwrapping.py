"""Addresses that only wrap another one: AMP caches, redirectors that carry their target, Google News, arXiv (pure).

Shorteners and feed counters (t.co, bit.ly, feedproxy.google.com) do not say where they lead: a fetch follows them.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from indexer.web import arxiv, google_news, urls

_AMP_CACHE = "cdn.ampproject.org"
_AMP_CACHE_PATH = re.compile(r"/[a-z]/(s/)?(.+)")
_AMP_VIEWER_PATH = re.compile(r"/amp/(s/)?(.+)")
_GOOGLE = re.compile(r"google\.(?:com|[a-z]{2}|com?\.[a-z]{2})")
_YAHOO_TARGET = re.compile(r"/RU=([^/]+)/")
# By host, without "www.": the path ("": any), and the parameters that may hold the target.
_CARRIERS = {
    "facebook.com": ("/l.php", ("u",)),
    "l.facebook.com": ("", ("u",)),
    "lm.facebook.com": ("", ("u",)),
    "l.instagram.com": ("", ("u",)),
    "l.threads.net": ("", ("u",)),
    "l.threads.com": ("", ("u",)),
    "linkedin.com": ("/redir/redirect", ("url",)),
    "youtube.com": ("/redirect", ("q",)),
    "out.reddit.com": ("", ("url",)),
    "slack-redir.net": ("/link", ("url",)),
    "t.umblr.com": ("/redirect", ("z",)),
    "bing.com": ("/news/apiclick.aspx", ("url",)),
    "duckduckgo.com": ("/l/", ("uddg",)),
    "vk.com": ("/away.php", ("to",)),
    "getpocket.com": ("/redirect", ("url",)),
    "flipboard.com": ("/redirect", ("url",)),
    "click.linksynergy.com": ("", ("murl",)),
    "go.redirectingat.com": ("", ("url",)),
    "go.skimresources.com": ("", ("url",)),
    "anrdoezrs.net": ("", ("url",)),
}
_GOOGLE_CARRIERS = {"/url": ("url", "q"), "/alerts/share": ("url",)}
_BLIND = frozenset(
    {"t.co", "bit.ly", "buff.ly", "ow.ly", "tinyurl.com", "lnkd.in", "dlvr.it", "trib.al", "is.gd", "goo.gl", "ift.tt"}
    | {"reut.rs", "bloom.bg", "on.ft.com", "wapo.st", "nyti.ms", "cnb.cx", "on.wsj.com", "apne.ws", "bbc.in", "zd.net"}
    | {"tcrn.ch", "feedproxy.google.com", "feeds.feedburner.com", "feedburner.com", "news.google.com", "google.com"}
)
_MOST = 3
"""Wrappings that are taken off; more are none."""


def unwrap(url: str) -> str:
    """Return the clean http(s) address that an address wraps, or itself; "" if it is none.

    A link of Google News that does not tell comes back without all that differs from feed to feed; one to a paper
    at arXiv leads to its abstract, which is a page and stands for all versions.
    """
    address = urls.clean(url)
    for _ in range(_MOST):
        # The parameters of the wrapping are read before they are cleaned: "source" may be what holds the target.
        inner = google_news.decode(url) or urls.clean(_inner(url))
        if not inner or inner == address:
            break
        url = address = inner
    if token := google_news.token(address):
        return f"https://{google_news.HOST}/rss/articles/{token}"
    return arxiv.abstract_page(address) or address


def is_redirector(url: str) -> bool:
    """Tell whether an address is one of those that lead elsewhere: its host names no publisher."""
    return urls.host(url) in _BLIND


def _inner(url: str) -> str:
    """Return the address that another one carries, "" if it carries none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = urls.host(url)
    if host == _AMP_CACHE or host.endswith(f".{_AMP_CACHE}"):
        return _rebuilt(_AMP_CACHE_PATH.fullmatch(parts.path), parts.query)
    if _GOOGLE.fullmatch(host):
        viewed = _rebuilt(_AMP_VIEWER_PATH.fullmatch(parts.path), parts.query)
        return viewed or _parameter(parts.query, _GOOGLE_CARRIERS.get(parts.path, ()))
    if host.endswith("search.yahoo.com") and (found := _YAHOO_TARGET.search(parts.path)):
        return _absolute(unquote(found[1]))
    path, names = _CARRIERS.get(host, ("", ()))
    return _parameter(parts.query, names) if parts.path.startswith(path) else ""


def _rebuilt(match: re.Match[str] | None, query: str) -> str:
    """Return the address in the path of an AMP cache or viewer: "s/" stands for https."""
    if not match or "." not in match[2].partition("/")[0]:
        return ""
    return _absolute(("https://" if match[1] else "http://") + match[2] + (f"?{query}" if query else ""))


def _parameter(query: str, names: tuple[str, ...]) -> str:
    if not names or len(query) > 2 * urls.MAX_LENGTH:
        return ""
    given = dict(reversed(parse_qsl(query)))
    return next((address for name in names if (address := _absolute(given.get(name, "")))), "")


def _absolute(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
