"""Until when a process may see to its questions."""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.chat.question_flow import _LOOK
from bot.conversation.held_questions import HeldQuestions
from bot.conversation.retention import LEASE

TEN = timedelta(seconds=10)


def test_work_stops_before_another_process_may_begin() -> None:
    """A claim ends for its holder some time before its lease does, and a renewal moves the end."""
    held = HeldQuestions(TEN)
    held.hold(["a", "b"], 100.0)
    held.extend(["b"], 105.0)
    assert [held.until(each) for each in "ab"] == [108.5, 113.5]


def test_what_is_let_go_is_not_held_again() -> None:
    """A renewal that comes back after a question was finished does not keep it from others."""
    held = HeldQuestions(TEN)
    held.hold(["a"], 100.0)
    held.drop("a")
    held.extend(["a"], 105.0)
    assert (held.held(), held.until("a")) == ([], None)


def test_what_was_taken_over_stops_at_once() -> None:
    """Work on a question that another process has stops now, and its claim is renewed no more."""
    held = HeldQuestions(TEN)
    held.hold(["a", "b"], 100.0)
    held.lose(["a", "unknown"])
    assert (held.held(), held.until("a"), held.until("unknown")) == (["b"], 0.0, None)


def test_one_process_holds_for_ever() -> None:
    """Where no other process answers nothing ends, and there is nothing to renew."""
    held = HeldQuestions(None)
    held.hold(["a"], 100.0)
    held.extend(["a"], 100.0)
    assert (held.held(), held.until("a")) == ([], None)


def test_a_question_waits_for_half_a_minute_at_most() -> None:
    """The lease of a process that was killed, and the pause until another looks, leave time to answer."""
    assert timedelta(seconds=20) >= LEASE * (1 + _LOOK)
