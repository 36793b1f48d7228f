"""Anything at all, read as a feed, a page, an import, an address, a date or a text."""

from __future__ import annotations

import contextlib
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import articles, passages
from indexer.collecting import archive
from indexer.errors import ParseError
from indexer.feeds import discovery, opml
from indexer.web import dates, plaintext, urls
from tests.doubles.catalogue_records import article
from tests.doubles.hostile_text import (
    ADDRESS,
    BREAKS_LINKS,
    LINKS,
    MARKDOWN,
    NOW,
    TRICKS,
    UNCLEAN,
    URL,
    check,
    check_feed,
    read,
)

PIECES = (
    *(
        "<p>",
        "</p>",
        "<item>",
        "</item>",
        "<entry>",
        "<title>",
        "</title>",
        "<link>",
        "<link href='",
        "'/>",
        "<![CDATA[",
        "]]>",
    ),
    *(
        "<!--",
        "-->",
        "&amp;",
        "&#27;",
        "&#xd800;",
        "\u202e",
        "\0",
        "<!DOCTYPE x [",
        "<!ENTITY a 'b'>",
        "]>",
        "&a;",
        "<script>",
    ),
    *(
        "javascript:x",
        "http://a.example/",
        "Mon, 01 Jan 2026 00:00:00 GMT",
        "<author>a@b.example (A B)",
        "text ",
        "<guid>1</guid>",
    ),
    *(
        "<?xml version='1.0' encoding='utf-16'?>",
        "<rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<meta charset=big5>",
    ),
)
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=9), max_size=30).map("".join)
BYTES = (
    st.binary(max_size=200)
    | SOUP.map(lambda text: text.encode("utf-8", "replace"))
    | SOUP.map(lambda text: text.encode("utf-16", "replace"))
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from([*LINKS, *TRICKS]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "url", "title", "name", "items"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(BYTES, st.sampled_from(["", "utf-8", "iso-8859-1", "utf-7"]))
def test_any_feed_is_clean(body: bytes, charset: str) -> None:
    """Nothing but `NotAFeed` is raised, nothing unclean gets out, and reading twice gives the same."""
    for start in (b"", b"<rss><channel><item>", b"<feed><entry>"):
        check_feed(start + body, charset)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["title", "home_page_url", "version", "authors", "author"]), JSON),
    st.lists(
        st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "url",
                    "external_url",
                    "title",
                    "content_html",
                    "content_text",
                    "summary",
                    "date_published",
                    "authors",
                    "author",
                    "tags",
                ]
            ),
            JSON,
        ),
        max_size=3,
    ),
)
def test_any_json_feed_is_clean(feed: dict[str, object], items: list[object]) -> None:
    """The same of JSON Feed, whatever stands where something else is expected."""
    check_feed(json.dumps(feed | {"items": items}).encode())


@settings(max_examples=60, deadline=None)
@given(BYTES, st.sampled_from(["", "koi8-r", "utf-7", "utf-16"]))
def test_any_page_is_clean(body: bytes, charset: str) -> None:
    """Any bytes make an article that can be stored, shown and linked to, and the same one again."""
    made = read(b"<html><body>" + body, charset)
    check(made)
    assert read(b"<html><body>" + body, charset) == made


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["url", "title", "text", "html", "published", "publisher", "authors", "aliases", "kind"]),
        JSON | SOUP,
    ),
    st.sampled_from([*LINKS, URL, URL, URL]),
)
def test_any_line_is_imported_or_refused(record: dict[str, object], url: str) -> None:
    """A line of an import makes a clean article, or is refused in words."""
    with contextlib.suppress(ParseError):
        check(archive.read_article(json.dumps({"title": "t", "url": url} | record).encode(), NOW))


@settings(max_examples=100, deadline=None)
@given(SOUP, st.lists(st.sampled_from(MARKDOWN), max_size=20).map("".join))
def test_any_text_is_clean(text: str, marks: str) -> None:
    """Any text makes a clean article, whose text is taken as it is when it comes back from an export."""
    made = articles.from_text(url=URL, title="T", text=text + marks, now=NOW)
    check(made)
    again = articles.from_text(url=URL, title="T", html=plaintext.to_markup(made.text), now=NOW)
    assert again.text == made.text


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(codec=None), max_size=60)
    | st.lists(st.sampled_from([*LINKS, "/", "?", "a=b", "&", "#", "%", ".."])).map("".join)
)
def test_any_address_is_clean(text: str) -> None:
    """What comes of any address is harmless in chat markup and stays the same when it is cleaned again."""
    for url in (text, f"http://{text}", f"https://a.example/{text}", urls.to_absolute(URL, text)):
        address = urls.clean(url)
        assert ADDRESS.fullmatch(address)
        assert not BREAKS_LINKS.search(address)
        assert urls.clean(address) == address
        assert len(urls.article_id(url)) == 20
        assert urls.host(url) is not None
        assert urls.site(url) is not None
        assert not UNCLEAN.search(urls.to_absolute(URL, text))
        assert discovery.to_address(text) is not None


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(codec=None), max_size=80)
    | st.lists(st.sampled_from(["2026", "-", "11", ":", " ", "Nov", "T", "Z", "+02:00", "PM", "24", "th"])).map("".join)
)
def test_any_date_is_a_moment_or_none(text: str) -> None:
    """A date is in UTC, and the same when it is written as ISO 8601 and read again."""
    moment = dates.parse(text)
    again = dates.parse(moment.when.isoformat()) if moment else None
    assert (again.when if again else None) == (moment.when if moment else None)


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(codec=None), max_size=300)
    | st.lists(st.sampled_from(["Mr. ", "U.S. ", '"', "\u2018", ". ", "\n\n", "\n- ", "xAI ", "a ", "... "])).map(
        "".join
    )
)
def test_any_text_is_cut_without_loss(text: str) -> None:
    """Sentences are in order, trimmed, and leave out nothing but blanks; passages fit the model."""
    clean = plaintext.scrub(text)
    spans = passages.sentences(clean)
    assert "".join(clean[start:end] for start, end in spans).split() or not clean.split()
    assert "".join("".join(clean[start:end] for start, end in spans).split()) == "".join(clean.split())
    assert all(clean[start:end] == clean[start:end].strip() for start, end in spans)
    found = passages.split_article(
        article(text=clean), lambda texts: [len(each.split()) for each in texts], max_tokens=20
    )
    assert found
    assert all(len(each.text.split()) <= 20 for each in found if clean.strip())


@settings(max_examples=100, deadline=None)
@given(BYTES)
def test_any_list_and_any_site_give_feeds(body: bytes) -> None:
    """A list of feeds is read or refused in words; a site's page names feeds or none."""
    for candidate in discovery.discover(body, url=URL):
        assert not UNCLEAN.search(candidate.url + candidate.title)
    with contextlib.suppress(ParseError):
        found = opml.parse(b"<opml><body>" + body)
        assert not any(UNCLEAN.search(feed.name + "".join(feed.tags)) for feed in found.feeds)
