"""A catalogue whose file was emptied or damaged: it is told, and nothing else is lost by it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.integration.test_mending import FUNDING, NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.conftest import CommandLine

PAGE = 4_096


def garbled(file: Path, first: int, last: int) -> None:
    """Overwrite some pages of a file."""
    chance = random.Random(first)  # noqa: S311  no secret
    with file.open("r+b") as opened:
        opened.seek(first * PAGE)
        opened.write(chance.randbytes((last - first) * PAGE))


@pytest.mark.parametrize("command", [["ask", FUNDING, "--now", NOW], ["status"], ["index"], ["reindex"]])
def test_an_emptied_catalogue_empties_no_index(byline: CommandLine, data: Path, command: list[str]) -> None:
    """With a catalogue of 0 bytes every command ends with 1 and what to do, and both indexes stay as they are."""
    catalogue = data / "catalogue.db"
    whole = catalogue.read_bytes()
    catalogue.write_bytes(b"")
    said = byline(*command)
    assert said.code == 1
    assert f"the catalogue {catalogue} is empty (0 bytes)" in said.err
    assert catalogue.stat().st_size == 0
    catalogue.write_bytes(whole)
    assert byline("ask", FUNDING, "--now", NOW, "--json").record()["found"]
    assert byline("doctor").code == 0


def test_a_damaged_catalogue_is_told(byline: CommandLine, data: Path) -> None:
    """Where all of it but its first page is garbage, a question ends with 1, the file and what to do."""
    catalogue = data / "catalogue.db"
    garbled(catalogue, 1, catalogue.stat().st_size // PAGE)
    said = byline("ask", FUNDING, "--now", NOW)
    assert said.code == 1
    assert f"the catalogue {catalogue}: it is damaged: put your backup in its place" in said.err


def test_damage_anywhere_is_no_fault_of_the_program(byline: CommandLine, data: Path) -> None:
    """Whichever part is garbage, a question is answered or ends in one line, and doctor finds the damage."""
    catalogue = data / "catalogue.db"
    whole = catalogue.read_bytes()
    pages = len(whole) // PAGE
    for first in range(1, pages, max(1, pages // 4)):
        catalogue.write_bytes(whole)
        garbled(catalogue, first, first + 1)
        assert byline("ask", FUNDING, "--now", NOW).code in (0, 1)
        checks = byline("doctor", "--json").record()["checks"]
        assert any(each["check"] == "catalogue" and each["level"] == "problem" for each in checks)
