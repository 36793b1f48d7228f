"""What is told of another time than the one that is asked about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.evidence.other_times import is_of_later_time
from bot.model import Question
from bot.understanding.query import understand
from tests.doubles.evidence_records import evidence
from tests.doubles.product_hits import hit  # on an article of 25 April 2026

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "text", "title", "is_later"),
    [
        ("What was Acme's rating in 2022?", "Acme is rated 13%.", "News", True),
        ("What was Acme's rating in 2022?", "Acme is rated 13%, and was 19% a week earlier.", "News", True),
        ("What was Acme's rating in 2022?", "Acme was rated 13% in 2022.", "News", False),
        ("What was Acme's rating in 2022?", "It was in 2022. Acme was rated 13%.", "News", False),
        ("What was Acme's rating in 2022?", "Acme was rated 13%.", "Ratings of 2022", False),
        ("What was Acme's rating in 2022?", "Acme is rated 13%, and was 19% four years ago.", "News", False),
        ("What was Acme's rating in 2025?", "Acme was rated 13%.", "News", False),  # of a year it is told in spring
        ("What was Acme's rating in 2026?", "Acme is rated 13%.", "News", False),
        ("What was Acme's rating in January?", "Acme is rated 13%.", "News", True),
        ("What was Acme's rating in January?", "Acme was rated 13% that quarter.", "News", False),
        ("What was Acme's rating in January?", "Acme is rated 13% in the quarter.", "News", True),
        ("What was Acme's rating in the first quarter?", "Acme is rated 13%.", "News", False),  # reported in spring
        (
            "What was Acme's rating in the third quarter of 2025?",
            "In the fourth quarter Acme was rated 13%.",
            "News",
            True,
        ),
        ("What was Acme's rating in Q3 2025?", "Acme was rated 13%.", "Acme in Q3", False),
        ("What was Acme's rating?", "Acme is rated 13%.", "News", False),
        ("When did Acme sail in 2022?", "Acme sailed in spring.", "News", False),  # a time answers for itself
    ],
)
def test_a_report_tells_of_its_own_time(question: str, text: str, title: str, *, is_later: bool) -> None:
    """Long after the time that is asked about it tells nothing of it, unless it speaks of another time."""
    query = understand(Question(text=question, now=NOW))
    found = evidence(query, [hit(text, title)])
    assert is_of_later_time(found.sentences(found.hits[0])[-1], query) is is_later
