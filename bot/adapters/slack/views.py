"""The form for a comment on an answer (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.adapters.messages import labels
from bot.adapters.messages.message import MAX_COMMENT, format_vote, parse_vote
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMENT = "comment_on_answer"
"""The callback id of the form."""

_BLOCK = "comment"
_INPUT = "text"


def comment_view(asked_id: str, vote: int) -> dict[str, Any]:
    """Return the form for a comment on an answer that was rated 1 or -1."""
    return {
        "type": "modal",
        "callback_id": COMMENT,
        "private_metadata": format_vote(asked_id, vote),
        "title": _plain(labels.COMMENT_TITLE),
        "submit": _plain(labels.COMMENT_SEND),
        "close": _plain(labels.COMMENT_SKIP),
        "blocks": [
            {
                "type": "input",
                "block_id": _BLOCK,
                "optional": True,
                "label": _plain(labels.comment_question(vote)),
                "element": {
                    "type": "plain_text_input",
                    "action_id": _INPUT,
                    "multiline": True,
                    "max_length": MAX_COMMENT,
                },
            }
        ],
    }


def parse_comment(view: Mapping[str, Any]) -> tuple[str, int, str] | None:
    """Return question id, vote and comment of a submitted form; None for a form of another kind.

    The form may have been forged: a comment that is no text is empty.
    """
    rated = parse_vote(str(view.get("private_metadata")))
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
