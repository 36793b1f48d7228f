"""Further sentences of the stories that an overview tells."""

from __future__ import annotations

from bot.composition.further_sentences import further_features, with_further
from tests.doubles.telling_sentences import told

FIRST = "Acme will build a data centre near Oslo with 400 staff, the company said on Monday."
OTHER = "The city of Bergen had asked Acme for the same building, and offered it land by the harbour for nothing."
AGAIN = "Acme said on Monday that the company will build a data centre with 400 staff near Oslo."


def test_what_tells_something_else_is_added() -> None:
    """What says the first sentence again is not, whatever else it has."""
    found = told(f"{FIRST} {OTHER} {AGAIN}")
    first = [found[0]]
    added = with_further(first, {"s": found}, is_event=False)
    assert [each.sentence.text for each in added] == [FIRST, OTHER]


def test_what_a_sentence_adds_is_seen_beside_what_is_said() -> None:
    """It is new as far as nothing of it is said, and the first sentences themselves can not be added."""
    found = told(f"{FIRST} {OTHER} {AGAIN}")
    adds = {each.sentence.text: own for each, own in further_features(found[:1], {"s": found}, is_event=False)}
    assert FIRST not in adds
    assert adds[OTHER].new > adds[AGAIN].new
    assert adds[OTHER].story == 1.0


def test_what_sets_the_scene_is_left_out() -> None:
    """It stands before any sentence that names the subject, whose news is told."""
    scene = "Many towns by the sea have begun to see that boats are not just another way to get to work."
    found = told(f"{scene} {FIRST} {OTHER}")
    first = [next(each for each in found if each.sentence.text == FIRST)]
    added = with_further(first, {"s": found}, is_event=False)
    assert [each.sentence.text for each in added] == [FIRST, OTHER]


def test_nothing_is_added_to_nothing() -> None:
    """Where no story is told there is nothing to add to."""
    assert with_further([], {}, is_event=False) == []
