"""What is due to whom: from the stories, the clock and what was sent already to the sendings to be planned (pure).

A story is told to a watch once: where one of its articles was told, it was. That holds whatever becomes of a story's
id, which follows from its oldest article, and that may come in late. Where the clock was put back or forward, it holds
as well: what decides is what was sent, and times only bound how far is looked back.

What stood in a feed when it was first read, and what was imported, is backlog: a watch is sent a story only once it has
an article that is news, and that one's time is the story's. A digest tells what was published in its time, and does not
ask how it came; but of the time of an earlier digest it tells what is news alone, for else adding a feed would tell
days anew that were told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.subscriptions.records import (
    Sending,
    SendingKind,
    SendingState,
    SubscriptionState,
    WhenEmpty,
    nonce_of,
    sending_id,
)
from bot.subscriptions.schedule import is_quiet, last_time

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.subscriptions.records import Digest, NewsStory, QuietHours, Subscription, Turn, Watch

OLDEST = timedelta(days=1)
"""What is older than this is told no more, and counted where it was missed."""

BURST = 3
"""Posts of a watch in `BURST_SPAN`: what comes beyond them is told together."""

BURST_SPAN = timedelta(hours=1)

MOST_STORIES = 7
"""Stories that one post tells; further ones are counted."""

EDITED_FOR = timedelta(days=3)
"""For how long a post is edited when more outlets tell its story."""

EDIT_PAUSE = timedelta(minutes=10)
"""Between two edits of a post."""

FOLLOWED_FOR = timedelta(days=14)
"""For how long what becomes of a story goes into the thread of its post."""

MOST_TURNS = 5
"""Turns in the thread of one post."""

TOO_LATE = "it could not be sent within a day"
"""The reason of a sending that was left out, and is counted by the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which nothing was collected or decided."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """When is decided, and what is known of the time before."""

    now: datetime
    outage: Outage | None = None  # the last one, if it ended within a day
    fading: datetime | None = None  # stories from before are soon not looked at any more


def due_of_watch(
    watch: Watch, stories: Iterable[NewsStory], history: Sequence[Sending], quiet: QuietHours | None, moment: Occasion
) -> Sending | None:
    """Return what is to be sent for a watch, given the stories that it is on; None: nothing now.

    `history` are its sendings that tell one of these stories, that were planned within the last weeks, or that are
    open. One at a time: while one is open, everything else waits, and is then told together. Where there is nothing to
    be sent with which missed stories can be counted, it is a sending that is left out, so that a later one does.
    """
    now = moment.now
    if is_silent(watch, quiet, now) or any(is_open(sending) for sending in history):
        return None
    fresh = [
        (story, when)
        for story in untold(stories, history)
        if (when := story.reported) and _is_after_start(story, watch)
    ]
    timely = [(story, when) for story, when in fresh if when > now - OLDEST]
    if not timely:
        fading = [(story, when) for story, when in fresh if moment.fading and when <= moment.fading]
        missed = [story for story, when in fading if _was_missed(story, when, moment.outage)]
        return _left_out_sending(watch, missed, now) if missed else None
    posts = sum(now - BURST_SPAN < each.planned <= now for each in history)
    if posts >= BURST:
        return None
    missed = [story for story, when in fresh if when <= now - OLDEST and _was_missed(story, when, moment.outage)]
    told = timely[:1] if len(timely) <= BURST - posts else timely
    late = moment.outage is not None and told[0][1] <= moment.outage.until
    return _watch_sending(watch, [story for story, _ in told], missed, _uncounted(history), late=late, now=now)


def due_of_digest(
    digest: Digest, stories: Iterable[NewsStory], history: Sequence[Sending], quiet: QuietHours | None, now: datetime
) -> tuple[Sending | None, datetime | None]:
    """Return the digest that is to be sent, if any, and up to when it is covered then; None: it is as it was.

    `history` are its sendings that tell one of these stories, that were planned within the last days, or that are
    open. A digest that is more than a day late is left to the next one, and so is what it would have told.
    """
    due = due_time(digest, history, now)
    if due is None or is_quiet(quiet, now):
        return None, None
    since = covered_until(digest, now)
    told = ranked(_of_digest(digest, stories, history, since))
    if not told and digest.when_empty is WhenEmpty.SILENT:
        return None, now
    sending = replace(
        _planned(digest, SendingKind.DIGEST, due.isoformat(), now),
        stories=tuple(story.id for story in told[:MOST_STORIES]),
        articles=_articles(told),
        more=max(0, len(told) - MOST_STORIES),
        since=since,
        late=now - due > BURST_SPAN,
    )
    return sending, now


def due_time(digest: Digest, history: Sequence[Sending], now: datetime) -> datetime | None:
    """Return the time at which a digest was to come that has not been sent; None: there is none."""
    if digest.state is not SubscriptionState.ACTIVE or any(is_open(sending) for sending in history):
        return None
    due = last_time(digest.schedule, now)
    if due is None or now - due >= OLDEST or due <= digest.created:
        return None
    if due <= digest.last_covered <= now:
        return None
    key = sending_id(digest.id, SendingKind.DIGEST, due.isoformat())
    return None if any(sending.id == key for sending in history) else due


def covered_until(digest: Digest, now: datetime) -> datetime:
    """Return up to when a digest's stories were told; a clock that was wrong may have said later than now."""
    return min(digest.last_covered, now - OLDEST) if digest.last_covered > now else digest.last_covered


