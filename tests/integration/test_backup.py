"""`backup` and `restore`: all of it or nothing, beside a running program, killed, and on a full disk."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.journal import CatalogueJournal
from bot.commands.owner_process import owner_process
from bot.config.loader import load
from bot.model.chat import DeliveryState
from bot.operations.backup import read_record, unpack_backup
from indexer.catalogue import SqlCatalogue
from indexer.indexing.data_dir_lock import DataDirLock
from tests.contracts.test_journal import DAY, NOW, answer_to, asked
from tests.integration.test_kill_points import Home, Point, killed
from tests.integration.test_mending import FUNDING, small

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.conftest import CommandLine, Said
    from tests.integration.warm import Warm

AS_OF = "2026-11-24T12:00:00Z"
QUESTIONS = (
    FUNDING,
    "Who leads Tessaline?",
    "What happened in Frankfurt?",
    "What is the latest on Ostrel?",
    "When does Quillmark Robotics open its factory in Osaka?",
)


def asked_all(byline: CommandLine) -> str:
    """Return the answers to all questions, as people read them."""
    return byline("ask", "-", "--now", AS_OF, given="\n".join(QUESTIONS)).out


def elsewhere(byline: CommandLine, folder: Path) -> CommandLine:
    """Return another installation with the same config, whose data directory is not there yet."""
    folder.mkdir()
    text = byline.config.read_text(encoding="utf-8")
    config = folder / "config.toml"
    config.write_text(text.replace(str(byline.config.parent / "data"), str(folder / "data")), encoding="utf-8")
    return replace(byline, config=config)


def kept(file: Path, target: Path) -> sqlite3.Connection:
    """Return the catalogue in a backup."""
    unpack_backup(file, read_record(file), target, lambda *_: None)
    return sqlite3.connect(target)


def spoken(said: Said) -> str:
    """Return what a command said, without what is logged."""
    return "".join(line for line in said.err.splitlines(keepends=True) if " [info " not in line)


def test_the_same_answers_elsewhere(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """A backup made beside a running program gives, restored elsewhere, the same answers to the byte."""
    file = tmp_path / "byline.backup"
    before = asked_all(byline)
    assert before.count("Sources:") == len(QUESTIONS) - 1  # nothing is known of the last
    with owner_process(load(byline.config)):
        said = byline("backup", str(file))
    assert (said.code, said.out.startswith(f"{file}: 27 articles, ")) == (0, True)
    assert f"keep {byline.config} as well" in said.err
    other = elsewhere(byline, tmp_path / "other")
    restored = other("restore", str(file))
    assert restored.code == 0, restored.err
    assert "27 articles" in restored.out
    assert asked_all(other) == before
    assert other("doctor").code == byline("doctor").code
    assert other("export").out == byline("export").out
    assert not (tmp_path / "other" / "data" / "restoring").exists()
    assert (tmp_path / "other" / "data" / "catalogue.db").stat().st_mode & 0o777 == 0o600
    assert data.is_dir()


def test_what_was_collected_is_not_collected_again(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """The states of feeds come back: the next pass asks conditionally and finds nothing new."""
    byline("backup", str(tmp_path / "b"))
    shutil.rmtree(data)
    assert byline("restore", str(tmp_path / "b")).code == 0
    report = byline("index", "--json").record()
    assert report["feeds"] == {"polled": 3, "not_modified": 3, "failed": 0}
    assert report["articles"]["new"] == report["passages_embedded"] == 0


def test_what_was_open_is_not_answered_twice(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """A question that had no answer at the backup may have one since: it is closed; a note is looked for first."""
    place = asked().place
    waiting, done = asked("1.0"), asked("2.0", place=place)
    with closing(SqlCatalogue(f"sqlite:///{data / 'catalogue.db'}")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=DAY)
        for question in (waiting, done):
            journal.accept(question)
        journal.intend(done, answer_to(done))
        journal.posted(done.id, "2.1", NOW)
    byline("backup", str(tmp_path / "b"))
    shutil.rmtree(data)
    assert byline("restore", str(tmp_path / "b")).code == 0
    with closing(SqlCatalogue(f"sqlite:///{data / 'catalogue.db'}")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=DAY)
        assert journal.unfinished("slack") == []
        closed, posted = journal.kept(waiting.id), journal.kept(done.id)
    assert closed is not None
    assert posted is not None
    assert (closed.state, closed.reason.startswith("restored from a backup of 20")) == (DeliveryState.FAILED, True)
    assert (posted.state, posted.message, posted.note_intended) == (DeliveryState.POSTED, "2.1", True)


def test_another_model_gets_its_own_index(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """Where the catalogue names an index by other rules than the config's, a new one is built."""
    with closing(sqlite3.connect(data / "catalogue.db")) as database:
        database.execute("UPDATE cursors SET generation = 'g0123456789ab'")
        database.commit()
    byline("backup", str(tmp_path / "b"))
    shutil.rmtree(data)
    said = byline("restore", str(tmp_path / "b"))
    assert (said.code, "75 passages" in said.out) == (0, True)
    assert byline("ask", FUNDING, "--now", AS_OF, "--json").record()["found"]
    assert byline("doctor").code == 0


