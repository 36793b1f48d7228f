"""The config file: `load` gives the settings of the whole program, or raises with every problem at once."""

from __future__ import annotations

from bot.config.loader import feed_identity, load, parse
from bot.config.sections import (
    AnswerSettings,
    BylineSettings,
    DiscordSettings,
    LimitSettings,
    MailSettings,
    ModelSettings,
    Settings,
    SlackSettings,
)
from bot.config.values import Endpoint, Shards

__all__ = [
    "AnswerSettings",
    "BylineSettings",
    "DiscordSettings",
    "Endpoint",
    "LimitSettings",
    "MailSettings",
    "ModelSettings",
    "Settings",
    "Shards",
    "SlackSettings",
    "feed_identity",
    "load",
    "parse",
]
