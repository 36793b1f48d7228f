"""A bot that is killed while it answers, and again while it takes that up, answers once in the end."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.journal import CatalogueJournal
from bot.model.chat import DeliveryState
from indexer.catalogue import SqlCatalogue
from tests.integration.question_process import ASKED, POINTS, read, serve

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext
    from pathlib import Path


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Return what starts processes quickly: a server that has imported everything and opened nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.integration.question_process"])
    return context


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty catalogue: making one takes longer than copying it."""
    file = tmp_path_factory.mktemp("empty") / "catalogue.db"
    SqlCatalogue(f"sqlite:///{file}").close()
    return file


@pytest.mark.parametrize("works", [True, False], ids=["answer", "apology"])
@pytest.mark.parametrize("first", POINTS)
def test_killed_twice_and_answered_once(
    processes: ForkServerContext, empty: Path, tmp_path: Path, first: str, *, works: bool
) -> None:
    """Wherever the process is killed, and killed again, one answer or one apology stands in the end."""
    for second in POINTS:
        folder = tmp_path / second
        folder.mkdir()
        shutil.copy(empty, folder / "catalogue.db")
        codes = [_run(processes, folder, point, works=works) for point in (first, second, "")]
        assert codes[-1] == 0
        assert set(codes[:2]) <= {0, -signal.SIGKILL}
        assert len(read(folder / "posts.jsonl")) == 1, (first, second)
        assert [post["said"] for post in read(folder / "posts.jsonl")] == [
            "an answer" if works else "the model is missing"
        ]
        with closing(SqlCatalogue(f"sqlite:///{folder}/catalogue.db")) as catalogue:
            kept = CatalogueJournal(catalogue.journal, retention=timedelta()).kept(ASKED.id)
        assert kept is not None
        assert (kept.state, kept.asked.text) == (DeliveryState.POSTED, "")


def test_what_a_killed_process_leaves_another_finishes(
    processes: ForkServerContext, empty: Path, tmp_path: Path
) -> None:
    """Wherever one of several processes is killed, another takes its question over, and one answer stands."""
    for point in POINTS:
        folder = tmp_path / point
        folder.mkdir()
        shutil.copy(empty, folder / "catalogue.db")
        assert _run(processes, folder, point, works=True, name="one") == -signal.SIGKILL
        assert _run(processes, folder, "", works=True, name="two") == 0
        assert [post["said"] for post in read(folder / "posts.jsonl")] == ["an answer"], point


def _run(processes: ForkServerContext, folder: Path, point: str, *, works: bool, name: str = "") -> int | None:
    process = processes.Process(target=serve, args=(folder, point, works, name))
    process.start()
    try:
        process.join(240)
        return process.exitcode
    finally:
        process.kill()  # which does nothing to what has ended
