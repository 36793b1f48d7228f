"""How much a watch sends, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.subscriptions.previews import Preview, rate
from tests.doubles.catalogue_records import article


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "nothing in the last 14 days: it may come later"),
        (1, "less than one a week"),
        (6, "about 3 a week"),
        (280, "about 140 a week: narrower?"),
    ],
)
def test_rates(number: int, expected: str) -> None:
    """What 14 days held is told by the week, with a question where that is much."""
    preview = Preview(articles=(article("one"),) * number)
    assert (rate(preview), preview.is_too_wide) == (expected, number > 200)


def test_more_than_was_gone_through() -> None:
    """Where not all was gone through there may be more; a shorter time counts as such."""
    preview = Preview(articles=(article("one"),) * 10, span=timedelta(days=1), more=True)
    assert rate(preview) == "more than 70 a week: narrower?"
