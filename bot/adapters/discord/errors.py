"""What a refusal of Discord's means, in words: for members and for whoever runs the bot (pure)."""

from __future__ import annotations

PORTAL = "https://discord.com/developers/applications"

_WHY = {
    "50001": "I cannot see the channel",
    "50013": "I lack a permission there",
    "50006": "I lack a permission there",
    "10003": "the channel is gone",
    "10008": "the message that you wrote is gone",
    "160005": "the thread is locked",
    "50083": "the thread is archived",
    "50007": "direct messages are closed to me",
    "ratelimited": "Discord lets me write no more for now",
}
REFUSED_TOKEN = f"{{variable}} holds no valid token: copy it anew from the bot's page at {PORTAL}"
_CLOSED = {
    4004: REFUSED_TOKEN,
    4014: f"Discord refuses an intent that the app may not use (4014), yet Byline asks for no such: look at {PORTAL}",
}


def why(error: str) -> str:
    """Return the reason for a refusal in words for a member."""
    return _WHY.get(error, f"Discord refused it ({error[:50]})")


def closed(code: int, variable: str) -> str:
    """Return what it means that the gateway has closed for good, for whoever runs the bot."""
    told = _CLOSED.get(code, f"Discord has closed the connection for good ({code})")
    return told.format(variable=variable)
