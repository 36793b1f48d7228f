"""The picture of the imports is the one that the code gives."""

from __future__ import annotations

from graphlib import CycleError

import pytest

from scripts.import_map import PAGE, ROOTS, needed, picture, redrawn


def test_the_map_is_drawn_from_the_code() -> None:
    """docs/architecture.md has the pictures that `python -m scripts.import_map` draws now."""
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- drawn: {root} -->" in page for root in ROOTS)
    assert redrawn(page) == page, "run `python -m scripts.import_map`"


def test_imports_that_follow_from_others_are_left_out() -> None:
    """Of a chain with a short cut only the chain is drawn, and all is counted."""
    chain = {"commands": ("model", "wiring"), "model": (), "wiring": ("model",)}
    assert needed(chain) == [("commands", "wiring"), ("wiring", "model")]
    assert "3 packages and modules, 3 imports between them" in picture(chain)


def test_a_circle_is_refused() -> None:
    """A circle cannot be drawn as a ladder: it is named."""
    with pytest.raises(CycleError):
        needed({"one": ("other",), "other": ("one",)})
