"""The facts on a source, as every adapter tells them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.adapters.messages.source_facts import facts
from indexer.model import Article, Kind, Origin, Quality

WHEN = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_facts_of_an_article() -> None:
    """A reader is told who published, when in their own zone, of what kind, and after whom."""
    article = Article(
        id="a",
        url="https://example.org",
        title="T",
        text="",
        publisher="The Daily",
        published=WHEN,
        first_seen=WHEN,
        kind=Kind.REPORTED,
        quality=Quality.HEADLINE,
        origins=(Origin(name="Reuters"),),
    )
    assert facts(article, BERLIN, (5, 1)) == [
        "The Daily", "25 Nov 2026", "reported", "headline only", "5 outlets, 1 origin", "after Reuters",
    ]  # fmt: skip
    assert facts(article, UTC, (1, 1)) == [
        "The Daily",
        "24 Nov 2026",
        "reported",
        "headline only",
        "after Reuters",
    ]


def test_undated_article_says_so() -> None:
    """An article without a date is shown as undated, with the day on which it was first seen."""
    article = Article(id="a", url="", title="", text="", publisher="", first_seen=WHEN)
    assert facts(article, UTC) == ["undated, first seen 24 Nov 2026", "kind not known"]
