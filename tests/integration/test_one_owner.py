"""One owner, many clients: a command says the same whether it works alone or has a running process do the work."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.commands.news_orders import news_orders_of
from bot.commands.owner_handlers import OwnerHandlers
from bot.commands.owner_process import owner_process
from bot.config.loader import load
from bot.operations.roles import Role
from bot.server.control import socket_path
from bot.server.control.output import Output
from bot.server.control.protocol import Indexing
from indexer.catalogue import SqlCatalogue
from tests.integration.conftest import CommandLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from bot.wiring.installation import Engines
    from tests.integration.conftest import Launcher, Said

NOW = "2026-11-24T12:00:00Z"
LINES = "\n".join(
    [
        "How much money did Calderwick raise?",
        "",
        '{"id": "a", "question": "Who leads Tessaline?", "since": "2026-01-01"}',
        '{"id": 7, "since": "yesterday-ish", "question": "What?"}',
        "{",
        '{"id": [1], "question": "and Ostrel?", "conversation": [{"question": "Who leads Tessaline?", "answer": "x"}]}',
        "x" * 1_000_001,
    ]
)
ASKING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ask", "How much money did Calderwick raise, and who led the round?", "--now", NOW), ""),
    (("ask", "When does Quillmark Robotics open its factory in Osaka?", "--now", NOW, "--json"), ""),
    (("ask", "What did Tessaline announce?", "--since", "60d", "--kind", "announcement", "--now", NOW, "--json"), ""),
    (("ask", "-", "--now", NOW, "--json"), LINES),
    (("ask", "-", "--now", NOW, "--source", "Meridian Wire"), LINES),
    (("search", "Calderwick", "--now", NOW, "--limit", "2", "--offset", "1"), ""),
    (("search", "-", "--now", NOW, "--json"), LINES),
    (("search", "Calderwick", "--limit", "0"), ""),
    (("ask", " "), ""),
    (("ask", "Who?", "--now", "tomorrow"), ""),
    (("ask", "Who?", "--since", "never"), ""),
    (("ask", "\udcff", "--now", NOW, "--json"), ""),
)
CHANGING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("index",), ""),
    (("index", "--json", "--recheck"), ""),
    (("import", "bad.jsonl", "good.jsonl.gz"), ""),
    (("import", "bad.jsonl", "good.jsonl.gz", "--json"), ""),
    (("import", "none.jsonl"), ""),
    (("import", "cut.gz"), ""),
    (("reindex",), ""),
)


@pytest.fixture(scope="module")
def installed(room: DemoNewsroom, collected: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the config file of an installation that has collected the newsroom, in a folder with archives."""
    folder = tmp_path_factory.mktemp("installed")
    config = folder / "config.toml"
    config.write_text(room.config_text(folder / "data"), encoding="utf-8")
    shutil.copytree(collected, folder / "data")
    good = [
        {"url": f"https://paper.example/{n}", "title": f"Paper {n}", "text": f"Ann saw {n} looms."} for n in range(9)
    ]
    whole = "".join(json.dumps(record) + "\n" for record in good).encode()
    (folder / "good.jsonl.gz").write_bytes(gzip.compress(whole))
    (folder / "cut.gz").write_bytes(gzip.compress(whole)[:-20])
    (folder / "bad.jsonl").write_text('{"url": "https://paper.example/0", "title": "Pa\n\n[1]\n{"url": "ftp://x"}\n')
    return config


