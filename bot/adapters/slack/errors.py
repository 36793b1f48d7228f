"""The meaning of Slack's refusals, in words for members and for the person who runs the bot (pure)."""

from __future__ import annotations

from bot.adapters.slack.manifest import APP_SCOPE

TOKEN_REFUSED = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired"})

_REASONS = {
    "is_archived": "the channel is archived",
    "not_in_channel": "I am not in the channel: invite me with /invite",
    "channel_not_found": "I am not in the channel: invite me with /invite",
    "restricted_action": "the workspace does not let me write there",
    "restricted_action_read_only_channel": "the workspace does not let me write there",
    "restricted_action_thread_locked": "the thread is locked",
    "thread_not_found": "the message that you wrote is gone",
    "missing_scope": "I lack a permission there: tell whoever runs me to look at `byline doctor`",
    "ratelimited": "Slack lets me write no more for now",
}
_GONE = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
_REMEDY = {
    "invalid_auth": "{variable} holds no valid token: copy it anew from the app's page at api.slack.com/apps",
    "not_authed": "{variable} holds no valid token: copy it anew from the app's page at api.slack.com/apps",
    "token_revoked": "the token in {variable} was revoked: install the app anew and copy the token",
    "token_expired": "the token in {variable} has expired: install the app anew and copy the token",
    "account_inactive": "the app was uninstalled: install it anew, and copy the token into {variable}",
    "not_allowed_token_type": "{variable} holds a token of the wrong kind: it must begin with {prefix}",
    "missing_scope": "the token in {variable} lacks a scope: `byline doctor` names it",
    "missing_scope xapp-": f"the token in {{variable}} lacks the scope {APP_SCOPE}: generate another one with it",
}


def explain(error: str) -> str:
    """Return the reason for a refusal in words for a member."""
    return _REASONS.get(error, f"Slack refused it ({error[:50]})")


def is_token_refused(error: str) -> bool:
    """Return whether no call with this token succeeds after such a refusal."""
    return error in TOKEN_REFUSED


def is_gone(error: str) -> bool:
    """Return whether the channel is there no more, or the bot is not in it."""
    return error in _GONE


def remedy(error: str, variable: str, prefix: str) -> str:
    """Return what to do about a refused token, whose environment variable is named, for the person who runs the bot."""
    known = _REMEDY.get(f"{error} {prefix}") or _REMEDY.get(error)
    text = known or ("Slack refuses the token in {variable} (" + error[:50] + ")")
    return text.format(variable=variable, prefix=prefix)
