"""`init`: from nothing to a config file and the first articles."""

from __future__ import annotations

import os
import sys
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import called, invocation, is_at_terminal, note, out
from bot.commands.feed_discovery import show_discovery
from bot.commands.feeds import packs_of_option
from bot.commands.index import index_once
from bot.commands.progress import progress_bar
from indexer.errors import NothingCollected, UsageError
from indexer.model.feeds import Feed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeVar

    from bot.commands.dialogue import Given, SetupDialogue
    from bot.config.sections import Settings
    from bot.config.template import FirstConfig

    _T = TypeVar("_T")

_ALLOW = "--allow-private-hosts"
_QUESTION = "What is the latest?"
_DETAILS = 5  # lines on what went wrong in the first pass: with real feeds there are hundreds


def init(
    context: typer.Context,
    *,
    pack: Annotated[
        list[str] | None,
        typer.Option(
            "--pack", metavar="NAME", help="A pack of feeds (see `feeds packs`), all or none; may be repeated."
        ),
    ] = None,
    feed: Annotated[
        list[str] | None, typer.Option("--feed", metavar="URL", help="A feed, or a site; may be repeated.")
    ] = None,
    slack: Annotated[bool, typer.Option("--slack", help="Answer on Slack.")] = False,
    discord: Annotated[bool, typer.Option("--discord", help="Answer on Discord.")] = False,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="TEXT", help="Your mail address or page, told to the sites.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Such as Europe/Berlin; else this computer's.")
    ] = None,
    allow_private_hosts: Annotated[bool, typer.Option(_ALLOW, help="Feeds may lie on private addresses.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing: take the usual for what is not said.")] = False,
    no_index: Annotated[bool, typer.Option("--no-index", help="Do not collect yet.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a config file, which is kept beside it.")] = False,
) -> None:
    """Write a config file and collect: asks at a terminal what is wanted; every answer is also an option."""
    from bot.commands.dialogue import Given, without_questions
    from bot.config.updates import require_room

    path, command = invocation(context).config, called(context)
    require_room(path, replace=force)
    given = Given(
        packs=packs_of_option(pack) if pack else None,
        places=tuple(name for name, is_wanted in (("slack", slack), ("discord", discord)) if is_wanted) or None,
        contact=None if contact is None else _read("--contact", contact, _contact),
        timezone=None if timezone is None else _read("--timezone", timezone, _zone),
        allow_private_hosts=allow_private_hosts,
    )
    given = replace(given, feeds=_found_feeds(path, feed, given) if feed else None)
    talks = not yes and is_at_terminal() and sys.stdout is not None and sys.stdout.isatty()
    if talks:
        wanted, collects = _asked(path, given, collects=not no_index)
    else:
        wanted, collects = without_questions(given, _local_zone()), not no_index
    settings = _written(path, wanted, replace_it=force)
    _warn(path)
    if collects and settings.indexer.feeds:
        _collect(settings, command)
    for line in _next_steps(settings, command, collected=collects and _articles(settings)):
        out(line)


