"""What "Not this" leaves out."""

from __future__ import annotations

from bot.subscriptions.exclusions import is_left_out, narrowing
from tests.doubles.catalogue_records import article


def test_the_rarest_name_is_left_out() -> None:
    """It is a name that the watch does not have; without one the rarest word of the title."""
    shares = {"chip": 0.1, "fine": 0.01, "quillston": 0.001}
    assert (
        narrowing("chips", article(title="Quillstone ships new chips to Acme"), shares | {"acm": 0.02}) == "Quillstone"
    )
    assert narrowing("chips", article(title="the chips are fine."), shares) == "fine"
    assert narrowing("chips", article(title="chips"), shares) == ""


def test_titles_decide() -> None:
    """A story is left out whose headline says one of the words, not one that only mentions it."""
    assert is_left_out(article(title="Quillstone's chips"), ("Quillstone",))
    assert not is_left_out(article(title="New chips", text="Quillstone has them."), ("Quillstone",))
    assert not is_left_out(article(title="Quillstone's chips"), ())
