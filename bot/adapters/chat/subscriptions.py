"""The use cases of watches and digests, as a chat platform's adapter works with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.model.chat import Filters, Place
    from bot.subscriptions.ports import Destination
    from bot.subscriptions.previews import Preview
    from bot.subscriptions.records import Digest, DigestPost, QuietHours, Watch
    from bot.subscriptions.sender import Sender
    from bot.subscriptions.service import SubscriptionService
    from indexer.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSubscriptions:
    """What watches and digests in chat work with."""

    service: SubscriptionService
    sender: Callable[[Destination, Callable[..., Awaitable[Any]]], Sender]  # see `Sender` for the second one
    preview: Callable[[str, Filters, Place], Preview]  # of a query; searches, and raises `UsageError`
    narrowing: Callable[[Watch, str], str]  # the words that leave out a story, by its id; reads the disk
    requested: Callable[[Digest], DigestPost]  # what a digest would tell now; reads the disk
    quiet: Callable[[Place], QuietHours | None]  # reads the disk
    edits: Callable[[], Iterable[str]]  # ids of the sendings whose posts are to be edited
    clock: Clock
