"""A collecting or reindexing process, killed at many points and started again, ends where an undisturbed one does."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import tantivy

from indexer.catalogue import SqlCatalogue
from indexer.collecting.archive import export
from indexer.indexing.generations import LEXICAL, VECTORS, find_current
from indexer.lexical import TantivyIndex
from indexer.model import Selection
from indexer.vectors import ChromaIndex

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.integration.warm import Warm

CHAINS = 2
ARTICLES = 27  # of the sample newsroom
KEPT = (
    "SELECT id, article_id, ordinal, start, stop, period FROM passages",
    "SELECT identity, article_id FROM addresses",
    "SELECT article_id, number FROM versions",
    "SELECT key, article_id FROM links",
)
SLICE = 0.002  # seconds that a process runs between two looks at what it has come to


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One installation."""

    folder: Path

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    def one(self, query: str, database: str = "catalogue.db") -> int:
        """Return a number from a database as it is at this moment, 0 if it is not there yet or busy."""
        try:
            with closing(sqlite3.connect(f"file:{self.data / database}?mode=ro", uri=True, timeout=0)) as connection:
                return int(connection.execute(query).fetchone()[0] or 0)
        except sqlite3.Error:
            return 0

    def count(self, table: str) -> int:
        """Return the number of rows of a table of the catalogue."""
        return self.one(f"SELECT count(*) FROM {table}")  # noqa: S608  a constant

    def vectors(self, build: str = "") -> int:
        """Return the number of vectors."""
        return self.one("SELECT count(*) FROM embeddings", f"vectors{build}/chroma.sqlite3")

    def texts(self, build: str = "") -> bool:
        """Tell whether the lexical index holds a segment."""
        meta = self.data / f"lexical{build}" / "meta.json"
        return meta.exists() and "segment_id" in meta.read_text()


@dataclass(frozen=True, slots=True)
class Point:
    """When to kill: so many slices after a condition came true."""

    name: str
    reached: Callable[[Home], object]
    later: int = 0  # slices


def rows(table: str, least: int, later: int = 0) -> Point:
    """Return the point at which a table of the catalogue has so many rows."""
    return Point(f"{least} {table}", lambda home: home.count(table) >= least, later)


COLLECTING = [
    Point("owned", lambda home: (home.data / "owner.json").exists()),
    Point("a catalogue file", lambda home: (home.data / "catalogue.db").exists()),
    Point("tables", lambda home: home.one("SELECT count(*) FROM sqlite_master")),
    Point("a vector folder", lambda home: (home.data / "vectors").exists()),
    Point("a vector database", lambda home: (home.data / "vectors" / "chroma.sqlite3").exists()),
    Point("a lexical index", lambda home: (home.data / "lexical" / "meta.json").exists()),
    rows("feeds", 1),
    rows("links", 1),
    rows("feeds", 3),
    *(rows("articles", least) for least in (1, 12, 24)),
    *(rows("articles", ARTICLES, later) for later in (0, 100)),
    Point("a collection", lambda home: home.one("SELECT count(*) FROM collections", "vectors/chroma.sqlite3")),
    Point("a vector", lambda home: home.vectors()),
    Point("just after the vectors", lambda home: home.vectors(), 2),
    rows("cursors", 1),
    Point("the texts", lambda home: home.texts()),
    Point("just before the end", lambda home: home.texts() and not home.count("outbox")),
]

REINDEXING = [
    Point("begun", lambda home: home.one("SELECT count(*) FROM cursors WHERE seq = -1")),
    Point("a new folder", lambda home: (home.data / "vectors.2").exists()),
    Point("embedding", lambda home: (home.data / "vectors.2" / "chroma.sqlite3").exists(), 200),
    Point("vectors", lambda home: home.vectors(".2")),
    Point("new texts", lambda home: home.texts(".2")),
    Point("switched", lambda home: home.one("SELECT count(*) FROM cursors WHERE seq = -2")),
    Point("half removed", lambda home: not (home.data / "vectors").exists()),
]


