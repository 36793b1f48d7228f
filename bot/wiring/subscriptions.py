"""Watches and digests of an opened installation: what plans them, and what members make and change."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.conversation.service import QuestionService
    from bot.model import Place
    from bot.subscriptions.planner import Planner
    from bot.subscriptions.ports import Destination
    from bot.subscriptions.records import Digest, DigestPost, QuietHours, Watch
    from bot.subscriptions.sending_loop import SendingLoop
    from bot.wiring.installation import Engines


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """The parts for the process that collects and serves chat platforms."""

    planner: Planner  # for the thread that collects
    chat: ChatSubscriptions


def subscribing(opened: Engines, questions: QuestionService) -> Subscribing:
    """Return the parts; scopes and tags are those by which questions are answered."""
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.subscriptions.catalogue_stories import CatalogueStories
    from bot.subscriptions.narrowing import narrowing
    from bot.subscriptions.posts import PostMaker
    from bot.subscriptions.schedule import quiet_hours

    relevance = opened.relevance(questions.answering, questions.scopes.within)
    stories = CatalogueStories(opened.catalogue)
    posts = PostMaker(stories=stories, teller=stories)
    zone = str(getattr(opened.settings.byline.timezone, "key", "UTC"))

    def quiet(place: Place) -> QuietHours | None:
        return quiet_hours(questions.scopes.of(place), zone)

    planner = opened.planner(relevance, quiet)

    def requested(digest: Digest) -> DigestPost:
        return posts.requested(digest, planner.requested(digest), opened.clock.now())

    def narrowed(watch: Watch, story: str) -> str:
        found = stories.stories_with([story]).get(story)
        return narrowing(watch.query, found.articles[0], relevance.background().shares) if found else ""

    chat = ChatSubscriptions(
        service=opened.subscription_service(quiet),
        sender=lambda destination, run_io: opened.sender(destination, quiet, run_io),
        preview=relevance.preview,
        narrowing=narrowed,
        requested=requested,
        quiet=quiet,
        edits=lambda: planner.edits,
        clock=opened.clock,
    )
    return Subscribing(planner=planner, chat=chat)


def sending_loop(parts: Subscribing, destinations: Iterable[Destination]) -> SendingLoop:
    """Return the use case that sends what is planned to destinations that need no chat platform."""
    from bot.subscriptions.sending_loop import SendingLoop

    return SendingLoop([parts.chat.sender(each, asyncio.to_thread) for each in destinations], parts.chat.edits)
