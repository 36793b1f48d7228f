"""What the documentation computes of large collections."""

from __future__ import annotations

from pathlib import Path

from bench.scaling import tables

PAGE = Path(__file__).parents[2] / "docs" / "scaling.md"


def test_the_tables_are_what_the_program_prints() -> None:
    """The page has each table as it comes out of the figures that the program has now."""
    text = PAGE.read_text(encoding="utf-8")
    assert [table.splitlines()[0] for table in tables() if table not in text] == [], "run `python -m bench.scaling`"
