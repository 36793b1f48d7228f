"""Single values of the answering side's sections: text as written -> what the program works with (pure).

As in `indexer.config.values`, a reader raises ValueError with words that complete "<place>: ...".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.model.chat import Rate
from bot.model.filters import parse_language
from bot.model.local_time import hours_of_day, zone_named
from bot.model.place_names import mail_address
from indexer.config.validation import find_closest
from indexer.config.values import ValueReader, address, line
from indexer.errors import UsageError

# Without `from __future__ import annotations`: the aliases below are read at run time.

_PER = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86_400,
    "day": 86_400,
}
_RATE = re.compile(r"([0-9]{1,6}) ?/ ?([a-z]+)")
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")  # Slack: lower case, 32 characters with the slash
_SLACK_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_SLACK_USER = re.compile(r"[UW][A-Z0-9]+")
_SHARDS = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?(?:,[0-9]{1,5}(?:-[0-9]{1,5})?)*/[1-9][0-9]{0,4}")
_LARGEST_ID = 2**63 - 1  # a snowflake is a signed 64-bit number


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An address to listen on."""

    host: str
    port: int  # 0: any free one


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """Some of the shards into which Discord splits a bot's servers: server by server, each to one of them."""

    ids: tuple[int, ...]  # from 0 on, ascending
    count: int  # of all shards, in all processes

    @property
    def words(self) -> str:
        """What they are called: "the shards 0 to 3 of 8"."""
        return f"{shards_in_words(self.ids)} of {self.count}"


def rate(value: object) -> Rate:
    """Read a rate such as "10/min"."""
    match = _RATE.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if not match or match[2] not in _PER or int(match[1]) == 0:
        raise ValueError('must be a number per time such as "10/min" (s, min, h, day)')
    return Rate(count=int(match[1]), per=timedelta(seconds=_PER[match[2]]))


def optional_endpoint(value: object) -> Endpoint | None:
    """Read "host:port", or "" for none. An IPv6 address stands in brackets."""
    text = line(value)
    if not text:
        return None
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or port is None or parts.netloc != text or "@" in text or " " in text:
        raise ValueError('must be host:port, such as "127.0.0.1:9100"')
    return Endpoint(host=host, port=port)


def zone(value: object) -> ZoneInfo:
    """Read the name of a time zone."""
    text = line(value)
    if found := zone_named(text):
        return found
    near = find_closest(text, sorted(available_timezones()))
    hint = f'the closest is "{near}"' if near else 'write a name such as "Europe/Berlin" or "UTC"'
    raise ValueError(f"not a time zone; {hint}")


def command(value: object) -> str:
    """Read the name of a slash command."""
    text = line(value)
    if not _COMMAND.fullmatch(text):
        raise ValueError('must be a slash command such as "/news": lower case letters, digits, - and _, at most 32')
    return text


def slack_channel(value: object) -> str:
    """Read the id of a Slack channel."""
    text = line(value)
    if not _SLACK_CHANNEL.fullmatch(text):
        raise ValueError('must be a channel id such as "C024BE91L", not a name; the channel\'s details show it')
    return text


def optional_slack_channel(value: object) -> str:
    """Read the id of a Slack channel, or "" for none."""
    return "" if value == "" else slack_channel(value)


def slack_user(value: object) -> str:
    """Read the id of a Slack member."""
    text = line(value)
    if not _SLACK_USER.fullmatch(text):
        raise ValueError('must be a member id such as "U024BE7LH", not a name; the profile shows it')
    return text


def discord_id(value: object) -> int:
    """Read a Discord id, with or without quotes."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,20}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LARGEST_ID:
        raise ValueError("must be an id, such as 197038439483310086")
    return value


def optional_discord_id(value: object) -> int | None:
    """Read a Discord id, or "" for none."""
    return None if value == "" else discord_id(value)


def optional_shards(value: object) -> Shards | None:
    """Read which of how many shards, such as "0-3/8", "7/8" or "0-1,4/8"; "" for all of as many as Discord wants."""
    text = line(value).replace("\u2013", "-").replace(" ", "")
    if not text:
        return None
    if not _SHARDS.fullmatch(text):
        raise ValueError('must say which shards of how many, such as "0-3/8" (the first four of eight) or "5/8"')
    given, _, total = text.partition("/")
    count = int(total)
    ids = [each for part in given.split(",") for each in _shard_ids(part, count)]
    if twice := [each for each in ids if ids.count(each) > 1]:
        raise ValueError(f"names shard {twice[0]} twice")
    return Shards(ids=tuple(sorted(ids)), count=count)


def _shard_ids(part: str, count: int) -> range:
    first, _, last = part.partition("-")
    start, end = int(first), int(last or first)
    if end < start:
        raise ValueError(f'{part} runs backwards: write "{end}-{start}"')
    if end >= count:
        raise ValueError(f"there is no shard {end} of {count}: they are counted from 0, up to {count - 1}")
    return range(start, end + 1)


def shards_in_words(ids: Iterable[int]) -> str:
    """Return shards as people write them: "shard 5", "the shards 0 to 3 and 6"."""
    runs: list[list[int]] = []
    for each in sorted(ids):
        if runs and runs[-1][-1] == each - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    parts = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"shard {listed}" if len(runs) == len(runs[0]) == 1 else f"the shards {listed}"


def channel_id(value: object) -> str:
    """Read a channel's id as text; `ChannelSettings` knows of which platform."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else line(value)


def language(value: object) -> str:
    """Read a language's code, or "" for none."""
    try:
        return parse_language(line(value))
    except UsageError as error:
        raise ValueError("must be the code of a language, two letters such as en or de") from error


def quiet_hours(value: object) -> str:
    """Read the hours of a day in which a channel is not disturbed, "22:00-07:00", or "" for none."""
    text = line(value)
    if not text:
        return ""
    try:
        start, end = hours_of_day(text)
    except ValueError as error:
        raise ValueError('must be two times of a day, such as "22:00-07:00"') from error
    return f"{start:%H:%M}-{end:%H:%M}"


def optional_zone(value: object) -> str:
    """Read the name of a time zone, or "" for the program's."""
    return zone(value).key if line(value) else ""


def web_socket_address(value: object) -> str:
    """Read the address of a gateway, or "" for the platform's own."""
    return "" if value == "" else address(value, schemes=("ws", "wss"), name="a ws(s)")


RateText = Annotated[Rate, ValueReader(rate)]
OptionalEndpoint = Annotated[Endpoint | None, ValueReader(optional_endpoint)]
Zone = Annotated[ZoneInfo, ValueReader(zone)]
Command = Annotated[str, ValueReader(command)]
SlackChannel = Annotated[str, ValueReader(slack_channel)]
OptionalSlackChannel = Annotated[str, ValueReader(optional_slack_channel)]
SlackUser = Annotated[str, ValueReader(slack_user)]
DiscordId = Annotated[int, ValueReader(discord_id)]
OptionalShards = Annotated[Shards | None, ValueReader(optional_shards)]
OptionalDiscordId = Annotated[int | None, ValueReader(optional_discord_id)]
ChannelId = Annotated[str, ValueReader(channel_id)]
LanguageCode = Annotated[str, ValueReader(language)]
QuietText = Annotated[str, ValueReader(quiet_hours)]
OptionalZone = Annotated[str, ValueReader(optional_zone)]
MailAddress = Annotated[str, ValueReader(mail_address)]
WebSocketAddress = Annotated[str, ValueReader(web_socket_address)]
