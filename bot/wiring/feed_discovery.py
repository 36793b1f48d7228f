"""The feed behind an address, as a person types it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from bot.wiring.components import fetcher, sandbox
from bot.wiring.installation import SystemClock
from indexer.errors import AddressRefused, UsageError

if TYPE_CHECKING:
    from bot.config.sections import Settings
    from bot.operations.feed_trials import Discovery


def address_of(url: str) -> str:
    """Return the address of a feed or site in its usual form. Raises `UsageError` if it is no address."""
    from indexer.config.values import feed_address
    from indexer.feeds import to_address

    try:
        return feed_address(to_address(url))
    except ValueError as error:
        raise UsageError(f"{url}: {error}") from error


def discover(settings: Settings | None, address: str, *, allow: str) -> Discovery:
    """Return the feed behind an address. Raises `FetchError` or `NotAFeed` if there is none to be had.

    `allow` says in words how private addresses are allowed, for one that is refused.
    """
    from bot.operations.feed_trials import find

    with closing(fetcher(settings, SystemClock())) as client, closing(sandbox()) as confined:
        try:
            return find(client, confined, address)
        except AddressRefused as error:
            raise AddressRefused(error.url, f"{error.reason}; if it is meant, {allow}") from error
