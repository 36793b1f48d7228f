"""Which words may be an answer of a sort."""

from __future__ import annotations

import pytest

from bot.evidence.answer_words import is_of_sort
from bot.model import Seek


@pytest.mark.parametrize(
    ("seek", "words"),
    [
        (Seek.DATE, "3 May"),
        (Seek.DATE, "by the end of the week"),
        (Seek.DATE, "soon"),
        (Seek.DATE, "in 2027"),
        (Seek.MONEY, "$5 billion"),
        (Seek.MONEY, "half a crown"),
        (Seek.COUNT, "dozens"),
        (Seek.COUNT, "none"),
        (Seek.FREQUENCY, "weekly"),
        (Seek.PERSON, "Petra Vane"),
        (Seek.PERSON, "\u738b\u660e"),
        (Seek.REASON, "too dear"),
        (Seek.ANYTHING, "the regulator"),
    ],
)
def test_words_that_may_answer(seek: Seek, words: str) -> None:
    """A time, a figure or a name is one however it is written; what else is sought may be anything."""
    assert is_of_sort(words, seek)


@pytest.mark.parametrize(
    ("seek", "words"),
    [
        (Seek.DATE, "the regulator"),
        (Seek.DATE, "to support Italian firms"),
        (Seek.MONEY, "post-money"),
        (Seek.COUNT, "the board"),
        (Seek.PERSON, "B"),
        (Seek.PERSON, "a veteran of the trade"),
    ],
)
def test_words_of_another_sort(seek: Seek, words: str) -> None:
    """What holds no time is no answer to "when", no letter is anybody, and no word is a sum."""
    assert not is_of_sort(words, seek)
