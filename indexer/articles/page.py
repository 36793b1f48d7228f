"""A page, read: its facts and paragraphs, or the reason why it is no article."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from indexer.articles import blocks, clutter, extractor, html_tree, metadata, newsletters, paywalls
from indexer.articles.metadata import Facts
from indexer.articles.thresholds import EXTRACTION
from indexer.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from indexer.articles.blocks import Paragraph
    from indexer.model import IssueItem, Page

_HTML = frozenset({"", "text/html", "application/xhtml+xml", "application/xml", "text/xml"})
_SNIFFED = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """A page as it was read."""

    facts: Facts = field(default_factory=Facts)
    paragraphs: tuple[Paragraph, ...] = ()
    tags: tuple[str, ...] = ()
    problem: str = ""  # in words: why this is not the whole article; empty if it is
    items: tuple[IssueItem, ...] = ()  # of an issue of a newsletter
    elsewhere: bool = False  # the page is another one altogether: a bot check or consent page


def read_page(page: Page, now: datetime, *, dated: bool, series: bool = False) -> ParsedPage:
    """Return what a fetched page gave. Never raises.

    `dated`: its date is known from elsewhere; `series`: it comes from the feed of a newsletter.
    """
    if page.content_type not in _HTML:
        return ParsedPage(problem=f"not an HTML page but {page.content_type}")
    head = page.body[:_SNIFFED]
    if not head.strip():
        return ParsedPage(problem="an empty page")
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ParsedPage(problem="not an HTML page but binary data")
    return read_markup(html_tree.decode(page.body, page.charset), page.final_url, now, dated=dated, series=series)


def find_address(body: bytes) -> str:
    """Return the address that a page calls its own, "" if it names none: for one that was saved to a file."""
    root = html_tree.parse_document(html_tree.decode(body))
    return "" if root is None else metadata.canonical(root, "")


def read_markup(markup: str, url: str, now: datetime, *, dated: bool, series: bool = False) -> ParsedPage:
    """Return what a document at an address gave, as `read_page` does. Never raises."""
    root = html_tree.parse_document(markup)
    if root is None or not len(root):
        return ParsedPage(problem="no HTML that can be read")
    if sum(1 for _ in root.iter()) > html_tree.MAX_ELEMENTS:
        return ParsedPage(problem=f"more than {html_tree.MAX_ELEMENTS:,} elements on the page")
    facts = metadata.read(root, url, now, dated=dated)
    items = newsletters.cut_tree(root, facts.title, url, series=series)
    try:
        found = tuple(_paragraphs(root, url))
    except ParseError as error:
        return ParsedPage(facts=facts, problem=str(error))
    return replace(_assess(facts, found, root), items=items)


def _assess(facts: Facts, found: tuple[Paragraph, ...], root: Any) -> ParsedPage:
    """Return the text if it is the whole article's, else the rest of it with the reason."""
    texts, tags = clutter.clean(found, facts.title)
    shown = texts or tuple(blocks.read_paragraphs(root))
    wall = paywalls.find_wall(shown, facts.title, closed=facts.closed)
    if wall and wall != paywalls.PAYWALL:
        return ParsedPage(problem=f"{wall} in place of the article", elsewhere=True)
    short = clutter.text_length(texts) < EXTRACTION.paywalled
    if wall or (short and paywalls.is_cut_off(blocks.read_paragraphs(root))):  # the notice may stand beside the text
        return ParsedPage(
            facts=facts, paragraphs=paywalls.open_part(texts), tags=tags, problem=f"behind {paywalls.PAYWALL}"
        )
    rest = paywalls.remove_notices(texts)
    size = clutter.text_length(rest)
    problem = "" if size >= EXTRACTION.article else f"too short: {size} characters of text on the page"
    return ParsedPage(facts=facts, paragraphs=rest, tags=tags, problem=problem)


def _paragraphs(root: Any, url: str) -> Iterator[Paragraph]:
    """Yield the main text's paragraphs, with the links that they have on the page."""
    main = extractor.extract_text(root, url)
    if main is None:
        return
    linked = {_key(paragraph): paragraph for paragraph in blocks.read_paragraphs(root) if paragraph.links}
    for paragraph in blocks.read_paragraphs(main):
        yield linked.get(_key(paragraph), paragraph)


def _key(paragraph: Paragraph) -> str:
    return paragraph.text.replace(" ", "")
