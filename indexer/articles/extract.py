"""Articles out of pages, entries and imported texts: what was read, weighed and put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape
from typing import TYPE_CHECKING

from indexer.articles import (
    blocks,
    clutter,
    correction_notices,
    html_tree,
    language,
    markdown,
    newsletters,
    origins,
    publication_time,
    publisher_names,
)
from indexer.articles import kind as kinds
from indexer.articles import names as naming
from indexer.articles import page as reading
from indexer.articles.page import ParsedPage
from indexer.articles.thresholds import EXTRACTION
from indexer.errors import ParseError
from indexer.model import Article, Kind, Origin, Quality
from indexer.model.feeds import Entry
from indexer.web import mail_urls, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from indexer.articles.blocks import Paragraph
    from indexer.articles.metadata import Facts
    from indexer.model import IssueItem, Page

_WHOLE = 0.5  # set by hand: share of a page's text that is in the items of the feed's body, if that is the same text
_NO_TEXT = "imported without text"
_DOCUMENT = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What a feed tells of the articles that its entries lead to."""

    name: str = ""
    url: str = ""
    kind: Kind | None = None
    series: bool = False  # it is a newsletter's


_NO_FEED = FeedFacts()


def extract(page: Page, entry: Entry, feed: FeedFacts = _NO_FEED, *, now: datetime) -> Article:
    """Return the article on a fetched page; never raises, whatever the page contains.

    `entry` is the feed's entry that led there, or `Entry(key="")` for a page asked for by itself. Where the page is
    no article (a bot check, a consent page, a paywall, no HTML, next to no text), the entry's own body or its summary
    takes its place, and `Article.reason` says why. Only a canonical link within the page's own site decides on the
    article's id; one that leads elsewhere names an origin, if its publisher is another.
    """
    read = reading.read_page(page, now, dated=entry.published is not None, series=feed.series)
    url = urls.clean(page.url if read.elsewhere else page.final_url) or urls.clean(page.url)
    own = read.facts.canonical if urls.is_same_site(read.facts.canonical, url) else ""
    article = _article(read, entry, feed, url, now)
    return replace(
        article, id=urls.article_id(own or url), aliases=_aliases(url, (page.url, page.final_url, entry.link, own))
    )


def from_entry(entry: Entry, feed: FeedFacts = _NO_FEED, *, url: str, now: datetime, reason: str) -> Article:
    """Return what a feed alone says of an article whose page could not be had, or was not wanted.

    `url` is the address that is shown: the entry's, the mail's, or the feed's for an entry without a link. `reason`
    says in words why there is no more. The entry's body makes a partial article, its summary at least a headline.
    """
    article = _article(ParsedPage(problem=reason), entry, feed, mail_urls.shown(url), now)
    if not entry.link and not mail_urls.is_mail(url):  # the address is the feed's, and so that of many
        return replace(article, id=urls.digest(urls.identity(url), entry.key))
    return replace(article, aliases=_aliases(article.url, (entry.link,)))


def from_text(  # noqa: PLR0913  the fields of an import
    *,
    url: str,
    title: str = "",
    text: str = "",
    html: str = "",
    aliases: Sequence[str] = (),
    published: datetime | None = None,
    publisher: str = "",
    authors: Sequence[str] = (),
    kind: Kind | None = None,
    exported: bool = False,
    items: tuple[IssueItem, ...] = (),
    now: datetime,
) -> Article:
    """Return the article given as text (plain or Markdown) or as HTML (a document or a piece of one).

    Given values count; missing ones are taken from the HTML, where it has them. `exported`: title and text are
    those of an article, and so plain whatever they look like, and free of all that is no text. `items` are those of
    an issue. Raises `ParseError` for an article without a usable address, or without title and text.
    """
    address = mail_urls.shown(url)
    if not address:
        raise ParseError(f"no usable http(s) address: {plaintext.to_line(url, 100)!r}")
    if exported:
        read = ParsedPage(paragraphs=_plain_paragraphs(text), items=items, problem="" if text else _NO_TEXT)
    else:
        read = _read_import(text, html, address, now, title=title, dated=published is not None)
    if not title and not read.paragraphs:
        raise ParseError("neither title nor text")
    entry = Entry(
        key="",
        title=plaintext.to_line(title) if exported else plaintext.from_markup(title),
        published=published,
        authors=tuple(authors),
    )
    facts = replace(read.facts, title="", published=() if published else read.facts.published)
    facts = replace(facts, authors=() if authors else facts.authors, canonical="")
    named = plaintext.to_line(publisher, plaintext.NAME_LIMIT)
    given = FeedFacts(name=named, kind=kind)
    article = _article(replace(read, facts=facts), replace(entry, source=named), given, address, now)
    return replace(
        article,
        title=article.title if entry.title else read.facts.title or article.title,
        aliases=_aliases(address, aliases),
    )


