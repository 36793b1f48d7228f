"""What a page says of itself outside its text: title, authors, dates, publisher, canonical address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.articles import extractor, schema_org
from indexer.articles import names as naming
from indexer.web import dates, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# Where publishers put the time of publication, the dependable ones first.
_PUBLISHED = """
    article:published_time og:article:published_time datepublished article.published parsely-pub-date sailthru.date
    cxenseparse:recs:publishtime publish-date publish_date publication_date pubdate citation_publication_date
    dc.date.issued dcterms.created dc.date date""".split()  # noqa: SIM905  not 16 lines
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section", "sailthru.section")
_MAX_TIMES = 50
_MAX_HEADINGS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found; empty where nothing was."""

    title: str = ""
    authors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()  # as the page names its publisher, best first
    published: tuple[dates.Moment, ...] = ()  # best first
    times: tuple[dates.Moment, ...] = ()  # of all <time> elements: they can make a day more precise
    canonical: str = ""  # absolute
    language: str = ""  # a language tag
    closed: bool = False  # "not accessible for free"
    types: tuple[str, ...] = ()  # of schema.org
    sections: tuple[str, ...] = ()  # in which the publisher has put it


def read(root: Any, url: str, now: datetime, *, dated: bool) -> Facts:
    """Return the facts of a page; with `dated`, its feed gives a date and no weak hints are followed."""
    meta = _metas(root)
    node = schema_org.find_article(root)
    guess = extractor.extract_metadata(root, url, now, guessing=not dated)
    return Facts(
        title=_title(root, meta, node, guess),
        authors=naming.authors(schema_org.names(node, "author")) or naming.authors(guess.authors),
        publishers=_publishers(meta, node, guess),
        published=tuple(_moments(root, meta, node, guess)),
        times=tuple(_times(root)),
        canonical=canonical(root, url),
        language=root.get("lang") or meta.get("og:locale") or meta.get("content-language") or "",
        closed=schema_org.is_paywalled(node),
        types=schema_org.types(node),
        sections=_sections(meta, node),
    )


def _metas(root: Any) -> dict[str, str]:
    """Return the first content of every <meta>, by its name in lower case."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        content = (element.get("content") or "").strip()
        for name in filter(None, names):
            if content:
                found.setdefault(name.strip().lower(), content)
    return found


def _title(root: Any, meta: dict[str, str], node: schema_org.Node, guess: extractor.HeadGuess) -> str:
    headings = (heading.text_content() for heading in list(root.iter("h1"))[:_MAX_HEADINGS])
    return naming.title(
        headline=schema_org.text(node, "headline", "name"),
        headings=[line for text in headings if (line := plaintext.to_line(text))],
        shared=plaintext.from_markup(meta.get("og:title", "")),
        guess=plaintext.from_markup(guess.title),
    )


def _publishers(meta: dict[str, str], node: schema_org.Node, guess: extractor.HeadGuess) -> tuple[str, ...]:
    candidates = (
        meta.get("og:site_name"),
        *schema_org.names(node, "publisher"),
        meta.get("application-name"),
        guess.site if "." not in guess.site else "",  # with a dot it was made of an address, perhaps another's
    )
    return plaintext.to_names(candidates)


def _sections(meta: dict[str, str], node: schema_org.Node) -> tuple[str, ...]:
    named = [text for name in ("articleSection", "genre") for text in schema_org.names(node, name)]
    return plaintext.to_names((*named, *(meta.get(name, "") for name in _SECTIONS)))


def _moments(
    root: Any, meta: dict[str, str], node: schema_org.Node, guess: extractor.HeadGuess
) -> Iterator[dates.Moment]:
    """Yield the times of publication that the page gives, the dependable ones first."""
    marked = root.xpath('.//*[@itemprop="datePublished" or @pubdate]/@*[name()="datetime" or name()="content"]')
    texts = [schema_org.text(node, "datePublished"), *(meta.get(name, "") for name in _PUBLISHED)]
    for text in (*texts, *marked[:1], guess.day):
        if moment := dates.parse(text):
            yield moment


def _times(root: Any) -> Iterator[dates.Moment]:
    for text in root.xpath(".//time/@datetime")[:_MAX_TIMES]:
        if moment := dates.parse(text):
            yield moment


def canonical(root: Any, url: str) -> str:
    """Return the address that the page calls its own; a site's front page is none for an article within it."""
    meta = _metas(root)
    links = (link.get("href") for link in root.iter("link") if _is_canonical(link))
    for href in (next(links, None), meta.get("og:url")):
        address = urls.clean(urls.to_absolute(url, href)) if href else ""
        if address and not (_is_front(address) and not _is_front(urls.clean(url))):
            return address
    return ""


def _is_canonical(link: Any) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _is_front(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^/]*/", url))
