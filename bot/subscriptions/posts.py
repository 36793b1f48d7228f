"""What a sending says: its stories as they are now, told by checked statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.subscriptions.due_stories import MOST_STORIES, version_of
from bot.subscriptions.records import (
    BatchPost,
    Digest,
    DigestPost,
    SendingKind,
    Shown,
    StoryPost,
    TurnPost,
    Watch,
    WhenEmpty,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.subscriptions.ports import StorySource, StoryTeller
    from bot.subscriptions.records import NewsStory, Post, Sending, StoryItem, Subscription

STATEMENTS = 2
"""Of a story that has a post of its own, at most; among others it has one."""

_LOOKED_UP = 100  # articles by which the stories of a sending are looked up


class PostMaker:
    """Makes posts from sendings. Reads the disk."""

    def __init__(self, *, stories: StorySource, teller: StoryTeller) -> None:
        self._stories = stories
        self._teller = teller

    def post(self, sending: Sending, subscription: Subscription) -> Post | None:
        """Return what a sending says now; None if there is nothing left of it that can be told."""
        if isinstance(subscription, Digest):
            return self._digest(sending, subscription)
        if sending.turn:
            return TurnPost(watch=subscription, turn=sending.turn)
        if sending.kind is SendingKind.STORY:
            items = self._items(sending, STATEMENTS)
            return (
                StoryPost(watch=subscription, item=items[0], left_out=sending.left_out, late=sending.late)
                if items
                else None
            )
        items = self._items(sending, 1)
        return _batch(sending, subscription, items) if items else None

    def requested(self, digest: Digest, stories: Sequence[NewsStory], now: datetime) -> DigestPost:
        """Return what a digest tells on request, of stories that count most first; nothing of it counts as told."""
        told = [self._teller.tell(story, 1) for story in stories[:MOST_STORIES]]
        items = tuple(item for item in told if item)
        more = len(stories) - len(told)
        return DigestPost(digest=digest, items=items, more=more, since=digest.last_covered, until=now)

    def _digest(self, sending: Sending, digest: Digest) -> Post | None:
        items = self._items(sending, 1)
        if not items and (sending.stories or digest.when_empty is WhenEmpty.SILENT):
            return None
        until = sending.until or sending.planned
        return DigestPost(
            digest=digest,
            items=items,
            more=sending.more,
            since=sending.since or digest.last_covered,
            until=until,
            late=sending.late,
        )

    def _items(self, sending: Sending, statements: int) -> tuple[StoryItem, ...]:
        known = self._stories.stories_with([*sending.stories, *sending.articles[:_LOOKED_UP]])
        found: dict[str, NewsStory] = {}
        for key in sending.stories:
            if story := _story(key, known):
                found.setdefault(story.id, story)
        told = (self._teller.tell(story, statements) for story in found.values())
        return tuple(item for item in told if item)


def shown_of(post: Post) -> tuple[str, tuple[Shown, ...]]:
    """Return the version of what a post shows, and its statements."""
    if isinstance(post, TurnPost):
        return "", ()
    items = (post.item,) if isinstance(post, StoryPost) else post.items
    version = version_of(post.item.story) if isinstance(post, StoryPost) else ""
    return version, tuple(
        Shown(text=claim.text, article=claim.citations[0].article.id) for item in items for claim in item.statements
    )


def _batch(sending: Sending, watch: Watch, items: tuple[StoryItem, ...]) -> BatchPost:
    return BatchPost(watch=watch, items=items, more=sending.more, left_out=sending.left_out, late=sending.late)


def _story(key: str, known: Mapping[str, NewsStory]) -> NewsStory | None:
    """Return a story by its id, which is that of its first article; that one may be gone, and the others not."""
    return known.get(key) or next((story for story in known.values() if story.id == key), None)
