"""Who asks: the time zone that decides what "today" means to them, and their name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bot.adapters.chat.context import Person
from bot.adapters.slack.api import translated
from indexer.errors import PlatformError

if TYPE_CHECKING:
    from bot.adapters.slack.api import Web

_DAY = 86_400.0  # seconds that a profile is believed
_SOON = 300.0  # seconds after which one that could not be had is asked for again
_MANY = 10_000  # profiles that are remembered


class People:
    """Members' profiles, asked for once a day."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._known: dict[str, tuple[float, Person]] = {}  # user -> (believed until, who they are)

    def if_known(self, user: str) -> Person:
        """Return what is known of a member without asking Slack."""
        until, person = self._known.get(user, (0.0, Person()))
        return person if until > time.monotonic() else Person()

    async def person(self, user: str) -> Person:
        """Return a member; one without zone and name if Slack does not tell: an answer does not fail for want of it."""
        until, person = self._known.get(user, (0.0, Person()))
        if until > time.monotonic():
            return person
        try:
            with translated("users.info"):
                person, lasts = _person((await self._web.hasty.users_info(user=user)).get("user") or {}), _DAY
        except PlatformError:
            person, lasts = Person(), _SOON
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[user] = (time.monotonic() + lasts, person)
        return person


def _person(user: dict[str, Any]) -> Person:
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Person(zone=str(user.get("tz") or ""), name=str(name))
