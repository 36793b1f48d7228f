"""The list of chat platforms."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path

import pytest

import bot.adapters
from bot.config.loader import load
from bot.config.sections import BotSections
from bot.wiring.discord_shards import served_platforms
from bot.wiring.platforms import PLATFORMS, configured_platforms, platform_tokens
from indexer.errors import ConfigError

SAME = "api buttons checks commands errors escaping events markup mentions platform posting progress router service"
POSTGRES = '[catalogue]\nurl = "postgresql+psycopg://localhost/news"\n'
BOTH = "[slack]\n[discord]\n"


def config(folder: Path, text: str) -> Path:
    """Return the path of a config file."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_platform_has_a_section_and_the_same_files() -> None:
    """A platform is a section of the config and a folder, in which a thing has the same name as in the others."""
    sections = {field.name for field in fields(BotSections)}
    assert {platform.name for platform in PLATFORMS} <= sections
    for platform in PLATFORMS:
        folder = Path(bot.adapters.__file__).parent / platform.name
        assert {file.stem for file in folder.glob("*.py")} >= set(SAME.split())


@pytest.mark.parametrize(("text", "names"), [("", []), ("[discord]\n", ["discord"]), (BOTH, ["slack", "discord"])])
def test_a_section_switches_a_platform_on(tmp_path: Path, text: str, names: list[str]) -> None:
    """The platforms that have a section are served, in the order of the list."""
    settings = load(config(tmp_path, text))
    assert [platform.name for platform in configured_platforms(settings)] == names


@pytest.mark.parametrize(
    ("text", "given", "says"),
    [
        ('[discord]\nshards = "0-1/2"\n', "1/2", "the shards 0 to 1 of 2"),
        (f"[discord]\n{POSTGRES}", "1/2", "shard 1 of 2"),
        (f'[discord]\nshards = "0/2"\n{POSTGRES}', "1/2", "shard 0 of 2"),
        ("[discord]\n", "2/2", "the environment variable BYLINE_DISCORD_SHARDS there is no shard 2 of 2"),
        ("[discord]\n", "0/3", r"\[discord\] shards leaves out the shards 1 to 2 of 3, and no other process can serve"),
    ],
)
def test_a_process_is_told_its_shards(tmp_path: Path, text: str, given: str, says: str) -> None:
    """The config comes before the environment, and with a catalogue in a file one process serves all shards."""
    settings = load(config(tmp_path, text))
    with pytest.raises(ConfigError, match=says) if "leaves" in says or "no shard" in says else nullcontext():
        (section,) = served_platforms(settings, {"BYLINE_DISCORD_SHARDS": given}).values()
        assert section.shards.words == says


def test_all_missing_tokens_are_named_at_once(tmp_path: Path) -> None:
    """What is missing for any platform is told in one error, with section, key and variable."""
    settings = load(config(tmp_path, BOTH))
    with pytest.raises(ConfigError) as raised:
        platform_tokens(settings, {"SLACK_BOT_TOKEN": "xoxb-1"})
    assert [problem.split(",")[0] for problem in raised.value.problems] == [
        "[slack] app_token_env names SLACK_APP_TOKEN",
        "[discord] token_env names DISCORD_TOKEN",
    ]


def test_a_platform_gets_the_tokens_of_its_mode(tmp_path: Path) -> None:
    """Slack's second token is the one that its mode needs; white space around a token is dropped."""
    environment = {"SLACK_BOT_TOKEN": " xoxb-1\n", "SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "s"}
    settings = load(config(tmp_path, '[slack]\nmode = "http"\n'))
    (tokens,) = platform_tokens(settings, environment).values()
    assert tokens == {"bot_token_env": "xoxb-1", "signing_secret_env": "s"}
