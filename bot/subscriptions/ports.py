"""What subscriptions need of the world: a store, the catalogue's stories, what is relevant, and places to send to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.ports import SubscriptionUpkeep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.model.chat import Place
    from bot.subscriptions.records import (
        Digest,
        NewsStory,
        Post,
        Sending,
        StoryItem,
        Subscription,
        Turn,
        Watch,
    )


class SubscriptionStore(SubscriptionUpkeep, Protocol):
    """Watches, digests and what was sent for them. Safe to use from several threads.

    Each method is one transaction, on the disk when it returns.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Make one transaction of a block: of all threads and processes one at a time is within such a block.

        An exception that leaves the block undoes what was stored in it.
        """

    def add(self, subscription: Subscription) -> bool:
        """Store a watch or a digest; return False, and change nothing, if one of that id is there."""

    def change(self, subscription: Subscription) -> None:
        """Store a watch or a digest in place of the one of that id; nothing happens if there is none.

        When it was sent last, and up to when it is covered, stays as it is stored.
        """

    def get(self, subscription_id: str) -> Subscription | None:
        """Return a watch or a digest."""

    def remove(self, subscription_id: str) -> None:
        """Remove a watch or a digest; what was sent for it is kept for as long as the rest."""

    def watches(self, place: Place | None = None) -> list[Watch]:
        """Return all watches, or those of a place, the oldest first; threads of a place are not told apart."""

    def digests(self, place: Place | None = None) -> list[Digest]:
        """Return all digests, or those of a place, likewise."""

    def plan(self, sendings: Sequence[Sending], covered: Mapping[str, datetime] | None = None) -> None:
        """Store sendings that are not there yet, and up to when digests, by their ids, are covered: all or nothing."""

    def update(self, sending: Sending) -> None:
        """Store what became of a sending; once it was sent, its subscription's `last_sent`, too."""

    def sending(self, sending_id: str) -> Sending | None:
        """Return a sending."""

    def open_sendings(self, platform: str = "") -> list[Sending]:
        """Return those that are planned or intended, the oldest first; of one platform, if one is given."""

    def told(self, articles: Collection[str]) -> list[Sending]:
        """Return the sendings, turns left out, that tell or count one of some articles."""

    def sent(self, subscription_id: str, since: datetime) -> list[Sending]:
        """Return what was planned for a subscription since a time, turns left out, the oldest first."""

    def left_out(self, subscription_id: str) -> list[Sending]:
        """Return what will not be sent of what was planned for a subscription, the oldest first."""

    def counts(self) -> Mapping[str, int]:
        """Return the number of subscriptions by kind and state ("watches active"), and of sendings by state."""

    def forget(self, before: datetime) -> None:
        """Remove sendings that were planned before a time and are no longer open."""


class StorySource(Protocol):
    """The catalogue's stories, as they are decided. Articles come without their text."""

    def stories_since(self, since: datetime) -> list[NewsStory]:
        """Return the stories with an article that was published, or revised, since a time, the oldest first."""

    def stories_with(self, articles: Collection[str]) -> Mapping[str, NewsStory]:
        """Return the story of each article that still has one, by the article's id."""


class Relevance(Protocol):
    """Which subscriptions a story is on."""

    def prepare(self) -> None:
        """Learn what takes long before anybody waits for it; all works without."""

    def watches_on(self, story: NewsStory, watches: Sequence[Watch]) -> Collection[str]:
        """Return the ids of the watches that a story is on."""

    def digests_on(self, story: NewsStory, digests: Sequence[Digest]) -> Collection[str]:
        """Return the ids of the digests that a story belongs into, by their filters, tags and scope."""


class StoryTeller(Protocol):
    """Tells stories in checked statements."""

    def tell(self, story: NewsStory, statements: int) -> StoryItem | None:
        """Return a story with at most so many statements; None if nothing of it can be told with a source."""

    def turns(self, story: NewsStory, sending: Sending) -> Sequence[Turn]:
        """Return what has become of a story since it was posted, the oldest first."""


class Destination(Protocol):
    """One platform to send to. Where it cannot be looked for a post, `find` raises `Refused`: it is not sent again.

    Methods raise `indexer.errors.NotNow` if the platform wants to be asked again later, `PlaceGone` if the bot was
    removed or the place is no more, `Refused` if it does not take a post, and `Unsure` if it cannot be learnt whether
    the post stands.
    """

    @property
    def platform(self) -> str:
        """Its name, as `bot.model.chat.Place` has it."""

    async def send(self, place: Place, post: Post, nonce: str) -> str:
        """Post once, without looking whether it stands; return the post's id."""

    async def edit(self, place: Place, message: str, post: Post) -> None:
        """Put a post in place of an earlier one; doing it twice does no harm."""

    async def reply(self, place: Place, message: str, post: Post, nonce: str) -> str:
        """Post into the thread of an earlier post; return the new one's id."""

    async def find(self, place: Place, nonce: str, since: datetime, message: str = "") -> str | None:
        """Return the id of the post that carries a nonce, None if there is none.

        It was posted since a time; in the thread of the post `message`, if one is given. Raises `Unsure` if it cannot
        be learnt.
        """

    async def tell_admin(self, text: str) -> None:
        """Tell the admins a line, in whatever way the platform has for that; where there is none it is logged."""
