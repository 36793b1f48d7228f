"""What everything that is sent to Discord must keep to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.adapters.discord.posting import payload
from tests.doubles.slack_payloads import units

if TYPE_CHECKING:
    from bot.adapters.discord.markup import DiscordMessage

LINK = re.compile(r"\[((?:\\.|[^\[\]\\\n])+)\]\((https?://[^\s()<>]+)\)")
_OWN = re.compile(r"<t:-?\d+:[Df]>|<#\d+>|(?<!\\)`/[^`\\\n]+`|(?<!\\)`(?:since|until|source|kind): [^`\n]+`")
_PINGS = re.compile(r"@(everyone|here|[!&]?\d{15,20})")
_BLOCK = re.compile(r"^\s*(#{1,3} |>|[-*+] |\d+\. )", re.MULTILINE)
_HALF = re.compile(r"[\ud800-\udfff]")


async def assert_sendable(message: DiscordMessage) -> None:
    """Assert that Discord takes a message in both of its forms, and that nothing in it pings, spoofs or restyles."""
    rich, plain = payload(message), payload(message, plain=True)
    embed = rich["embed"]
    assert units(embed.description or "") <= 4_096
    assert 0 < len(embed) <= 6_000
    assert len(embed.fields) <= 25
    assert all(0 < units(each.name) <= 256 and 0 < units(each.value) <= 1_024 for each in embed.fields)
    assert 0 < units(plain["content"]) <= 2_000
    assert plain["suppress_embeds"] is True
    for text in (
        message.description,
        message.content,
        *(text for each in message.fields for text in (each.name, each.value)),
    ):
        assert_harmless(text)
    if view := rich.get("view"):
        _assert_buttons(view.to_components())


def assert_harmless(markdown: str) -> None:
    """Assert that nothing in markdown is live but the bot's own links, times, channels and bold words."""
    assert not _HALF.search(markdown)
    assert not _PINGS.search(markdown)
    for label, _ in LINK.findall(markdown):
        assert "://" not in label.replace("\\", "")
    rest = re.sub(r"\\.", "", _OWN.sub("", LINK.sub("link", markdown))).replace("**", "")
    assert not re.search(r"[<>\[\]*_~|`\\]", rest)
    assert "://" not in rest
    assert not _BLOCK.search(rest.replace("\n-# ", "\n"))


def _assert_buttons(rows: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    assert len(rows) <= 5
    for row in rows:
        assert 0 < len(row["components"]) <= 5
        for button in row["components"]:
            assert 0 < units(button["custom_id"]) <= 100
            assert units(button.get("label") or "") <= 80
            assert button.get("label") or button.get("emoji")
            seen.add(button["custom_id"])
    assert len(seen) == sum(len(row["components"]) for row in rows)


def shown(message: DiscordMessage) -> str:
    """Return what a reader sees: links are their labels, and what is escaped is what it stands for."""
    return re.sub(r"\\(.)", r"\1", LINK.sub(r"\1", _text(message)))


def links(message: DiscordMessage) -> list[tuple[str, str]]:
    """Return the addresses and labels that are linked."""
    return [(url, re.sub(r"\\(.)", r"\1", label)) for label, url in LINK.findall(_text(message))]


def _text(message: DiscordMessage) -> str:
    fields = (f"{each.name}\n{each.value}" for each in message.fields)
    return "\n".join([*([message.description] if message.description else []), *fields])
