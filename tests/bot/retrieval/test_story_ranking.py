"""Which stories count most."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.retrieval.story_ranking import rank_stories
from indexer.model import Kind
from tests.doubles.product_hits import hit

if TYPE_CHECKING:
    from bot.model import Hit

NOW = datetime(2026, 8, 22, tzinfo=UTC)


def report(title: str, when: datetime, kind: Kind = Kind.ANNOUNCEMENT) -> Hit:
    """Return a hit on a report."""
    found = hit("It is told.", title, title)
    placed = replace(found.placed, article=replace(found.article, published=when, kind=kind))
    return replace(found, placed=placed)


def ranked(*reports: Hit, now: datetime | None = NOW) -> list[str]:
    """Return the titles of the stories, what counts most first."""
    hits = {each.article.id: [each] for each in reports}
    return [story.article.title for story in rank_stories(hits, dict.fromkeys(hits, 1.0), {}, now)]


def test_what_teaches_counts_less_than_what_happened() -> None:
    """A company's own post on how to use its product, or on who does, is no event; a reporter's story on how is one."""
    older = report("Acme opens an office in Rome", NOW - timedelta(days=3))
    for title in ("How Globex uses Acme", "Building loops with Acme", "The Acme guide for startups", "Acme explained"):
        lesson = report(title, NOW - timedelta(days=1))
        assert ranked(lesson, older)[0] == older.article.title
    story = report("How Acme lost its way", NOW - timedelta(days=1), Kind.REPORTED)
    assert ranked(older, story)[0] == story.article.title


def test_of_a_time_that_is_over_the_last_days_count_no_more() -> None:
    """Newer stories count more as seen from today, and of a month that is over as much as any."""
    first, last = NOW - timedelta(days=50), NOW - timedelta(days=23)
    seen = [report("Acme opens an office in Rome", when) for when in (first, last)]
    weights = [rank_stories({"a": [each]}, {"a": 1.0}, {}, now)[0].weight for now in (NOW, None) for each in seen]
    assert weights[0] < weights[1]
    assert weights[2] == weights[3]
