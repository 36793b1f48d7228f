"""Who did what is asked about is told by no passage that speaks of another deed."""

from __future__ import annotations

import pytest

from bot.evidence.deeds import AskedDeeds


@pytest.mark.parametrize(
    ("question", "text", "speaks"),
    [
        ("Which company acquired Corvid?", "Globex and Corvid announce a partnership for the ports of Norway.", False),
        ("Which company acquired Corvid?", "Corvid is now part of Globex.", True),
        ("Which company acquired Corvid?", "Corvid's team joins Globex.", True),
        ("Which company acquired Corvid?", "Heron joins Corvid to build boats.", False),
        ("Who bought Corvid?", "Globex completes the purchase of Corvid.", True),
        ("Who is suing Corvid?", "The port of Oslo took Corvid to court.", True),
        ("Who is suing Corvid?", "The port of Oslo opens a quay with Corvid.", False),
        ("Who founded Corvid?", "Ada Vane started Corvid in her cellar.", True),
        ("Who founded Corvid?", "Ada Vane speaks for Corvid.", False),
        ("Who was sacked at Corvid?", "Ada Vane is out at Corvid.", True),
        ("Who runs Corvid?", "Ada Vane is its managing director.", True),
        ("Who runs Corvid in Norway?", "Corvid opens in Oslo for the ports of Norway.", False),
        ("Who runs Corvid in Norway?", "How Corvid uses boats to run errands in Norway.", False),
        ("Who leads Corvid?", "Ada Vane has run Corvid since May.", True),
        ("Who won the Corvid race?", "The race was to sail a boat of planks within a day.", False),
        ("Who won the Corvid race?", "Ada Vane comes first.", True),
        ("Who pays Corvid?", "Ada Vane speaks for Corvid.", True),
    ],
)
def test_a_deed_is_told_by_a_word_for_it(question: str, text: str, *, speaks: bool) -> None:
    """In whatever words; of what has no list of them anything may tell."""
    assert AskedDeeds(question).are_spoken_of(text) is speaks


def test_what_is_asked_is_no_pattern() -> None:
    """Whatever stands behind the verb."""
    assert not AskedDeeds("Who bought C++.(x[?").are_spoken_of("Nothing of it")
