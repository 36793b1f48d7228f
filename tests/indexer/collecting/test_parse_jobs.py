"""Readings: each gives the same in a child process as here."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from indexer.collecting import parse_jobs
from indexer.model import Page
from indexer.model.feeds import Entry, Feed, Link
from indexer.model.mails import Mail
from indexer.sandbox import ProcessSandbox
from tests.doubles.mail_server import mail, mailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://weaver.example/loom"
LINK = Link(key=URL, entry=Entry(key="a", link=URL, title="A loom", summary="It weaves."), feed_url=URL, first_seen=NOW)
BY = Feed(url=URL, name="The Loom", tags=(parse_jobs.NEWSLETTERS,))

HTML = f"""<html lang="en"><head><title>A loom</title><link rel="alternate" type="application/rss+xml" href="/feed">
<meta property="article:published_time" content="2026-11-23T10:00:00Z"></head><body><article><h1>A loom</h1>
<p>{"Kiteforge told The Ledger that its loom weaves forty metres in one hour. " * 9}</p></article></body></html>"""
RSS = f"""<rss version="2.0"><channel><title>The Loom</title><item><title>A loom</title><link>{URL}</link>
<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{URL}</loc>
<lastmod>2026-11-23T10:00:00Z</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://weaver.example/1.xml</loc><lastmod>2026-11-23</lastmod></sitemap></sitemapindex>"""


def page(body: str) -> Page:
    """Return what was fetched."""
    return Page(url=URL, final_url=URL, status=200, body=body.encode(), fetched=NOW)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    """Yield a sandbox for all readings."""
    with closing(ProcessSandbox(most=1)) as made:
        yield made


@pytest.mark.parametrize(
    "job",
    [
        pytest.param(parse_jobs.feed_job(page(RSS)), id="feed"),
        pytest.param(parse_jobs.sitemap_job(page(SITEMAP)), id="sitemap"),
        pytest.param(parse_jobs.sitemap_job(page(INDEX)), id="index of sitemaps"),
        pytest.param(parse_jobs.robots_job(page(f"Sitemap: {URL}.xml")), id="robots.txt"),
        pytest.param(parse_jobs.mail_job(Mail(uid=1, received=NOW, body=mail()), mailbox(993), NOW), id="mail"),
        pytest.param(parse_jobs.candidates_job(page(HTML)), id="feeds of a site"),
        pytest.param(parse_jobs.article_job(LINK, BY, page(HTML), NOW), id="article"),
        pytest.param(parse_jobs.page_job("a", page(HTML), NOW), id="page"),
        pytest.param(parse_jobs.entry_job(LINK, BY, "the page was refused", NOW), id="entry"),
    ],
)
def test_reading_comes_back_whole(sandbox: ProcessSandbox, job: Callable[[], Any]) -> None:
    """What a reading gives is the same, and something, whichever process reads."""
    read = sandbox.read(job)
    assert read
    assert read == job()
