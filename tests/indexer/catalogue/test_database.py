"""What the catalogue's database withstands: kills, threads, other processes, broken files."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from indexer.catalogue import SqlCatalogue, sqlite, tables
from indexer.catalogue.schema import open_database
from indexer.errors import StoreError
from indexer.model import Selection
from tests.doubles.catalogue_records import article, current, passages, replayed, save

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from indexer.catalogue.database import Database

ROOT = Path(__file__).parents[3]
SAVE_FOR_EVER = """
import sys, itertools
from indexer.catalogue import SqlCatalogue
from tests.doubles.catalogue_records import article, link, passages
catalogue = SqlCatalogue(sys.argv[1], month_threshold=20)
for number in itertools.count(int(sys.argv[2])):
    for text in ("First. Second. Third.", "First. Other. Third. Fourth."):
        each = article(str(number), text=text)
        catalogue.save(each, passages(each), link(str(number), article_id=each.id))
    print(number, flush=True)
"""


def _url(folder: Path) -> str:
    return f"sqlite:///{folder}/catalogue.db"


def _save_until_killed(folder: Path, begin: int, count: int) -> None:
    """Have a process save articles, and kill it once it has reported so many."""
    command = [sys.executable, "-c", SAVE_FOR_EVER, _url(folder), str(begin)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(count):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)


def test_killed_while_saving(tmp_path: Path) -> None:
    """After kill -9 amid saves every article has its own passages, link and outbox lines, or is not there at all."""
    for begin, count in [(0, 1), (1000, 7), (2000, 20)]:
        _save_until_killed(tmp_path, begin, count)
        with closing(SqlCatalogue(_url(tmp_path))) as catalogue:
            kept = {each.id: each for each in catalogue.articles(Selection())}
            reported = {article(str(number)).id for number in range(begin, begin + count)}
            assert reported <= kept.keys()
            assert {each: passages(kept[each]) for each in kept} == {
                each: [placed.passage for placed in catalogue.passages_of(each)] for each in kept
            }
            assert kept.keys() == {each.article_id for each in catalogue.all_links()}
            assert current(catalogue) == replayed(catalogue)


def test_readable_after_a_kill(tmp_path: Path) -> None:
    """What a killed process left in the log is there for one that only reads."""
    _save_until_killed(tmp_path, 0, 3)
    with closing(SqlCatalogue(_url(tmp_path), read_only=True)) as catalogue:
        assert catalogue.counts()["articles"] >= 3


def test_read_only_beside_a_writer(tmp_path: Path) -> None:
    """A reader sees what a writer saves, and can save nothing itself."""
    with (
        closing(SqlCatalogue(_url(tmp_path))) as writer,
        closing(SqlCatalogue(_url(tmp_path), read_only=True)) as reader,
    ):
        save(writer, article())
        assert article() == reader.article(article().id)
        with pytest.raises(StoreError, match=r"catalogue.db: it or its folder is read-only: make both writable"):
            save(reader, article("two"))


def test_reading_goes_on_while_another_writes(tmp_path: Path) -> None:
    """A write that is under way elsewhere delays no reader, and is not seen before it is complete."""
    with closing(SqlCatalogue(_url(tmp_path))) as catalogue:
        save(catalogue, article())
        with closing(sqlite3.connect(tmp_path / "catalogue.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE articles SET title = 'half written'")
            assert article() == catalogue.article(article().id)
            other.execute("ROLLBACK")


def test_open_iterator_blocks_nothing(tmp_path: Path) -> None:
    """An iterator that was begun and left holds no transaction: the log can be folded into the file."""
    with closing(SqlCatalogue(_url(tmp_path))) as catalogue:
        save(catalogue, *(article(str(number)) for number in range(3)))
        begun = [catalogue.articles(Selection()), catalogue.all_passages(1), catalogue.all_links()]
        for iterator in begun:
            next(iterator, None)
        with closing(sqlite3.connect(tmp_path / "catalogue.db")) as other:
            busy, *_ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 0


def test_many_threads(tmp_path: Path) -> None:
    """Threads that save and read at the same time never meet a half-saved article or a lock."""
    with closing(SqlCatalogue(_url(tmp_path))) as catalogue:
        done = threading.Event()

        def read() -> int:
            met = 0
            while not done.is_set():
                for each in catalogue.articles(Selection()):
                    met += [placed.passage for placed in catalogue.passages_of(each.id)] != []
            return met

        def write(start: int) -> None:
            save(catalogue, *(article(str(number)) for number in range(start, start + 15)))

        with ThreadPoolExecutor(12) as pool:
            readers = [pool.submit(read) for _ in range(8)]
            for writer in [pool.submit(write, start) for start in (0, 100, 200)]:
                writer.result()
            done.set()
            assert all(reader.result() > 0 for reader in readers)
        assert catalogue.counts() == {"articles": 45, "passages": 135, "versions": 45}
        assert list(range(1, 136)) == [change.seq for change in catalogue.changes(0, 1_000)]


def test_failed_save_leaves_nothing(tmp_path: Path) -> None:
    """A save that fails in its middle leaves neither article nor passage nor a used number."""
    with closing(SqlCatalogue(_url(tmp_path))) as catalogue:
        save(catalogue, article("one"))
        stranger = [*passages(article("two")), passages(article("nowhere"))[0]]
        with pytest.raises(StoreError, match=r"FOREIGN KEY constraint failed"):
            catalogue.save(article("two"), stranger)
        assert catalogue.counts() == {"articles": 1, "passages": 3, "versions": 1}
        assert catalogue.last_change() == 3


def test_room_of_what_was_removed_is_given_back(tmp_path: Path) -> None:
    """After half of the articles went, the file shrinks when it is compacted, and holds what it held."""
    with closing(SqlCatalogue(_url(tmp_path))) as catalogue:
        ids = [article(str(number)).id for number in range(60)]
        for number in range(60):
            save(catalogue, article(str(number), text=f"Number {number}. " * 3_000))
        catalogue.compact()
        full = (tmp_path / "catalogue.db").stat().st_size
        catalogue.remove(ids[:30])
        catalogue.compact()
        assert (tmp_path / "catalogue.db").stat().st_size < 0.7 * full
        assert {found.id for found in catalogue.articles(Selection())} == set(ids[30:])


def test_missing_catalogue_is_not_made_by_a_reader(tmp_path: Path) -> None:
    """Opened for reading only, a catalogue that is not there is named, and not made."""
    with pytest.raises(StoreError, match=r"there is no catalogue .*catalogue.db yet: collect something first"):
        SqlCatalogue(_url(tmp_path), read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_strange_folder(tmp_path: Path) -> None:
    """A folder with spaces, percent and number signs in its name is made, and is as good as another."""
    folder = tmp_path / "50 % of it#1" / "data"
    for read_only in (False, True):
        with closing(SqlCatalogue(_url(folder), read_only=read_only)) as catalogue:
            assert catalogue.counts()["articles"] == 0
    assert [path.name for path in folder.iterdir() if path.suffix == ".db"] == ["catalogue.db"]


def test_file_that_is_no_database(tmp_path: Path) -> None:
    """A file of another sort is refused in words, and left as it is."""
    path = tmp_path / "catalogue.db"
    path.write_text("This is a letter. " * 100)
    with pytest.raises(StoreError, match=r"catalogue.db: it is no database: move it away"):
        SqlCatalogue(_url(tmp_path))
    assert path.read_text() == "This is a letter. " * 100


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A folder that cannot be made, or a file's name that is a folder's, is refused in words."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"the folder .*file for the catalogue cannot be made"):
        SqlCatalogue(_url(tmp_path / "file"))
    with pytest.raises(StoreError, match=r"it cannot be opened: its folder must exist"):
        SqlCatalogue(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["catalogue.db", "sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/db"])
def test_url_of_another_sort(url: str) -> None:
    """A URL that names neither a file of SQLite nor a Postgres is refused, without showing a password."""
    with pytest.raises(StoreError, match=r"sqlite:///folder/catalogue.db") as refusal:
        SqlCatalogue(url)
    assert "secret" not in str(refusal.value)


def _full(database: sqlite3.Connection, _: Path) -> None:
    database.execute("PRAGMA max_page_count = 2")
    database.execute("CREATE TABLE t AS SELECT zeroblob(100000)")


def _locked(database: sqlite3.Connection, path: Path) -> None:
    database.execute("CREATE TABLE t (x)")
    database.execute("BEGIN IMMEDIATE")
    with closing(sqlite3.connect(path, timeout=0)) as other:
        other.execute("INSERT INTO t VALUES (1)")


def _damaged(database: sqlite3.Connection, path: Path) -> None:
    database.execute("CREATE TABLE t AS SELECT zeroblob(100000) AS x")
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT length(hex(x)) FROM t").fetchall()


@pytest.mark.parametrize(
    ("provoke", "meaning"),
    [(_full, "the disk is full: make room"), (_locked, "has it locked: close"), (_damaged, "it is damaged: put your")],
)
def test_errors_in_words(tmp_path: Path, provoke: Callable[[sqlite3.Connection, Path], None], meaning: str) -> None:
    """A full disk, a lock and a damaged file are named with the file and the remedy."""
    path = tmp_path / "some.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database, pytest.raises(sqlite3.Error) as caught:
        provoke(database, path)
    words = str(sqlite.explain(caught.value, path))
    assert words.startswith(f"the catalogue {path}: ")
    assert meaning in words


def _adding(event_id: str) -> Callable[[Connection], str]:
    """Return a piece of work that adds an event."""

    def add(connection: Connection) -> str:
        connection.execute(insert(tables.events), {"id": event_id, "at": 1})
        return event_id

    return add


def _while_another_writes(database: Database, *work: Callable[[Connection], str]) -> list[str | Exception]:
    """Have as many threads write together once another one has had its turn; return the results or errors."""

    def attempt(piece: Callable[[Connection], str]) -> str | Exception:
        try:
            return database.group_commit(piece)
        except StoreError as error:
            return error

    with ThreadPoolExecutor(len(work)) as threads:
        with database.begin():
            futures = [threads.submit(attempt, piece) for piece in work]
            while len(database._waiting) < len(work):
                time.sleep(0.001)
        return [future.result(120) for future in futures]


def _events(database: Database) -> set[str]:
    with database.connect() as connection:
        return set(connection.execute(select(tables.events.c.id)).scalars())


def test_small_writes_are_kept_together(tmp_path: Path) -> None:
    """What threads have to write while another one writes is kept, and each gets its own result."""
    with closing(open_database(_url(tmp_path))) as database:
        names = [f"Ev{number}" for number in range(20)]
        assert _while_another_writes(database, *map(_adding, names)) == names
        assert _events(database) == set(names)


def test_small_writes_fail_together(tmp_path: Path) -> None:
    """If one of them fails, each of the threads is told, nothing of it is kept, and what comes later is."""
    with closing(open_database(_url(tmp_path))) as database:
        database.group_commit(_adding("known"))
        found = _while_another_writes(database, _adding("new"), _adding("known"))
        assert [type(each) for each in found] == [StoreError, StoreError]
        assert _events(database) == {"known"}
        assert database.group_commit(_adding("later")) == "later"
