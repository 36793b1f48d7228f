"""What is due of a watch and a digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from bot.subscriptions.due_stories import (
    BURST,
    MOST_STORIES,
    TOO_LATE,
    Occasion,
    Outage,
    due_of_digest,
    due_of_turns,
    due_of_watch,
    is_edit_due,
    version_of,
)
from bot.subscriptions.records import (
    QuietHours,
    SendingKind,
    SendingState,
    SubscriptionState,
    Turn,
    TurnKind,
    WhenEmpty,
)
from tests.contracts.test_subscription_store import sending
from tests.doubles.catalogue_records import article
from tests.doubles.subscriptions import NOW, digest, news, watch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.subscriptions.records import NewsStory, Sending, Watch

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = QuietHours(start=time(22), end=time(13), zone="UTC")  # noon is in it


def due(
    stories: Sequence[NewsStory],
    history: Sequence[Sending] = (),
    *,
    of: Watch | None = None,
    quiet: QuietHours | None = None,
    now: datetime = NOW + MINUTE,
    outage: Outage | None = None,
) -> Sending | None:
    """Return what is due of a watch a minute after `NOW`."""
    return due_of_watch(of or watch(), stories, history, quiet, Occasion(now=now, outage=outage))


def test_new_story_is_due_once() -> None:
    """A story that is first there is due; where one of its articles was told, it is not, whatever its id is now."""
    story = news()
    planned = due([story])
    assert planned is not None
    assert (planned.kind, planned.stories, planned.articles) == (SendingKind.STORY, (story.id,), (story.id,))
    early = article("early", published=NOW - HOUR, first_seen=NOW)
    grown = news(others=[early])
    assert grown.id != story.id
    assert due([grown], [replace(planned, state=SendingState.SENT)]) is None


def test_first_run_is_silent() -> None:
    """What was collected before a watch was made, or published while it slept, is never due."""
    assert due([news(first_seen=NOW - 2 * HOUR)]) is None
    asleep = watch(snoozed_until=NOW + HOUR)
    assert due([news()], of=asleep) is None
    assert due([news()], of=asleep, now=NOW + 2 * HOUR) is None
    assert due([news(published=NOW + 90 * MINUTE)], of=asleep, now=NOW + 2 * HOUR) is not None
    assert due([news()], of=watch(state=SubscriptionState.GONE)) is None


def test_night_holds_and_batches() -> None:
    """Nothing is due at night; what many stories there are in the morning come together, the widest told first."""
    stories = [news(f"n{number}", origins=number + 1) for number in range(MOST_STORIES + 2)]
    assert due(stories, quiet=NIGHT) is None
    batch = due(stories, quiet=NIGHT, now=NOW + 2 * HOUR)
    assert batch is not None
    assert (batch.kind, batch.more, len(batch.articles)) == (SendingKind.BATCH, 2, len(stories))
    assert batch.stories == tuple(story.id for story in reversed(stories[2:]))
    assert due(stories[:BURST], now=NOW + HOUR) == due(stories[:1], now=NOW + HOUR)  # few come one by one


def test_nothing_floods() -> None:
    """After three posts within an hour the rest waits, and then comes together; while one is open all wait."""
    history = [sending(f"s{n}", state=SendingState.SENT, articles=(f"x{n}",)) for n in range(BURST)]
    stories = [news(f"n{number}") for number in range(BURST + 1)]
    assert due(stories, history) is None
    later = due(stories, history, now=NOW + HOUR)
    assert later is not None
    assert later.kind is SendingKind.BATCH
    assert due(stories, [sending(articles=("x",))]) is None
    assert due(stories, [sending(articles=("x",), state=SendingState.INTENDED)]) is None


def test_late_stories_are_counted_once() -> None:
    """What became a day old before it could be sent is left out, counted by the next post, and then told."""
    missed = [news(f"m{number}", published=NOW - DAY + MINUTE, first_seen=NOW - DAY + MINUTE) for number in range(3)]
    awake = watch(created=NOW - 2 * DAY)
    assert due(missed, of=awake, now=NOW + 2 * HOUR) is None
    given_up = sending("s", state=SendingState.LEFT_OUT, reason=TOO_LATE, articles=("z",), planned=NOW - DAY)
    planned = due([*missed, news()], [given_up], of=awake, now=NOW + 2 * HOUR)
    assert planned is not None
    assert (planned.left_out, len(planned.articles)) == (4, 5)
    sent = replace(planned, state=SendingState.SENT)
    ahead = replace(given_up, planned=NOW + 2 * DAY)  # by a clock that was put forward
    for past in (given_up, ahead):
        following = due([*missed, news(), news("next")], [past, sent], of=awake, now=NOW + 2 * HOUR)
        assert following is not None
        assert following.left_out == 0


def test_what_was_missed_is_counted_however_late_the_next_story_is() -> None:
    """Before missed stories are looked at no more, they are kept as left out, so that the next post counts them."""
    missed = [news("m", published=NOW - DAY + MINUTE, first_seen=NOW - DAY + MINUTE)]
    awake, later = watch(created=NOW - 2 * DAY), NOW + 14 * HOUR
    moment = Occasion(now=later, fading=later - 36 * HOUR)
    kept = due_of_watch(awake, missed, [], None, moment)
    assert kept is not None
    assert (kept.state, kept.reason, kept.articles) == (SendingState.LEFT_OUT, TOO_LATE, (missed[0].id,))
    assert due_of_watch(awake, missed, [kept], None, moment) is None
    assert due_of_watch(awake, missed, [], NIGHT, Occasion(now=NOW, fading=NOW)) is None
    following = due([news("next", published=NOW + 9 * DAY)], [kept], of=awake, now=NOW + 9 * DAY + MINUTE)
    assert following is not None
    assert following.left_out == 1


def test_old_articles_of_a_new_feed_are_no_late_news() -> None:
    """What was only found long after its publication is neither told nor counted, but for an outage's time."""
    old = news("old", published=NOW - 3 * DAY)
    found = due([old, news()])
    assert found is not None
    assert (found.left_out, found.late) == (0, False)
    outage = Outage(since=NOW - 4 * DAY, until=NOW)
    found = due([old, news()], outage=outage)
    assert found is not None
    assert (found.left_out, found.late) == (1, True)


