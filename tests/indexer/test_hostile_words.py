"""Feeds, pages and imports made to mislead or steer whoever reads what is shown of them."""

from __future__ import annotations

import json
import time

import pytest

from indexer import feeds
from indexer.collecting import archive
from indexer.web import google_news, plaintext, urls
from tests.doubles.hostile_text import (
    ADDRESS,
    BREAKS_LINKS,
    LINKS,
    NOW,
    SECONDS,
    TRICKS,
    URL,
    check,
    check_feed,
    of_entry,
    read,
    rss,
)


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
def test_no_trick_gets_through(trick: str) -> None:
    """Titles, names, tags and texts are clean, in whatever form the trick comes: XML, JSON, a page, an import."""
    item = {
        "id": trick,
        "title": trick,
        "authors": [{"name": trick}],
        "tags": [trick],
        "content_html": trick,
        "url": URL,
    }
    check_feed(json.dumps({"title": trick, "items": [item, {"content_text": trick}]}).encode())
    text = trick.encode("utf-8", "replace").decode()
    marks = f"<guid>{text}</guid><title><![CDATA[{text}]]></title><author>{text}</author><category>{text}</category>"
    check_feed(rss(f"<item>{marks}<source url='{URL}'>{text}</source><description>{text}</description></item>"))
    check(read(f"<title>{text}</title><meta name=author content='{text}'><h1>{text}</h1><p>{text * 9}</p>".encode()))
    data = {
        "@type": "Article",
        "headline": trick,
        "author": trick,
        "publisher": {"name": trick},
        "datePublished": trick,
    }
    check(read(f"<script type='application/ld+json'>{json.dumps(data)}</script><p>{text * 9}".encode()))
    names = {"title": trick, "publisher": trick, "authors": [trick]}
    for body in ({"text": trick}, {"html": trick}, {"text": f"# {trick}\n\n- {trick}"}):
        check(archive.read_article(json.dumps({"url": URL, **names, **body}).encode(), NOW))


@pytest.mark.parametrize("link", LINKS, ids=range(len(LINKS)))
def test_no_link_misleads(link: str) -> None:
    """A link that is no web address, or could end one in chat markup, is none or is made harmless; nothing fails."""
    check_feed(json.dumps({"home_page_url": link, "items": [{"id": "1", "title": "t", "url": link}]}).encode())
    text = link.encode("utf-8", "replace").decode()
    check_feed(rss(f"<link>{text}</link><item><title>t</title><link><![CDATA[{text}]]></link></item>"))
    check(read(f'<link rel=canonical href="{text}"><p>As reported by <a href="{text}">Reuters</a>, x.'.encode()))
    for address in (urls.clean(link), urls.clean(urls.to_absolute(URL, link)), google_news.decode(link)):
        assert ADDRESS.fullmatch(address)
        assert not BREAKS_LINKS.search(address)
    assert len(urls.article_id(link)) == 20


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "1e400",
        "-1",
        "24 Nov 2026 25:61",
        "\0",
        "9" * 4_000,
    ],
)
def test_no_date_is_too_absurd(written: str) -> None:
    """A date that no calendar has, or that none should, makes an undated article."""
    for body in (
        rss(f"<item><guid>1</guid><title>t</title><pubDate>{written}</pubDate></item>"),
        json.dumps({"items": [{"id": "1", "title": "t", "date_published": written}]}).encode(),
    ):
        (entry,) = feeds.parse(body.replace(b"\0", b""), url=URL).entries
        assert of_entry(entry).published is None
    assert read(f'<meta name=date content="{written}"><time datetime="{written}">'.encode()).published is None


@pytest.mark.parametrize(
    "charset",
    [
        "utf-7",
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "rot13",
        "zlib_codec",
        "undefined",
        "hex",
        "utf-16",
        "utf-8-sig",
        "x" * 300,
        "../utf-8",
        "iso2022_jp",
        "hz",
        "cp037",
    ],
)
def test_no_encoding_hides_markup(charset: str) -> None:
    """An encoding that no page is written in is not believed: what it would hide stays plain text."""
    body = (
        b"<title>caf\xe9 +ADw-script+AD4- \\u003cscript\\u003e \\ud800</title>" + b"<p>\xe9 word and \\ud800</p>" * 50
    )
    started = time.process_time()
    check(read(body, charset))
    check(read(b"<meta charset=" + charset.encode() + b">" + body + b"zzzz" * 200_000))
    check_feed(f'<?xml version="1.0" encoding="{charset}"?><rss><item>'.encode() + body + b"</item></rss>", charset)
    assert time.process_time() - started < SECONDS


def test_only_text_encodings_are_charsets() -> None:
    """What pages are written in is a charset; Python's other codecs are none."""
    usual = ("utf-8", "ISO-8859-1", " windows-1251 ", "koi8-r", "shift_jis", "euc-kr", "big5", "gb18030", "iso-2022-jp")
    assert [name for name in usual if not plaintext.is_charset(name)] == []
    odd = (
        "",
        "utf-7",
        "utf-16",
        "punycode",
        "idna",
        "unicode_escape",
        "raw_unicode_escape",
        "rot13",
        "zlib",
        "cp037",
        "x",
    )
    assert [name for name in odd if plaintext.is_charset(name)] == []


def test_a_clean_address_is_no_longer_than_a_button_takes() -> None:
    """What percent-encoding makes of an address counts towards its length."""
    assert urls.clean("https://a.example/" + "\u00e9" * 300) == "https://a.example/" + "%C3%A9" * 300
    assert urls.clean("https://a.example/" + "\u00e9" * 400) == ""


def test_marks_without_end_are_cut() -> None:
    """Of the marks that are heaped on a letter thirty are kept; signs that are none are all kept."""
    heap = "a" + "\u0301\u0316" * 200_000
    started = time.process_time()
    assert len(plaintext.scrub(heap + "b")) <= 32
    check(read(f"<title>{heap}</title><h1>{heap}</h1><p>{heap}".encode()))
    check(read(f"<title>&#769;&#790;</title><p>{'&#769;&#790;' * 100_000}".encode()))
    assert time.process_time() - started < SECONDS
    assert plaintext.scrub("\U0001f600" * 99) == "\U0001f600" * 99