@pytest.fixture
def config(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in that installation's folder."""
    monkeypatch.chdir(installed.parent)
    return installed


@contextmanager
def owner(config: Path) -> Iterator[Engines]:
    """Own the installation and serve others, as `byline run` does."""
    with owner_process(load(config)) as work:
        yield work.opened


def masked(said: Said) -> tuple[int, str, str]:
    """Return what a command did, without the time that it took."""
    return said.code, re.sub(r'"elapsed_ms": [0-9.]+', '"elapsed_ms": 0', said.out), spoken(said)


def spoken(said: Said) -> str:
    """Return what a command said, without what its owner logs: here both are one process."""
    return "".join(line for line in said.err.splitlines(keepends=True) if " [info " not in line)


@pytest.mark.parametrize(
    ("commands", "codes"), [(ASKING, [0, 0, 0, 1, 1, 0, 1, 2, 2, 2, 2, 0]), (CHANGING, [0, 0, 1, 1, 2, 1, 0])]
)
def test_every_command_says_the_same_either_way(
    byline: CommandLine, config: Path, commands: Sequence[tuple[tuple[str, ...], str]], codes: list[int]
) -> None:
    """Output, messages and exit code are the same to the byte, alone and through the owner, but for the time taken."""
    byline("import", "good.jsonl.gz")
    byline("index", "--recheck")
    alone = [masked(byline(*command, given=given)) for command, given in commands]
    with owner(config):
        served = [masked(byline(*command, given=given)) for command, given in commands]
    for (command, _), one, other in zip(commands, alone, served, strict=True):
        assert other == one, command
    assert [code for code, _, _ in alone] == codes


def test_nothing_is_kept_of_what_clients_ask(byline: CommandLine, config: Path) -> None:
    """A question through the socket is no chat question: the journal does not know it."""
    with owner(config):
        assert byline("ask", "Who leads Tessaline?").code == 0
    with closing(sqlite3.connect(config.parent / "data" / "catalogue.db")) as database:
        assert database.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)


def test_a_new_index_serves_without_a_restart(byline: CommandLine, config: Path) -> None:
    """After `reindex` the owner answers from the new index and puts into it what it collects; the old one is gone."""
    question = ("ask", "How much money did Calderwick raise?", "--now", NOW)
    with owner(config) as opened:
        before = byline(*question)
        folders = {path.name for path in (config.parent / "data").iterdir() if path.is_dir()}
        assert byline("reindex").code == 0
        assert masked(byline(*question)) == masked(before)
        late = {"url": "https://paper.example/late", "title": "Late", "text": "Zebulon Quirk opened the last loom."}
        (config.parent / "late.jsonl").write_text(json.dumps(late))
        assert byline("import", "late.jsonl").code == 0
        assert "https://paper.example/late" in byline("search", "Zebulon Quirk looms").out
        held = (opened.vectors.count(), opened.lexical.count())
    after = {path.name for path in (config.parent / "data").iterdir() if path.is_dir()}
    assert not folders & after
    with owner(config) as again:
        assert again.rebuilt == ()
        assert (again.vectors.count(), again.lexical.count()) == held


def test_nobody_collects_while_another_does(config: Path) -> None:
    """An `index` that comes while the owner collects says so and waits; it uses the owner's own collector."""
    stop, waiting = threading.Event(), threading.Event()
    said: list[str] = []

    def note(text: str) -> None:
        said.append(text)
        waiting.set()

    output = Output(out=said.append, note=note, progress=lambda *_: None)
    with owner_process(load(config)) as work:
        opened = work.opened
        handlers = OwnerHandlers(
            opened,
            work.live,
            answers=lambda: work.answers("command line"),
            news_orders=lambda: news_orders_of(opened, work.questions().tags, work.subscribing()),
        )
        for _ in work.collecting().passes(stop, pause=0.0):
            client = threading.Thread(target=handlers.index, args=(Indexing(config=str(config)), output))
            with opened.turns.turn(lambda: False):
                client.start()
                assert waiting.wait(240)
                assert said == ["the running process is collecting: waiting for its turn to end"]
            client.join()
            stop.set()
    assert said[1] == "feeds:    3 polled, 3 not modified, 0 failed"


def test_an_owner_that_is_to_end_calls_off_what_it_does(byline: CommandLine, config: Path) -> None:
    """A pass that a client has ordered ends with the owner, and the client is told."""
    stop = threading.Event()
    with owner_process(load(config)) as work:
        for _ in work.collecting().passes(stop, pause=0.0):
            stop.set()
            for command in (["index"], ["import", "good.jsonl.gz"], ["reindex"]):
                said = byline(*command)
                assert (said.code, said.out) == (1, "")
                assert spoken(said).startswith("byline: the process that owns the data directory is about to end")


@pytest.mark.parametrize(
    ("role", "commands", "says"),
    [
        (Role.ANSWER, (["index"], ["reindex"]), "(--role answer): order `byline "),
        (Role.COLLECT, (["ask", "Who leads Tessaline?"],), "answers no questions (--role collect): ask one that does"),
    ],
)
def test_orders_that_are_another_process_s_part(
    byline: CommandLine, config: Path, role: Role, commands: tuple[list[str], ...], says: str
) -> None:
    """What is ordered of a process whose part it is not is wrong use, and says where to order it."""
    with owner_process(load(config), role=role):
        for command in commands:
            refused = byline(*command)
            assert (refused.code, says in refused.err) == (2, True), refused.err


