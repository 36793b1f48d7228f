"""The blocks of Block Kit that are used, each within Slack's limits (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.adapters.messages import labels
from bot.adapters.messages.formatting import length, pack
from bot.adapters.messages.message import format_vote
from bot.adapters.slack.escaping import shorten, unlink

if TYPE_CHECKING:
    from collections.abc import Iterable

    Block = dict[str, Any]

SECTION = 3_000
"""Characters of a section's text."""

FIELD, FIELDS = 2_000, 10
"""Characters of a field, and fields of a section."""

ROOM = 12_000
"""Characters of all blocks of a message; above about 13,200 Slack answers `msg_blocks_too_long`."""

FALLBACK = 3_900
"""Characters of a message's text, for notifications and screen readers; `chat.update` allows 4,000."""

FEEDBACK = "feedback"
_BUTTON_TEXT = 75
_VALUE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """A whole message. It must be posted with `unfurl_links=False, unfurl_media=False`."""

    text: str  # mrkdwn, shown where blocks are not; it can ping, so it is escaped like them
    blocks: tuple[Block, ...]

    @property
    def payload(self) -> dict[str, Any]:
        """Return the arguments of `chat.postMessage` and its like."""
        return {"text": self.text, "blocks": list(self.blocks)}


def section(text: str) -> Block:
    """Return a section of mrkdwn; `verbatim` keeps Slack from making links of names and hosts in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def fields(texts: Iterable[str]) -> Block:
    """Return a section whose texts stand in two columns; see `FIELD` and `FIELDS`."""
    return {"type": "section", "fields": [section(text)["text"] for text in texts]}


def context(text: str) -> Block:
    """Return a small grey line of mrkdwn."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def actions(*buttons: Block) -> list[Block]:
    """Return a row of buttons, at most 25; no row, if there are none."""
    return [{"type": "actions", "elements": list(buttons)}] if buttons else []


def button(action: str, text: str, value: str) -> Block:
    """Return a button. Its value comes back with a click, and may have been forged."""
    label = {"type": "plain_text", "text": shorten(text, _BUTTON_TEXT), "emoji": True}
    return {"type": "button", "action_id": action, "text": label, "value": value[:_VALUE]}


def feedback(asked_id: str) -> Block:
    """Return the buttons that rate the answer to a question; see `parse_vote`."""
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                "positive_button": _vote(labels.GOOD, labels.GOOD_DESCRIPTION, format_vote(asked_id, 1)),
                "negative_button": _vote(labels.BAD, labels.BAD_DESCRIPTION, format_vote(asked_id, -1)),
            }
        ],
    }


def _vote(text: str, label: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": text, "emoji": True}, "accessibility_label": label, "value": value}


def stack(lines: Iterable[str]) -> list[Block]:
    """Return lines of mrkdwn in as few sections as possible; no line is split."""
    return [section(text) for text in pack(lines, SECTION)]


def fallback(lines: Iterable[str]) -> str:
    """Return as many whole lines of mrkdwn as fit into a message's text, without links from bare addresses."""
    held = pack(lines, FALLBACK)
    return unlink(held[0]) if held else ""


def size(part: Any) -> int:
    """Return the characters of all strings in a block or in blocks, names of fields included."""
    if isinstance(part, dict):
        return sum(length(name) + size(value) for name, value in part.items())
    if isinstance(part, list | tuple):
        return sum(map(size, part))
    return length(part) if isinstance(part, str) else len(str(part))
