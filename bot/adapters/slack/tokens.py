"""The tokens that Slack must be shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What Slack must be shown; their values are in no log."""

    bot: str
    app: str = ""  # Socket Mode
    signing_secret: str = ""  # HTTP mode

    def __repr__(self) -> str:
        """Show nothing."""
        return "Tokens()"
