"""What is needed to learn the addresses behind links that hide them, as Protocols; part of `indexer.ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from indexer.model import Redirect, Waiting


class Resolver(Protocol):
    """Asks the service behind a link where it leads. Slow, and to be asked seldom."""

    def resolve(self, link: str) -> str:
        """Return the publisher's clean address; raise `FetchError` if it is not told, for whatever reason."""

    def close(self) -> None:
        """Give connections back; what is under way fails with `FetchError`."""


class RedirectStore(Protocol):
    """The links that hide an address, what was learnt of them, and who waits for it; kept for ever."""

    def redirects(self, tokens: Sequence[str]) -> Mapping[str, str]:
        """Return the addresses behind those of the tokens whose address is known."""

    def await_redirect(self, waiting: Waiting, link: str, now: datetime) -> None:
        """Remember who waits for the address behind a link, and ask for it, unless that was done before."""

    def due_redirects(self, now: datetime, limit: int) -> list[Redirect]:
        """Return the links to be asked about, the longest due first."""

    def record_redirect(self, redirect: Redirect) -> None:
        """Keep what was learnt of a link, or that it was not told."""

    def settled(self) -> list[tuple[Waiting, str]]:
        """Return those who wait for an address that is known by now, each with the address."""

    def served(self, waiting: Waiting) -> None:
        """Forget that somebody waits."""
