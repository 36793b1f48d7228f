"""Evaluations: how often, of what, and what is left to the next one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.subscriptions.planner import Planner
from bot.subscriptions.records import SendingState
from indexer.errors import LeaseLost
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.subscriptions import (
    NOW,
    FakeRelevance,
    FakeStories,
    FakeSubscriptionStore,
    FakeTeller,
    digest,
    news,
    watch,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.subscriptions.records import NewsStory, Watch


class Counting(FakeRelevance):
    """Counts what it is asked; fails while it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.fails = False

    def watches_on(self, story: NewsStory, watches: Sequence[Watch]) -> Collection[str]:
        """Count, and compare."""
        if self.fails:
            raise RuntimeError
        self.asked.append((story.id, len(watches)))
        return super().watches_on(story, watches)


def test_evaluations_cost_what_is_new() -> None:
    """Nothing is asked twice of a story and a watch, half a minute passes between looks, and a fault costs one look."""
    clock, store, relevance = FakeClock(NOW), FakeSubscriptionStore(), Counting()
    stories = FakeStories(news(tags=("chips",)))
    planner = Planner(
        store=store,
        stories=stories,
        relevance=relevance,
        teller=FakeTeller(),
        quiet=lambda _: None,
        journal=FakeJournal(),
        clock=clock,
    )
    store.add(watch())
    relevance.fails = True
    planner.keep_up(has_news=True)
    relevance.fails = False
    planner.keep_up(has_news=False)  # too soon
    assert store.open_sendings() == []
    assert relevance.prepared == 1
    clock.advance(timedelta(seconds=30))
    planner.keep_up(has_news=False)
    planner.keep_up(has_news=True)
    (planned,) = store.open_sendings()
    store.update(replace(planned, state=SendingState.SENT, message="1.0"))
    store.add(watch("w2"))
    stories.stories.append(news("two", tags=("ai",)))
    planner.keep_up(has_news=True)
    assert sorted(relevance.asked) == sorted([(news().id, 1), (news().id, 1), (news("two").id, 2)])
    assert [each.subscription for each in store.open_sendings()] == ["w2"]
    assert relevance.prepared == 1


def test_a_process_that_leads_no_more_plans_nothing() -> None:
    """What was evaluated while another process took over is not planned; who leads again asks everything anew."""
    clock, store, relevance = FakeClock(NOW), FakeSubscriptionStore(), Counting()
    leads = [False]

    @contextmanager
    def fenced() -> Iterator[None]:
        if not leads.pop(0):
            raise LeaseLost
        yield

    planner = Planner(
        store=store,
        stories=FakeStories(news(tags=("chips",))),
        relevance=relevance,
        teller=FakeTeller(),
        quiet=lambda _: None,
        journal=FakeJournal(),
        clock=clock,
        fenced=fenced,
    )
    store.add(watch())
    planner.keep_up(has_news=True)
    assert (store.open_sendings(), len(relevance.asked)) == ([], 1)
    planner.begin_anew()
    leads = [True, True]
    planner.keep_up(has_news=True)
    assert (len(store.open_sendings()), len(relevance.asked)) == (1, 2)


def test_digest_on_request_tells_and_marks_nothing() -> None:
    """What a digest would tell now is told as often as it is asked for, and comes at its time all the same."""
    clock, store = FakeClock(NOW - timedelta(hours=1)), FakeSubscriptionStore()
    story = news(published=NOW - timedelta(hours=2), first_seen=NOW - timedelta(hours=2))
    planner = Planner(
        store=store,
        stories=FakeStories(story),
        relevance=FakeRelevance(),
        teller=FakeTeller(),
        quiet=lambda _: None,
        journal=FakeJournal(),
        clock=clock,
    )
    store.add(digest())
    assert planner.requested(digest()) == planner.requested(digest()) == [story]
    assert planner.run() == 0
    clock.time = NOW
    assert planner.run() == 1
    assert store.open_sendings()[0].stories == (story.id,)