def test_a_catalogue_elsewhere(byline: CommandLine, config: Path, data: Path, tmp_path: Path) -> None:
    """A catalogue that [catalogue] url puts elsewhere is backed up and comes back there, and is never overwritten."""
    place = tmp_path / "db" / "news.db"
    place.parent.mkdir()
    (data / "catalogue.db").rename(place)
    with config.open("a", encoding="utf-8") as opened:
        opened.write(f'\n[catalogue]\nurl = "sqlite:///{place}"\n')
    before = byline("ask", FUNDING, "--now", AS_OF).out
    assert byline("backup", str(tmp_path / "b")).code == 0
    shutil.rmtree(data)
    assert "is not empty (news.db" in byline("restore", str(tmp_path / "b")).err
    shutil.rmtree(place.parent)
    assert byline("restore", str(tmp_path / "b")).code == 0
    assert [path.name for path in place.parent.iterdir() if path.suffix == ".db"] == ["news.db"]
    assert not (data / "catalogue.db").exists()
    assert byline("ask", FUNDING, "--now", AS_OF).out == before


def test_wrong_places(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """Nothing is restored over anything, nor into a folder in use, and no file is overwritten that is no backup."""
    file = str(tmp_path / "b")
    assert byline("backup", str(data / "b")).code == 2
    assert byline("backup", str(byline.config)).code == 2
    assert byline("backup", file).code == 0
    held = (data / "catalogue.db").read_bytes()
    said = byline("restore", file)
    assert said.code == 2
    assert f"{data} is not empty (catalogue.db" in said.err
    assert (data / "catalogue.db").read_bytes() == held
    other = elsewhere(byline, tmp_path / "other")
    (tmp_path / "other" / "data").mkdir()
    with DataDirLock(tmp_path / "other" / "data", "byline run"):
        said = other("restore", file)
    assert (said.code, "is in use by `byline run` (process" in said.err) == (1, True)
    (tmp_path / "other" / "data" / "catalogue.db-wal").touch()
    assert "is not empty (catalogue.db-wal)" in other("restore", file).err


def test_wrong_files(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """No file, a foreign one, and one cut in half end in one message, and no catalogue is begun."""
    file = tmp_path / "b"
    byline("backup", str(file))
    (tmp_path / "half").write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    (tmp_path / "foreign").write_text("[byline]\n")
    other = elsewhere(byline, tmp_path / "other")
    for name, code, says in (("none", 2, "there is no file"), ("half", 1, "was cut off"), ("foreign", 1, "no backup")):
        said = other("restore", str(tmp_path / name))
        assert (said.code, said.out) == (code, "")
        assert says in said.err
        assert not (tmp_path / "other" / "data").exists()
    assert data.is_dir()


def test_a_backup_of_later_tables(byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """A backup whose tables a later version made is refused before anything of it stands in the data directory."""
    file = tmp_path / "b"
    byline("backup", str(file))
    with closing(kept(file, tmp_path / "catalogue.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    shutil.copyfile(tmp_path / "catalogue.db", data / "catalogue.db")
    said = byline("backup", str(file))
    assert (said.code, "written by a later version of Byline" in said.err) == (2, True)
    assert read_record(file).revision != "9999"


def test_nothing_to_back_up(byline: CommandLine, tmp_path: Path) -> None:
    """Before anything was collected there is no backup, and a message that says so."""
    said = byline("backup", str(tmp_path / "b"))
    assert (said.code, "collect something first" in said.err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml"]


def test_a_full_disk(byline: CommandLine, config: Path, data: Path, tmp_path: Path) -> None:
    """Where the disk ends, a backup leaves the earlier one and a restore an empty folder; with room both succeed."""
    file = tmp_path / "b"
    byline("backup", str(file))
    before = file.read_bytes()
    said = small("backup", str(file), limit=100_000, config=config)
    assert (said.returncode, said.stdout) == (1, "")
    assert "cannot be written: the disk is full" in said.stderr
    assert file.read_bytes() == before
    assert not (tmp_path / "b.part").exists()
    shutil.rmtree(data)
    said = small("restore", str(file), limit=100_000, config=config)
    assert (said.returncode, said.stdout) == (1, "")
    assert "there is no room for" in said.stderr
    assert not (data / "catalogue.db").exists()
    assert byline("restore", str(file)).code == 0


def test_indexes_that_cannot_be_built_yet(byline: CommandLine, config: Path, data: Path, tmp_path: Path) -> None:
    """Where the indexes fail, as on a server that is down, it is said that the rest stands, and any command goes on."""
    file, text = tmp_path / "b", config.read_text(encoding="utf-8")
    before = asked_all(byline)
    byline("backup", str(file))
    shutil.rmtree(data)
    config.write_text(f'{text}\n[store]\nurl = "http://127.0.0.1:1"\n', encoding="utf-8")
    said = byline("restore", str(file))
    assert (said.code, said.out) == (1, "")
    assert f"byline: {file} is restored, but the indexes are not built yet: " in said.err
    config.write_text(text, encoding="utf-8")
    assert asked_all(byline) == before
    assert byline("doctor").code == 0


BACKING_UP = [
    Point("at once", lambda _: True),
    Point("a folder", lambda home: (home.folder / "b.part").exists()),
    *(
        Point(f"copying {later}", lambda home: (home.folder / "b.part/catalogue.db").exists(), later)
        for later in (0, 2)
    ),
    *(Point(f"packing {later}", lambda home: (home.folder / "b.part/packed").exists(), later) for later in (0, 2)),
    Point("in its place", lambda home: not (home.folder / "b.part/packed").exists() and (home.folder / "b").exists()),
]


@pytest.mark.timeout(1_800)
def test_killed_while_backing_up(warm: Warm, byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """Killed at any point, there is the earlier backup or the new one, whole; the next one tidies up."""
    home, file = Home(folder=tmp_path), tmp_path / "b"
    kills = 0
    for number, point in enumerate(BACKING_UP):
        kills += killed(warm, home, point, "backup", str(file))
        if file.exists():
            with closing(kept(file, tmp_path / f"{number}.db")) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), point.name
                assert database.execute("SELECT count(*) FROM articles").fetchone() == (27,), point.name
    assert kills >= 4, kills
    assert byline("backup", str(file)).code == 0
    assert not (tmp_path / "b.part").exists()
    assert data.is_dir()


RESTORING = [
    Point("owned", lambda home: (home.data / "owner.json").exists()),
    Point("unpacking", lambda home: (home.data / "restoring/catalogue.db").exists()),
    Point("settled", lambda home: (home.data / "restoring/catalogue.db-wal").exists(), 1),
    Point("in its place", lambda home: (home.data / "catalogue.db").exists()),
    Point("a vector", lambda home: home.vectors()),
    Point("the texts", lambda home: home.texts()),
]


@pytest.mark.timeout(1_800)
def test_killed_while_restoring(warm: Warm, byline: CommandLine, data: Path, tmp_path: Path) -> None:
    """Killed at any point, there is no catalogue and the next try succeeds, or the whole one, which a start takes."""
    home, file = Home(folder=tmp_path), tmp_path / "b"
    before = byline("ask", FUNDING, "--now", AS_OF).out
    byline("backup", str(file))
    kills = 0
    for point in RESTORING:
        shutil.rmtree(data)
        kills += killed(warm, home, point, "restore", str(file))
        if not (data / "catalogue.db").exists():
            assert byline("restore", str(file)).code == 0, point.name
        assert byline("ask", FUNDING, "--now", AS_OF).out == before, point.name
        assert home.count("articles") == 27, point.name
        assert byline("doctor").code == 0, point.name
    assert kills >= 4, kills
