"""Places as people write them at the command line: slack:T1/C1, discord:1/2, mail:team@example.org, atom:chips."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.model.chat import Place
from indexer.config.values import line
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

HOW = "write slack:TEAM/CHANNEL, discord:SERVER/CHANNEL, mail:ADDRESS or atom:NAME"
"""How a place is written, for messages."""

_SLACK = re.compile(r"([TE][A-Z0-9]+)/([CGD][A-Z0-9]+)")
_DISCORD = re.compile(r"([0-9]{1,20})/([0-9]{1,20})")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322, 3.2.3
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAIL_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_MAIL_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less its brackets
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


def mail_address(value: object) -> str:
    """Read the mail address of one person or list, without a name. Raises ValueError with what is wrong."""
    text = line(value)
    if not _MAIL_ADDRESS.fullmatch(text) or len(text) > _LONGEST_MAIL_ADDRESS:
        raise ValueError('not a mail address such as "news@example.org": no name, no brackets, plain ASCII')
    return text


def _slack(rest: str) -> tuple[str, str]:
    return _ids(_SLACK, rest, "slack:T024BE7LD/C024BE91L, the ids of the workspace and the channel")


def _discord(rest: str) -> tuple[str, str]:
    return _ids(_DISCORD, rest, "discord:197038439483310086/213098439483310086, the ids of the server and the channel")


def _ids(pattern: re.Pattern[str], rest: str, example: str) -> tuple[str, str]:
    found = pattern.fullmatch(rest)
    if not found:
        raise ValueError(f"write it as {example}")
    return found[1], found[2]


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
    "mail": lambda rest: ("", mail_address(rest)),
    "atom": _atom,
}
