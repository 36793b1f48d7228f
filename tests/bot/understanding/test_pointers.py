"""Which words of a follow-up point to what its conversation is on."""

from __future__ import annotations

import pytest

from bot.understanding.pointers import pointer_in_talk


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who led it?", "it"),
        ("Why did the company leave?", "the company"),
        ("When was that?", "that"),
        ("how did that end?", "that"),
        ("any reactions to that so far?", "that"),
        ("Is this available in Norway?", "this"),
        ("how many people work there?", "there"),
        ("which licence is it under?", "it"),
        ("how many users do they have", "they"),
        ("why did the court block it?", "it"),
        ("why did the court block its merger?", "its"),
        ("which investors backed it?", "it"),
        ("why did it decide to sell the harbour?", "it"),
        ("did it say that prices fell?", "it"),
        ("what is he accused of?", "he"),
    ],
)
def test_words_point_to_what_a_conversation_is_on(text: str, words: str) -> None:
    """A noun that is asked for, or does something, is not what the words behind it stand for."""
    found = pointer_in_talk(text)
    assert found is not None
    assert found[1]["words"] == words


@pytest.mark.parametrize(
    "text",
    [
        "Which startups raised money this week?",
        "Which companies that make chips raised money?",
        "What are the rules that Norway passed for chatbots?",
        "What did regulators say about chatbots that lie to children?",
        "Is there a new law on deepfakes?",
        "What rules are there for chatbots in schools?",
        "Which company said it would close its office?",
        "Which bank said that it was hacked?",
        "Which startups sell chips and who buys them?",
        "Which regulator fined a bank over its data?",
        "Which lab showed a robot that cleans up after itself?",
        "is it true that prices fell?",
        "how long does it take to train a model?",
        "what time is it?",
    ],
)
def test_words_that_stand_for_nothing_said_before_point_nowhere(text: str) -> None:
    """A time, a clause that says which, and what stands for a noun of the question itself."""
    assert pointer_in_talk(text) is None
