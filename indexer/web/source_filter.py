"""Which articles a selection lets through: the one rule that every store follows (pure)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.web import plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Collection

    from indexer.model import Article, Selection

PRESUMED = "en"
"""The language of a text that is too short to tell: the feeds and the model are English by default."""


@lru_cache(maxsize=4_096)
def source_key(name: str) -> str:
    """Return what a publisher's name or a domain is compared by, however it is written.

    Case and white space do not count; of a domain or a pasted address only the host counts, and
    not its "www.": "https://www.BBC.co.uk/news" is "bbc.co.uk". "" for a name without anything in it.
    """
    key = plaintext.to_line(name).casefold()
    address = key if "://" in key else f"http://{key}"
    if " " in key or "." not in key or not urls.clean(address):
        return key
    return urls.identity(address).partition("/")[0].partition("?")[0]


def source_keys(article: Article) -> frozenset[str]:
    """Return what a filter may call an article's source: the keys of publisher, host and site."""
    names = (source_key(article.publisher), urls.host(article.url).casefold(), urls.site(article.url).casefold())
    return frozenset(name for name in names if name)


def outlet_key(article: Article) -> str:
    """Return what makes two articles those of one outlet; one domain may carry several."""
    return f"{urls.site(article.url)} {source_key(article.publisher)}"


def selected_keys(selection: Selection) -> frozenset[str]:
    """Return the keys of the sources that a selection names."""
    return frozenset(key for key in map(source_key, selection.sources) if key)


def language_key(article: Article) -> str:
    """Return the language that a filter takes an article's text for."""
    return article.language or PRESUMED


def admits(selection: Selection, article: Article, feeds: Collection[str] = ()) -> bool:
    """Tell whether a selection lets an article through that was named by some feeds."""
    return (
        (selection.since is None or article.when >= selection.since)
        and (selection.until is None or article.when < selection.until)
        and (not selection.sources or not selected_keys(selection).isdisjoint(source_keys(article)))
        and (not selection.kinds or article.kind in selection.kinds)
        and (not selection.language or language_key(article) == selection.language)
        and all(not set(feeds).isdisjoint(some) for some in selection.feeds)
    )
