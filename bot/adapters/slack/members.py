"""Members' names, and the time zones that decide what "today" means to them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from bot.adapters.chat.context import Member
from bot.adapters.slack.api import translated
from indexer.errors import PlatformError

if TYPE_CHECKING:
    from bot.adapters.slack.api import SlackApi

_LIFETIME = 86_400.0  # seconds that a profile is cached
_RETRY = 300.0  # seconds until a profile that Slack did not give is asked for again
_CAPACITY = 10_000  # profiles


class SlackMembers:
    """Members' profiles, asked for once a day."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._cache: dict[str, tuple[float, Member]] = {}  # user -> (cached until, member)

    def cached(self, user: str) -> Member:
        """Return a member without asking Slack: without zone and name, if they are not cached."""
        until, member = self._cache.get(user, (0.0, Member()))
        return member if until > time.monotonic() else Member()

    async def zone_of(self, user: str) -> str:
        """Return a member's time zone by its IANA name."""
        return (await self.get(user)).zone

    async def get(self, user: str) -> Member:
        """Return a member: without zone and name if Slack does not tell them, since an answer can do without."""
        until, member = self._cache.get(user, (0.0, Member()))
        if until > time.monotonic():
            return member
        try:
            with translated("users.info"):
                member, lasts = _member((await self._api.hasty.users_info(user=user)).get("user") or {}), _LIFETIME
        except PlatformError:
            member, lasts = Member(), _RETRY
        if len(self._cache) >= _CAPACITY:
            self._cache.clear()
        self._cache[user] = (time.monotonic() + lasts, member)
        return member


def _member(user: dict[str, Any]) -> Member:
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Member(zone=str(user.get("tz") or ""), name=str(name))
