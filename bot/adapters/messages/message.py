"""What a message holds, in a platform's markup, and what a platform's markup has to be able to do (pure).

The same words are said on every platform: `answers`, `pages` and `notices` put them together with a `Markup`, and
the platform makes of what is told a message of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.adapters.messages.formatting import length

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

MORE = "more_sources"
SHARE_ANSWER = "share_answer"
SHARE_PAGE = "share_page"
NEXT = "page_next"
PREVIOUS = "page_previous"

_VOTES = {"up": 1, "down": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button; its value comes back with the press, and whoever reads it may not trust it."""

    action: str
    text: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines that belong together."""

    lines: tuple[str, ...]
    heading: str = ""
    apart: bool = False  # each line stands for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said, whole; lines, headings and notes are in the platform's markup."""

    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()  # in small print, below
    rated: str = ""  # the id of the question whose answer this is; "": nothing to rate
    buttons: tuple[Button, ...] = ()

    def without(self, action: str) -> Told:
        """Return it without the buttons of an action."""
        return replace(self, buttons=tuple(each for each in self.buttons if each.action != action))

    @property
    def lines(self) -> list[str]:
        """What is said, less headings and small print."""
        return [line for part in self.parts for line in part.lines]


class Markup(Protocol):
    """How a platform writes lines, and how much it takes. No text that is given to it can act as markup."""

    statement: int  # characters of a statement; a longer one is cut at a sentence's end
    title: int  # characters of an article's title
    snippet: int
    alone: str  # where a member can talk to the bot alone, in words

    def text(self, text: str) -> str:
        """Return a text as one line that shows it as it is."""

    def cut(self, text: str, limit: int) -> str:
        """Return a text as one line of at most so many characters of markup, cut after a sentence, else a word."""

    def strong(self, shown: str) -> str:
        """Return what is markup already, in bold."""

    def code(self, text: str) -> str:
        """Return words of the bot's own as something to type."""

    def link(self, url: str, label: str, limit: int) -> str:
        """Return a link with a label of at most so many characters; the label alone, if the address may not be one."""

    def linkable(self, url: str) -> bool:
        """Tell whether an address may be linked."""

    def day(self, when: datetime, zone: tzinfo) -> str:
        """Return a date; the zone is the reader's, as far as it is known."""

    def minute(self, when: datetime, zone: tzinfo) -> str:
        """Return a time."""

    def place(self, channel: str) -> str:
        """Return a channel's name by its id."""

    def room(self, told: Told) -> int:
        """Return how many characters of lines fit in beside what is told."""


def vote_value(asked_id: str, vote: int) -> str:
    """Return what stands for a vote (1 or -1) on the answer to a question in what comes back from a platform."""
    return f"{'up' if vote > 0 else 'down'} {asked_id}"


def vote_of(value: str) -> tuple[str, int] | None:
    """Return the question's id and the vote that a value stands for; None if it stands for none."""
    word, _, asked_id = value.partition(" ")
    return (asked_id, _VOTES[word]) if word in _VOTES and asked_id else None


def fitting(lines: Iterable[str], room: int, each: int = 1) -> list[str]:
    """Return the first lines that fit into so many characters; `each` line takes so many beside its own."""
    kept = []
    for line in lines:
        room -= length(line) + each
        if room < 0:
            break
        kept.append(line)
    return kept
