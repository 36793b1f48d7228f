"""The window that asks for a comment on an answer (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.adapters.chat.button_actions import MAX_COMMENT
from bot.adapters.messages.message import vote_of, vote_value
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMENT = "comment_on_answer"
"""The callback id of the window."""

_BLOCK = "comment"
_INPUT = "text"


def comment_view(asked_id: str, vote: int) -> dict[str, Any]:
    """Return the view for a comment on an answer that was just rated 1 or -1."""
    good = vote > 0
    return {
        "type": "modal",
        "callback_id": COMMENT,
        "private_metadata": vote_value(asked_id, vote),
        "title": _plain("Thank you"),
        "submit": _plain("Send"),
        "close": _plain("Skip"),
        "blocks": [
            {
                "type": "input",
                "block_id": _BLOCK,
                "optional": True,
                "label": _plain("What was good about it?" if good else "What was wrong with it?"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": _INPUT,
                    "multiline": True,
                    "max_length": MAX_COMMENT,
                },
            }
        ],
    }


def comment_of(view: Mapping[str, Any]) -> tuple[str, int, str] | None:
    """Return question id, vote and comment of a view that was sent; None for one that is not ours.

    The view comes from outside: an empty comment stands for what is no text.
    """
    rated = vote_of(str(view.get("private_metadata")))
    if rated is None:
        return None
    return *rated, plaintext.scrub(_written(view)).strip()[:MAX_COMMENT]


def _written(view: Mapping[str, Any]) -> str:
    try:
        value = view["state"]["values"][_BLOCK][_INPUT]["value"]
    except (KeyError, TypeError):  # a part is missing, or not what it should be
        return ""
    return value if isinstance(value, str) else ""


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}
