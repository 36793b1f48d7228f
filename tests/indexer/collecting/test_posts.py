"""Collecting from communities: one article of a page, however many posts link to it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from indexer.model import Kind, Outcome, Quality
from tests.doubles.newsroom import POLL, Newsroom, item, paragraphs
from tests.doubles.web_server import Stand

if TYPE_CHECKING:
    from pathlib import Path

HN = "https://news.ycombinator.com/item?id="
LOBSTERS = "https://lobste.rs/s/abcdef/loom"
POSTED = "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate><author>mina@users.example (mina)</author>"


def test_several_communities_link_to_one_article(tmp_path: Path) -> None:
    """The page makes one article under its own name and time, seen in each of them; a post by itself is another."""
    with Newsroom(tmp_path) as room, Stand() as elsewhere:
        body = f"<article><h1>The loom works</h1>{paragraphs('loom')}</article>"
        page = elsewhere.say("/a", f"<html><title>x</title>{body}</html>".encode(), Content_Type="text/html")
        asked = item(f"{HN}42", "Ask HN: Which loom?", more=f"<comments>{HN}42</comments>{POSTED}")
        posts = [item(page, "Looms!", more=f"<comments>{HN}{number}</comments>{POSTED}") for number in (41, 43)]
        room.feed("/hn", *posts, asked, name="Hacker News", kind=Kind.ANNOUNCEMENT)
        room.feed("/lobsters", item(f"{page}?utm_source=x", "Looms", more=f"<comments>{LOBSTERS}</comments>"))
        assert room.collect().outcomes[Outcome.NEW] == 2
        own, article = room.articles
        assert (own.url, own.kind, own.quality) == (f"{HN}42", Kind.ANNOUNCEMENT, Quality.HEADLINE)
        assert (article.title, article.publisher) == ("The loom works", "127.0.0.1")
        assert (article.kind, article.published, article.authors) == (Kind.REPORTED, None, ())
        assert [path for path in elsewhere.paths if path == "/a"] == ["/a"]
        seen = {article.id: (LOBSTERS, f"{HN}41", f"{HN}43")}
        assert room.catalogue.discussions([own.id, article.id, "unknown"]) == seen
        later = item(
            page, "Looms!", more=f"<comments>{escape('https://www.reddit.com/r/looms/comments/1/x/')}</comments>"
        )
        room.feed("/reddit", later)
        room.collect(POLL)
        assert len(room.catalogue.discussions([article.id])[article.id]) == 4
        assert room.catalogue.stories([article.id])[article.id].origins == 1
