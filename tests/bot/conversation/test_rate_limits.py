"""How much is answered at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import rate_limits
from bot.conversation.rate_limits import Capacity, OpenQuestions, PerUser
from bot.model.chat import Rate
from indexer.errors import BylineError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_user_asks_again_after_a_while() -> None:
    """A user who has asked as much as is allowed may ask again when the first question is old enough."""
    allowed = PerUser(Rate(count=2, per=MINUTE))
    times = [timedelta(), MINUTE / 2, MINUTE * 0.9, MINUTE, MINUTE * 1.4, MINUTE * 1.5]
    assert [allowed.take("U1", NOW + each) for each in times] == [True, True, False, True, False, True]


def test_who_has_to_wait_learns_how_long() -> None:
    """Until the oldest question that counts is old enough; asking meanwhile makes it no longer."""
    allowed = PerUser(Rate(count=2, per=MINUTE))
    times = [timedelta(), MINUTE / 2, MINUTE * 0.75, MINUTE * 0.75, MINUTE]
    assert [allowed.wait("U1", NOW + each) for each in times] == [
        timedelta(),
        timedelta(),
        *[MINUTE / 4] * 2,
        timedelta(),
    ]


def test_users_do_not_count_for_each_other() -> None:
    """One user's questions leave another's alone."""
    allowed = PerUser(Rate(count=1, per=MINUTE))
    assert [allowed.take(user, NOW) for user in ("U1", "U1", "U2")] == [True, False, True]


@given(st.integers(1, 5), st.lists(st.integers(0, 30), max_size=60))
def test_never_more_than_allowed(count: int, gaps: list[int]) -> None:
    """Within any span of the given length, no more questions are allowed than the limit says."""
    allowed, now, taken = PerUser(Rate(count=count, per=MINUTE)), NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if allowed.take("U1", now):
            taken.append(now)
    assert all(later - earlier >= MINUTE for earlier, later in zip(taken, taken[count:], strict=False))


def test_many_users_are_not_remembered_for_ever() -> None:
    """Users who have not asked of late are let go, without a limit being lost."""
    allowed = PerUser(Rate(count=1, per=MINUTE))
    for number in range(rate_limits.MANY):
        allowed.take(f"U{number}", NOW)
    assert allowed.take("late", NOW + MINUTE)
    assert not allowed.take("late", NOW + MINUTE)
    assert len(allowed) == 1


def test_a_finished_question_makes_room() -> None:
    """There is room for so many questions, and for one more when one is done."""
    questions = OpenQuestions(2)
    assert [questions.add(each, NOW) for each in "abc"] == [True, True, False]
    questions.remove("a")
    questions.remove("unknown")
    assert questions.add("c", NOW)
    assert "c" in questions
    assert "a" not in questions


def test_lost_question_takes_no_room_for_ever() -> None:
    """A question of which nothing is heard again makes room for another in the end."""
    questions = OpenQuestions(1)
    questions.add("a", NOW)
    assert not questions.add("b", NOW + MINUTE)
    assert questions.add("b", NOW + timedelta(hours=2))


def test_question_from_before_a_restart_takes_room() -> None:
    """What was accepted earlier takes room even where there is none."""
    questions = OpenQuestions(1)
    questions.add_in_any_case("a", NOW)
    questions.add_in_any_case("b", NOW)
    assert not questions.add("c", NOW)


@pytest.mark.parametrize("limit", [1, 7])
def test_the_limit_holds_from_many_threads(limit: int) -> None:
    """However many ask at once, no more get in than there is room for."""
    questions = OpenQuestions(limit)
    with ThreadPoolExecutor(16) as threads:
        taken = list(threads.map(lambda number: questions.add(str(number), NOW), range(200)))
    assert taken.count(True) == limit


def test_who_waits_for_an_answer_has_a_slot_or_is_told_so() -> None:
    """Beyond those in work and those who may wait, whoever wants an answer at once is told to come again."""
    capacity = Capacity(concurrency=1, queue=1)
    assert capacity.questions.add("a chat question", NOW)
    with capacity.slot(NOW):
        says = "^too many questions are waiting: ask again in a minute$"
        with pytest.raises(BylineError, match=says), capacity.slot(NOW):
            pass
        assert len(capacity.questions) == 2
    assert len(capacity.questions) == 1
    with capacity.slot(NOW):
        assert not capacity.slots.acquire(blocking=False)


def test_a_clock_that_is_put_back_makes_nobody_wait_longer() -> None:
    """After the clock was put back by a day a user waits for the span from then on, and lost questions make room."""
    allowed, back = PerUser(Rate(count=1, per=MINUTE)), NOW - timedelta(days=1)
    assert [allowed.take("U1", at) for at in (NOW, back, back + MINUTE)] == [True, False, True]
    questions = OpenQuestions(1)
    hour = timedelta(hours=1)
    assert [questions.add(f"q{n}", at) for n, at in enumerate((NOW, back, back + hour))] == [True, False, True]