def stories_of_digest(
    digest: Digest, stories: Iterable[NewsStory], history: Sequence[Sending], now: datetime
) -> list[NewsStory]:
    """Return what a digest would tell if it came now, what counts most first; nothing of it counts as told."""
    return ranked(_of_digest(digest, stories, history, covered_until(digest, now)))


def due_of_turns(
    watch: Watch, sending: Sending, turns: Iterable[Turn], quiet: QuietHours | None, now: datetime
) -> list[Sending]:
    """Return what is to be said in the thread of a post; what is there already has the same id."""
    stands = sending.state is SendingState.SENT and sending.message
    if watch.state is not SubscriptionState.ACTIVE or not stands or is_quiet(quiet, now):
        return []
    if now - sending.planned > FOLLOWED_FOR:
        return []
    return [
        replace(
            _planned(watch, SendingKind.TURN, turn.id, now),
            stories=sending.stories,
            articles=(turn.article.id,),
            turn=turn,
            parent=sending.id,
        )
        for turn in list(turns)[:MOST_TURNS]
    ]


def may_be_edited(sending: Sending, story: NewsStory, now: datetime) -> bool:
    """Tell whether a post of one story says less than is known by now, and is not too old to be edited."""
    return (
        sending.kind is SendingKind.STORY
        and sending.state is SendingState.SENT
        and bool(sending.message)
        and sending.version != version_of(story)
        and now - sending.planned <= EDITED_FOR
    )


def is_edit_due(sending: Sending, story: NewsStory, quiet: QuietHours | None, now: datetime) -> bool:
    """Tell whether a post is to be edited now."""
    is_waiting = sending.not_before is not None and now < sending.not_before <= now + EDIT_PAUSE
    return may_be_edited(sending, story, now) and not is_waiting and not is_quiet(quiet, now)


def version_of(story: NewsStory) -> str:
    """Return what of a story a post shows that may grow: its numbers of outlets and origins."""
    return f"{story.story.outlets} outlets, {story.story.origins} origins"


def untold(stories: Iterable[NewsStory], history: Iterable[Sending]) -> list[NewsStory]:
    """Return the stories of which nothing was told, the oldest first."""
    told = {article for sending in history for article in sending.articles if sending.kind is not SendingKind.TURN}
    fresh = [story for story in stories if told.isdisjoint(article.id for article in story.articles)]
    return sorted(fresh, key=lambda story: (story.began, story.id))


