"""Posts of communities: entries on the pages that they link to (pure).

Communities write their feeds in few ways. RSS has `<comments>` for the discussion of what the link leads to (Hacker
News, Lobsters, Lemmy). hnrss and Tildes name both addresses in the text ("Article URL: ...", "Comments URL: ..."),
Reddit links to the post and names them "[link]" and "[comments]", and Techmeme links to itself and has the headline
as a link to the article, with who wrote it and where in brackets behind the title.
"""

from __future__ import annotations

import mimetypes
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from indexer.web import communities, plaintext, url_unwrapping, urls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.model.feeds import Entry

_MAX_MARKUP = 100_000
_LABEL = 40  # characters before a link that can name it
_PAGE_BEFORE = re.compile(r"\b(?:article|link|story|original|source)\s(?:url|link)\s*:\s*$", re.IGNORECASE)
_POST_BEFORE = re.compile(r"\b(?:comments|discussion)\s(?:url|link)\s*:\s*$", re.IGNORECASE)
_PAGE_LABEL = re.compile(r"\[link\]", re.IGNORECASE)
_POST_LABEL = re.compile(r"\[?(?:\d[\d,.]*\s)?comments?\]?", re.IGNORECASE)
_FORM = re.compile(r"\s\[(?:pdf|video|audio|image|gif|slides|dead|flagged)\]$", re.IGNORECASE)
_CREDIT = re.compile(r"\s\((?:(?P<author>[^()/]{2,80})/)?(?P<outlet>[^()/]{2,80})\)$")
_DASH = " \t\r\n\u00a0\u2013\u2014-"


class _Anchor(NamedTuple):
    before: str  # the text that stands directly before the link
    url: str
    label: str


def read_post(entry: Entry, homes: Sequence[str]) -> Entry:
    """Return an entry of a community as one on the page that the post links to, with the post as its discussion.

    A post that links to nothing but itself, or to a picture, is an entry of its own, and so is everything that is no
    post. `homes` are the addresses of the feed and of its site: what stands there is the feed's own, wherever it is
    discussed.
    """
    markup = max(entry.content, entry.summary, key=len)[:_MAX_MARKUP]
    link = url_unwrapping.unwrap(entry.link)
    anchors = list(_anchors(markup, link)) if _may_be_post(entry, link, markup) else []
    post = next(filter(None, _posts(entry, link, anchors)), "")
    page = _page(entry, link, post, anchors) if post else ""
    if not page or any(urls.is_same_site(page, home) for home in homes if not _is_community(home)):
        return replace(entry, discussion="")
    told = replace(entry, link=page, discussion=post, authors=(), summary="", content="")
    if communities.is_aggregator(post):
        return _with_credit(told, markup)
    return replace(told, title=_FORM.sub("", entry.title))


def _may_be_post(entry: Entry, link: str, markup: str) -> bool:
    return bool(entry.discussion) or _is_community(link) or "omments URL" in markup


def _is_community(url: str) -> bool:
    return communities.is_forum(url) or communities.is_aggregator(url)


def _posts(entry: Entry, link: str, anchors: Sequence[_Anchor]) -> Iterator[str]:
    """Yield what can be the address of the post, surest first."""
    yield url_unwrapping.unwrap(entry.discussion)
    named = [each.url for each in anchors if _POST_BEFORE.search(each.before) or _POST_LABEL.fullmatch(each.label)]
    yield from (url for url in named if _is_community(url))
    yield link if _is_community(link) else ""


def _page(entry: Entry, link: str, post: str, anchors: Sequence[_Anchor]) -> str:
    """Return the page elsewhere that a post links to; "" if it links to none."""
    named = (each.url for each in anchors if _PAGE_BEFORE.search(each.before) or _PAGE_LABEL.fullmatch(each.label))
    told = _headline_links(entry.title, anchors) if communities.is_aggregator(post) else ()
    return next((url for url in chain([link], named, told) if _is_elsewhere(url, post)), "")


def _is_elsewhere(url: str, post: str) -> bool:
    """Tell whether an address is one of a page outside of the community; pictures and films have no text."""
    medium = (mimetypes.guess_type(urlsplit(url).path)[0] or "").partition("/")[0]
    stays = _is_community(url) or (not _is_community(post) and urls.is_same_site(url, post))
    return bool(url) and not stays and medium not in ("image", "video", "audio")


def _headline_links(title: str, anchors: Sequence[_Anchor]) -> Iterator[str]:
    """Yield the addresses that a title, or its beginning, is a link to."""
    for each in anchors:
        label = each.label.rstrip(" .\u2026").casefold()
        if label and title.casefold().startswith(label):
            yield each.url


def _with_credit(entry: Entry, markup: str) -> Entry:
    """Return an aggregator's entry with outlet and author in their places, and what it quotes of the article."""
    credit = _CREDIT.search(entry.title)
    title = entry.title[: credit.start()] if credit else entry.title
    text = plaintext.from_markup(markup, _MAX_MARKUP)
    place = text.casefold().rfind(title.casefold())
    quoted = text[place + len(title) :].strip(_DASH) if place >= 0 else ""
    return replace(
        entry,
        title=title,
        source=entry.source or (credit["outlet"] if credit else ""),
        authors=(credit["author"],) if credit and credit["author"] else (),
        summary=plaintext.to_markup(quoted),
    )


def _anchors(markup: str, base: str) -> Iterator[_Anchor]:
    """Yield the links of a piece of HTML with the words on and before them."""
    from lxml import etree, html

    if not markup.strip() or plaintext.is_crowded(markup):
        return
    try:
        root: Any = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):  # nothing in it, or what XML cannot hold
        return
    for anchor in root.iter("a"):
        previous = anchor.getprevious()
        before = (anchor.getparent().text if previous is None else previous.tail) or ""
        address = url_unwrapping.unwrap(urls.to_absolute(base, anchor.get("href") or ""))
        yield _Anchor(before[-_LABEL:], address, plaintext.to_line(anchor.text_content()))
