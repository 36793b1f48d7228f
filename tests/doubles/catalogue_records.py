"""Articles, passages and links for the catalogue's suites, made from as little as a test needs to say."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from indexer.model import Article, Issue, Kind, Origin, Passage, Quality
from indexer.model.feeds import Entry, Link
from indexer.web.urls import article_id

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue

NOW = datetime(2026, 11, 24, 12, 30, 15, 123456, tzinfo=UTC)


def article(name: str = "one", **changes: Any) -> Article:
    """Return an article whose address ends in `name`; three sentences, published at noon."""
    url = changes.get("url", f"https://www.example.com/news/{name}")
    values: dict[str, Any] = {
        "id": article_id(url),
        "url": url,
        "title": f"About {name}",
        "text": f"First of {name}. Second of {name}. Third of {name}.",
        "publisher": "Example News",
        "published": NOW,
        "first_seen": NOW + timedelta(hours=1),
    }
    return Article(**(values | changes))


def full_article() -> Article:
    """Return an article in which no field is empty."""
    return article(
        "full",
        aliases=("https://example.com/amp/full", "https://feeds.example.com/full"),
        authors=("Ada Löwe", "Bo 李"),
        updated=NOW + timedelta(hours=2),
        language="en",
        kind=Kind.OPINION,
        quality=Quality.PARTIAL,
        reason="the page was refused",
        origins=(Origin(name="Wire", url="https://wire.example/1"), Origin(name="Somebody")),
        tags=("ai", "chips"),
        gone=NOW + timedelta(hours=3),
        correction="Correction: it is chips, not ships.",
        issue=Issue(id="0123456789abcdef0123", title="Weekly #7", place=2),
    )


def passages(of: Article) -> list[Passage]:
    """Return one passage a sentence, with ids made of article and text as the splitter makes them."""
    found: list[Passage] = []
    start = 0
    for sentence in of.text.split(". "):
        at = of.text.index(sentence, start)
        key = hashlib.sha256(f"{of.id}|{sentence.strip('.')}".encode("utf-8", "replace")).hexdigest()[:20]
        found.append(
            Passage(
                id=key,
                article_id=of.id,
                ordinal=len(found),
                start=at,
                end=at + len(sentence),
                text=sentence,
            )
        )
        start = at + len(sentence)
    return found


def link(key: str = "https://example.com/news/one", **changes: Any) -> Link:
    """Return a link that one feed's entry points to, due now."""
    entry = Entry(key=key, link=key, title="About it", published=NOW - timedelta(days=1))
    values: dict[str, Any] = {
        "key": key,
        "entry": entry,
        "feed_url": "https://example.com/feed",
        "first_seen": NOW,
        "due": NOW,
    }
    return Link(**(values | changes))


def save(catalogue: SqlCatalogue, *articles: Article) -> None:
    """Save articles with one passage a sentence."""
    for each in articles:
        catalogue.save(each, passages(each))


def replayed(catalogue: SqlCatalogue) -> dict[str, str]:
    """Return what an index holds that was told every change: the period of each passage by id."""
    held: dict[str, str] = {}
    for change in catalogue.changes(0, 1_000_000):
        if change.put:
            held[change.passage_id] = change.period
        else:
            del held[change.passage_id]
    return held


def current(catalogue: SqlCatalogue) -> dict[str, str]:
    """Return the period of each passage that the catalogue holds by id."""
    return {placed.passage.id: placed.period for batch in catalogue.all_passages(100) for placed in batch}
