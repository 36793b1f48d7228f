"""When something came out is answered by its announcement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.evidence.launches import is_launch
from bot.model import Question
from bot.understanding.query import understand
from indexer.model import Kind
from tests.doubles.product_hits import NOW, told


@pytest.mark.parametrize(
    ("question", "title", "expected"),
    [
        ("When was Corvid 4 released?", "Introducing Corvid 4", True),
        ("When was Corvid 4 released?", "Corvid 4", True),
        ("When did Acme launch Corvid 4?", "Hello Corvid 4", True),
        ("when did corvid 4 come out", "Announcing Corvid 4 for small servers", True),
        ("When was Corvid 4 released?", "Corvid 4 on small servers", False),
        ("When was Corvid 4 released?", "Introducing Corvid 3", False),
        ("When was Corvid 4 Mini released?", "Introducing Corvid 4", False),
        ("When was Corvid 4 released?", "How Ibis uses Corvid 4", False),
        ("When did Hooli launch Corvid 4?", "Introducing Corvid 4", False),
        ("What does Corvid 4 cost?", "Introducing Corvid 4", False),
        ("When was Corvid 4 withdrawn?", "Introducing Corvid 4", False),
    ],
)
def test_an_announcement_is_of_just_that(question: str, title: str, *, expected: bool) -> None:
    """Its title is held to the question word by word: another version, another maker, another event is another."""
    article = replace(told("It is fast.", title), publisher="Acme", kind=Kind.ANNOUNCEMENT)
    query = understand(Question(text=question, now=NOW))
    assert is_launch(article, query) is expected
    assert not is_launch(replace(article, kind=Kind.REPORTED), query)