def ranked(stories: Iterable[NewsStory]) -> list[NewsStory]:
    """Return the stories with the most independent origins first, of equals the newest."""
    return sorted(stories, key=lambda story: (-story.story.origins, -story.newest.timestamp(), story.id))


def is_open(sending: Sending) -> bool:
    """Tell whether a sending still has to be sent."""
    return sending.state in (SendingState.PLANNED, SendingState.INTENDED)


def is_silent(watch: Watch, quiet: QuietHours | None, now: datetime) -> bool:
    """Tell whether a watch sends nothing at a time: it was stopped or snoozed, or it is night."""
    is_snoozed = watch.snoozed_until is not None and now < watch.snoozed_until
    return watch.state is not SubscriptionState.ACTIVE or is_snoozed or is_quiet(quiet, now)


def _of_digest(
    digest: Digest, stories: Iterable[NewsStory], history: Iterable[Sending], since: datetime
) -> list[NewsStory]:
    """Return what was not told of the time since; a day more is looked at, for news that came in late."""
    return [
        story
        for story in untold(stories, history)
        if story.seen > max(digest.created, since - OLDEST) and (story.newest > since or _is_late(story, since))
    ]


def _is_late(story: NewsStory, since: datetime) -> bool:
    """Tell whether a story is news of the day before a time."""
    return story.reported is not None and story.reported > since - OLDEST


def _is_after_start(story: NewsStory, watch: Watch) -> bool:
    return story.seen > watch.created and (watch.snoozed_until is None or story.began > watch.snoozed_until)


def _was_missed(story: NewsStory, when: datetime, outage: Outage | None) -> bool:
    """Tell whether news of a time would have been told in time, had all gone well: else it only was found late."""
    in_time = story.seen < when + OLDEST
    return in_time or (outage is not None and outage.since <= when <= outage.until)


def _uncounted(history: Sequence[Sending]) -> list[Sending]:
    """Return what came too late to be sent, and was not counted yet: what counts a sending has all its articles, too.

    When they were planned does not tell: clocks are put forward and back.
    """
    late = [each for each in history if each.state is SendingState.LEFT_OUT and each.reason == TOO_LATE]
    return [each for each in late if not any(set(each.articles) < set(other.articles) for other in history)]


def _watch_sending(
    watch: Watch,
    told: Sequence[NewsStory],
    missed: Sequence[NewsStory],
    uncounted: Sequence[Sending],
    *,
    late: bool,
    now: datetime,
) -> Sending:
    kind = SendingKind.STORY if len(told) == 1 else SendingKind.BATCH
    first = told if kind is SendingKind.STORY else ranked(told)[:MOST_STORIES]
    return replace(
        _planned(watch, kind, told[0].id, now),
        stories=tuple(story.id for story in first),
        articles=(*_articles([*told, *missed]), *(article for each in uncounted for article in each.articles)),
        left_out=len(missed) + sum(len(each.stories) + each.more + each.left_out for each in uncounted),
        more=len(told) - len(first),
        late=late,
    )


def _left_out_sending(watch: Watch, missed: Sequence[NewsStory], now: datetime) -> Sending:
    return replace(
        _planned(watch, SendingKind.BATCH, f"late {missed[0].id}", now),
        state=SendingState.LEFT_OUT,
        stories=tuple(story.id for story in missed),
        articles=_articles(missed),
        reason=TOO_LATE,
    )


def _planned(subscription: Subscription, kind: SendingKind, what: str, now: datetime) -> Sending:
    """Return a sending of `what` that is still to be filled; planned again it has the same id."""
    key = sending_id(subscription.id, kind, what)
    return Sending(
        id=key,
        subscription=subscription.id,
        kind=kind,
        place=subscription.place,
        planned=now,
        nonce=nonce_of(key),
        until=now,
    )


def _articles(stories: Collection[NewsStory]) -> tuple[str, ...]:
    return tuple(article.id for story in stories for article in story.articles)