def _read(option: str, text: str, read: Callable[[str], _T]) -> _T:
    try:
        return read(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: {error}") from error


def _contact(text: str) -> str:
    from indexer.config.values import header

    return header(text)


def _zone(text: str) -> str:
    from bot.config.values import zone

    return zone(text).key


def _local_zone() -> str:
    """Return the name of this computer's time zone, "UTC" if it cannot be told."""
    from tzlocal import get_localzone_name

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a computer that has no zone set, which then is UTC
        try:
            name = _zone(get_localzone_name() or "UTC")
        except (LookupError, ValueError, OSError):  # settings that contradict each other, or a zone that is unknown
            return "UTC"
    return "UTC" if name == "Etc/UTC" else name


def _found_feeds(path: Path, addresses: Sequence[str], given: Given) -> tuple[Feed, ...]:
    """Return the feeds behind the addresses that were given, each tried. Raises what tells why one is none."""
    from bot.commands.dialogue import without_questions
    from bot.wiring.feed_discovery import address_of

    asked = [address_of(address) for address in addresses]
    return tuple(_found_feed(path, address, without_questions(given, "UTC")) for address in asked)


def _found_feed(path: Path, address: str, wanted: FirstConfig) -> Feed:
    from bot.config.loader import parse
    from bot.config.template import config_text
    from bot.wiring.feed_discovery import address_of, discover

    settings = parse(config_text(wanted), path)
    address = address_of(address)
    note(f"trying {address}")
    found = discover(settings, address, allow=f"say {_ALLOW}")
    show_discovery(found, settings.byline.timezone)
    return Feed(url=found.best.address, source=found.best.source)


def _asked(path: Path, given: Given, *, collects: bool) -> tuple[FirstConfig, bool]:
    """Ask the person at the terminal, and return what is wanted and whether to collect at once."""
    from bot.adapters.line_editor import ask_line
    from bot.commands.dialogue import SetupDialogue

    out(f"This writes {path}. The tab key completes; until the last answer Ctrl-C leaves everything as it is.\n")
    dialogue = SetupDialogue(ask=ask_line, say=out, find_feed=lambda url, wanted: _found_feed(path, url, wanted))
    try:
        wanted = dialogue.hold(given, _local_zone())
        return wanted, collects and _confirmed(dialogue, wanted)
    except (EOFError, KeyboardInterrupt):
        note("nothing was written")
        raise KeyboardInterrupt from None


def _confirmed(dialogue: SetupDialogue, wanted: FirstConfig) -> bool:
    number = len(wanted.all_feeds)
    return bool(number) and dialogue.confirm(f"Collect from {_feeds(number)} now?", usually=True)


def _feeds(number: int) -> str:
    return "1 feed" if number == 1 else f"{number} feeds"


def _written(path: Path, wanted: FirstConfig, *, replace_it: bool) -> Settings:
    from bot.commands.log_output import log_to_stderr
    from bot.config.loader import load
    from bot.config.template import config_text
    from bot.config.updates import created
    from bot.wiring.secrets import conceal_tokens

    kept = created(path, config_text(wanted), replace=replace_it)
    if kept:
        note(f"{path}: the old file is kept as {kept}")
    settings = load(path)
    conceal_tokens(settings)
    log_to_stderr(form=settings.byline.log, verbose=False)
    packs = ", ".join(each.name for each in wanted.packs)
    note(f"{path}: written, with {_feeds(len(settings.indexer.feeds))}" + (f" ({packs})" if packs else ""))
    return settings


def _warn(path: Path) -> None:
    """Print what `doctor` finds wrong, save tokens that are missing: those are among the next steps."""
    from bot.commands.doctor import finding_lines, findings
    from bot.operations.doctor import Severity

    for found in findings(path):
        if found.level is not Severity.OK and found.check != "token":
            note(finding_lines(found))


def _collect(settings: Settings, command: str) -> None:
    """Collect as `index` does; of all that went wrong only a few are told."""
    from bot.server.control.output import Output

    lines: list[str] = []
    note(f"collecting; Ctrl-C stops it, and `{command} index` goes on")
    try:
        with progress_bar() as progress:
            index_once(settings, Output(out=lines.append, note=note, progress=progress))
    except KeyboardInterrupt:
        note("stopped: what was collected stays")
        raise
    for line in _shortened(lines, command):
        note(line)


def _shortened(lines: Sequence[str], command: str) -> Iterator[str]:
    """Yield the counts of a report and its first details, which are indented."""
    details = [line for line in lines if line.startswith("  ")]
    yield from (line for line in lines if line not in details)
    yield from details[:_DETAILS]
    if (left := len(details) - _DETAILS) > 0:
        yield f"  and {left} more: `{command} status` says how each feed is"


def _articles(settings: Settings) -> bool:
    """Tell whether there are articles."""
    from bot.wiring.components import open_catalogue

    try:
        with open_catalogue(settings, read_only=True) as catalogue:
            return catalogue.counts()["articles"] > 0
    except NothingCollected:
        return False


def _next_steps(settings: Settings, command: str, *, collected: bool) -> Iterator[str]:
    """Yield what to type next."""
    steps = list(_steps(settings, command, collected=collected))
    width = max(len(step) for step, _ in steps)
    yield "Next:"
    for step, does in steps:
        yield f"  {step:<{width}}  {does}"


def _steps(settings: Settings, command: str, *, collected: bool) -> Iterator[tuple[str, str]]:
    """Yield each command with what it does, the one that comes first at the top."""
    if not settings.indexer.feeds:
        yield f"{command} feeds add --pack labs", f"names feeds; `{command} feeds packs` lists them"
    elif collected:
        yield f'{command} ask "{_QUESTION}"', "answers from what was collected"
    else:
        yield f"{command} index", "collects"
    yield from _platform_steps(settings, command)
    here = "" if settings.slack or settings.discord else " here"
    yield f"{command} run", f"goes on collecting, and answers{here}"


def _platform_steps(settings: Settings, command: str) -> Iterator[tuple[str, str]]:
    from bot.wiring.platforms import token_variables

    if settings.slack:
        yield f"{command} slack manifest", "prints the Slack app to make at https://api.slack.com/apps"
    if settings.discord:
        yield f"{command} doctor", "prints the link that invites the Discord bot, once its token is set"
    for platform, _, variable in token_variables(settings):
        if not os.environ.get(variable, "").strip():
            yield f"export {variable}=...", f"a token of the {platform.name.capitalize()} app"
