"""The manifest: what Slack accepts, with no more rights than are needed, from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot.adapters.slack.manifest import EVENTS, FOLLOW_UP_EVENTS, SCOPES, manifest
from bot.commands.application import main
from bot.config.sections import SlackSettings

if TYPE_CHECKING:
    from pathlib import Path

HTTP = SlackSettings(mode="http")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the command runs in, in which there is no config file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BYLINE_CONFIG", raising=False)
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, Any], str]:
    """Return the manifest that the command prints, and what it says beside."""
    assert main(["slack", "manifest", *arguments]) == 0
    said = capsys.readouterr()
    record: dict[str, Any] = yaml.safe_load(said.out)
    return record, said.err


@pytest.mark.parametrize(
    "settings", [SlackSettings(), HTTP, SlackSettings(command="/" + "n" * 31, thread_follow_up=True)]
)
def test_manifest_is_within_the_published_limits(settings: SlackSettings) -> None:
    """Names, descriptions, prompts and events are as Slack's schema of manifests wants them."""
    record = manifest(settings)
    information, features = record["display_information"], record["features"]
    assert record["_metadata"]["major_version"] == 2
    assert 1 <= len(information["name"]) <= 35
    assert 1 <= len(information["description"]) <= 140
    assert 175 <= len(information["long_description"]) <= 4_000
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert 1 <= len(features["agent_view"]["suggested_prompts"]) <= 4
    assert len(features["slash_commands"][0]["command"]) <= 32
    assert len(features["slash_commands"][0]["usage_hint"]) <= 1_000
    assert "assistant_view" not in features


def test_manifest_asks_for_the_fewest_rights() -> None:
    """The scopes are those that something is done with; threads are listened to only where they are followed up."""
    scopes = manifest(SlackSettings())["oauth_config"]["scopes"]
    assert scopes == {"bot": sorted(SCOPES)}
    assert not {scope for scope in SCOPES if scope.startswith(("admin", "files", "channels:join", "chat:write."))}
    plain = manifest(SlackSettings())["settings"]["event_subscriptions"]["bot_events"]
    following = manifest(SlackSettings(thread_follow_up=True))["settings"]["event_subscriptions"]["bot_events"]
    assert plain == sorted(EVENTS)
    assert set(following) == {*EVENTS, *FOLLOW_UP_EVENTS}


def test_socket_mode_names_no_address() -> None:
    """In Socket Mode nothing has to be reachable, so nothing in the manifest is to be filled in."""
    assert "://" not in str(manifest(SlackSettings()))
    assert manifest(SlackSettings())["settings"]["socket_mode_enabled"] is True


def test_http_mode_names_one_address_everywhere() -> None:
    """In HTTP mode events, commands and buttons go to the same place."""
    record = manifest(HTTP, "https://news.example.org/")
    expected = "https://news.example.org/slack/events"
    assert record["settings"]["event_subscriptions"]["request_url"] == expected
    assert record["settings"]["interactivity"]["request_url"] == expected
    assert record["features"]["slash_commands"][0]["url"] == expected
    assert record["settings"]["socket_mode_enabled"] is False


@pytest.mark.usefixtures("folder")
def test_command_needs_no_config(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a config file the manifest is that of Socket Mode and "/news"."""
    record, said = printed(capsys)
    assert record == manifest(SlackSettings())
    assert said == ""


def test_command_follows_the_config(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The config decides mode and command; in HTTP mode it is said that the address is to be given."""
    (folder / "config.toml").write_text('[slack]\ncommand = "/ai"\nmode = "http"\n', encoding="utf-8")
    record, said = printed(capsys)
    assert record["features"]["slash_commands"][0]["command"] == "/ai"
    assert "give it with --url" in said
    record, said = printed(capsys, "--url=https://news.example.org")
    assert record["settings"]["interactivity"]["request_url"] == "https://news.example.org/slack/events"
    assert said == ""


def test_command_without_a_slack_section(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A config that does not switch Slack on yet is no hindrance; an address is of no use in Socket Mode."""
    (folder / "config.toml").write_text("[byline]\n", encoding="utf-8")
    record, said = printed(capsys, "--url=https://news.example.org")
    assert record == manifest(SlackSettings())
    assert "--url is not needed" in said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "absent.toml", "slack", "manifest"], "absent.toml: no such file"),
        (["slack", "manifest", "--url", "http://example.org"], "write the address that Slack can reach"),
        (["slack", "manifest", "--url", "https://"], "write the address that Slack can reach"),
    ],
)
def test_wrong_use(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A config file that was named has to be there, and an address has to be one."""
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
