"""Lists of feeds as OPML."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ParseError
from indexer.feeds import opml
from indexer.model.feeds import Feed, FeedSource

FEEDS = (
    Feed(url="https://a.example/f?a=1&copy=2", name='Q "q" <b> & \u00fc \u65e5', tags=("x", "y, z", "p/q")),
    Feed(url="https://b.example/f"),
    Feed(url="https://c.example/f", name="C", tags=("a b", "\u00fc&<")),
    Feed(url="https://d.example/news", name="D", tags=("x",), source=FeedSource.SITEMAP),
)
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)


def listed(body: str) -> bytes:
    """Return a list of these outlines."""
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def test_what_is_written_is_read_back() -> None:
    """Addresses, names and tags survive, whatever characters they hold."""
    found = opml.parse(opml.write(FEEDS, "Mine & yours").encode())
    assert found == opml.Subscriptions(feeds=FEEDS, bad=())


@given(st.lists(WORDS, max_size=3, unique=True), WORDS)
def test_any_name_and_tags_are_read_back(tags: list[str], name: str) -> None:
    """No name and no tag can break the list or change its meaning; characters that mislead are dropped."""
    feed = Feed(
        url="https://a.example/f",
        name=opml.to_config_line(name),
        tags=tuple(dict.fromkeys(map(opml.to_config_line, tags))),
    )
    (found,) = opml.parse(opml.write([feed], "x").encode()).feeds
    assert (found.name, set(found.tags)) == (feed.name, {tag for tag in feed.tags if tag})


def test_folders_and_categories_become_tags() -> None:
    """A feed has as tags the folders that it lies in and its categories, however deep, each once."""
    body = (
        '<outline text="News"><outline text="AI"><outline xmlUrl="https://a.example/f" text="A" category="x,/y/x"/>'
        '</outline><outline xmlUrl="https://b.example/f" title="B"/></outline><outline xmlUrl="https://c.example/f"/>'
    )
    found = opml.parse(listed(body)).feeds
    assert [(feed.name, feed.tags) for feed in found] == [("A", ("x", "y", "News", "AI")), ("B", ("News",)), ("", ())]


def test_what_cannot_be_taken_is_named_with_the_reason() -> None:
    """Other schemes, outlines without address, sites and lists within the list are reported; the rest is taken."""
    body = (
        '<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="https://u:p@a.example/"/><outline text="e" xmlUrl=""/>'
        '<outline xmlUrl="" htmlUrl="https://s.example/"/><outline type="include" text="l" url="https://l.example/"/>'
        '<outline xmlUrl="feed://f.example/x"/><outline xmlUrl="feed:https://f.example/y"/>'
    )
    found = opml.parse(listed(body))
    assert [feed.url for feed in found.feeds] == ["http://f.example/x", "https://f.example/y"]
    assert [place for place, _ in found.bad] == [
        "file:///etc/passwd", "https://u:p@a.example/", "https://s.example/", "https://l.example/", "e",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_any_encoding_is_read(encoding: str) -> None:
    """A list is read by its byte order mark, as UTF-8, or as it declares."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline text="\u00dcber" xmlUrl="a.example/f"/>'
    assert opml.parse(text.encode(encoding)).feeds == (Feed(url="https://a.example/f", name="\u00dcber"),)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "neither OPML"),
        (b"\x00\xff\xfe", "neither OPML"),
        (b"https://example.org/list.opml", "neither OPML"),
        (b"<html><body>Hello</body></html>", "neither OPML"),
        (listed('<outline text="a">' * 200_000), "nested more than 50 deep"),
        (listed('<outline text="a" xmlUrl="https://a.example/"/>' * 10_001), "more than 10,000 feeds"),
        (b" " * (opml.MAX_BYTES + 1), "too large"),
    ],
    ids=["empty", "binary", "address", "page", "deep", "many", "large"],
)
def test_hostile_lists_are_refused_quickly(body: bytes, words: str) -> None:
    """What is no list, or one without end, is refused with the reason; nothing is fetched."""
    started = time.process_time()
    with pytest.raises(ParseError, match=words):
        opml.parse(body)
    assert time.process_time() - started < 10


def test_entities_do_not_grow() -> None:
    """A document type that defines entities by entities is not expanded, and no outside entity is read."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20))
    start = f'<!DOCTYPE opml [<!ENTITY e0 "ha">{levels}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    found = opml.parse(f'{start}<opml><body><outline text="&e19;&file;" xmlUrl="https://a.example/"/>'.encode())
    assert found.feeds == (Feed(url="https://a.example/", name="&e19;&file;"),)


DAMAGE = ["</outline>", "<outline>", '<outline text="', '">', "</opml>", "</body>", "<!--", "]]>", "\x00"]


@given(st.lists(st.sampled_from([*DAMAGE, "<opml:outline xmlUrl='x'>", "<outline xmlUrl='a.b/c'/>"])))
def test_no_damage_is_fatal(parts: list[str]) -> None:
    """Damaged markup gives what can be read of it, or a reason."""
    with contextlib.suppress(ParseError):
        opml.parse(listed("".join(parts)))
