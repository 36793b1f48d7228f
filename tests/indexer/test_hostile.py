"""Feeds, pages and imports made to keep whoever reads them busy for ever."""

from __future__ import annotations

import gzip
import json
import time

import pytest

from indexer import articles, feeds
from indexer.articles import html_tree, schema_org
from indexer.errors import NotAFeed
from indexer.feeds import hardening
from tests.doubles.hostile_text import MARKDOWN, NOW, SECONDS, URL, check, check_feed, read, rss

LOTS = 200_000

# --- feeds that take for ever ---------------------------------------------------------------------------------

ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(LOTS))
SLOW_FEEDS = {
    "laughs": rss("<item><title>&e11;</title></item>", f'<!DOCTYPE l [<!ENTITY e0 "ha">{ENTITIES}]>'),
    "quadratic": rss(f"<item><title>{'&a;' * 50_000}</title></item>", f'<!DOCTYPE l [<!ENTITY a "{"x" * 50_000}">]>'),
    "parameter": rss("<item/>", '<!DOCTYPE l [<!ENTITY % a "x"><!ENTITY % b "%a;%a;%a;"> %b;]>'),
    "deep": rss("<item>" + "<a>" * 100_000 + "x" + "</a>" * 100_000 + "</item>"),
    "open": rss("<a>" * 1_000_000),
    "open items": rss("<item>" * 1_000_000),
    "tiny items": rss("<item/>" * 1_000_000),
    "xhtml": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">' + b"<b>x</b>" * 900_000,
    "attributes": rss(f"<item {ATTRIBUTES}/>"),
    "attributes in UTF-16": rss(f"<item {ATTRIBUTES}/>", '<?xml version="1.0" encoding="utf-16"?>')
    .decode()
    .encode("utf-16"),
    "attributes in UTF-32": rss(f"<item {ATTRIBUTES}/>").decode().encode("utf-32-le"),
    "a long attribute": rss(f'<item a="{"x" * 7_000_000}"/>'),
    "half a tag": rss("<item><title>" + "<a" * 3_500_000),
    "half an attribute": rss("<item><title>" + "<a b='" * 1_200_000),
    "half a comment": b"<!--" * 1_900_000,
    "half a declaration": b"<?xml " + b'encoding="" ' * 10_000 + b"<rss><item>",
    "encodings on a line": rss('<item><title>encoding="x"' + '"" ' * LOTS + "</title></item>"),
    "blank lines": b"<!---->" + b"\n" * LOTS + rss("<item/>", ""),
    "entities without end": b"<!---->" + b"\n<!ENTITY" * LOTS + rss("<item/>", ""),
    "an author without end": rss(f"<item><guid>1</guid><author>{'a.' * 2_000_000}@b</author></item>"),
    "categories": rss("<item>" + "".join(f"<category>{n}</category>" for n in range(100_000)) + "</item>"),
    "keywords": b'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><media:keywords>'
    + ",".join(map(str, range(LOTS))).encode()
    + b"</media:keywords></item></channel></rss>",
    "bases": rss("<item>" + "".join(f'<a xml:base="{n}/{"b" * 40}/">' for n in range(20_000))),
    "bases without prefix": rss("<item>" + "".join(f'<a base="{n}/{"b" * 40}/">' for n in range(20_000))),
    "Punycode": b'<?xml version="1.0" encoding="punycode"?><rss><item><title>\xe9-' + b"zzzz" * LOTS,
    "entries": rss("".join(f"<item><guid>{n}</guid><title>T</title></item>" for n in range(100_000))),
    "NUL": b"\0" * 7_000_000,
    "a date": rss(f"<item><guid>1</guid><pubDate>{'2026-' * LOTS}</pubDate></item>"),
    "JSON lists": b"[" * 7_000_000,
    "JSON objects": b'{"items":' * 800_000,
    "JSON entries": json.dumps({"items": [{"id": n} for n in range(100_000)]}).encode(),
    "a number": b'{"items": [{"id": ' + b"9" * 1_000_000 + b"}]}",
    "packed": gzip.compress(b" " * 10**8, 1),
}


