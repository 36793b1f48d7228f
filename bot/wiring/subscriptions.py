"""Watches and digests of an opened installation: what plans them, and what members make and change."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from indexer.indexing.lease_keeper import LEADER

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Any

    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.answering import Answering
    from bot.conversation.service import QuestionService
    from bot.model.chat import Place
    from bot.subscriptions.catalogue_stories import CatalogueStories
    from bot.subscriptions.planner import Planner
    from bot.subscriptions.ports import Destination, Relevance
    from bot.subscriptions.posts import PostMaker
    from bot.subscriptions.records import Digest, DigestPost, QuietHours, Watch
    from bot.subscriptions.relevance import StoryRelevance
    from bot.subscriptions.sender import Sender
    from bot.subscriptions.sending_loop import SendingLoop
    from bot.wiring.installation import Engines
    from indexer.model import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """The parts for the process that collects and serves chat platforms."""

    planner: Planner  # for the thread that collects
    chat: ChatSubscriptions


def subscribing(opened: Engines, questions: QuestionService) -> Subscribing:
    """Return the parts; scopes and tags are those by which questions are answered."""
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.subscriptions.catalogue_stories import CatalogueStories
    from bot.subscriptions.exclusions import narrowing
    from bot.subscriptions.posts import PostMaker
    from bot.subscriptions.schedule import quiet_hours
    from bot.subscriptions.service import SubscriptionService

    relevance = story_relevance(opened, questions.answering, questions.scopes.within)
    stories = CatalogueStories(opened.catalogue)
    posts = PostMaker(stories=stories, teller=stories)
    zone = str(getattr(opened.settings.byline.timezone, "key", "UTC"))

    def quiet(place: Place) -> QuietHours | None:
        return quiet_hours(questions.scopes.of(place), zone)

    planner = _planner(opened, stories, relevance, quiet)

    def requested(digest: Digest) -> DigestPost:
        return posts.requested(digest, planner.requested(digest), opened.clock.now())

    def narrowed(watch: Watch, story: str) -> str:
        found = stories.stories_with([story]).get(story)
        return narrowing(watch.query, found.articles[0], relevance.background().shares) if found else ""

    chat = ChatSubscriptions(
        service=SubscriptionService(store=opened.subscriptions, quiet=quiet, clock=opened.clock),
        sender=partial(_sender, opened, posts, quiet),
        preview=relevance.preview,
        narrowing=narrowed,
        requested=requested,
        quiet=quiet,
        edits=lambda: planner.edits,
        clock=opened.clock,
    )
    return Subscribing(planner=planner, chat=chat)


def story_relevance(
    opened: Engines, answering: Answering, within: Callable[[Place, Selection], Selection] | None = None
) -> StoryRelevance:
    """Return what tells which stories a subscription is on; `within` narrows a selection to a place's scope."""
    from bot.config.subjects import configured_fields
    from bot.subscriptions.relevance import StoryRelevance

    path = opened.settings.answers.subjects
    return StoryRelevance(
        library=opened.catalogue,
        lexical=opened.lexical,
        vectors=opened.vectors,
        embedder=opened.embedder,
        nearest=answering.retrieval.nearest,
        clock=opened.clock,
        zone=opened.settings.byline.timezone,
        subjects=answering.subjects,
        fields=configured_fields(path) if path else None,
        tags=answering.tags,
        within=within,
    )


def sending_loop(parts: Subscribing, destinations: Iterable[Destination]) -> SendingLoop:
    """Return the use case that sends what is planned to destinations that need no chat platform."""
    from bot.subscriptions.sending_loop import SendingLoop

    return SendingLoop([parts.chat.sender(each, asyncio.to_thread) for each in destinations], parts.chat.edits)


def _planner(
    opened: Engines, stories: CatalogueStories, relevance: Relevance, quiet: Callable[[Place], QuietHours | None]
) -> Planner:
    """Return the use case that plans what is due of watches and digests, for the one thread that collects."""
    from bot.subscriptions.planner import Planner

    return Planner(
        store=opened.subscriptions,
        stories=stories,
        relevance=relevance,
        teller=stories,
        quiet=quiet,
        journal=opened.journal,
        clock=opened.clock,
        fenced=partial(opened.duty(LEADER).fenced, opened.catalogue),
    )


def _sender(
    opened: Engines,
    posts: PostMaker,
    quiet: Callable[[Place], QuietHours | None],
    destination: Destination,
    run_io: Callable[..., Awaitable[Any]],
) -> Sender:
    """Return the use case that sends what is planned to one platform."""
    from bot.subscriptions.sender import Sender

    leader = opened.duty(LEADER)
    return Sender(
        destination=destination,
        store=opened.subscriptions,
        posts=posts,
        quiet=quiet,
        clock=opened.clock,
        meter=opened.meter,
        run_io=run_io,
        leads=lambda: leader.fence,
        fenced=partial(leader.fenced, opened.catalogue),
    )
