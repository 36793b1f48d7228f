"""What one process of several does (pure)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Role(StrEnum):
    """What a process does; any number of processes may have the same role."""

    ALL = "all"
    COLLECT = "collect"
    ANSWER = "answer"
    CHAT = "chat"

    @property
    def collects(self) -> bool:
        """Whether it polls feeds and fetches pages."""
        return self in {Role.ALL, Role.COLLECT}

    @property
    def answers(self) -> bool:
        """Whether it answers questions, for which it has a lexical index of its own."""
        return self is not Role.COLLECT

    @property
    def chats(self) -> bool:
        """Whether it serves chat platforms, and sends watches and digests."""
        return self in {Role.ALL, Role.CHAT}

    @property
    def duties(self) -> tuple[str, ...]:
        """The leases that it wants: what one process does at a time."""
        from indexer.indexing.lease_keeper import INDEXING, LEADER

        return (*([INDEXING] if self.collects else []), *([LEADER] if self.chats else []))


def role_problems(role: Role, *, has_server: bool, has_chroma: bool, has_platforms: bool) -> Iterator[str]:
    """Yield in words what a role lacks.

    `has_server` tells whether the catalogue is in a database that several machines reach, `has_chroma` likewise of the
    vectors, `has_platforms` whether anything is configured that watches and answers are posted to, or an address at
    which Atom feeds can be read.
    """
    if role is Role.ALL:
        return
    if not has_server:
        yield (
            f"--role {role} needs a catalogue that several machines share: set [catalogue] url to a Postgres database, "
            "as in postgresql+psycopg://host/byline; one machine does everything with --role all"
        )
    if not has_chroma:
        yield (
            f"--role {role} needs vectors that several machines share: set [store] url to a Chroma server, as in "
            "http://host:8000"
        )
    if role is Role.CHAT and not has_platforms:
        yield (
            "--role chat has nothing to serve: add [slack], [discord] or [mail], or [server] listen for Atom feeds; or "
            "take --role answer"
        )
