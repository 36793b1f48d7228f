"""What two sentences share, and what they do not."""

from __future__ import annotations

import pytest

from bot.verification.parsing.annotation import annotate
from bot.verification.sentence_pairs import SentencePair


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Corvid 4 costs 5 dollars.", "Corvid 3 costs 7 dollars.", True),
        ("Corvid 4 costs 5 dollars.", "Corvid 4 costs 7 dollars.", False),
        ("Corvid 4 beats Corvid 3.", "Corvid 3 is old.", False),
        ("Corvid 4 costs 5 dollars.", "Otter 3 costs 7 dollars.", False),
    ],
)
def test_two_versions_are_two_products(one: str, other: str, expected: bool) -> None:  # noqa: FBT001
    """Sentences on two versions of one product are on two products, unless both name one of them."""
    both = SentencePair(one=annotate(one, None), other=annotate(other, None))
    assert both.is_on_two_products is expected


def test_denial_is_known_from_what_it_denies() -> None:
    """Of a report and its denial the second denies the first, not the other way round."""
    report = annotate("Orbwell plans to sell its chip business.", None)
    denial = annotate("Orbwell denied that it planned to sell its chip business.", None)
    both = SentencePair(one=denial, other=report)
    assert (both.is_denial, both.turned.is_denial) == (True, False)
