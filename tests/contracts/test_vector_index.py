"""What every vector index must do: the fake, Chroma in a directory, Chroma on a server."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pytest

from indexer.errors import StoreError
from indexer.vectors import ChromaIndex
from tests.doubles.fakes import FakeVectorIndex, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.model import Scored, Vectors
    from indexer.ports import VectorIndex

SIZE = 16


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a Chroma server on loopback and yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(1_200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the Chroma server did not start")


@pytest.fixture(params=["fake", "embedded", "server"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    """Yield each empty index in turn."""
    found: VectorIndex
    if request.param == "fake":
        found = FakeVectorIndex()
    elif request.param == "embedded":
        found = ChromaIndex(generation="g1", dimension=SIZE, path=tmp_path)
    else:
        url = request.getfixturevalue("server")
        found = ChromaIndex(generation=uuid4().hex[:8], dimension=SIZE, url=url)
    yield found
    found.close()


def axes(*weights: float) -> Vectors:
    """Return vectors whose cosines with the first axis are the weights."""
    rows = np.zeros((len(weights), SIZE), dtype=np.float32)
    rows[:, 0] = weights
    for n, weight in enumerate(weights):
        rows[n, 1 + n] = np.sqrt(1 - weight**2)
    return rows


FIRST = axes(1.0)[0]


def rounded(hits: list[Scored]) -> list[tuple[str, float]]:
    """Return ids and scores to four digits."""
    return [(hit.id, round(hit.score, 4)) for hit in hits]


def test_an_empty_index(index: VectorIndex) -> None:
    """A new index has nothing, and says so without an error."""
    assert index.periods() == []
    assert index.count() == 0
    assert nearest(index, FIRST, 5) == []
    assert nearest(index, FIRST, 5, periods=["2026-11"]) == []
    assert index.score(FIRST, ["a"], ["2026-11"]) == []
    assert index.present(["a"], ["2026-11"]) == set()
    index.drop(["a"], ["2026-11"])


def test_nearest_first_over_all_periods(index: VectorIndex) -> None:
    """The nearest of all periods are merged, best first, with their cosines."""
    index.put(["a", "b", "c", "d"], axes(0.1, 0.9, 0.5, 0.7), ["2026-10", "2026-11", "2026-10", "2025"])
    assert rounded(nearest(index, FIRST, 3)) == [("b", 0.9), ("d", 0.7), ("c", 0.5)]
    assert index.periods() == ["2025", "2026-10", "2026-11"]
    assert index.count() == 4


def test_several_vectors_at_once(index: VectorIndex) -> None:
    """Each of several vectors gets what it would get alone."""
    index.put(["a", "b", "c"], axes(0.1, 0.9, 0.5), ["2026-10", "2026-11", "2025"])
    asked = np.stack([FIRST, -FIRST])
    assert index.search(asked, 2) == [nearest(index, vector, 2) for vector in asked]
    assert index.search(asked, 2, periods=["2024"]) == [[], []]


def test_only_some_periods(index: VectorIndex) -> None:
    """A search in named periods sees no other; periods that are not there, or named twice, do no harm."""
    index.put(["a", "b", "c"], axes(0.1, 0.9, 0.5), ["2026-10", "2026-11", "2026-10"])
    found = nearest(index, FIRST, 9, periods=["2026-10", "2024", "2026-10"])
    assert rounded(found) == [("c", 0.5), ("a", 0.1)]
    assert nearest(index, FIRST, 9, periods=[]) == []


def test_more_is_asked_than_there_is(index: VectorIndex) -> None:
    """A limit beyond the number of passages gives them all."""
    index.put(["a", "b"], axes(0.1, 0.9), ["2026-11"] * 2)
    assert rounded(nearest(index, FIRST, 500)) == [("b", 0.9), ("a", 0.1)]


def test_put_replaces(index: VectorIndex) -> None:
    """Putting an id again replaces its vector; the same twice changes nothing."""
    index.put(["a", "b"], axes(0.1, 0.9), ["2026-11"] * 2)
    for _ in range(2):
        index.put(["a"], axes(0.5), ["2026-11"])
    assert rounded(nearest(index, FIRST, 5)) == [("b", 0.9), ("a", 0.5)]
    assert index.count() == 2


def test_the_last_of_a_double_counts(index: VectorIndex) -> None:
    """Of an id that stands twice in one call the last vector is kept."""
    index.put(["a", "a"], axes(0.1, 0.9), ["2026-11"] * 2)
    assert rounded(nearest(index, FIRST, 5)) == [("a", 0.9)]


def test_drop(index: VectorIndex) -> None:
    """Dropping removes from the named period only, and with the last passage the period."""
    index.put(["a", "b", "c"], axes(0.1, 0.9, 0.5), ["2026-10", "2026-11", "2026-10"])
    index.drop(["a", "b", "x", "a"], ["2026-10", "2026-11", "2024", "2026-11"])
    assert rounded(nearest(index, FIRST, 5)) == [("c", 0.5)]
    assert index.periods() == ["2026-10"]
    index.put(["b"], axes(0.9), ["2026-11"])
    assert index.periods() == ["2026-10", "2026-11"]


def test_present(index: VectorIndex) -> None:
    """An id is present in its own period only."""
    index.put(["a", "b"], axes(0.1, 0.9), ["2026-10", "2026-11"])
    assert index.present(["a", "b", "b", "x"], ["2026-10", "2026-10", "2026-11", "2026-11"]) == {"a", "b"}
    assert index.present(["a", "b"], ["2026-11", "2026-10"]) == set()


def test_fetch(index: VectorIndex) -> None:
    """Vectors come back as they were put, each from its period; what is not there is left out."""
    index.put(["a", "b"], axes(0.1, 0.9), ["2026-10", "2026-11"])
    found = index.fetch(["b", "a", "c", "a"], ["2026-11", "2026-10", "2026-11", "2025"])
    assert sorted(found) == ["a", "b"]
    assert np.allclose([found["a"], found["b"]], axes(0.1, 0.9), atol=1e-6)


def test_ids_of_a_period(index: VectorIndex) -> None:
    """The ids of a period are all of its own; a period that is not there has none."""
    index.put(["a", "b", "c"], axes(0.1, 0.9, 0.5), ["2026-10", "2026-11", "2026-10"])
    assert (index.ids("2026-10"), index.ids("2026-11"), index.ids("2024")) == ({"a", "c"}, {"b"}, set())
    index.remove_generation("another")
    assert index.count() == 3


def test_scores_are_exact(index: VectorIndex) -> None:
    """The cosines of named passages come best first, each once; what is not there is left out."""
    index.put(["a", "b", "c"], axes(0.1, 0.9, 0.5), ["2026-10", "2026-11", "2026-10"])
    known = index.score(FIRST, ["a", "b"], ["2026-10", "2026-11"])
    assert rounded(known) == [("b", 0.9), ("a", 0.1)]
    mixed = index.score(FIRST, ["a", "x", "c", "c", "b"], ["2026-10", "2026-10", "2026-10", "2026-10", "2024"])
    assert rounded(mixed) == [("c", 0.5), ("a", 0.1)]
    assert index.score(FIRST, [], []) == []


def test_clear(index: VectorIndex) -> None:
    """A cleared index is empty and can be filled again."""
    index.put(["a", "b"], axes(0.1, 0.9), ["2026-10", "2026-11"])
    index.clear()
    assert (index.count(), index.periods(), nearest(index, FIRST, 5)) == (0, [], [])
    index.put(["a"], axes(0.1), ["2026-10"])
    assert index.count() == 1


def test_nothing_to_put(index: VectorIndex) -> None:
    """Putting nothing makes no collection."""
    index.put([], np.zeros((0, SIZE), dtype=np.float32), [])
    assert index.periods() == []


def test_many_at_once(index: VectorIndex) -> None:
    """More passages than fit one batch go in, are scored, found and dropped in one call."""
    rows = axes(*np.linspace(0, 0.9, SIZE - 1))[np.arange(2_500) % (SIZE - 1)]
    ids, periods = [f"i{n}" for n in range(2_500)], ["2026-11"] * 2_500
    index.put(ids, rows, periods)
    assert index.present(ids, periods) == set(ids)
    assert len(index.score(FIRST, ids, periods)) == 2_500
    index.drop(ids[1:], periods[1:])
    assert rounded(nearest(index, FIRST, 5)) == [("i0", 0.0)]


def test_a_server_is_shared(server: str) -> None:
    """What another process has put in a new period is found after some seconds, and what it made anew at once."""
    now, name = 100.0, uuid4().hex[:8]
    one = ChromaIndex(generation=name, dimension=SIZE, url=server)
    two = ChromaIndex(generation=name, dimension=SIZE, url=server, seconds=lambda: now)
    assert two.periods() == []
    one.put(["a"], axes(0.5), ["2026"])
    now += 10
    assert rounded(nearest(two, FIRST, 5)) == [("a", 0.5)]
    one.drop(["a"], ["2026"])
    one.put(["b"], axes(0.25), ["2026"])
    assert rounded(nearest(two, FIRST, 5)) == [("b", 0.25)]
    for each in (one, two):
        each.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_tenant_that_is_not_there(server: str) -> None:
    """What a server refuses is reported in its words."""
    with pytest.raises(StoreError, match="nobody"):
        ChromaIndex(generation="g1", dimension=SIZE, url=server, tenant="nobody", token="secret-token")
    gc.collect()  # Chroma's client drops its socket unclosed; the warning about it belongs here
