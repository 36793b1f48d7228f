"""Texts as every adapter says them, and how they are cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.messages import formatting
from bot.model import Question, ResultPage
from tests.doubles.slack_payloads import ANYTHING, LONG, units

WHEN = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_cut_ends_after_a_sentence() -> None:
    """What is too long is cut after the last sentence that fits, and an ellipsis says so."""
    said = "Acme hired Dr. Lee. It paid $2.5 million. Then it closed its office in Rome."
    assert formatting.cut(said, 50) == "Acme hired Dr. Lee. It paid $2.5 million. …"
    assert formatting.cut(said, 100) == said


def test_cut_falls_back_to_words_and_characters() -> None:
    """Where no sentence fits, words stay whole; where no word fits, characters do."""
    assert formatting.cut("Acme hired two hundred people", 14) == "Acme hired…"
    assert formatting.cut("Supercalifragilistic", 6) == "Super…"


@ANYTHING
@given(LONG, st.integers(1, 60))
def test_cut_never_exceeds_its_limit(said: str, limit: int) -> None:
    """However a text is made, it is cut within the limit, as UTF-16 counts, or left alone."""
    shown = formatting.cut(said, limit)
    assert formatting.length(shown) <= limit
    assert shown in (said, "") or shown.endswith("…")


@ANYTHING
@given(st.lists(st.text("ab🙂", max_size=9), max_size=9))
def test_packed_keeps_lines_whole(lines: list[str]) -> None:
    """Lines are pack in order, none torn, each block within the limit."""
    blocks = formatting.pack(lines, 20)
    assert [line for block in blocks for line in block.split("\n")] == lines
    assert all(units(block) <= 20 for block in blocks)


def test_place_of_a_page() -> None:
    """A page says which of how many articles it shows, and where there may be more of them."""
    page = ResultPage(question=Question(text="chips", now=WHEN), total=11)
    assert [formatting.place_of(page, offset, shown) for offset, shown in ((0, 5), (10, 1))] == [
        "1-5 of 11",
        "11 of 11",
    ]
    assert formatting.place_of(replace(page, more=True), 5, 5) == "6-10 of 11+"
