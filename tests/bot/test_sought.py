"""What a question asks for, and whether a sentence holds it."""

from __future__ import annotations

import pytest

from bot.model import Query, Seek
from bot.sought import holds
from bot.wording import terms

HELD = [
    (Seek.NUMBER, "How much money did Acme raise?", "Acme raised 480 million pounds.", True),
    (Seek.NUMBER, "How much money did Acme raise?", "Acme will spend two thirds of the money on a port.", False),
    (Seek.NUMBER, "How much does the Falcon cost?", "The card costs $18,500 in Norway.", True),
    (Seek.NUMBER, "How much does the Falcon cost?", "The card draws 410 watts.", False),
    (Seek.NUMBER, "How much power does the Falcon draw?", "The card draws 410 watts.", True),
    (Seek.NUMBER, "the power of the Falcon", "The card draws 0.4 kW.", True),
    (Seek.NUMBER, "the power of the Falcon", "The card costs $18,500.", False),
    (Seek.NUMBER, "What share of users left?", "38 percent of them left.", True),
    (Seek.NUMBER, "What share of users left?", "One in four of them left.", True),
    (Seek.NUMBER, "What share of users left?", "All 900 users were asked.", False),
    (Seek.NUMBER, "How long was the outage?", "It lasted six hours and 39 minutes.", True),
    (Seek.NUMBER, "How long was the outage?", "It hit 2,900 customers.", False),
    (Seek.NUMBER, "How many of the 900 engineers left?", "Acme has 900 engineers.", False),
    (Seek.NAME, "Who leads Acme?", "Theodora Lindqvist leads Acme.", True),
    (Seek.NAME, "Who leads Acme?", "Acme is led by a woman.", False),
    (Seek.DATE, "When does Acme open?", "It opens on 3 May.", True),
    (Seek.PLACE, "Where is Acme?", "The firm sits in Oslo.", True),
    (Seek.REASON, "Why did Acme close?", "It closed because its port burned down.", True),
    (Seek.ANYTHING, "What is Acme?", "Acme builds 900 boats in Oslo.", False),
]


@pytest.mark.parametrize(("seek", "question", "sentence", "held"), HELD)
def test_what_is_sought_is_seen(seek: Seek, question: str, sentence: str, held: bool) -> None:  # noqa: FBT001  a table
    """A sentence holds what is asked for if it holds a name, a day, or a number of the sort that is asked for."""
    assert holds(sentence, Query(text=question, terms=terms(question), seek=seek)) == held