def test_digest_is_due_once() -> None:
    """A digest is due at its time: not before, not again, and a day later no more."""
    stories = [news(f"n{number}", published=NOW - HOUR, origins=number + 1) for number in range(9)]
    planned, until = due_of_digest(digest(), stories, (), None, NOW)
    assert planned is not None
    assert (until, planned.more, len(planned.stories), planned.late) == (NOW, 2, MOST_STORIES, False)
    assert planned.stories[0] == stories[-1].id
    assert due_of_digest(digest(), stories, (), None, NOW - MINUTE) == (None, None)
    assert due_of_digest(digest(last_covered=NOW), stories, (), None, NOW + HOUR) == (None, None)
    sent = replace(planned, state=SendingState.SENT)
    assert due_of_digest(digest(), stories, [sent], None, NOW + HOUR) == (None, None)
    assert due_of_digest(digest(), stories, (), NIGHT, NOW) == (None, None)
    late, _ = due_of_digest(digest(), stories, (), NIGHT, NOW + 2 * HOUR)
    assert late is not None
    assert late.late
    following, _ = due_of_digest(digest(), stories, (), None, NOW + DAY)
    assert following is not None
    assert following.id != planned.id


def test_digest_tells_nothing_twice_and_can_be_silent() -> None:
    """The next digest tells what came since; where that is nothing, it says so or is silent, and is covered."""
    planned, until = due_of_digest(digest(), [news(first_seen=NOW - HOUR)], (), None, NOW)
    assert planned is not None
    sent = replace(planned, state=SendingState.SENT)
    again = digest(last_covered=until)
    empty, _ = due_of_digest(again, [news(first_seen=NOW - HOUR)], [sent], None, NOW + DAY)
    assert empty is not None
    assert (empty.stories, empty.since) == ((), NOW)
    silent = replace(again, when_empty=WhenEmpty.SILENT)
    assert due_of_digest(silent, [], [sent], None, NOW + DAY) == (None, NOW + DAY)