@pytest.fixture(scope="module")
def undisturbed(collected: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the state after a run that nothing disturbed."""
    home = Home(folder=tmp_path_factory.mktemp("undisturbed"))
    shutil.copytree(collected, home.data)
    return state(home)


def installed(room: DemoNewsroom, folder: Path) -> Home:
    """Write a config file."""
    home = Home(folder=folder)
    (folder / "config.toml").write_text(room.config_text(home.data), encoding="utf-8")
    return home


def command(home: Home, *arguments: str) -> list[str]:
    """Return a command's arguments."""
    return ["--config", str(home.folder / "config.toml"), *arguments]


def killed(warm: Warm, home: Home, point: Point, *arguments: str) -> bool:
    """Start a command, kill it at a point, and tell whether it came to that before it ended by itself.

    It is halted while one looks, or on a busy machine it might have ended before it is seen to come to the point.
    """
    running = warm.start(home.folder / "log", *command(home, *arguments))
    with suppress(ProcessLookupError):  # it may have come to its end meanwhile
        os.kill(running.pid, signal.SIGSTOP)
        while not point.reached(home):
            run_on(running.pid)
        for _ in range(point.later):
            run_on(running.pid)
        os.kill(running.pid, signal.SIGKILL)
    code = warm.wait(running)
    assert code in (-signal.SIGKILL, 0), (point.name, running.log.read_text())
    return code != 0


def run_on(pid: int) -> None:
    """Let a process that is halted run for a slice. Raises `ProcessLookupError` if it has ended."""
    os.kill(pid, signal.SIGCONT)
    time.sleep(SLICE)
    os.kill(pid, signal.SIGSTOP)


def state(home: Home) -> dict[str, Any]:
    """Return all ids, as the catalogue, Chroma and Tantivy have them, with every article as it is exported."""
    with closing(SqlCatalogue(f"sqlite:///{home.data / 'catalogue.db'}")) as catalogue:
        articles = {article.id: article.version for article in catalogue.articles(Selection())}
        passages = {p.passage.id: p.period for batch in catalogue.all_passages(500) for p in batch}
        exported = sorted(map(str, export(catalogue, Selection())))
        outstanding = catalogue.changes(0, 10)
        build = find_current(catalogue)
    assert build is not None
    place = build.folder(home.data, VECTORS)
    with closing(ChromaIndex(generation=build.name, dimension=384, path=place)) as vectors:
        held = {passage_id: period for period in vectors.periods() for passage_id in vectors.ids(period)}
    folders = sorted(path.name for path in home.data.iterdir() if path.is_dir())
    with closing(sqlite3.connect(home.data / "catalogue.db")) as database:
        kept = [sorted(database.execute(query).fetchall()) for query in KEPT]
    return {
        "articles": articles,
        "passages": passages,
        "exported": exported,
        "kept": kept,
        "outstanding": outstanding,
        "vectors": held,
        "texts": texts(build.folder(home.data, LEXICAL)),
        "folders": len(folders),
    }


def texts(folder: Path) -> list[str]:
    """Return the ids of all documents, sorted; the cursor's begins with a NUL."""
    with closing(TantivyIndex(folder)) as index:
        searcher = index._searcher()
        hits = searcher.search(tantivy.Query.all_query(), 10_000).hits
        return sorted(found for _, address in hits if not (found := searcher.doc(address)["id"][0]).startswith("\0"))


def test_the_reference_is_whole(undisturbed: dict[str, Any]) -> None:
    """An undisturbed run leaves the same passages in catalogue, vectors and lexical index."""
    assert len(undisturbed["articles"]) == ARTICLES
    assert undisturbed["passages"] == undisturbed["vectors"]
    assert sorted(undisturbed["passages"]) == undisturbed["texts"]
    assert undisturbed["outstanding"] == []


@pytest.mark.timeout(1_800)
def test_killed_while_collecting(warm: Warm, room: DemoNewsroom, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    """Killed at each commit and between them, from the first file to the last, nothing is lost, doubled or changed."""
    kills = 0
    for chain in range(CHAINS):
        (tmp_path / str(chain)).mkdir()
        home = installed(room, tmp_path / str(chain))
        kills += sum(killed(warm, home, point, "index") for point in COLLECTING[chain::CHAINS])
        log = home.folder / "log"
        assert warm.run(log, *command(home, "index")) == 0, log.read_text()
        assert state(home) == undisturbed
        assert "Traceback" not in log.read_text()
    assert kills >= len(COLLECTING) - 3, kills


@pytest.mark.timeout(1_800)
def test_killed_while_reindexing(
    warm: Warm, room: DemoNewsroom, collected: Path, undisturbed: dict[str, Any], tmp_path: Path
) -> None:
    """Killed at any point of a reindex the old index serves, or the new one; the next one completes and tidies up."""
    home = installed(room, tmp_path)
    shutil.copytree(collected, home.data)
    log = home.folder / "log"
    kills = 0
    for point in REINDEXING:
        kills += killed(warm, home, point, "reindex")
        served = {**state(home), "folders": 2}
        assert served == undisturbed, point.name
    assert kills >= len(REINDEXING) - 2
    assert warm.run(log, *command(home, "reindex")) == 0, log.read_text()
    assert state(home) == undisturbed
