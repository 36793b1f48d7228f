"""Runs `byline` commands in processes that start within a second: forked from one that has imported everything.

Run as a program, it is that one: it has imported the libraries, knows the models' digests and what else no command
changes, and has opened nothing. For a line on its input that is a
JSON object with `arguments` and `log` it forks and says the child's process id; with the path of a `terminal` the child
is at that instead. For one with `wait` it waits for the child of that id and says its exit code.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


_IMPORTED = (
    "alembic.command",
    "anyio._backends._asyncio",
    "chromadb.api.rust",
    "chromadb.errors",
    "chromadb.telemetry.product.posthog",
    "encodings.idna",
    "filelock",
    "onnxruntime",
    "slack_bolt.listener_matcher.async_builtins",
    "sqlalchemy.dialects.sqlite",
    "tantivy",
    "tokenizers",
    "trafilatura",
    "watchfiles",
    "bot.adapters.chat.subscriptions",
    "bot.adapters.discord.service",
    "bot.adapters.journal",
    "bot.adapters.slack.service",
    "bot.answering",
    "bot.commands.application",
    "bot.commands.log_output",
    "bot.commands.news_orders",
    "bot.commands.owner_handlers",
    "bot.commands.platforms",
    "bot.config.differences",
    "bot.config.watcher",
    "bot.conversation.service",
    "bot.evidence.reader.onnx_reader",
    "bot.operations.collecting_loop",
    "bot.retrieval.retriever",
    "bot.retrieval.story_search",
    "bot.server.api.section",
    "bot.server.control.section",
    "bot.server.mcp.section",
    "bot.server.pages.source",
    "bot.subscriptions.catalogue_stories",
    "bot.subscriptions.planner",
    "bot.subscriptions.relevance",
    "bot.subscriptions.sending_loop",
    "bot.wiring.discord_shards",
    "bot.wiring.feed_discovery",
    "bot.wiring.http_server",
    "bot.wiring.index_rebuild",
    "bot.wiring.opening",
    "bot.wiring.owner",
    "bot.wiring.slack_requests",
    "indexer.articles",
    "indexer.catalogue",
    "indexer.fetching",
    "indexer.collecting.collector",
    "indexer.embedding",
    "indexer.indexing.rebuild",
    "indexer.indexing.sync",
    "indexer.lexical",
    "indexer.sandbox",
    "indexer.vectors",
)


@dataclass(slots=True)
class Running:
    """A command in a process of its own, whose exit code `Warm.wait` gives."""

    pid: int
    log: Path


@dataclass(slots=True)
class AtTerminal:
    """A command at a terminal."""

    warm: Warm
    pid: int

    def wait(self) -> int:
        """Return its exit code once it has ended."""
        return self.warm.exit_code(self.pid)


class Warm:
    """The process to fork from, while the context lasts. Any number of commands may run beside each other."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Take what its environment has more than this one's."""
        self._more = environment or {}
        self._children: set[int] = set()  # whose end was not waited for yet

    def __enter__(self) -> Self:
        """Start it, and wait until it is warm."""
        paths = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env={**os.environ, "PYTHONPATH": paths, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", **self._more},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "warm"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let it end."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            for child in tuple(self._children):
                self._kill(child)
            self._process.stdin.close()
            self._process.wait(timeout=120)
        finally:
            self._process.kill()
            self._process.wait()
            self._process.stdout.close()

    def start(self, log: Path, *arguments: str) -> Running:
        """Start a command; what it says goes to the log."""
        pid = self._asked(arguments=arguments, log=str(log))
        self._children.add(pid)
        return Running(pid=pid, log=log)

    def start_at(self, terminal: str, *arguments: str) -> AtTerminal:
        """Start a command at the terminal of a path."""
        pid = self._asked(arguments=arguments, terminal=terminal)
        self._children.add(pid)
        return AtTerminal(warm=self, pid=pid)

    def wait(self, running: Running) -> int:
        """Return the exit code of a command once it has ended, negative for the signal that ended it."""
        return self.exit_code(running.pid)

    def exit_code(self, pid: int) -> int:
        """Return the exit code of a process once it has ended, negative for the signal that ended it."""
        code = self._asked(wait=pid)
        self._children.discard(pid)
        return code

    def run(self, log: Path, *arguments: str) -> int:
        """Run a command to its end."""
        return self.wait(self.start(log, *arguments))

    def _kill(self, child: int) -> None:
        """Kill what a test has left behind that failed."""
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        self._asked(wait=child)

    def _asked(self, **order: object) -> int:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def _serve() -> None:
    for name in _IMPORTED:
        importlib.import_module(name)
    _learn()
    gc.collect()
    gc.freeze()  # a child that collected what it shares with its parent would copy all of it
    _say("warm")
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _say(str(os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])))
            children.discard(order["wait"])
            continue
        streams = _streams(order)
        if pid := os.fork():
            os.close(streams)
            children.add(pid)
            _say(str(pid))
        else:
            _be_child(streams, order["arguments"], at_terminal="terminal" in order)
    for child in children:  # the tests were killed
        os.kill(child, signal.SIGKILL)


def _learn() -> None:
    """Make what is made once in a process: patterns, lists of words, digests of files."""
    from bot.language.prompt_injection import addresses_a_machine
    from bot.model import Question
    from bot.subscriptions.fields import known_fields
    from bot.understanding.query import understand
    from indexer.embedding import ModelFiles
    from indexer.embedding.onnx.store import find
    from indexer.embedding.processors import this_processor

    understand(Question(text="How much money did Calderwick raise?", now=datetime.now(UTC), zone=UTC))
    addresses_a_machine("Calderwick raised 480 million pounds.")
    known_fields()
    find(Path(os.environ["BYLINE_MODELS"]), ModelFiles(), this_processor())


def _streams(order: dict[str, str]) -> int:
    """Open what a command's output goes to, and its input comes from, before who has asked may close it."""
    if "terminal" in order:
        return os.open(order["terminal"], os.O_RDWR | os.O_NOCTTY)
    return os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def _be_child(streams: int, arguments: list[str], *, at_terminal: bool) -> None:
    """Run a command and end at once: what the parent has registered to do at its end is not for the child."""
    from bot.commands.application import main

    for stream in (0, 1, 2) if at_terminal else (1, 2):
        os.dup2(streams, stream)
    os.close(streams)
    if at_terminal:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C becomes SIGINT
        signal.signal(signal.SIGINT, signal.default_int_handler)  # which it may have been started to ignore
        os.environ["TERM"] = "xterm"
    code = 99
    try:
        code = main(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
