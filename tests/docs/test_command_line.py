"""The documentation shows the command line as it is."""

from __future__ import annotations

import re

import typer

from bench.__main__ import GROUPS
from bot.commands.application import app
from tests.docs.pages import PAGES, page


def commands() -> dict[str, set[str]]:
    """Return the options of every command, "" being the program itself; a group's commands are "group command"."""
    found: dict[str, set[str]] = {}

    def visit(name: str, command: typer.core.TyperCommand | typer.core.TyperGroup) -> None:
        found[name] = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        for child, below in getattr(command, "commands", {}).items():
            visit(f"{name} {child}".strip(), below)

    visit("", typer.main.get_command(app))  # type: ignore[arg-type] # a click command, as typer makes it
    return found


def test_every_command_exists() -> None:
    """What is called after `byline` in code is a command of the program, with options that it has."""
    known = commands()
    code = "\n".join(part for each in PAGES for part in (*each.code_blocks, *each.code_spans))
    shown: list[str] = re.findall(r"(?<![/\w.-])byline ([^\n]+)", code)
    assert shown
    for words in shown:
        parts = [part for part in words.split("#")[0].split() if not part.startswith(">")]
        pair = " ".join(parts[:2])
        command = pair if pair in known else parts[0]
        if command.startswith("-"):
            assert {part for part in parts if part.startswith("-")} <= known[""] | set(parts[1:2])
            continue
        assert command in known, f"byline {words}"
        options = {part.partition("=")[0] for part in parts if part.startswith("--")}
        assert options <= known[command], f"byline {words}"


def test_the_table_of_commands_is_whole() -> None:
    """It names every command and nothing else, each with options that it has."""
    known = commands()
    calls = [call for row in page("docs/usage.md").table("command") for call in re.findall(r"`([^`]+)`", row[0])]
    assert {call.split()[0] for call in calls} == {name.split()[0] for name in known if name}
    for call in calls:
        options = set(re.findall(r"--[a-z-]+", call))
        below = {option for name in known if name.split()[:1] == call.split()[:1] for option in known[name]}
        assert options <= below, call


def test_every_option_in_the_text_exists() -> None:
    """An option that stands alone in code belongs to some command, or to the measurements."""
    every = set().union(*commands().values()) | {"--draw"}
    spans = [span for each in PAGES for span in each.code_spans]
    assert {span.split()[0].partition("=")[0] for span in spans if span.startswith("--")} <= every


def test_every_measurement_exists() -> None:
    """What `python -m bench --only` is shown to measure is one of its groups."""
    spans = [" ".join(span.split()) for each in PAGES for span in each.code_spans]
    named = {
        group for span in spans if span.startswith("python -m bench ") for group in re.findall(r"--only (\w+)", span)
    }
    assert named
    assert named <= set(GROUPS)
