"""The records of questions from a platform: where they were asked, and how far their answers have come (all frozen)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta

    from bot.model import Answer, RefusalReason
    from indexer.model import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on a platform something is said."""

    platform: str  # "slack", "discord"
    team: str  # the workspace or server; "" for a direct message that belongs to none
    channel: str
    thread: str = ""  # the root message's id; "": there is none, and so no conversation to follow up


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters that an asker stated, as they were written: what "7d" or a day means, time and zone decide."""

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a channel draws on, and when it is not to be disturbed. Empty fields leave nothing out."""

    tags: tuple[str, ...] = ()  # of feeds: what one of them has named
    kinds: tuple[Kind, ...] = ()
    language: str = ""  # ISO 639-1
    quiet: str = ""  # "22:00-07:00"
    zone: str = ""  # of the quiet hours and of digests, an IANA name; "": the configured one


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many questions may be asked within a time."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was put to the bot, or a search."""

    id: str  # see `asked_id`
    place: Place
    user: str
    text: str  # as it was written, less the mention of the bot and the filters; "" once it is erased
    filters: Filters = field(default_factory=Filters)  # erased with the text
    zone: str = ""  # the asker's, by its IANA name; "": not known, the configured one stands in
    received: datetime  # it decides what "today" means, and nothing published later is used
    private: bool = False  # only the asker sees the answer: an ephemeral one, or a direct message


def asked_id(*parts: str) -> str:
    """Return the id of what was asked from platform, team, channel and message.

    What is delivered twice has one id. It is short enough for a button's value on every platform.
    """
    return ":".join(parts)


class Verdict(StrEnum):
    """What becomes of a question."""

    ACCEPTED = "accepted"  # it is stored: it has to be answered, or an apology given
    DUPLICATE = "duplicate"  # it is known already: nothing is to be done or said
    TOO_MANY = "too many"  # its asker has asked too much of late: to be told so
    BUSY = "busy"  # too many questions wait already: the asker is to be told so


class DeliveryState(StrEnum):
    """How far the answer to a question has come."""

    ACCEPTED = "accepted"  # the question is stored
    INTENDED = "intended"  # the answer is stored and about to be posted: it may stand there or not
    POSTED = "posted"
    FAILED = "failed"  # nothing more will be said; `reason` says why


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A question with its answer, on its way or out."""

    asked: Asked
    state: DeliveryState
    answer: Answer | None = None  # None: none yet, or an apology was given instead; articles come without their text
    nonce: str = ""  # what the post carries, so that it can be looked for; at most 25 characters
    message: str = ""  # the id of the posted message; "" before, and where the platform gives none
    reason: str = ""  # in words: why an apology was given, or why nothing was said
    note_intended: bool = False  # a note on a correction was about to be posted: it may stand there or not


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredQuestion:
    """A question of which nothing was found, as far as others may know of it."""

    received: datetime
    reason: RefusalReason
    private: bool  # only its asker saw the answer
    text: str = ""  # as it was written; "": it is private, or its text is not kept


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWeek:
    """What a week's questions came to, without anything of them."""

    first: date  # its Monday, in UTC
    answered: int = 0
    refused: Mapping[RefusalReason, int] = field(default_factory=dict)
    up: int = 0  # votes that were cast in it
    down: int = 0

    @property
    def questions(self) -> int:
        """How many were answered, or had nothing found."""
        return self.answered + sum(self.refused.values())
