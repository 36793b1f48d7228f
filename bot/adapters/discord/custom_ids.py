"""What comes back from a button or a window: which one it is, and what it stands for (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.adapters.chat.button_actions import DOWN, UP
from bot.adapters.messages import message

if TYPE_CHECKING:
    from typing import Any

_ACTIONS = (UP, DOWN, message.MORE, message.SHARE_ANSWER, message.SHARE_PAGE, message.NEXT, message.PREVIOUS)

TEMPLATE = rf"(?P<action>{'|'.join(_ACTIONS)}):(?P<value>.+)"
"""What a button's custom id looks like."""

_VOTE = re.compile(rf"(?:{UP}|{DOWN}):(.+)")
_COMMENT = "comment:"


def custom_id(action: str, value: str) -> str:
    """Return a button's custom id; what it stands for must be short: Discord takes 100 characters."""
    return f"{action}:{value}"


def comment_id(asked_id: str, vote: int) -> str:
    """Return the custom id of the window that asks for a comment on an answer."""
    return _COMMENT + message.vote_value(asked_id, vote)


def comment_of(custom: str) -> tuple[str, int] | None:
    """Return the question's id and the vote that a window's custom id stands for; None if it is none of ours."""
    return message.vote_of(custom.removeprefix(_COMMENT)) if custom.startswith(_COMMENT) else None


def asked_in(components: list[Any]) -> str:
    """Return the id of the question that one of the bot's own messages answers, "" for one that is no answer."""
    for row in components:
        for each in getattr(row, "children", ()):
            if found := _VOTE.fullmatch(str(getattr(each, "custom_id", ""))):
                return found[1]
    return ""
