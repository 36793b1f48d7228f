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


def first(*reports: Hit, of_events: bool = True) -> str:
    """Return the title of the story that counts most."""
    hits = {each.article.id: [each] for each in reports}
    return rank_stories(hits, dict.fromkeys(hits, 1.0), {}, NOW, of_events=of_events)[0].article.title


def test_what_teaches_counts_less_than_what_happened() -> None:
    """A company's own post on how to use its product, or on who does, is no event; a reporter's story on how is one."""
    older = report("Acme opens an office in Rome", NOW - timedelta(days=3))
    for title in ("How Globex uses Acme", "Building loops with Acme", "The Acme guide for startups", "Acme explained"):
        lesson = report(title, NOW - timedelta(days=1))
        assert first(lesson, older) == older.article.title
        assert first(lesson, older, of_events=False) == title  # it may be what is asked for
    story = report("How Acme lost its way", NOW - timedelta(days=1), Kind.REPORTED)
    assert first(older, story) == story.article.title


def test_of_a_time_that_is_over_the_last_days_count_no_more() -> None:
    """Newer stories count more as seen from today, and of a month that is over as much as any."""
    seen = [report("Acme opens an office in Rome", NOW - timedelta(days=days)) for days in (50, 23)]
    weights = [rank_stories({"a": [each]}, {"a": 1.0}, {}, now)[0].weight for now in (NOW, None) for each in seen]
    assert weights[0] < weights[1]
    assert weights[2] == weights[3]
