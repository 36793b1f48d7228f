"""What sentences tell of an event."""

from __future__ import annotations

import pytest

from bot.evidence.aspects import Aspect, aspects_of, is_label


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("The outage was caused by a valve.", Aspect.CAUSE),
        ("In all, 96 customers were cut off.", Aspect.AFFECTED),
        ("It was down for five hours.", Aspect.DURATION),
        ("The harbour was fined $2 million.", Aspect.COST),
        ("The harbour was fined 2 million Swedish kronor.", Aspect.COST),
        ("Acme has waived the bills.", Aspect.REMEDY),
        ("The board rejected the offer.", Aspect.OUTCOME),
        ("A hearing is expected in May.", Aspect.NEXT),
        ("Both statements were wrong.", Aspect.CORRECTION),
    ],
)
def test_a_sentence_tells_an_aspect(text: str, aspect: Aspect) -> None:
    """By its words."""
    assert aspect in aspects_of(text)


def test_a_heading_within_a_text_says_what_follows_is() -> None:
    """If it is short, and says which side of an event."""
    assert is_label("Cause.")
    assert not is_label("Acme sails.")
    assert not is_label("The cause was a rope that was old and tore.")
    assert Aspect.CAUSE in aspects_of("A rope was old.", "Cause.")
