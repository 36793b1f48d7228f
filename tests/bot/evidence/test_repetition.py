"""Which sentences say the same."""

from __future__ import annotations

import pytest

from bot.evidence.repetition import are_of_two, words_shared


def test_what_is_shared_is_a_share_of_the_shorter() -> None:
    """Nothing is shared with what says nothing."""
    assert words_shared({"acm", "open"}, {"acm", "open", "port", "oslo"}) == 1
    assert words_shared({"acm", "sell"}, {"acm", "open", "port"}) == 0.5
    assert words_shared(set(), {"acm"}) == 0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The Pro plan costs $20 a month.", "The Max plan costs $90 a month.", True),
        ("The Pro plan costs $20 a month.", "The Max plan costs $20 a month.", True),
        ("Acme sold 40 boats in Oslo.", "Acme sold 90 boats in Oslo.", True),
        ("Acme sold 40 boats in Oslo.", "Acme sold its boats in Oslo.", False),
        ("Acme raised $1,200 million.", "Acme raised $1.2 billion from Keelbank.", False),
        ("Acme sold boats on Monday.", "Acme sold boats on 3 May.", False),
        ("Workers at Acme left.", "Engineers at Acme left.", False),
    ],
)
def test_two_things_are_told_apart(one: str, other: str, *, expected: bool) -> None:
    """By what each has and the other lacks; what one only adds, a day, and an ordinary word tell nothing apart."""
    assert are_of_two(one, other) is expected
    assert are_of_two(other, one) is expected