def _article(read: ParsedPage, entry: Entry, feed: FeedFacts, url: str, now: datetime) -> Article:
    facts = read.facts
    paragraphs, quality = _body(read, entry)
    paragraphs, correction = correction_notices.split_notices(paragraphs)
    text = plaintext.join(paragraph.text for paragraph in paragraphs)
    names = plaintext.to_names((entry.source, *facts.publishers, feed.name))
    names = tuple(name for name in names if not publisher_names.is_borrowed(name, urls.site(url)))
    title = facts.title or entry.title or _title_from(text, url)
    authors = facts.authors or naming.authors(entry.authors)
    items = _items(read, entry, paragraphs, quality, url, series=feed.series)
    return Article(
        id=urls.article_id(url),
        url=url,
        title=title,
        text=text,
        publisher=naming.publisher((entry.source, *facts.publishers), feed_name=feed.name, url=url, feed_url=feed.url),
        authors=authors,
        published=publication_time.choose_time(facts.published, facts.times, entry.published, now),
        first_seen=now,
        language=language.detect(text, facts.language),
        kind=feed.kind or (Kind.OPINION if items else _kind(facts, url, title, authors, paragraphs)),
        quality=quality,
        reason=read.problem,
        origins=_origins(paragraphs, facts.canonical, url, names),
        tags=plaintext.to_names((*entry.tags, *read.tags)),
        correction=correction,
        items=items,
    )


def _kind(facts: Facts, url: str, title: str, authors: Sequence[str], paragraphs: Iterable[Paragraph]) -> Kind:
    texts = [paragraph.text for paragraph in paragraphs]
    return kinds.classify(facts, url=url, title=title, authors=authors, paragraphs=texts)


def _body(read: ParsedPage, entry: Entry) -> tuple[tuple[Paragraph, ...], Quality]:
    """Return the best text there is: the page's, else the feed's own if it is longer, else a summary."""
    if not read.problem:
        return read.paragraphs, Quality.FULL
    title = entry.title or read.facts.title
    carried = max((_entry_text(markup, title) for markup in (entry.content, entry.summary)), key=clutter.text_length)
    if clutter.text_length(carried) >= max(EXTRACTION.article, clutter.text_length(read.paragraphs)):
        return carried, Quality.PARTIAL
    return max(read.paragraphs, carried, key=clutter.text_length), Quality.HEADLINE


def _items(
    read: ParsedPage, entry: Entry, paragraphs: Sequence[Paragraph], quality: Quality, url: str, *, series: bool
) -> tuple[IssueItem, ...]:
    """Return the items of an issue: the page's, else those of the body that the feed carries, if that is whole."""
    if quality is Quality.HEADLINE or (read.items and not read.problem):
        return read.items if quality is Quality.FULL else ()
    carried, title = max(entry.content, entry.summary, key=len), entry.title or read.facts.title
    items = newsletters.cut(carried, title, url, series=series)
    whole = sum(len(item.title) + len(item.text) for item in items) >= _WHOLE * clutter.text_length(paragraphs)
    return items if whole else ()


def _entry_text(markup: str, title: str) -> tuple[Paragraph, ...]:
    """Return the text that an entry carries; none if it only repeats the title or says next to nothing."""
    paragraphs, _ = clutter.clean(_fragment(markup), title)
    said = " ".join(paragraph.text for paragraph in paragraphs)
    news = said.removeprefix(title).strip() if title else said
    return paragraphs if len(news) >= EXTRACTION.summary else ()


def _fragment(markup: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a piece of HTML; what has no tag is plain text, whose lines count."""
    text = "" if "<" in markup else unescape(markup)
    if text and "<" not in text:
        return markdown.read_paragraphs(text)
    tree = html_tree.parse_fragment(markup)
    return tuple(blocks.read_paragraphs(tree)) if tree is not None else ()


def _read_import(text: str, html: str, url: str, now: datetime, *, title: str, dated: bool) -> ParsedPage:
    """Return an imported text, which is an article however short it is."""
    if html and not text and _DOCUMENT.search(html[:2_000]):
        read = reading.read_markup(html[: html_tree.MAX_BYTES], url, now, dated=dated)
        return replace(read, problem="" if read.paragraphs else read.problem)
    tree = html_tree.parse_fragment(html[: html_tree.MAX_BYTES]) if html and not text else None
    found = markdown.read_paragraphs(text) if tree is None else tuple(blocks.read_paragraphs(tree))
    paragraphs, tags = clutter.clean(found, title)
    items = newsletters.cut_tree(tree, title, url) if tree is not None else ()
    return ParsedPage(paragraphs=paragraphs, tags=tags, items=items, problem="" if paragraphs else _NO_TEXT)


def _plain_paragraphs(text: str) -> tuple[Paragraph, ...]:
    tree = html_tree.parse_fragment(plaintext.to_markup(text))
    return tuple(blocks.read_paragraphs(tree)) if tree is not None else ()


def _origins(paragraphs: Iterable[Paragraph], canonical: str, url: str, names: Sequence[str]) -> tuple[Origin, ...]:
    copied = origins.canonical_origins(canonical, url=url, publishers=names)
    return (*copied, *origins.find_origins(paragraphs, url=url, publishers=names))


def _title_from(text: str, url: str) -> str:
    """Return a title for what has none: how its text begins, else where it stands."""
    return plaintext.to_line(text, EXTRACTION.title) or urls.host(url)


def _aliases(url: str, others: Iterable[str]) -> tuple[str, ...]:
    """Return the other addresses under which an article was met, each once."""
    cleaned = (urls.clean(other) for other in others if other)
    return tuple(dict.fromkeys(address for address in cleaned if address and address != url))
