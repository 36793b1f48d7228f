"""What can be wrong with an installation or an input: one message that says what, where and what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.integration.conftest import ROOT, SECRETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.integration.conftest import CommandLine

DEAD = "http://127.0.0.1:9"  # the discard port, on which nothing listens


def data_dir(place: str) -> Callable[[Path], None]:
    """Return what makes a config name another data directory."""

    def change(config: Path) -> None:
        text = config.read_text(encoding="utf-8").splitlines()
        (config.parent / "file").write_text("not a folder", encoding="utf-8")
        text[1] = f"data_dir = {json.dumps(str(config.parent / place))}"
        config.write_text("\n".join(text), encoding="utf-8")

    return change


def garbage(config: Path) -> None:
    """Put something else in the catalogue's place."""
    (config.parent / "data").mkdir(mode=0o700)
    (config.parent / "data" / "catalogue.db").write_bytes(b"\x07garbage\x00" * 1_000)


def folder_as_catalogue(config: Path) -> None:
    """Put a folder in the catalogue's place."""
    (config.parent / "data").mkdir(mode=0o700)
    (config.parent / "data" / "catalogue.db").mkdir()


def dead_server(config: Path) -> None:
    """Name a Chroma server that does not run."""
    with config.open("a", encoding="utf-8") as file:
        file.write(f'\n[store]\nurl = "{DEAD}"\ntoken_env = "CHROMA_TOKEN"\n')


def missing(config: Path) -> None:
    """Take the config file away."""
    config.unlink()


def folder_as_config(config: Path) -> None:
    """Put a folder in the config file's place."""
    config.unlink()
    config.mkdir()


def not_utf_8(config: Path) -> None:
    """Save the config file as another editor might."""
    config.write_bytes('[byline]\ntimezone = "Zürich"\n'.encode("utf-16"))


FAILURES = [
    (data_dir("file/below"), ["index"], 1, "the data directory"),
    (data_dir("file"), ["index"], 1, "make it a folder that this user may write"),
    (data_dir("file"), ["search", "x"], 1, "make it a folder that this user may write"),
    (garbage, ["index"], 1, "it is no database: move it away"),
    (garbage, ["status"], 1, "it is no database: move it away"),
    (garbage, ["export"], 1, "it is no database: move it away"),
    (folder_as_catalogue, ["index"], 1, "it cannot be opened"),
    (dead_server, ["index"], 1, f"the Chroma server at {DEAD}"),
    (dead_server, ["ask", "Who?"], 1, "Check that it runs"),
    (missing, ["index"], 2, 'no such file; make one with "byline init"'),
    (missing, ["status"], 2, "no such file"),
    (folder_as_config, ["status"], 2, "cannot be read: Is a directory"),
    (not_utf_8, ["status"], 2, "not UTF-8 text"),
]


@pytest.mark.parametrize(("spoil", "command", "code", "message"), FAILURES)
def test_a_broken_installation_is_told_in_one_message(
    byline: CommandLine,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
    command: list[str],
    code: int,
    message: str,
) -> None:
    """One line on stderr, nothing on stdout, the exit code of the contract, and no traceback."""
    monkeypatch.setenv("CHROMA_TOKEN", SECRETS["CHROMA_TOKEN"])
    spoil(config)
    said = byline(*command)
    assert (said.code, said.out) == (code, "")
    assert message in said.err
    assert said.err.count("\n") == 1


def test_bad_lines_of_input_cost_only_themselves(byline: CommandLine) -> None:
    """Broken JSON, an over-long line, wrong types and broken characters are told in place, and the rest is answered."""
    lines = [
        b'{"id": "a", "question": ',
        b"x" * 3_000_000,
        b'{"id": "c", "question": 5}',
        b'{"id": "d", "question": "Who\\ud800 leads?", "sources": ["\\udfff"]}',
        b"\xff\xfe who leads?",
        b'{"id": "f", "question": ' + b"[" * 50_000,
    ]
    said = byline("search", "-", "--json", given=b"\n".join(lines))
    assert said.code == 1
    records = said.records()
    assert [record["id"] for record in records] == [1, 2, "c", "d", 5, 6]
    assert ["error" in record for record in records] == [True, True, True, False, False, True]
    assert records[1]["error"] == "longer than 1,000,000 bytes"
    assert said.err == "4 bad lines\n"


def in_bash(script: str, *command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script of which "$@" is `byline` with these arguments."""
    program = [sys.executable, "-m", "bot", *command]
    return subprocess.run(
        ["bash", "-c", script, "bash", *program],  # noqa: S607  wherever it is
        capture_output=True,
        check=False,
        timeout=240,
        cwd=ROOT,
    )


def test_a_closed_input_is_wrong_use(byline: CommandLine) -> None:
    """Reading questions from a standard input that is closed is told, with exit code 2."""
    said = in_bash('"$@" <&-', "--config", str(byline.config), "search", "-")
    assert (said.returncode, said.stdout) == (2, b"")
    assert said.stderr == b'byline: "-" reads the standard input, which is closed\n'


def test_output_that_ends_early_is_no_crash(tmp_path: Path, byline: CommandLine) -> None:
    """A reader that has seen enough is no failure; a full disk is one, told in one message."""
    articles = [{"url": f"https://example.org/{n}", "title": "One", "text": "x " * 9_000} for n in range(5)]
    archive = tmp_path / "archive.jsonl"
    archive.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    assert byline("import", str(archive)).code == 0
    full = b"byline: the output cannot be written: No space left on device\n"
    for redirection, code, message in (("| head -n 1", 0, b""), ("> /dev/full", 1, full)):
        said = in_bash(f'set -o pipefail; "$@" {redirection}', "--config", str(byline.config), "export")
        assert (said.returncode, said.stderr) == (code, message), redirection


@pytest.mark.usefixtures("data")
def test_no_token_is_ever_shown(byline: CommandLine, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens come from the environment and stay there, also with -v and in the tracebacks that it shows."""
    for name, token in SECRETS.items():
        monkeypatch.setenv(name, token)
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[slack]\n[discord]\n[model]\nprovider = "openai"\nname = "m"\napi_key_env = "OPENAI_API_KEY"\n')
    shown = []
    for command in (["index"], ["status"], ["export"], ["search", "Tessaline"], ["search", ""]):
        said = byline("-v", *command)
        shown.append(said.out + said.err)
    dead_server(config)
    said = byline("-v", "index")
    assert said.code == 1
    assert "Traceback" in said.err
    assert not [token for token in SECRETS.values() if token in "".join([*shown, said.out, said.err])]
