"""Records of links that hide an address, and of who waits for it (all frozen)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A link that hides the publisher's address, which only the service behind it tells."""

    token: str  # the service's own, which every spelling of the link has in common
    link: str  # as it was met
    url: str = ""  # the publisher's; empty until it is known
    due: datetime | None = None  # None: known, or given up
    attempts: int = 0  # that failed
    error: str = ""


class Waiter(StrEnum):
    """What waits for the address behind a link."""

    LINK = "link"  # of a feed's entry, by its key
    ARTICLE = "article"  # which names it as an origin's, by its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who is to be told the address behind a link."""

    token: str
    what: Waiter
    key: str
