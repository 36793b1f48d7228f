"""What several machines that share a catalogue agree on there; part of `indexer.ports`.

All times are the database's: those of the machines may differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from indexer.model import Follower, HeldLease
    from indexer.model.feeds import Link


class LeaseStore(Protocol):
    """Leases: what only one process does at a time, for as long as it says again and again that it lives."""

    def take_leases(self, names: Sequence[str], holder: str, seconds: float) -> Mapping[str, int]:
        """Take or renew those that are free, over or the holder's own, for some seconds from now.

        Return the fence of each that the holder has from then on: a number that goes up with every other holder.
        """

    def confirm_lease(self, name: str, holder: str, fence: int) -> None:
        """Raise `LeaseLost` unless the holder has it still, and keep it so until the transaction around this ends."""

    def release_leases(self, holder: str) -> None:
        """Give back all that a holder has, and the feeds, links and places at hosts that it works on."""

    def leases(self) -> list[HeldLease]:
        """Return the leases that are not over, by name."""


class ClaimStore(Protocol):
    """Which process works on a feed or a link. A claim holds for as long as its process has the lease of its name."""

    def claim_feeds(self, urls: Sequence[str], holder: str) -> set[str]:
        """Claim feeds that no other living process has claimed; return those."""

    def claim_links(self, keys: Sequence[str], holder: str, due: datetime | None) -> list[Link]:
        """Claim links likewise, and return them as they are now.

        Those alone that are due at a time; None: whether they are due or not.
        """

    def claimed_feeds(self, urls: Sequence[str], holder: str) -> set[str]:
        """Return those of some feeds that are still the holder's."""

    def claimed_links(self, keys: Sequence[str], holder: str) -> set[str]:
        """Return those of some links that are still the holder's."""

    def unclaim_feeds(self, urls: Sequence[str], holder: str) -> None:
        """Give feeds back."""

    def unclaim_links(self, keys: Sequence[str], holder: str) -> None:
        """Give links back."""


class HostTurnStore(Protocol):
    """The places for requests to one site, all processes together."""

    def take_turn(self, site: str, places: int, holder: str, seconds: float) -> int | None:
        """Take one of so many places, for some seconds at most; return its number, None if all are taken."""

    def give_turn_back(self, site: str, place: int, holder: str) -> None:
        """Let another have a place."""


class FollowerStore(Protocol):
    """The lexical indexes of machines, each with its own place in the outbox."""

    def follow(self, name: str, seq: int) -> None:
        """Keep up to which change a follower has come, and that it was seen."""

    def followers(self) -> list[Follower]:
        """Return the followers that were seen within the last 7 days, by name."""


class CoordinationStore(LeaseStore, ClaimStore, HostTurnStore, FollowerStore, Protocol):
    """All that machines agree on."""