@pytest.mark.parametrize("name", SLOW_FEEDS)
def test_a_feed_costs_seconds_at_most(name: str) -> None:
    """Whatever a feed repeats, it is read or refused in bounded time, and what is read of it is clean."""
    started = time.process_time()
    check_feed(SLOW_FEEDS[name])
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (SLOW_FEEDS["xhtml"], "more than 300,000 tags"),
        (SLOW_FEEDS["attributes"], "a tag with more than 200 attributes"),
        (SLOW_FEEDS["attributes in UTF-16"], "a tag with more than 200 attributes"),
        (SLOW_FEEDS["categories"], "an entry with more than 5,000 categories"),
        (SLOW_FEEDS["keywords"], "an entry with more than 5,000 categories"),
        (SLOW_FEEDS["packed"], "too large: more than 8,000,000 bytes"),
        (b"*<?", "neither RSS, RDF, Atom nor JSON Feed"),  # at which feedparser gives up before it begins
    ],
)
def test_it_is_said_why_a_feed_is_refused(body: bytes, reason: str) -> None:
    """A feed that could keep the collector busy is refused with the limit that it passes, another in words as well."""
    with pytest.raises(NotAFeed) as caught:
        feeds.parse(body, url=URL)
    assert str(caught.value) == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_an_ordinary_feed_passes_unchanged(encoding: str) -> None:
    """What no hostile feed needs is left alone, in every width that XML may have."""
    items = '<item><title>Caf\u00e9 "encoding=" &amp; more</title><link>/b</link><category>c</category></item>'
    (entry,) = feeds.parse(rss(items).decode().encode(encoding), url=URL).entries
    assert (entry.title, entry.link, entry.tags) == ('Caf\u00e9 "encoding=" & more', "https://news.example/b", ("c",))
    plain = rss(items)
    assert hardening.harden(plain).replace(b"?>\n", b"?>") == plain


# --- pages that take for ever ---------------------------------------------------------------------------------

LEAD = "<p>The company said on Tuesday that it would buy the other one for a sum of money that nobody named.</p>" * 5
MANY = html_tree.MAX_ELEMENTS // 3  # the limit itself takes four seconds at most, too long for a suite
SLOW_PAGES = {
    "deep": "<div>" * 100_000 + LEAD,
    "deep marks": "<b><i>" * 60_000 + "x</b>" * 60_000,
    "spans": "<p>" + "<span>word </span>" * MANY,
    "cells": LEAD + "<table><tr>" + "<td>cell" * MANY,
    "headings": LEAD + "<h1>x</h1>" * MANY,
    "paragraphs": "<p>x" * MANY,
    "links": LEAD + "<a href=/x>a link</a> " * MANY,
    "sentences": "".join(f"<p>The sentence number {n} is said here in a page that is long." for n in range(MANY)),
    "metas": "<meta name=date content=2026-01-01>" * MANY + LEAD,
    "scripts": '<script type="application/ld+json">{"@type":"Article"}</script>' * 9_000 + LEAD,
    "slashes": '<script type="application/ld+json">' + "/" * 1_000_000 + "</script>" + LEAD,
    "blanks": '<script type="application/ld+json">' + " " * 1_000_000 + "x</script>" + LEAD,
    "a deep list": '<script type="application/ld+json">' + "[" * 1_000_000 + "</script>" + LEAD,
    "authors": f'<meta name=author content="{"a, " * 250_000}">' + LEAD,
    "a title": "<title>" + "a - " * 250_000 + "</title>" + LEAD,
    "a word": "<p>" + "w" * 1_000_000,
    "full stops": "<p>" + ". " * 500_000,
    "quotation marks": LEAD + "<p>" + '" ' * 500_000,
    "dots": ("<p>" + "." * 50_000 + "x") * 3 + LEAD,
    "years": LEAD + "<p>" + "2026 " * 250_000,
    "names": LEAD + "<p>as reported by " + "Abc " * 250_000,
    "an attribute": f'<div id="{"a" * 1_000_000}">' + LEAD,
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(LOTS)) + ">" + LEAD,
    "brackets": "<" * 1_000_000,
    "half a comment": "<!--" * 300_000,
    "references": LEAD + "&#" + "0" * 1_000_000,
    "control references": LEAD + "&#1;" * 300_000,
}


@pytest.mark.parametrize("name", SLOW_PAGES)
def test_a_page_costs_seconds_at_most(name: str) -> None:
    """Whatever a page repeats, it makes an article in bounded time."""
    body = f"<!doctype html><title>t</title><body><article>{SLOW_PAGES[name]}".encode()
    started = time.process_time()
    check(read(body))
    assert time.process_time() - started < SECONDS


def test_data_in_a_commented_section_is_read() -> None:
    """JSON-LD may stand in a CDATA section, commented out or not, with a semicolon behind it."""
    for start, end in (
        ("", ""),
        ("<![CDATA[", "]]>"),
        ("\n//<![CDATA[\n", "\n//]]>\n"),
        ("//<![CDATA[", "//]]>;"),
        ("", ";\n"),
    ):
        root = html_tree.parse_document(
            f'<script type="application/ld+json">{start}{{"@type": "Article"}}{end}</script><p>x'
        )
        assert schema_org.find_article(root) == {"@type": "Article"}


@pytest.mark.parametrize("mark", MARKDOWN)
def test_markdown_costs_seconds_at_most(mark: str) -> None:
    """A text of nothing but one mark of Markdown is imported in bounded time."""
    started = time.process_time()
    check(articles.from_text(url=URL, title="t", text="# x\n\n" + mark * (50_000 // len(mark)), now=NOW))
    assert time.process_time() - started < SECONDS
