"""A running `byline run` in front of the double of Slack, with the sample newsroom collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.slack.double import wait_until
from tests.integration.installation import ANSWERED, SAYS, UNKNOWN, Installation, install

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.doubles.slack import SlackDouble
    from tests.integration.warm import Warm


__all__ = ["ANSWERED", "SAYS", "UNKNOWN", "Stand", "stand", "texts"]


@dataclass(slots=True, kw_only=True)
class Stand(Installation):
    """An installation in front of the double of Slack."""

    slack: SlackDouble

    def start(self) -> None:
        """Run it until it serves."""
        connections = len(self.slack.server.connected)
        self.run()
        if self.slack_mode == "http":
            wait_until(lambda: "Slack: serving" in self.said(), what="it listens")
        else:
            wait_until(lambda: len(self.slack.server.connected) > connections, what="it connects")

    @property
    def slack_mode(self) -> str:
        """How it gets its events."""
        return "http" if 'mode = "http"' in self.config.read_text(encoding="utf-8") else "socket"


def stand(
    folder: Path, slack: SlackDouble, room: DemoNewsroom, warm: Warm, collected: Path | None, more: str = ""
) -> Stand:
    """Install Byline in a folder, with what another installation has collected."""
    install(folder, room, collected, slack.config_text(more))
    return Stand(folder=folder, slack=slack, warm=warm)


def answer_to(slack: SlackDouble, message: dict[str, Any], channel: str = "C1") -> dict[str, Any]:
    """Return the only reply in a message's thread, once it stands."""
    thread = message.get("thread_ts", message["ts"])
    found = wait_until(lambda: replies(slack, channel, thread, message["ts"]), what="an answer")
    return dict(found[0])


def replies(slack: SlackDouble, channel: str, thread: str, after: str = "0") -> list[dict[str, Any]]:
    """Return what the bot has said in a thread after a message."""
    said = [each for each in slack.workspace.from_bot(channel) if each.get("thread_ts") == thread]
    return [each for each in said if float(each["ts"]) > float(after)]


def whisper_to(slack: SlackDouble, user: str, count: int = 1) -> dict[str, Any]:
    """Return the latest of so many messages that only one member sees, once they are there."""
    mine = wait_until(
        lambda: found if len(found := [w for w in slack.workspace.whispers if w["user"] == user]) >= count else None,
        what=f"{count} whispers to {user}",
    )
    return dict(mine[-1])


def texts(message: dict[str, Any]) -> str:
    """Return all that a message shows."""
    return "\n".join(_texts(message.get("blocks", [])))


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in _texts(value)]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []
