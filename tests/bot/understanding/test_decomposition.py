"""Clauses and parts of a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.decomposition import split_clauses, split_parts, split_sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How much did Acme raise and who led the round?", ("How much did Acme raise?", "who led the round?")),
        ("Who left, and why did she leave?", ("Who left?", "why did she leave?")),
        ("Who left? When?", ("Who left?", "When?")),
        ("When did Corvid 3 start? Do sailors get it?", ("When did Corvid 3 start?", "Do sailors get it?")),
        ("Who bought Acme and would they close it?", ("Who bought Acme?", "would they close it?")),
        ("Who bought Acme, and could Globex bid?", ("Who bought Acme?", "could Globex bid?")),
    ],
)
def test_parts_of_a_question(text: str, expected: tuple[str, ...]) -> None:
    """Several questions are several parts."""
    assert expected == split_parts(text)
    assert split_sides(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Compare Acme with Globex on revenue", ("Acme on revenue", "Globex on revenue")),
        ("compare the funding of Acme and Globex", ("the funding of Acme", "the funding of Globex")),
        ("What is the difference between Acme's and Globex's chips?", ("Acme's chips", "Globex's chips")),
        ("How does Acme's plan compare to Globex's?", ("Acme's plan", "Globex's plan")),
        ("How does Acme's revenue compare with that of Globex?", ("Acme's revenue", "Globex's revenue")),
        ("How does the Falcon's price differ from that of the Osprey?", ("the Falcon's price", "the Osprey's price")),
        ("Compare the price of Acme with that of Globex", ("the price of Acme", "the price of Globex")),
        ("Acme vs. Globex", ("Acme", "Globex")),
        ("What is the price of Acme vs Globex?", ("What is the price of Acme", "What is the price of Globex")),
        ("how fast is the Falcon versus the Osprey", ("how fast is the Falcon", "how fast is the Osprey")),
        ("compare Corvid versus Heron", ("Corvid", "Heron")),
        ("contrast Corvid with Heron on price", ("Corvid on price", "Heron on price")),
        ("how do Corvid 4 and Heron differ in price?", ("Corvid 4 in price", "Heron in price")),
        ("the price of Corvid vs Heron", ("the price of Corvid", "the price of Heron")),
        (
            "How much did Acme vs Globex Marine spend on chips?",
            ("How much did Acme spend on chips", "How much did Globex Marine spend on chips"),
        ),
        ("When does the Falcon vs the Osprey sail?", ("When does the Falcon sail", "When does the Osprey sail")),
    ],
)
def test_sides_of_a_comparison(text: str, expected: tuple[str, ...]) -> None:
    """A comparison asks the same of both sides."""
    assert expected == split_sides(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who runs Acme?",
        "What did Acme and Globex say about the ban?",
        "Is it true that Acme and Globex merge?",
        "Who founded the lab and runs it?",
        "Which labs could win and would hire?",
        "What should Acme know and do?",
        "and Globex?",
        "Tell me about the launch. It was late.",
        "When does the publishers' case vs Acme go to trial?",  # two sides that are not compared
        "Acme vs Globex: what did the court say?",
        "who won in Acme vs. Globex?",
        "How much did Acme spend vs Globex?",  # the verb is behind the first side alone
        "What does a sailor get from Acme vs Globex Marine?",
        "Which is better, Corvid 2 or Heron 3?",
        "Is Corvid 2 cheaper than Heron 3?",
        "Who voted against the merger?",
        "",
    ],
)
def test_one_question_has_no_parts(text: str) -> None:
    """A question that asks one thing, of however many, is not parted."""
    assert split_parts(text) == ()
    assert split_sides(text) == ()


def test_clauses_of_a_composed_question() -> None:
    """A question on several facts falls into clauses; what is too short to say anything stays with the one before."""
    text = "Which firm has bought a chip maker, as reported by the Wire, and now faces a fine and Ana?"
    assert split_clauses(text) == (
        "Which firm has bought a chip maker",
        "as reported by the Wire",
        "and now faces a fine Ana?",
    )
    assert split_clauses("Who runs Acme?") == ()


@given(st.text(max_size=300))
def test_every_text_can_be_split(text: str) -> None:
    """Whatever is asked, no clause and no part says more than the question."""
    assert all(len(part) <= len(text) + 100 for part in (*split_clauses(text), *split_parts(text), *split_sides(text)))
    assert len(split_clauses(text)) != 1
    assert len(split_parts(text)) != 1
    assert len(split_sides(text)) in (0, 2)
