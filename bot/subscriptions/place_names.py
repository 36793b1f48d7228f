"""Places as people write them at the command line: slack:T1/C1, discord:1/2, mail:team@example.org, atom:chips."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.config.values import mail_address
from bot.model.chat import Place
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

HOW = "write slack:TEAM/CHANNEL, discord:SERVER/CHANNEL, mail:ADDRESS or atom:NAME"
"""How a place is written, for messages."""

_SLACK = re.compile(r"([TE][A-Z0-9]+)/([CGD][A-Z0-9]+)")
_DISCORD = re.compile(r"([0-9]{1,20})/([0-9]{1,20})")
_FEED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 64


def place_named(text: str) -> Place:
    """Return the place that a text names. Raises `UsageError` with what is wrong."""
    platform, colon, rest = text.strip().partition(":")
    read = _READERS.get(platform)
    if not colon or read is None:
        raise UsageError(f"{text[:80]!r} is no place: {HOW}")
    try:
        team, channel = read(rest)
    except ValueError as error:
        raise UsageError(f"{text[:80]!r}: {error}") from error
    return Place(platform=platform, team=team, channel=channel)


def name_of(place: Place) -> str:
    """Return the text that names a place."""
    return f"{place.platform}:{place.team}/{place.channel}" if place.team else f"{place.platform}:{place.channel}"


def _slack(rest: str) -> tuple[str, str]:
    return _ids(_SLACK, rest, "slack:T024BE7LD/C024BE91L, the ids of the workspace and the channel")


def _discord(rest: str) -> tuple[str, str]:
    return _ids(_DISCORD, rest, "discord:197038439483310086/213098439483310086, the ids of the server and the channel")


def _ids(pattern: re.Pattern[str], rest: str, example: str) -> tuple[str, str]:
    found = pattern.fullmatch(rest)
    if not found:
        raise ValueError(f"write it as {example}")
    return found[1], found[2]


def _mail(rest: str) -> tuple[str, str]:
    return "", mail_address(rest)


def _atom(rest: str) -> tuple[str, str]:
    if not _FEED.fullmatch(rest) or len(rest) > _LONGEST_NAME:
        raise ValueError(
            "a feed's name is of small letters and digits, with hyphens between them, as in atom:chips; at most "
            f"{_LONGEST_NAME} characters"
        )
    return "", rest


_READERS: dict[str, Callable[[str], tuple[str, str]]] = {
    "slack": _slack,
    "discord": _discord,
    "mail": _mail,
    "atom": _atom,
}
