"""What `make` installs and what it says of that: the real Makefile with an interpreter that only notes what it is told.

The double stands in for Python, pip and what pip would install: `-m venv` makes a folder with the double in it, and
everything else is written down. So nothing is downloaded, and what is asked of pip can be seen.
"""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_DOUBLE = """#!/bin/sh
case "$1 $2" in
"-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$0" "$3/bin/byline" ;;
"-c "*) exit {torch} ;;
esac
[ "$1" = -c ] || echo "${{0##*/}} $*" >> {journal}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with what `make` reads of the project, and the double."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "scripts/install.sh"):
        shutil.copy(ROOT / name, folder / name)
    write_double(folder, torch=False)
    return folder


def write_double(folder: Path, *, torch: bool) -> None:
    """Write the interpreter that only notes, with or without PyTorch."""
    double = folder / "python-double"
    double.write_text(_DOUBLE.format(journal=folder / "journal", torch=0 if torch else 1), encoding="utf-8")
    double.chmod(0o755)


def make(folder: Path, *targets: str, out: int = subprocess.PIPE, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `make` there with the double, in a clean environment."""
    return subprocess.run(
        ["make", "PYTHON=./python-double", *targets],  # noqa: S607  whichever make there is
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **more},
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )


def noted(folder: Path) -> list[str]:
    """Return what the double was told so far, and forget it."""
    journal = folder / "journal"
    lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    journal.unlink(missing_ok=True)
    return lines


def test_the_demo_installs_what_it_needs(checkout: Path) -> None:
    """`make demo` makes .venv, installs PyTorch and Byline without developers' tools, and runs; twice only runs."""
    done = make(checkout, "demo")
    told = noted(checkout)
    assert told[0] == "python-double -m venv .venv"
    assert told[-1] == "byline demo"
    installs = [line for line in told if "pip install" in line]
    assert [line.split()[-1] for line in installs] == ["pip>=23.3", "torch", "."]
    assert not any("[dev]" in line for line in installs)
    assert all("--quiet" in line for line in installs)  # no terminal
    assert done.stderr == ""
    make(checkout, "demo")
    assert noted(checkout) == ["byline demo"]


def test_what_is_installed_is_said_before(checkout: Path) -> None:
    """Without a terminal, a line says how long it takes and how large it is, and one says each step."""
    lines = make(checkout, "demo").stdout.splitlines()
    assert (
        lines[0] == "Installing Byline into .venv, in 3 steps: 2 to 5 minutes, 450 MB to download, 1.9 GB on the disk."
    )
    assert [line[:6] for line in lines if " of 3: " in line] == ["1 of 3", "2 of 3", "3 of 3"]
    assert "Byline is installed." in lines
    on_linux = os.uname().sysname == "Linux" and os.uname().machine == "x86_64"
    assert any("TORCH_INDEX" in line for line in lines) == on_linux


def test_at_a_terminal_pip_shows_its_progress(checkout: Path) -> None:
    """At a terminal pip is not told to be quiet."""
    ours, theirs = pty.openpty()
    try:
        make(checkout, "demo", out=theirs)
    finally:
        os.close(theirs)
        os.close(ours)
    assert not any("--quiet" in line for line in noted(checkout))


def test_tools_come_with_the_tests(checkout: Path) -> None:
    """`make test` after `make demo` adds developers' tools to the same .venv, once."""
    make(checkout, "demo")
    noted(checkout)
    make(checkout, "test")
    told = noted(checkout)
    assert [line.split()[-1] for line in told if "pip install" in line] == [".[dev]"]
    assert "-m pytest" in told[-1]
    make(checkout, "test")
    assert not any("pip install" in line for line in noted(checkout))


def test_install_brings_everything(checkout: Path) -> None:
    """`make install`, with which the gate begins, installs Byline and then the tools."""
    make(checkout, "install")
    installs = [line.split()[-1] for line in noted(checkout) if "pip install" in line]
    assert installs[-2:] == [".", ".[dev]"]


def test_pytorch_may_come_from_an_index_of_its_own(checkout: Path) -> None:
    """With TORCH_INDEX, PyTorch alone is taken from there, and nothing is said of graphics cards."""
    done = make(checkout, "demo", TORCH_INDEX="https://torch.example/cpu")
    (from_there,) = [line for line in noted(checkout) if "--index-url" in line]
    assert from_there.endswith("--index-url https://torch.example/cpu torch")
    assert "graphics" not in done.stdout


def test_pytorch_that_is_there_stays(checkout: Path) -> None:
    """An environment that has PyTorch keeps it."""
    write_double(checkout, torch=True)
    done = make(checkout, "demo")
    assert "2 of 3: PyTorch, which is there" in done.stdout
    assert not any(line.endswith(" torch") for line in noted(checkout))


def test_a_failed_step_ends_it(checkout: Path) -> None:
    """If pip fails, nothing further is installed, and the next `make` begins again."""
    double = checkout / "python-double"
    works = double.read_text(encoding="utf-8")
    double.write_text(works + '[ "$8" != torch ] && [ "$7" != torch ]\n', encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        make(checkout, "demo")
    assert noted(checkout)[-1].endswith(" torch")
    double.write_text(works, encoding="utf-8")
    make(checkout, "demo")
    assert noted(checkout)[-1] == "byline demo"
