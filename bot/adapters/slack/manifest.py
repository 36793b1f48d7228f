"""The app's manifest, with the fewest scopes that it needs (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.config.sections import SlackSettings

PLACEHOLDER = "https://byline.example.com"
"""Stands for the public address in HTTP mode until it is known."""

PATH = "/slack/events"
"""The path that Slack posts to in HTTP mode."""

HEALTH_PATH = "/health"
"""The path at which a balancer asks, in the same mode, whether questions can be stored."""

APP_SCOPE = "connections:write"
"""The scope of the app-level token, which Socket Mode needs and no manifest can ask for."""

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to be asked by a mention",
    "assistant:write": "to be an agent: suggested prompts in the messages tab",
    "channels:history": "after a crash: to see whether an answer or a post stands in a public channel",
    "chat:write": "to answer, to post for watches and digests, and to show that an answer is on its way",
    "commands": "for the slash command",
    "groups:history": "after a crash: to see whether an answer or a post stands in a private channel",
    "im:history": "to be asked in the messages tab",
    "metadata.message:read": "after a crash: an answer or a post is known by its metadata",
    "reactions:write": "to show that an answer is on its way where no status can be shown",
    "users:read": "for the asker's time zone, which decides what “today” means",
}
"""The bot token's scopes, each with its purpose."""

EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked")
FOLLOW_UP_EVENTS = ("message.channels", "message.groups")
"""Also needed to answer in a thread without a mention."""

PROMPTS: tuple[tuple[str, str], ...] = (
    ("Models", "What is the latest on open-weight models?"),
    ("Money", "What is the latest on AI funding?"),
    ("Jobs", "Which AI companies are cutting jobs?"),
)
"""Title and message of the prompts that are suggested when the messages tab is opened; Slack takes at most four.

Each names a subject: to one that names none ("What is new?") no sentence of an article is an answer.
"""

_NAME = "Byline"
_SHORT = "Answers questions about AI-industry news, with links to the articles."
_LONG = """\
Byline answers questions about AI-industry news from the feeds that your workspace has chosen. Every sentence of an \
answer names the article that it comes from, with a link and a date; where the articles do not tell, Byline says so \
and shows the nearest ones. Mention it in a channel, write to it in its messages tab, or use its slash command to \
search. It runs on a machine of your own."""
_HINT = "QUERY [since:7d source:reuters kind:announcement] | ask QUESTION | latest [TOPIC] | \
watch QUERY | digest WHEN | watches | scope | feeds | help"


def manifest(settings: SlackSettings, url: str = "") -> dict[str, Any]:
    """Return the app's manifest for these settings; `url` is the public address of the bot in HTTP mode."""
    address = "" if settings.mode == "socket" else (url or PLACEHOLDER).rstrip("/") + PATH
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": _NAME,
            "description": _SHORT,
            "long_description": _LONG,
            "background_color": "#1f2a44",
        },
        "features": _features(settings, address),
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(settings, address),
    }


def _features(settings: SlackSettings, address: str) -> dict[str, Any]:
    slash = {
        "command": settings.command,
        "description": "Search AI-industry news, or ask about it",
        "usage_hint": _HINT,
        "should_escape": False,
        **({"url": address} if address else {}),
    }
    return {
        "app_home": {
            "home_tab_enabled": False,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": _NAME, "always_online": True},
        "agent_view": {
            "agent_description": _SHORT,
            "suggested_prompts": [{"title": title, "message": message} for title, message in PROMPTS],
        },
        "slash_commands": [slash],
    }


def _settings(settings: SlackSettings, address: str) -> dict[str, Any]:
    events = sorted((*EVENTS, *(FOLLOW_UP_EVENTS if settings.thread_follow_up else ())))
    where = {"request_url": address} if address else {}
    return {
        "event_subscriptions": {**where, "bot_events": events},
        "interactivity": {"is_enabled": True, **where},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not address,
        "token_rotation_enabled": False,
    }


def manifest_yaml(settings: SlackSettings, url: str = "") -> str:
    """Return the manifest as YAML, to be pasted where Slack makes an app from a manifest."""
    import yaml

    written: str = yaml.safe_dump(manifest(settings, url), sort_keys=False, allow_unicode=True, width=110)
    return f"# Change nothing but the name (twice), if you like.\n{written}"
