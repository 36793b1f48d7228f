"""`slack manifest`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import invocation, note, out
from indexer.errors import UsageError

if TYPE_CHECKING:
    from bot.config.sections import SlackSettings

group = typer.Typer(
    help="Setting the bot up on Slack.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@group.callback()
def slack() -> None:
    """Set the bot up on Slack."""


@group.command("manifest")
def manifest(
    context: typer.Context,
    *,
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help='The bot\'s public https address; for mode = "http" only.')
    ] = "",
) -> None:
    """Print the app manifest (YAML) to paste at api.slack.com/apps; it needs no config file."""
    from bot.adapters.slack.manifest import PLACEHOLDER, manifest_yaml

    settings = _settings(context)
    if url and not _is_public(url):
        raise UsageError(f"--url {url}: write the address that Slack can reach, such as {PLACEHOLDER}")
    if url and settings.mode == "socket":
        note('--url is not needed: the config says mode = "socket", in which Slack is not told any address')
    if settings.mode == "http" and not url:
        note(f"{PLACEHOLDER} stands for the bot's public address: give it with --url")
    out(manifest_yaml(settings, url).rstrip())


def _settings(context: typer.Context) -> SlackSettings:
    """Return what the config file says of Slack; what holds without one, if there is none and none was named."""
    from bot.config.sections import SlackSettings

    called = invocation(context)
    source = context.find_root().get_parameter_source("config")
    if source is not None and source.name == "DEFAULT" and not called.config.exists():
        return SlackSettings()
    return called.settings().slack or SlackSettings()


def _is_public(url: str) -> bool:
    from indexer.web import urls

    return url.startswith("https://") and bool(urls.clean(url))
