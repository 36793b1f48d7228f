"""The meaning of Discord's refusals, in words for members and for the person who runs the bot (pure)."""

from __future__ import annotations

PORTAL = "https://discord.com/developers/applications"

UNAUTHORIZED = "401"

_REASONS = {
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
_GONE = frozenset({"10003", "10004", "50001", "50013"})  # of posts, which are tried in their plainest form, too
TOKEN_REFUSED = f"{{variable}} holds no valid token: copy it anew from the bot's page at {PORTAL}"
_CLOSED = {
    4004: TOKEN_REFUSED,
    4010: "Discord knows no such shard (4010): every process must name the same number of shards in [discord] shards",
    4011: (
        "the bot is in more servers than this number of shards may serve (4011): raise the number behind the slash in "
        "[discord] shards, the same in every process, or leave the key out"
    ),
    4014: f"Discord refuses an intent that the app may not use (4014), yet Byline asks for no such: look at {PORTAL}",
}


def explain(error: str) -> str:
    """Return the reason for a refusal in words for a member."""
    return _REASONS.get(error, f"Discord refused it ({error[:50]})")


def is_token_refused(error: str) -> bool:
    """Return whether no call with this token succeeds after such a refusal."""
    return error == UNAUTHORIZED


def is_gone(error: str) -> bool:
    """Return whether the channel is there no more, or the bot cannot write in it any more."""
    return error in _GONE


def explain_close(code: int, variable: str) -> str:
    """Return why the gateway has closed the connection for good, for the person who runs the bot."""
    text = _CLOSED.get(code, f"Discord has closed the connection for good ({code})")
    return text.format(variable=variable)
