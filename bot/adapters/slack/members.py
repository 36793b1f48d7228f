"""Members' names, and the time zones that decide what "today" means to them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from cachetools import TLRUCache

from bot.adapters.chat.context import ChatMember
from bot.adapters.slack.api import translated
from indexer.errors import PlatformError

if TYPE_CHECKING:
    from bot.adapters.slack.api import SlackApi

_LIFETIME = 86_400.0  # seconds that a profile is cached
_RETRY = 300.0  # seconds until a profile that Slack did not give is asked for again
_CAPACITY = 10_000  # profiles


_UNKNOWN = ChatMember()


class SlackMembers:
    """Members' profiles, asked for once a day."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._cache: TLRUCache[str, ChatMember] = TLRUCache(_CAPACITY, _expiry, time.monotonic)

    def cached(self, user: str) -> ChatMember:
        """Return a member without asking Slack: without zone and name, if they are not cached."""
        return self._cache.get(user, _UNKNOWN)

    async def zone_of(self, user: str) -> str:
        """Return a member's time zone by its IANA name."""
        return (await self.get(user)).zone

    async def get(self, user: str) -> ChatMember:
        """Return a member: without zone and name if Slack does not tell them, since an answer can do without."""
        if (member := self._cache.get(user)) is None:
            member = self._cache[user] = await self._load(user)
        return member

    async def _load(self, user: str) -> ChatMember:
        try:
            with translated("users.info"):
                return _member((await self._api.hasty.users_info(user=user)).get("user") or {})
        except PlatformError:
            return _UNKNOWN


def _expiry(_user: str, member: ChatMember, now: float) -> float:
    return now + (_RETRY if member == _UNKNOWN else _LIFETIME)


def _member(user: dict[str, Any]) -> ChatMember:
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return ChatMember(zone=str(user.get("tz") or ""), name=str(name))
