"""Feeds and pages on loopback, to be collected; their server is a process of its own and takes no turns with ours."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from email.utils import format_datetime
from html import escape
from random import Random
from typing import TYPE_CHECKING

from bench import inventing, newsroom
from bench.ports import await_port, free_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bench.inventing import Draft
    from indexer.model import Article

_PARAGRAPHS = 20  # of a page, which make about nine passages: a report of newspaper length
_A_FEED = 100  # entries


@contextmanager
def newsstand(folder: Path, pages: int, seed: int) -> Iterator[str]:
    """Serve a number of pages from an empty folder, and yield the part of a config file that collects them."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    feeds = _write(folder, site, reports(pages, seed))
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_port(port)
        yield "[indexer]\nallow_private_hosts = true\n" + "".join(
            f'[[feeds]]\nurl = "{site}/{name}"\n' for name in feeds
        )
    finally:
        server.terminate()
        server.wait()


def paragraphs(number: int, drafts: Sequence[Draft], random: Random) -> list[Article]:
    """Return articles of one paragraph each that make the report with that number."""
    return [inventing.article(number * _PARAGRAPHS + n, random.choice(drafts), random) for n in range(_PARAGRAPHS)]


def reports(pages: int, seed: int) -> Iterator[list[Article]]:
    """Yield what the pages say that are served, each in articles of one paragraph."""
    drafts, random = inventing.drafts(newsroom.paragraphs()), Random(seed)
    return (paragraphs(number, drafts, random) for number in range(pages))


def _write(folder: Path, site: str, told: Iterable[list[Article]]) -> list[str]:
    """Write pages and feeds, and return the feeds' names."""
    items = []
    for number, parts in enumerate(told):
        body = "".join(f"<p>{escape(part.text)}</p>" for part in parts)
        title = escape(parts[0].title)
        page = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
        (folder / f"{number}.html").write_text(page + "</article></body></html>", encoding="utf-8")
        when = format_datetime(parts[0].when)
        items.append(f"<item><title>{title}</title><link>{site}/{number}.html</link><pubDate>{when}</pubDate></item>")
    feeds = []
    for start in range(0, len(items), _A_FEED):
        feeds.append(f"{start}.xml")
        channel = f"<channel><title>News {start}</title>{''.join(items[start : start + _A_FEED])}</channel>"
        (folder / feeds[-1]).write_text(f'<rss version="2.0">{channel}</rss>', encoding="utf-8")
    return feeds
