"""Members of a workspace and of a server who keep asking, and what they were answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.world import BOT

if TYPE_CHECKING:
    from tests.doubles.discord import DiscordDouble
    from tests.doubles.slack import SlackDouble

_QUESTIONS = (
    "Who leads {name}?",
    "How much money did {name} raise?",
    "What did {name} announce?",
    "Where does {name} build its new site?",
    "When was {name} founded?",
)
_NAMES = ("Tessaline", "Calderwick", "Quillmark Robotics", "Marrowgate", "Osterlund")
_MEMBERS = 40  # so that nobody asks more than the limit per user allows


@dataclass(slots=True)
class Members:
    """Asks on both platforms by turns until it is stopped."""

    slack: SlackDouble
    discord: DiscordDouble
    pause: float  # seconds between two questions
    asked: dict[str, float] = field(default_factory=dict)  # id of the message -> when, monotonic
    answered: dict[str, float] = field(default_factory=dict)  # the same -> when its first answer was seen
    _random: Random = field(default_factory=lambda: Random(11))
    _stop: threading.Event = field(default_factory=threading.Event)

    def ask_on(self) -> None:
        """Ask again and again."""
        number = 0
        while not self._stop.wait(self.pause):
            number += 1
            text = self._random.choice(_QUESTIONS).format(name=self._random.choice(_NAMES))
            member = f"U{number % _MEMBERS}"
            if number % 2:
                message = self.slack.mentions(member, f"C{number % 5}", text)
                self.asked[f"slack {message['ts']}"] = time.monotonic()
            elif self._discord_hears():
                message = self.discord.mentions(member, f"c{number % 5}", text)
                self.asked[f"discord {message['id']}"] = time.monotonic()
            self.look()

    def stop(self) -> None:
        """Ask no more."""
        self._stop.set()

    def look(self) -> Counter[str]:
        """Note which questions have their answer by now, and return how many each has."""
        found = Counter([*self._slack_answers(), *self._discord_answers()])
        now = time.monotonic()
        for question in found:
            self.answered.setdefault(question, now)
        return found

    def waits(self) -> list[float]:
        """Return how long each answered question waited, in seconds, to the pause between two looks; shortest first."""
        return sorted(self.answered[each] - self.asked[each] for each in self.answered if each in self.asked)

    def _slack_answers(self) -> list[str]:
        return [f"slack {each['thread_ts']}" for each in self.slack.workspace.from_bot() if "thread_ts" in each]

    def _discord_answers(self) -> list[str]:
        said = [each for place in list(self.discord.world.channels.values()) for each in list(place.messages)]
        referred = (_referred(each) for each in said if int(each["author"]["id"]) == BOT)
        return [f"discord {each}" for each in referred if each]

    def _discord_hears(self) -> bool:
        """Tell whether every shard is connected: for an app that is away Discord keeps nothing but what is resumed."""
        sessions = list(self.discord.gateway.sessions.values())
        connected = {session.shard for session in sessions if session.link is not None}
        return bool(connected) and len(connected) == next(iter(connected))[1]


def _referred(message: dict[str, Any]) -> str:
    return str((message.get("message_reference") or {}).get("message_id") or "")
