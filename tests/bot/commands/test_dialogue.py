"""The questions of `init`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.commands.dialogue import Given, SetupDialogue, chosen_places, without_questions
from bot.config.packs import PACK_NAMES, pack
from bot.config.template import FirstConfig
from indexer.errors import AddressRefused, NotAFeed
from indexer.model.feeds import Feed

if TYPE_CHECKING:
    from collections.abc import Sequence

PRIVATE = "http://10.0.0.8/feed"


@dataclass
class Person:
    """Answers questions from a list, and hears what is said: the person at a terminal."""

    types: list[str]
    asked: list[str] = field(default_factory=list)
    offered: list[tuple[str, ...]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def ask(self, question: str, words: Sequence[str] = (), *, is_list: bool = False) -> str:
        """Type the next line."""
        self.asked.append(question)
        self.offered.append((*words, "…") if is_list else tuple(words))
        return self.types.pop(0)

    @property
    def dialogue(self) -> SetupDialogue:
        """A dialogue with this person."""
        return SetupDialogue(ask=self.ask, say=self.heard.append, find_feed=find_feed)

    @property
    def corrections(self) -> list[str]:
        """What was said of answers that could not be used."""
        return [line.strip() for line in self.heard if line.startswith("  ") and not line.strip()[0].isdigit()]


def find_feed(url: str, wanted: FirstConfig) -> Feed:
    """Find a feed at any address but two: one is private, the other no feed."""
    if url == PRIVATE and not wanted.allow_private_hosts:
        raise AddressRefused(url, "a private address")
    if "page" in url:
        raise NotAFeed(f"{url}: it names no feed")
    return Feed(url=url)


def test_empty_lines_take_what_is_usual() -> None:
    """Six times Enter give the usual packs, no contact, the terminal and this computer's zone."""
    person = Person(types=["", "", "", "", "", ""])
    wanted = person.dialogue.hold(Given(), "Europe/Oslo")
    assert wanted == FirstConfig(packs=(pack("labs"), pack("press")), timezone="Europe/Oslo")
    assert person.dialogue.confirm("Now?", usually=True)
    assert person.types == []
    assert [question.partition(" (")[2] for question in person.asked[:-1]] == [
        "Enter: labs, press): ", "Enter: none): ", "Enter: no more): ", "Enter: terminal): ", "Enter: Europe/Oslo): ",
    ]  # fmt: skip


def test_each_answer_arrives() -> None:
    """Packs by number and by name, a contact, feeds, both platforms and another zone."""
    person = Person(
        types=[
            "2, chips",
            "me@example.org",
            "https://one.example",
            "https://two.example",
            "",
            "slack discord",
            "Asia/Tokyo",
        ]
    )
    assert person.dialogue.hold(Given(), "UTC") == FirstConfig(
        packs=(pack("press"), pack("chips")),
        contact="me@example.org",
        feeds=(Feed(url="https://one.example"), Feed(url="https://two.example")),
        slack=True,
        discord=True,
        timezone="Asia/Tokyo",
    )


def test_a_wrong_answer_is_told_and_asked_again() -> None:
    """Nothing that is typed ends the dialogue or reaches the file unchecked."""
    person = Person(
        types=[
            *("lab", "0", "8", "none"),
            *("Zoë", "\x1b[A", "z@example.org"),
            *("https://page.example", ""),
            *("irc", "slack"),
            *("Berlin", "../etc", "europe/berlin\x00", "Europe/Berlin"),
        ]
    )
    wanted = person.dialogue.hold(Given(), "UTC")
    assert wanted == FirstConfig(contact="z@example.org", slack=True, timezone="Europe/Berlin")
    assert [line[:32] for line in person.corrections] == [
        'no such pack, did you mean "labs',
        "no such pack. There are labs, pr",
        "no such pack. There are labs, pr",
        "must be plain ASCII, since it is",
        "must be one line without control",
        "https://page.example: it names n",
        "irc: write terminal, slack or di",
        "not a time zone; the closest is ",
        "not a time zone; write a name su",
        "must be one line without control",
    ]


@pytest.mark.parametrize(("answers", "feeds", "allowed"), [(["n"], (), False), (["what", "y"], (PRIVATE,), True)])
def test_a_private_address_is_asked_about(answers: list[str], feeds: tuple[str, ...], *, allowed: bool) -> None:
    """An address on a private network is taken only after a yes, which then holds for the rest."""
    person = Person(types=[PRIVATE, *answers, *([PRIVATE] if allowed else []), ""])
    given = Given(packs=(), contact="", places=(), timezone="UTC")
    wanted = person.dialogue.hold(given, "UTC")
    assert (tuple(dict.fromkeys(feed.url for feed in wanted.feeds)), wanted.allow_private_hosts) == (feeds, allowed)
    assert person.types == []


def test_what_is_given_is_not_asked() -> None:
    """Every option saves its question; with feeds of one's own no pack is the usual answer."""
    feeds = (Feed(url="https://one.example"),)
    everything = Given(packs=(pack("chips"),), feeds=feeds, contact="", places=("slack",), timezone="UTC")
    person = Person(types=[])
    assert person.dialogue.hold(everything, "Asia/Tokyo") == without_questions(everything, "Asia/Tokyo")
    person = Person(types=["", "", ""])
    wanted = person.dialogue.hold(Given(feeds=everything.feeds, contact="x", timezone="UTC"), "UTC")
    assert (wanted.packs, wanted.feeds) == ((), everything.feeds)
    assert person.asked[0].endswith("(Enter: none): ")


def test_without_questions_the_usual_is_taken() -> None:
    """Nobody there to ask: the usual packs, unless feeds or packs were named."""
    feeds = (Feed(url="https://one.example"),)
    assert without_questions(Given(), "Asia/Tokyo") == FirstConfig(
        packs=(pack("labs"), pack("press")), timezone="Asia/Tokyo"
    )
    assert without_questions(Given(feeds=feeds), "UTC") == FirstConfig(feeds=feeds)
    assert without_questions(Given(feeds=feeds, packs=(pack("chips"),)), "UTC").packs == (pack("chips"),)


def test_the_tab_key_knows_the_answers() -> None:
    """Packs, places and zones are completed, the first two word by word."""
    person = Person(types=["", "", "", "", ""])
    person.dialogue.hold(Given(), "UTC")
    assert person.offered[0] == (*PACK_NAMES, "all", "none", "…")
    assert person.offered[3] == ("terminal", "slack", "discord", "…")
    assert "Europe/Berlin" in person.offered[4]


def test_the_terminal_is_always_there() -> None:
    """It needs no section in the file."""
    assert chosen_places("terminal") == ()
    assert chosen_places("Slack, terminal slack") == ("slack",)
