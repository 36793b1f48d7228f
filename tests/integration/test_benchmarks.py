"""The comparison with other systems: what is counted, how it is shown, and that Byline itself can be measured."""

from __future__ import annotations

import re
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.benchmarks.articles import write
from tests.benchmarks.child import ask, index, model, quality, start
from tests.benchmarks.documents import Document
from tests.benchmarks.reading import counted
from tests.benchmarks.systems import made
from tests.benchmarks.table import table

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = Document(url="https://example.org/1", title="Two words", text="one two three four five six seven eight")
FIGURES = {
    "versions": {"example": "1.0"},
    "model_mb": 250.0,
    "seconds": 2.0,
    "indexing_mb": 400.0,
    "read": 1_000,
    "tokens": 2_000,
    "chunks": 9,
    "p50": 12.4,
    "p95": 30.6,
    "asking_mb": 1_300.0,
    "ndcg": 0.8444,
    "ndcg_held_out": 1.0,
    "start": 1.26,
}


FEWER = {"ndcg_held_out": "golden_holdout.jsonl"}


def words(text: str) -> list[tuple[int, int]]:
    """Return where each word of a text starts and ends."""
    return [match.span() for match in re.finditer(r"\S+", text)]


@pytest.mark.parametrize(
    ("chunks", "read"),
    [
        ([ARTICLE.whole], 2),  # the title takes two of the four words
        (["Two words\n\none two", "three four five six seven eight"], 6),
        (["one two three", "two three four", "seven eight"], 6),  # what overlaps counts once
        (["one two three four", "five six seven eight"], 8),
    ],
)
def test_words_that_the_model_reads_are_counted_once(chunks: list[str], read: int) -> None:
    """Of every chunk the first words count that the model has room for, of the title none, and no word twice."""
    found = counted([ARTICLE], {ARTICLE.url: chunks}, room=4, offsets=words)
    assert found == {"read": read, "tokens": 8, "chunks": len(chunks)}


def test_what_is_no_piece_of_an_article_is_refused() -> None:
    """A chunk that its article does not hold cannot be counted."""
    with pytest.raises(ValueError, match="substring not found"):
        counted([ARTICLE], {ARTICLE.url: ["nine ten"]}, room=4, offsets=words)


def test_table_has_a_row_for_every_system() -> None:
    """Figures are rounded to what they are worth, and the versions stand below."""
    shown = list(table({"Example": FIGURES}))
    assert shown[2] == "| Example | 500 | 50 % | 12, 31 ms | .844, 1.000 | 1,300, 250 MB | 1.3 s |"
    assert shown[-1] == "Example: 9 chunks of 2,000 tokens in 2 s; 400 MB while indexing; example 1.0"


def test_byline_is_measured(tmp_path: Path) -> None:
    """Byline's own row is complete without the other systems: it has read every token, and finds what is asked for."""
    write(tmp_path, count=3, seed=1)
    figures: dict[str, Any] = {}
    for name, works in (
        ("invented", (model, index, partial(ask, rounds=1), start)),
        ("newsroom", (partial(quality, files=FEWER),)),
    ):
        (tmp_path / name).mkdir()
        with closing(made("Byline", tmp_path / name)) as system:
            for work in works:
                figures |= work(system, tmp_path)
    shown = list(table({"Byline": {**figures, "ndcg": 1.0, "start": 1.0}}))
    assert shown[2].startswith("| Byline |")
    assert figures["read"] == figures["tokens"]
    assert figures["ndcg_held_out"] > 0.8
    assert figures["articles"] > 0