def test_clock_that_was_ahead_costs_no_digest() -> None:
    """A digest that was sent by a clock a year ahead comes again at its time once the clock is right."""
    ahead = digest(last_covered=NOW + 365 * DAY)
    planned, until = due_of_digest(ahead, [news(first_seen=NOW - HOUR)], (), None, NOW)
    assert planned is not None
    assert (until, planned.stories) == (NOW, (news().id,))


def test_edits_and_turns() -> None:
    """More outlets edit a post, but not too often or at night; a turn goes below a post that stands, once."""
    story = news(others=[article("two", publisher="Second", published=NOW)])
    post = sending(state=SendingState.SENT, message="1.0", version="1 outlets, 1 origins")
    assert is_edit_due(post, story, None, NOW)
    assert not is_edit_due(post, story, NIGHT, NOW)
    assert not is_edit_due(replace(post, not_before=NOW + MINUTE), story, None, NOW)
    assert is_edit_due(replace(post, not_before=NOW + DAY), story, None, NOW)  # by a clock that was wrong
    assert not is_edit_due(replace(post, version=version_of(story)), story, None, NOW)
    assert not is_edit_due(post, story, None, NOW + 4 * DAY)
    turn = Turn(id="t", kind=TurnKind.DENIAL, article=article(), was="It is.", now="It is not.")
    (reply,) = due_of_turns(watch(), post, [turn], None, NOW)
    assert (reply.parent, reply.turn, reply.kind) == (post.id, turn, SendingKind.TURN)
    assert due_of_turns(watch(), post, [turn], NIGHT, NOW) == []
    assert due_of_turns(watch(), sending(), [turn], None, NOW) == []
    assert due_of_turns(watch(), post, [turn], None, NOW + 15 * DAY) == []


def backlog(name: str = "old", **changes: Any) -> NewsStory:
    """Return a story of which all stood in a feed when it was first read."""
    return news(name, backlog=True, **changes)


def test_backlog_is_never_due() -> None:
    """What stood in a feed that was added is sent to no watch, nor counted, until an article is news."""
    added = [backlog(f"b{number}") for number in range(30)]
    assert due(added) is None
    grown = backlog(others=[article("news", published=NOW, first_seen=NOW)])
    planned = due([*added, grown])
    assert planned is not None
    assert (planned.kind, planned.stories, len(planned.articles)) == (SendingKind.STORY, (grown.id,), 2)
    assert due(added, of=watch(created=NOW - 3 * DAY), now=NOW + DAY + HOUR) is None
    beside = due([*added, news()], of=watch(created=NOW - 3 * DAY), now=NOW + HOUR)
    assert beside is not None
    assert (beside.stories, beside.left_out) == ((news().id,), 0)


def test_backlog_makes_nothing_recent() -> None:
    """A story is as recent as what is news of it: a later article that stood in a feed that was added is none."""
    begun = article("begun", published=NOW - 2 * DAY, first_seen=NOW)
    assert due([backlog(others=[begun])]) is None
    recent = replace(begun, published=NOW - HOUR)
    outage = Outage(since=NOW - 3 * HOUR, until=NOW - MINUTE)
    planned = due([backlog(others=[recent])], outage=outage)
    assert planned is not None
    assert planned.late


def test_digest_tells_backlog_of_its_time_alone() -> None:
    """A digest tells what was published in its time, however it came; of the day before only what is news."""
    within, before = NOW - HOUR, NOW - DAY - HOUR
    stories = [
        backlog("within", published=within, first_seen=NOW),
        backlog("before", published=before, first_seen=NOW),
        news("late", published=before, first_seen=NOW),
        backlog(
            "both", published=before, first_seen=NOW, others=[article("x", published=before - DAY, first_seen=NOW)]
        ),
    ]
    planned, _ = due_of_digest(digest(created=NOW - 9 * DAY), stories, (), None, NOW + MINUTE)
    assert planned is not None
    assert set(planned.stories) == {stories[0].id, stories[2].id}
