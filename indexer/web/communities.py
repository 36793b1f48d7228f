"""Communities and aggregators: sites whose posts link to the pages of others (pure)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from indexer.web import urls

_FORUMS = {
    "news.ycombinator.com": "Hacker News",
    "lobste.rs": "Lobsters",
    "reddit.com": "Reddit",
    "redd.it": "Reddit",  # its pictures and films
    "tildes.net": "Tildes",
}
_AGGREGATORS = {"techmeme.com": "Techmeme", "memeorandum.com": "Memeorandum", "mediagazer.com": "Mediagazer"}
_SUBREDDIT = re.compile(r"/(r/\w{2,40})(?:/|$)")


def is_forum(url: str) -> bool:
    """Tell whether an address is one where members post what they think, or where they found something."""
    return bool(_name_in(_FORUMS, url))


def is_aggregator(url: str) -> bool:
    """Tell whether an address is one where others' headlines are collected, under links to them."""
    return bool(_name_in(_AGGREGATORS, url))


def name_of(url: str) -> str:
    """Return the name of the community that a post stands in, by its address: "Hacker News", "r/LocalLLaMA"."""
    name = _name_in(_FORUMS | _AGGREGATORS, url)
    within = _SUBREDDIT.match(urlsplit(url).path) if name == "Reddit" else None
    return within[1] if within else name or urls.host(url)


def _name_in(names: dict[str, str], url: str) -> str:
    host = urls.host(url)
    return names.get(host) or names.get(host.partition(".")[2], "")  # old.reddit.com, i.redd.it
