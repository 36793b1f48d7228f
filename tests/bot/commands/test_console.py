"""What the output of commands is fit for."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import IO

import pytest

ASKED = "import sys; from bot.commands.console import is_styled; sys.stderr.write(str(is_styled()))"


def is_styled(stdout: int | IO[bytes], **variables: str) -> bool:
    """Return whether a process with this output and environment shows styles."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    ran = subprocess.run(
        [sys.executable, "-c", ASKED], stdout=stdout, stderr=subprocess.PIPE, env=environment | variables, check=True
    )
    return ran.stderr == b"True"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_a_terminal_is_styled_unless_it_cannot_or_should_not(variables: dict[str, str], *, expected: bool) -> None:
    """A terminal is shown styles, but a dumb one, and nobody who asks for plain text."""
    ours, theirs = pty.openpty()
    try:
        assert is_styled(theirs, **variables) is expected
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_pipe_is_plain() -> None:
    """What is read by a program or goes into a file has no styles."""
    assert not is_styled(subprocess.PIPE, TERM="xterm")
