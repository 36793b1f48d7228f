"""`run` and `demo` at a terminal: a prompt, its commands, and every way to leave."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import stat
from typing import TYPE_CHECKING

import pytest

from tests.integration.screen import Terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.integration.conftest import CommandLine, Launcher
    from tests.integration.warm import Warm

PROMPT = "byline>"
CURSOR_SHOWN, CURSOR_HIDDEN = "\x1b[?25h", "\x1b[?25l"


@pytest.mark.usefixtures("data")
def test_the_prompt_answers_and_lists_and_helps(launch: Launcher, config: Path) -> None:
    """At the prompt a question gets an answer with links, /search articles, anything else help; Ctrl-D leaves."""
    with terminal(launch, "--config", config, "run") as screen:
        assert "Ask in plain words" in screen.until(PROMPT)
        for given in ("/help", "/frobnicate now", "", "/search", "/helpme"):
            screen.type(given + "\n")
            screen.until("/search WORDS")
        screen.type("How much money did Calderwick raise?\n")
        for words in ("480 million", "Sources:", "[1]", "http://127.0.0.1:", "As of"):
            screen.until(words)
        screen.type("/search Calderwick\n")
        screen.until("1-")
        screen.until(PROMPT)  # a Ctrl-D that comes before it is lost when the terminal changes its mode
        screen.type("\x04")
        assert screen.ended() == 0
    history = config.parent / "data" / "history"
    assert history.read_text(encoding="utf-8").splitlines()[-2:] == [
        "How much money did Calderwick raise?",
        "/search Calderwick",
    ]
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_a_log_line_leaves_what_is_being_typed_alone(warm: Warm, config: Path) -> None:
    """What is logged meanwhile stands above the prompt, which keeps the half-typed line; the tab key completes it."""
    text = f'[byline]\ndata_dir = "{config.parent / "data"}"\n'
    config.write_text(text, encoding="utf-8")
    with terminal(warm, "--config", config, "run") as screen:
        screen.until(PROMPT)
        screen.type("/qu")
        screen.until("/qu")
        config.write_text(text + "[indexer]\nper_host = 1\n", encoding="utf-8")
        screen.until("[indexer] changed: per_host")
        assert "byline> /qu" in screen.until("/qu")
        screen.type("\t\n")
        assert screen.ended() == 0
    assert is_left_well(screen)
    assert b"byline> /quit" in screen.seen


def test_the_arrow_keys_bring_back_lines_of_earlier_sessions(warm: Warm, config: Path) -> None:
    """Lines are kept from one run to the next, also those that an earlier version has kept."""
    config.write_text(f'[byline]\ndata_dir = "{config.parent / "data"}"\n', encoding="utf-8")
    (config.parent / "data").mkdir()
    (config.parent / "data" / "history").write_text("/quit\n/help\n", encoding="utf-8")
    with terminal(warm, "--config", config, "run") as screen:
        screen.until(PROMPT)
        screen.type("\x1b[A\x1b[A\n")
        assert screen.ended() == 0


LEAVING: dict[str, Callable[[Terminal], None]] = {
    "Ctrl-C": lambda screen: screen.type("\x03"),
    "SIGTERM": lambda screen: os.kill(screen.process.pid, signal.SIGTERM),
    "Ctrl-C in a half-typed line": lambda screen: screen.type("How mu\x03"),
}


@pytest.mark.parametrize("way", LEAVING)
def test_there_are_many_ways_to_leave_and_none_shows_a_traceback(warm: Warm, config: Path, way: str) -> None:
    """Whoever leaves the prompt leaves with exit code 0, without a traceback, with the cursor shown again.

    By Ctrl-D and /quit other tests leave.
    """
    config.write_text(f'[byline]\ndata_dir = "{config.parent / "data"}"\n', encoding="utf-8")  # nothing to collect
    with terminal(warm, "--config", config, "run") as screen:
        screen.until(PROMPT)
        LEAVING[way](screen)
        assert screen.ended() == 0
    assert is_left_well(screen)


def is_left_well(screen: Terminal) -> bool:
    """Tell whether no traceback was shown, and the cursor again."""
    shown = screen.seen.rfind(CURSOR_SHOWN.encode()) >= screen.seen.rfind(CURSOR_HIDDEN.encode())
    return shown and b"Traceback" not in screen.seen


def test_nothing_redraws_the_line_that_is_being_typed(warm: Warm, config: Path) -> None:
    """While the prompt waits, nothing is written to the terminal: no bar wipes out what stands there."""
    config.write_text(f'[byline]\ndata_dir = "{config.parent / "data"}"\n', encoding="utf-8")
    with terminal(warm, "--config", config, "run") as screen:
        screen.until(PROMPT)
        screen.until(CURSOR_SHOWN)
        shown = len(screen.seen)
        assert not select.select([screen.descriptor], [], [], 0.7)[0], screen.seen[shown:]
        screen.type("\x04")
        assert screen.ended() == 0
    assert is_left_well(screen)


def test_the_demo_prompts_at_a_terminal(launch: Launcher) -> None:
    """At a terminal the demonstration says what it holds and answers what is asked."""
    with terminal(launch, "demo") as screen:
        assert "All names in it are invented" in screen.until(PROMPT)
        screen.type("Is Kiteforge buying Palisandre?\n")
        screen.until("Unconfirmed: ")
        assert "\x1b]8;id=" in screen.until(PROMPT)  # the sources are links
        screen.type("\x04")
        assert screen.ended() == 0


def test_a_redirected_answer_reaches_its_file(launch: Launcher, byline: CommandLine, config: Path) -> None:
    """With stderr at a terminal and stdout in a file, progress goes to the one and data to the other."""
    exported = export_with(byline, config)
    with (config.parent / "out.json").open("wb") as file:
        ours, theirs = pty.openpty()
        process = launch("--config", config, "import", exported, "--json", stdout=file.fileno(), stderr=theirs)
        os.close(theirs)
        screen = Terminal(descriptor=ours, process=process)
        assert screen.ended() == 0
        os.close(ours)
    record = json.loads((config.parent / "out.json").read_text(encoding="utf-8"))
    assert record["articles"]["new"] == 1
    assert b'"articles"' not in screen.seen


def export_with(byline: CommandLine, config: Path) -> Path:
    """Write an archive of one article, whose title and text would like to drive the reader's terminal."""
    assert byline("status").code == 0
    record = {
        "url": "https://example.org/\u001b[31mred",
        "title": "\u001b]0;owned\u0007Zephyrine \u009b31mraises\u001b[2J money \u202eesrever",
        "text": "Zephyrine\u001b[1;31m raised 12 million dollars\u001b]8;;https://a.b\u0007 in Oslo on Monday.\b\b",
        "publisher": "Pa\u001b[5mper\r",
        "authors": ["\u001b[7mx"],
        "published": "2026-11-20",
    }
    file = config.parent / "hostile.jsonl"
    file.write_text(json.dumps({**record, "url": "https://example.org/red"}) + "\n", encoding="utf-8")
    return file


def test_an_article_cannot_drive_the_terminal(byline: CommandLine, config: Path) -> None:
    """No escape sequence of an article comes out of any command, be it for people or for programs."""
    assert byline("import", str(export_with(byline, config))).code == 0
    now = ("--now", "2026-11-24T12:00:00Z")
    for command in (
        ["search", "Zephyrine", *now],
        ["ask", "How much did Zephyrine raise?", *now],
        ["export"],
        ["status"],
    ):
        for form in ([], ["--json"]) if command[0] != "export" else ([],):
            said = byline(*command, *form)
            shown = said.out + said.err
            assert not {c for c in shown if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f" or c in "\u202e\u2066")}, (
                command
            )
            assert "\\u001b" not in shown, command
    assert "Zephyrine" in byline("search", "Zephyrine", *now).out
