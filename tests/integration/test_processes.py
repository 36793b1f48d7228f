"""Several processes and one data directory: kills, a second owner, a clean stop."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bot.config.loader import load
from bot.wiring.opening import engines
from indexer.indexing.data_dir_lock import DataDirLock

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.integration.conftest import CommandLine, Launcher

PATIENCE = 240.0  # seconds

SOME_ARTICLES = "SELECT count(*) >= 8 FROM articles"
ALL_INDEXED = (
    "SELECT (SELECT count(*) FROM articles) = 27 "
    "AND (SELECT max(seq) FROM cursors) = (SELECT value FROM counters WHERE name = 'outbox')"
)


@pytest.fixture(scope="module")
def undisturbed(room: DemoNewsroom, collected: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a run that nothing disturbs leaves behind."""
    folder = tmp_path_factory.mktemp("undisturbed")
    config = folder / "config.toml"
    config.write_text(room.config_text(folder / "data"), encoding="utf-8")
    shutil.copytree(collected, folder / "data")
    return left_in(config)


def left_in(config: Path) -> dict[str, Any]:
    """Return the articles, passages and indexes of an installation, without the times at which things happened."""
    with engines(load(config), purpose="the test", progress=lambda *_: None) as opened:
        placed = [passage for batch in opened.catalogue.all_passages(1_000) for passage in batch]
        ids, periods = [p.passage.id for p in placed], [p.period for p in placed]
        vector = np.full(opened.embedder.dimension, opened.embedder.dimension**-0.5, dtype=np.float32)
        # The model computes in bfloat16 where the processor can, and then the company in a batch shows in the digits.
        scores = {hit.id: pytest.approx(hit.score, abs=2e-3) for hit in opened.vectors.score(vector, ids, periods)}
        words = {hit.id for hit in opened.lexical.search("Tessaline jobs data centre", 1_000)}
        counted = (opened.vectors.count(), opened.lexical.count(), len(opened.rebuilt))
    with closing(sqlite3.connect(config.parent / "data" / "catalogue.db")) as database:
        rows = {
            query: sorted(database.execute(query).fetchall())
            for query in (
                "SELECT id, url, title, text, version, quality, kind, publisher FROM articles",
                "SELECT id, article_id, ordinal, start, stop, period FROM passages",
                "SELECT identity, article_id FROM addresses",
                "SELECT article_id, number FROM versions",
                "SELECT key, article_id FROM links",
                "SELECT seq FROM outbox",
            )
        }
    return {"scores": scores, "words": words, "counted": counted, **rows}


def test_a_kill_loses_and_doubles_nothing(
    launch: Launcher, byline: CommandLine, config: Path, undisturbed: dict[str, Any]
) -> None:
    """After a kill in the middle of collecting, the next run ends where an undisturbed one does, to the scores."""
    process = launch("--config", config, "index", "--json")
    wait_for(config.parent / "data" / "catalogue.db", SOME_ARTICLES, process)
    process.kill()
    process.communicate()
    again = byline("index", "--json")
    assert again.code == 0, again.err
    assert left_in(config) == undisturbed
    assert sum(byline("index", "--json").record()["articles"].values()) == 0


def wait_for(file: Path, query: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a query of the catalogue says yes, and halt the process there.

    It is halted while one looks, or on a busy machine it might have ended before it is seen to come to that.
    """
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        process.send_signal(signal.SIGSTOP)
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
                if database.execute(query).fetchone()[0]:
                    return
        except sqlite3.OperationalError:  # not there yet, or being made
            pass
        process.send_signal(signal.SIGCONT)
        time.sleep(0.002)
    assert process.poll() is None, process.communicate()
    pytest.fail(f"never: {query}")


def test_a_second_owner_is_told_who_the_first_is(
    launch: Launcher, byline: CommandLine, config: Path, undisturbed: dict[str, Any]
) -> None:
    """While `run` owns the data directory it works for others or they are refused by its name; SIGTERM ends it."""
    process = launch("--config", config, "run")
    said = read_until(process, b"collecting only, until SIGTERM")
    assert b"no adapter is configured and there is no terminal" in said
    questions = config.parent / "questions.jsonl"
    questions.write_text(
        '{"question": "Who leads it?", "now": "2026-11-24", "answers": [], "urls": []}\n', encoding="utf-8"
    )
    for command in (["index", "--watch"], ["eval", str(questions)]):
        refused = byline(*command)
        assert refused.code == 1
        assert f"is in use by `byline run` (process {process.pid} on " in refused.err
        assert "stop it first, or give this one another data_dir" in refused.err
        assert refused.err.count("\n") == 1
    assert byline("search", "Tessaline").code == 0
    wait_for(config.parent / "data" / "catalogue.db", ALL_INDEXED, process)
    process.send_signal(signal.SIGCONT)
    beside = byline("status", "--json")
    assert (beside.code, beside.err) == (0, "")
    assert beside.record()["index"]["articles"] == 27
    out, err = stopped_by(process, signal.SIGTERM)
    assert out == b""
    assert [line.split()[3] for line in err.splitlines()] == [b"ordered", b"done"]
    assert left_in(config) == undisturbed


def test_an_index_does_not_join_another(byline: CommandLine, config: Path) -> None:
    """Two collectors on one data directory: the second ends with exit code 1 and names the first."""
    with DataDirLock(config.parent / "data", "byline index"):
        refused = byline("index")
    assert refused.code == 1
    assert "is in use by `byline index` (process " in refused.err


def test_ctrl_c_stops_a_collector_without_a_terminal(launch: Launcher, config: Path) -> None:
    """SIGINT ends a running `run` as SIGTERM does, with exit code 0 and without a traceback."""
    process = launch("--config", config, "run")
    read_until(process, b"collecting only, until SIGTERM")
    assert stopped_by(process, signal.SIGINT) == (b"", b"")


def test_what_runs_in_the_background_is_deaf_to_ctrl_c(launch: Launcher, config: Path) -> None:
    """Started to ignore SIGINT, as a shell starts what is not to be ended by a Ctrl-C, `run` goes on until SIGTERM."""
    process = launch("--config", config, "run", more={"DEAF": "1"})
    read_until(process, b"collecting only, until SIGTERM")
    process.send_signal(signal.SIGINT)
    more = '\n[[feeds]]\nurl = "http://127.0.0.1:9/feed"\n'
    config.write_text(config.read_text(encoding="utf-8") + more, encoding="utf-8")
    read_until(process, b"feeds added: http://127.0.0.1:9/feed")
    assert stopped_by(process, signal.SIGTERM)[0] == b""


def read_until(process: subprocess.Popen[bytes], words: bytes) -> bytes:
    """Return what a process says on stderr up to the line with these words."""
    assert process.stderr is not None
    said = b""
    for line in process.stderr:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


def stopped_by(process: subprocess.Popen[bytes], number: signal.Signals) -> tuple[bytes, bytes]:
    """Send a signal, and return what the process still says; it must end well."""
    process.send_signal(number)
    said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    return said
