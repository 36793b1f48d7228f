"""What is posted for all to see."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.sharing import Shares
from tests.doubles.fakes import FakeClock, FakeJournal


def test_what_is_posted_for_all_is_posted_once() -> None:
    """What one process begins to share no other does, unless it is taken back, or not heard of for a while."""
    clock, journal = FakeClock(), FakeJournal()
    one, two = Shares(journal, clock), Shares(journal, clock)
    assert [one.begin("a"), two.begin("a"), two.begin("b")] == [True, False, True]
    two.take_back("b")
    assert one.begin("b")
    clock.advance(timedelta(minutes=3))
    assert two.begin("a")
    two.end("a")
    clock.advance(timedelta(hours=1))
    assert not one.begin("a")
