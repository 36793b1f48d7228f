"""What the classes of a chat platform's adapter share, whichever platform it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.messages import notices

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from bot.adapters.chat.executors import Work
    from bot.adapters.messages.message import Markup, Told
    from bot.config import LimitSettings
    from bot.conversation.service import QuestionService


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member, as far as it matters here; what the platform does not tell is ""."""

    zone: str = ""  # IANA name
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Whoever runs the bot."""

    say: Callable[[str], None]  # tells them something
    state: Callable[[str], None] = lambda _: None  # keeps how the adapter is, where they can look it up


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The desk behind, and how it is set up."""

    platform: str
    desk: QuestionService
    limits: LimitSettings
    zone: tzinfo  # what "today" means where the asker's own zone is not known
    work: Work
    markup: Markup

    def notice(self, text: str) -> Told:
        """Return a line as what is told."""
        return notices.notice(text, self.markup)

    def too_many(self) -> Told:
        """Return what is said to a member who has used up what one may ask."""
        return self.notice(notices.too_many(self.limits.per_user))

    def not_here(self) -> Told:
        """Return what is said where the bot may not answer."""
        return self.notice(notices.not_here(self.markup))
