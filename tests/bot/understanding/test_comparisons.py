"""The sides of a comparison."""

from __future__ import annotations

import pytest

from bot.understanding.comparisons import compared_sides


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("corvid-5.9 vs globex pica large, which is cheaper and are they open?", ("corvid-5.9", "globex pica large")),
        ("Corvid 2 or Plinth 4 for reading contracts?", ("Corvid 2", "Plinth 4")),
        ("difference between Corvid 4 Pro & Plinth", ("Corvid 4 Pro", "Plinth")),
        ("put Corvid 2 next to Sable for me: price", ("Corvid 2", "Sable")),
        ("put Acme's and Globex's bids for Ostrel side by side", ("Acme's", "Globex's bids")),
        ("what sets Acme apart from Globex?", ("Acme", "Globex")),
        ("how do Acme and Globex differ?", ("Acme", "Globex")),
        ("is Corvid 2 cheaper than Sable 3? and the range", ("Corvid 2", "Sable 3")),
        ("What did Acme and Globex say?", ()),
    ],
)
def test_sides_without_what_they_are_compared_in(text: str, sides: tuple[str, ...]) -> None:
    """The sides are the names that are compared, whatever else is asked of them."""
    assert compared_sides(text) == sides
