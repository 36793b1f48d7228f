"""Who may see an answer: decided by its question, not by what a button says (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model.chat import Asked, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A person who wants to see, rate or share an answer, and where they are."""

    user: str
    place: Place
    alone: bool = False  # in their own conversation with the bot, which nobody else sees


def may_see(viewer: Viewer, asked: Asked) -> bool:
    """Tell whether a viewer may see or rate the answer to a question.

    An answer in a channel is for everybody there. A private one is for its asker: there, and alone with the bot, where
    it was sent if its channel could not be used.
    """
    if not asked.private:
        return _is_there(viewer, asked)
    return viewer.user == asked.user and (_is_there(viewer, asked) or _is_alone(viewer, asked))


def may_share(viewer: Viewer, asked: Asked) -> bool:
    """Tell whether a viewer may post an answer where they are: only their own, only where they asked."""
    return asked.private and viewer.user == asked.user and _is_there(viewer, asked)


def _is_there(viewer: Viewer, asked: Asked) -> bool:
    here, there = viewer.place, asked.place
    return (here.platform, here.team, here.channel) == (there.platform, there.team, there.channel)


def _is_alone(viewer: Viewer, asked: Asked) -> bool:
    """Tell whether a viewer is alone with the bot, in the same workspace if their conversation belongs to one."""
    here, there = viewer.place, asked.place
    return viewer.alone and here.platform == there.platform and here.team in (there.team, "")
