"""What a message says, before a platform renders it (pure).

The functions that format answers, search pages and notices return a `Message`, whose lines are in the markup of one
platform; the platform renders it as Block Kit or as an embed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.messages.answer_words import MOST_CHOICES
from bot.adapters.messages.formatting import length

if TYPE_CHECKING:
    from collections.abc import Iterable

MORE = "more_sources"
SHARE_ANSWER = "share_answer"
SHARE_PAGE = "share_page"
NEXT = "page_next"
PREVIOUS = "page_previous"
MORE_STORIES = "more_stories"
CHOICES = tuple(f"choose_{number}" for number in range(1, MOST_CHOICES + 1))
START, NARROWER, CANCEL = "watch_start", "watch_narrower", "watch_cancel"
PREVIEWS = tuple(f"watch_preview_{number}" for number in range(1, 5))
NOT_THIS, SNOOZE, STOP = "watch_not_this", "watch_snooze", "watch_stop"
MOST_LISTED = 20
STOPS = tuple(f"listed_stop_{number}" for number in range(1, MOST_LISTED + 1))
RESUMES = tuple(f"listed_start_{number}" for number in range(1, MOST_LISTED + 1))
SUBSCRIPTIONS = (START, NARROWER, CANCEL, *PREVIEWS, NOT_THIS, SNOOZE, STOP, *STOPS, *RESUMES)
UP, DOWN = "vote_up", "vote_down"
"""Actions of buttons. Messages that were posted hold them: another name would leave their buttons without effect."""

VOTES = {UP: 1, DOWN: -1}

MAX_COMMENT = 1_000
"""Characters of a comment on an answer."""

_VOTE_WORDS = {"up": 1, "down": -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button. Its value comes back from the platform, so it may have been forged."""

    action: str
    text: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePart:
    """Lines that belong together."""

    lines: tuple[str, ...]
    heading: str = ""
    spaced: bool = False  # each line is a paragraph of its own
    beside: bool = False  # it stands beside other such parts, where the platform has room for that

    @property
    def all_lines(self) -> tuple[str, ...]:
        """The heading, if there is one, and the lines."""
        return (self.heading, *self.lines) if self.heading else self.lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A whole message; lines, headings and notes are in the platform's markup."""

    parts: tuple[MessagePart, ...] = ()
    notes: tuple[str, ...] = ()  # small print at the end
    rated: str = ""  # id of the question that this answers; "": nothing to rate
    buttons: tuple[Button, ...] = ()

    def without(self, action: str) -> Message:
        """Return the message without the buttons of an action."""
        return replace(self, buttons=tuple(each for each in self.buttons if each.action != action))

    @property
    def lines(self) -> list[str]:
        """The lines of all parts, without small print and without headings but those of sides."""
        return [line for part in self.parts for line in (part.all_lines if part.beside else part.lines)]


def format_vote(asked_id: str, vote: int) -> str:
    """Return a vote (1 or -1) on the answer to a question as the value of a button or form."""
    return f"{'up' if vote > 0 else 'down'} {asked_id}"


def parse_vote(value: str) -> tuple[str, int] | None:
    """Return the question's id and the vote in a value; None if it holds no vote."""
    word, _, asked_id = value.partition(" ")
    return (asked_id, _VOTE_WORDS[word]) if word in _VOTE_WORDS and asked_id else None


def fit(lines: Iterable[str], room: int, each: int = 1) -> list[str]:
    """Return the first lines that fit into `room` characters, counting `each` more characters for every line."""
    kept = []
    for line in lines:
        room -= length(line) + each
        if room < 0:
            break
        kept.append(line)
    return kept
