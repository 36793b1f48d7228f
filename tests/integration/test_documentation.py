"""What the documentation shows can be done, and is what is seen.

A fenced block that directly follows a line `<!-- tested -->` (or `<!-- tested: and why -->`) is tried out: `sh` is run
by bash in a folder that holds `config.toml` of a collected sample newsroom and a saved page `page.html`;
`https://example.org/….html` stands for a page of that newsroom. `toml` must be a config without problems.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bench.quality import sample_newsroom
from bot.config.loader import load
from bot.config.template import example
from scripts.answer_pictures import FOLDER, StoppedClock, pictures
from tests.docs.pages import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.integration.conftest import Launcher

EXAMPLE_PAGE = re.compile(r"https://example\.org/\S+\.html")


def blocks(language: str) -> list[str]:
    """Return the tested blocks of a language."""
    return [text for page in PAGES for text in page.tested(language)]


def test_marked_blocks_are_found() -> None:
    """A page whose marks were lost is noticed: commands and config are both tried out."""
    assert blocks("sh")
    assert blocks("toml")
    marks = [mark for page in PAGES for mark in re.findall("^<!-- tested", page.text, re.MULTILINE)]
    assert len(blocks("sh")) + len(blocks("toml")) == len(marks)


@pytest.mark.timeout(600)
def test_the_commands_work(launch: Launcher, room: DemoNewsroom, tmp_path: Path) -> None:
    """Each line of the tested blocks runs as it stands, one after the other, and touches nothing but what it names."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "config.toml").write_text(room.config_text(here / "data"), encoding="utf-8")
    sample = next(entry for entry in room.contents.entries if not entry.gone)
    (here / "page.html").write_text(sample.page(), encoding="utf-8")
    before = {path.name for path in here.iterdir()}
    program = tmp_path / "bin" / "byline"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = launch.environment
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    script = "\n".join(dict.fromkeys(line for block in blocks("sh") for line in block.splitlines()))
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", EXAMPLE_PAGE.sub(room.url + sample.path, script)],  # noqa: S607
        cwd=here,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=600,
    )
    made = {path.name for path in here.iterdir()} - before - {"data"}
    assert made <= {
        name for named in (r">\s*(\S+)", r"cp \S+ (\S+)", r"backup (\S+)") for name in re.findall(named, script)
    }
    assert [path for name in ("tmp", "home") for path in (tmp_path / name).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("text", [*blocks("toml"), example()])
def test_the_configs_have_no_problems(tmp_path: Path, text: str) -> None:
    """The configs of the pages and the example file are accepted as they stand."""
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    assert load(file).path == file


@pytest.mark.timeout(600)
def test_the_pictures_show_what_is_posted() -> None:
    """The pictures are those that the sample newsroom's answers give now, and they load nothing from elsewhere."""
    with sample_newsroom(StoppedClock()) as opened:
        drawn = pictures(opened)
    shown = {name: (FOLDER / name).read_text(encoding="utf-8") for name in drawn}
    assert shown == drawn, "run `python -m scripts.answer_pictures`"
    assert not [name for name, text in shown.items() if re.search(r"@font-face|@import|url\((?!#)|href=|<script", text)]
