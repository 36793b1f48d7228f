"""What every string that comes from outside has to be, for the suites of hostile input."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from indexer import articles, feeds
from indexer.errors import NotAFeed
from indexer.model import Article, Page
from indexer.model.feeds import Entry, ParsedFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = "https://news.example/a"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECONDS = 30.0  # of processor time; each takes less than 2 where nothing else runs

# Controls, marks that turn the direction of text round, spaces of no width, halves of surrogate pairs.
UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
ADDRESS = re.compile(r"(?:https?://[!-~]+)?")
BREAKS_LINKS = re.compile(r"[<>|\"\s`\\^{}]")


TRICKS = (
    *(
        "<script>alert(1)</script>",
        "\x1b[31mred\x1b[0m",
        "\x1b]8;;http://evil.example\x07x",
        "\u202egnp.exe",
        "a\x00b",
        "\ud800",
    ),
    *(
        "&#27;[2J",
        "&#x202e;",
        "&lt;script&gt;",
        "<img src=x onerror=alert(1)>",
        "\u2066x\u2069",
        "x\u200by",
        "a\r\nb",
        "&#xd800;",
    ),
    *(
        "&amp;#27;",
        "\x9b31m",
        "\U000e0041",
        "<!everyone>",
        "@everyone",
        "x" * 5_000,
        "\u0301" * 2_000,
        "&#0;",
        "&#x110000;",
    ),
)
LINKS = (
    *(
        "javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "https://evil.example/|x>",
        "//",
    ),
    *(
        "https://e|vil>.example/",
        "https://<b>/",
        "https://a.example/\x00b",
        "https://a.example/\ud800",
        "https://a.example/\u202ex",
    ),
    *(
        "https://user:pw@a.example/",
        "https://a.example/" + "x" * 9_000,
        "http://[::1",
        "https://\x1b[0m/",
        "https://a`b/",
        "\\\\x",
    ),
)


MARKDOWN = (
    "[",
    "![",
    "[a](",
    "[a](<",
    "*",
    "*a",
    "**a ",
    "*a_ ",
    "_",
    ">",
    "- ",
    "1. ",
    "`",
    "<",
    "<a ",
    "a<!--",
    "a<?",
    "&",
    "[a]",
    "|a",
    "|-|\n",
    "```\n",
    "~~a",
    "\\",
    "<div>\n",
    "<http://a",
    "<a@",
    '[a](b "',
    "a\n=\n",
    "\t",
    "\n\n",
)


def rss(items: str, start: str = '<?xml version="1.0"?>') -> bytes:
    """Return an RSS feed."""
    return f"{start}<rss><channel><title>t</title>{items}</channel></rss>".encode()


def read(body: bytes, charset: str = "") -> Article:
    """Return the article that a page of these bytes makes."""
    page = Page(url=URL, final_url=URL, status=200, content_type="text/html", charset=charset, body=body, fetched=NOW)
    return articles.extract(page, Entry(key=""), now=NOW)


def of_entry(entry: Entry) -> Article:
    """Return the article that an entry makes by itself."""
    return articles.from_entry(entry, url=entry.link or URL, now=NOW, reason="HTTP 403")


def strings(made: Article) -> Iterator[str]:
    """Yield what is shown of an article on one line."""
    yield from (made.title, made.publisher, made.language, made.reason, *made.authors, *made.tags)
    yield from (name for origin in made.origins for name in (origin.name, origin.url))


def check(made: Article) -> None:
    """Assert that an article can be stored, shown and linked to."""
    shown = list(strings(made))
    assert [text for text in (*shown, made.text) if UNCLEAN.search(text)] == []
    assert [text for text in shown if "\n" in text] == []
    links = [made.url, *made.aliases, *(origin.url for origin in made.origins)]
    assert [link for link in links if not ADDRESS.fullmatch(link) or BREAKS_LINKS.search(link)] == []


def check_feed(body: bytes, charset: str = "") -> None:
    """Assert that some bytes are a feed whose every string is clean, or are refused in clean words."""
    try:
        found = feeds.parse(body, url=URL, charset=charset)
    except NotAFeed as error:
        refused = str(error)
        found = ParsedFeed(problems=(refused,))
    said = [found.title, found.link, found.format, *found.problems]
    for entry in found.entries:
        said += [entry.key, entry.link, entry.title, entry.source, *entry.authors, *entry.tags]
    assert [text for text in said if UNCLEAN.search(text)] == []
    for entry in found.entries[:3]:
        check(of_entry(entry))