def test_orders_by_another_config_are_refused(byline: CommandLine, config: Path, tmp_path: Path) -> None:
    """The feeds and the model of another config file, or of one that was edited, are not taken for those in force."""
    other = tmp_path / "other.toml"
    text = config.read_text(encoding="utf-8")
    other.write_text(text, encoding="utf-8")
    another = CommandLine(config=other, capture=byline.capture, patch=byline.patch)
    with owner(config):
        for command in ("index", "reindex"):
            refused = another(command)
            assert refused.code == 1
            assert f"the running process goes by {config}, not by {other}" in refused.err
        assert another("ask", "Who leads Tessaline?").code == 0
        config.write_text(f"{text}\n[embedding]\nbatch_size = 8\n", encoding="utf-8")
        try:
            refused = byline("reindex")
        finally:
            config.write_text(text, encoding="utf-8")
    assert refused.code == 1
    assert "[embedding] was changed since the running process was started" in refused.err


def test_a_damaged_catalogue_costs_the_owner_one_order(byline: CommandLine, config: Path) -> None:
    """What fails in the owner is told to the client in words, and the next one is served."""
    with owner(config) as opened:
        assert isinstance(opened.catalogue, SqlCatalogue)
        with closing(sqlite3.connect(config.parent / "data" / "catalogue.db")) as database:
            database.execute("ALTER TABLE articles RENAME TO away")
            try:
                refused = byline("ask", "Who leads Tessaline?")
            finally:
                database.execute("ALTER TABLE away RENAME TO articles")
        assert refused.code == 1
        assert spoken(refused).startswith("byline: ")
        assert "Traceback" not in refused.err
        assert byline("ask", "Who leads Tessaline?").code == 0


def test_lines_are_answered_as_they_come(launch: Launcher, config: Path) -> None:
    """A client that is kept open answers each line before the next one is written."""
    with owner(config):
        process = launch("--config", config, "ask", "-", "--json", stdin=subprocess.PIPE)
        assert process.stdin
        assert process.stdout
        for number in (1, 2):
            process.stdin.write(b"Who leads Tessaline?\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        assert process.communicate() == (b"", b"")
        assert process.returncode == 0


def test_a_client_loads_nothing_heavy(config: Path) -> None:
    """What makes starting slow is not imported where the owner does the work."""
    code = (
        "import sys; from bot.commands.application import main; code = main(sys.argv[1:]); "
        "print(*(name for name in sys.modules if '.' not in name), file=sys.stderr); sys.exit(code)"
    )
    arguments = ["--config", str(config), "ask", "Who leads Tessaline?", "--json"]
    with owner(config):
        said = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True, text=True)
    assert json.loads(said.stdout)["found"] is True
    heavy = {"aiohttp", "alembic", "chromadb", "numpy", "sqlalchemy", "tantivy", "torch", "trafilatura", "transformers"}
    assert heavy & set(said.stderr.split()) == set()


def test_a_folder_that_takes_no_socket_serves_nobody(byline: CommandLine, config: Path) -> None:
    """Where the socket cannot be made the owner says so and runs; others are told who it is."""
    (config.parent / "data" / socket_path.NAME).mkdir()
    try:
        with owner(config):
            refused = byline("search", "Tessaline")
    finally:
        (config.parent / "data" / socket_path.NAME).rmdir()
    assert refused.code == 1
    assert "is in use by `byline run` (process " in refused.err


def test_an_order_can_be_followed_through_the_log(byline: CommandLine, config: Path) -> None:
    """What the owner logs of an order has one reference, and does not hold what was asked."""
    other = config.with_name("json.toml")
    text = config.read_text(encoding="utf-8")
    other.write_text(text.replace("[byline]\n", '[byline]\nlog = "json"\n'), encoding="utf-8")
    another = CommandLine(config=other, capture=byline.capture, patch=byline.patch)
    another("status")  # which sets up the log
    with owner(other):
        said = another("--verbose", "ask", "Who leads Tessaline?")
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert [line["event"] for line in lines][:2] == ["ordered", "answered"]
    assert {len(line["reference"]) for line in lines} == {8}
    assert len({line["reference"] for line in lines}) == 1
    assert "Tessaline" not in said.err
