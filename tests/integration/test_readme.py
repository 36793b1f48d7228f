"""The README and the example config promise nothing that is not there.

A fenced block that directly follows a line `<!-- tested -->` (or `<!-- tested: and why -->`) is tried out: `sh` is run
by bash in a folder that holds `config.toml` of a collected sample newsroom, `config.example.toml` and a saved page
`page.html`; `https://example.org/….html` stands for a page of that newsroom. `toml` must be a config without problems.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from bot.commands.application import app
from bot.config import load

if TYPE_CHECKING:
    from bot.demo import DemoNewsroom
    from tests.integration.conftest import Launcher

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^```[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
TESTED = re.compile(r"^<!-- tested\b[^>]*-->\n+```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE_PAGE = re.compile(r"https://example\.org/\S+\.html")


def blocks(language: str) -> list[str]:
    """Return the tested blocks of a language."""
    return [text for found, text in TESTED.findall(README) if found == language]


def test_the_readme_has_tested_blocks() -> None:
    """A README whose marks were lost is noticed: commands and config are both tried out."""
    assert blocks("sh")
    assert blocks("toml")
    assert len(TESTED.findall(README)) == README.count("<!-- tested")


@pytest.mark.timeout(600)
def test_the_commands_of_the_readme_work(launch: Launcher, room: DemoNewsroom, tmp_path: Path) -> None:
    """Each tested block runs as it stands, one after the other, and touches nothing but what it names."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "config.toml").write_text(room.config_text(here / "data"), encoding="utf-8")
    shutil.copy(ROOT / "config.example.toml", here)
    sample = next(entry for entry in room.contents.entries if not entry.gone)
    (here / "page.html").write_text(sample.page(), encoding="utf-8")
    before = {path.name for path in here.iterdir()}
    program = tmp_path / "bin" / "byline"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = launch.environment
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    script = "\n".join(blocks("sh"))
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", EXAMPLE_PAGE.sub(room.url + sample.path, script)],  # noqa: S607
        cwd=here,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=600,
    )
    made = {path.name for path in here.iterdir()} - before - {"data"}
    assert made <= set(re.findall(r">\s*(\S+)", script)) | set(re.findall(r"cp \S+ (\S+)", script))
    assert [path for name in ("tmp", "home") for path in (tmp_path / name).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("text", [*blocks("toml"), (ROOT / "config.example.toml").read_text(encoding="utf-8")])
def test_the_configs_have_no_problems(tmp_path: Path, text: str) -> None:
    """The config of the README and the example file are accepted as they stand."""
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    assert load(file).indexer.feeds


def commands() -> dict[str, set[str]]:
    """Return the options of every command, "" being the program itself; a group's commands are "group command"."""
    found: dict[str, set[str]] = {}

    def visit(name: str, command: typer.core.TyperCommand | typer.core.TyperGroup) -> None:
        found[name] = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        for child, below in getattr(command, "commands", {}).items():
            visit(f"{name} {child}".strip(), below)

    visit("", typer.main.get_command(app))  # type: ignore[arg-type] # a click command, as typer makes it
    return found


def test_every_command_in_the_readme_exists() -> None:
    """What the README calls after `byline` in code is a command of the program, with options that it has."""
    known = commands()
    code = "\n".join([*FENCED.findall(README), *re.findall(r"`byline[^`]*`", FENCED.sub("", README))])
    shown: list[str] = re.findall(r"(?<![/\w.-])byline ([^`\n]+)", code)
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
    """The README's table names every command, and nothing that is none."""
    table = re.search(r"^\| command \| .*\n\|[-| ]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert table
    known = commands()
    cells = [line.replace("\\|", "/").split("|")[1] for line in table[1].splitlines()]
    calls = [call for cell in cells for call in re.findall(r"`([^`]+)`", cell)]
    named = {call.split()[0] for call in calls}
    assert named == {name.split()[0] for name in known if name}
    for call in calls:
        options = set(re.findall(r"--[a-z-]+", call))
        below = {option for name in known if name.split()[:1] == call.split()[:1] for option in known[name]}
        assert options <= below, call


def test_every_option_in_the_text_exists() -> None:
    """An option that the README's text names belongs to some command."""
    every = set().union(*commands().values())
    named = set(re.findall(r"`(--[a-z][a-z-]*)", FENCED.sub("", README)))
    assert named <= every


def test_every_relative_link_leads_somewhere() -> None:
    """Files that the README links to are in the repository, and anchors are headings of its own."""
    text = FENCED.sub("", README)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif "://" not in target and not target.startswith("mailto:"):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_every_make_target_exists() -> None:
    """What the README calls with `make` is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets
