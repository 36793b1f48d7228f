"""The tokens that Slack asks for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackTokens:
    """The tokens; their values are in no log."""

    bot: str
    app: str = ""  # Socket Mode
    signing_secret: str = ""  # HTTP mode

    def __repr__(self) -> str:
        """Hide the values."""
        return "SlackTokens()"
