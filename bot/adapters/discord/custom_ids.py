"""The custom ids of buttons and forms: the action and its value in at most 100 characters (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.adapters.messages.message import (
    CHOICES,
    DOWN,
    MORE,
    MORE_STORIES,
    NEXT,
    PREVIOUS,
    SHARE_ANSWER,
    SHARE_PAGE,
    SUBSCRIPTIONS,
    UP,
    format_vote,
    parse_vote,
)

if TYPE_CHECKING:
    from typing import Any

_ACTIONS = (UP, DOWN, MORE, MORE_STORIES, *CHOICES, SHARE_ANSWER, SHARE_PAGE, NEXT, PREVIOUS, *SUBSCRIPTIONS)

TEMPLATE = rf"(?P<action>{'|'.join(_ACTIONS)}):(?P<value>.+)"
"""Regular expression for the custom id of a button."""

_OF_ANSWERS = re.compile(rf"(?:{'|'.join((UP, DOWN, *CHOICES))}):(.+)")  # every answer has some of these buttons
_COMMENT = "comment:"


def custom_id(action: str, value: str) -> str:
    """Return a button's custom id; the value must be short, since Discord takes 100 characters."""
    return f"{action}:{value}"


def comment_id(asked_id: str, vote: int) -> str:
    """Return the custom id of the form for a comment on an answer."""
    return _COMMENT + format_vote(asked_id, vote)


def parse_comment(custom: str) -> tuple[str, int] | None:
    """Return the question's id and the vote in the custom id of a form; None for a form of another kind."""
    return parse_vote(custom.removeprefix(_COMMENT)) if custom.startswith(_COMMENT) else None


def holds(components: list[Any], text: str) -> bool:
    """Return whether a text stands in the custom id of one of a message's buttons."""
    return any(
        text in str(getattr(each, "custom_id", "")) for row in components for each in getattr(row, "children", ())
    )


def find_asked_id(components: list[Any]) -> str:
    """Return the id of the question that a message of the bot answers, "" for a message that is no answer."""
    for row in components:
        for each in getattr(row, "children", ()):
            if found := _OF_ANSWERS.fullmatch(str(getattr(each, "custom_id", ""))):
                return found[1]
    return ""
