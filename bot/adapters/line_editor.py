"""Edge: lines typed at a terminal, with history and completion, and with log lines shown above what is being typed."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app_session
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import History, InMemoryHistory
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.patch_stdout import StdoutProxy
from prompt_toolkit.shortcuts import CompleteStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_MAX_LINES = 1_000  # of history


class LineHistory(History):
    """The last lines of all sessions in a file, one a line; a file that cannot be used costs nothing else."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def load_history_strings(self) -> Iterator[str]:
        """Yield the lines, newest first."""
        lines: list[str] = []
        with contextlib.suppress(OSError):
            lines = self._file.read_text(encoding="utf-8", errors="replace").splitlines()
            if len(lines) > _MAX_LINES:
                self._write(os.O_TRUNC, lines[-_MAX_LINES:])
        yield from reversed(lines[-_MAX_LINES:])

    def store_string(self, string: str) -> None:
        """Keep a line."""
        with contextlib.suppress(OSError):
            self._write(os.O_APPEND, [string])

    def _write(self, how: int, lines: Sequence[str]) -> None:
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | how, mode=0o600)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  it is a descriptor
            file.writelines(f"{line}\n" for line in lines)


@contextlib.contextmanager
def line_editor(prompt: str, commands: Sequence[str], history: Path | None = None) -> Iterator[Callable[[], str]]:
    """Yield the function that reads a line. It raises `EOFError` for Ctrl-D and `KeyboardInterrupt` for Ctrl-C.

    `commands` are completed by the tab key. What is written to stderr until the block ends stands above the prompt.
    """
    session = _session(prompt, WordCompleter(commands, sentence=True), history)
    with StdoutProxy() as above:
        at_terminal = sys.stderr is not None and sys.stderr.isatty()
        with contextlib.redirect_stderr(above) if at_terminal else contextlib.nullcontext():
            yield partial(_read, session)


def ask_line(question: str, words: Sequence[str] = (), *, is_list: bool = False) -> str:
    """Ask a person one thing, and return the line that is typed; raises what the function of `line_editor` does.

    The tab key completes `words`: the whole line, or with `is_list` each of several.
    """
    return _session(question, WordCompleter(words, ignore_case=True, sentence=not is_list)).prompt()


def _session(prompt: str, completer: WordCompleter, history: Path | None = None) -> PromptSession[str]:
    """Return what reads lines, without menus that redraw the screen."""
    output = get_app_session().output
    if isinstance(output, Vt100_Output):
        output.enable_cpr = False  # only menus need to know where the cursor is, and not every terminal tells
    return PromptSession(
        prompt,
        history=LineHistory(history) if history else InMemoryHistory(),
        completer=completer,
        complete_while_typing=False,
        complete_style=CompleteStyle.READLINE_LIKE,
        reserve_space_for_menu=0,
    )


def _read(session: PromptSession[str]) -> str:
    try:
        return session.prompt()
    except KeyboardInterrupt:
        signal.raise_signal(signal.SIGINT)  # here Ctrl-C is a key: tell those who wait for the signal
        raise
