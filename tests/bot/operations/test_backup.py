"""A backup as a file: written whole or not at all, and read whole or not at all."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bot.operations.backup import FORMAT, BackupRecord, read_record, require_place, unpack_backup, write_backup
from indexer.errors import StoreError, UsageError
from tests.doubles.indexes import silent

if TYPE_CHECKING:
    from pathlib import Path

HELD = b"".join(number.to_bytes(4, "big") for number in range(60_000))  # what a catalogue's file might hold


def take(target: Path) -> tuple[str, int]:
    """Copy the catalogue."""
    target.write_bytes(HELD)
    return "0007", 42


def written(file: Path, made: str = "2026-11-24T12:00:00+00:00") -> BackupRecord:
    """Write a backup."""
    return write_backup(file, take, byline="0.9", made=made, progress=silent)


def unpacked(file: Path, target: Path) -> bytes:
    """Read a backup."""
    unpack_backup(file, read_record(file), target, silent)
    return target.read_bytes()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """A backup gives back the catalogue to the byte and says what made it; nothing else is left beside it."""
    file = tmp_path / "byline.backup"
    record = written(file)
    assert (record.byline, record.revision, record.articles, record.format) == ("0.9", "0007", 42, FORMAT)
    assert read_record(file) == record
    assert unpacked(file, tmp_path / "catalogue.db") == HELD
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["byline.backup", "catalogue.db"]


def test_every_cut_is_noticed(tmp_path: Path) -> None:
    """Wherever a file was cut off, it is refused, and no catalogue comes of it."""
    file, cut, target = tmp_path / "whole", tmp_path / "cut", tmp_path / "catalogue.db"
    written(file)
    whole = file.read_bytes()
    lengths = (0, 1, 30, 200, len(whole) // 2, len(whole) - 100, len(whole) - 1)
    for piece in (*(whole[:length] for length in lengths), whole[-100:], whole[len(whole) // 2 :]):
        cut.write_bytes(piece)
        with pytest.raises(StoreError, match="no backup of Byline's, or was cut off"):
            unpacked(cut, target)
        assert not target.exists()


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    """Wherever a byte has changed, nothing else than what was packed comes out."""
    file, damaged = tmp_path / "whole", tmp_path / "damaged"
    record = written(file)
    whole, told = file.read_bytes(), []
    for number, place in enumerate(range(0, len(whole), max(1, len(whole) // 60))):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        damaged.write_bytes(changed)
        target = tmp_path / str(number)
        try:
            assert unpacked(damaged, target) == HELD
            assert read_record(damaged).sha256 == record.sha256
        except StoreError as error:
            told.append(str(error))
    assert len(told) > 50
    assert all(str(damaged) in each for each in told)


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (
            {"format": FORMAT + 1, "byline": "7.0"},
            "was written by Byline 7.0, in a form that this version does not know",
        ),
        ({"format": "1"}, "no backup of Byline's"),
        ({"format": FORMAT}, "does not say its byline"),
        ([], "no backup of Byline's"),
        (
            {"format": 1, "byline": 1, "revision": "", "made": "", "articles": 0, "size": 0, "sha256": ""},
            "makes no sense",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, record: object, says: str) -> None:
    """A later version's file, and one that says nothing sensible of itself, are named as such."""
    file = tmp_path / "other.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("byline.json", json.dumps(record))
        archive.writestr("catalogue.db", HELD)
    with pytest.raises(StoreError, match=says):
        read_record(file)


def test_another_archive_is_no_backup(tmp_path: Path) -> None:
    """A ZIP archive of something else, and no file at all, are refused."""
    file = tmp_path / "photos.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("cat.jpg", b"")
    with pytest.raises(StoreError, match="no backup"):
        read_record(file)
    with pytest.raises(UsageError, match="there is no file"):
        read_record(tmp_path / "none")


def test_a_failure_leaves_the_earlier_backup(tmp_path: Path) -> None:
    """Where the copy cannot be made the earlier backup stays, to the byte, and nothing else."""
    file = tmp_path / "byline.backup"
    written(file)
    before = file.read_bytes()

    def fail(target: Path) -> tuple[str, int]:
        target.write_bytes(HELD[:100])
        raise StoreError("no room")

    with pytest.raises(StoreError, match="no room"):
        write_backup(file, fail, byline="0.9", made="", progress=silent)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["byline.backup"]
    later = written(file, made="2026-11-25T12:00:00+00:00")
    assert read_record(file) == later


def test_what_a_killed_process_left_is_no_hindrance(tmp_path: Path) -> None:
    """The next backup to the same file clears it away; one that is being written is not disturbed."""
    file = tmp_path / "byline.backup"
    part = tmp_path / "byline.backup.part"
    part.mkdir()
    (part / "catalogue.db").write_bytes(b"half")
    (part / "packed").write_bytes(b"half")
    with FileLock(part / "lock"), pytest.raises(StoreError, match="another process writes"):
        written(file)
    written(file)
    assert unpacked(file, tmp_path / "catalogue.db") == HELD
    assert not part.exists()


def test_places_where_no_backup_goes(tmp_path: Path) -> None:
    """A folder, a missing one, the data directory and another file are refused; an earlier backup may be replaced."""
    data, config, earlier = tmp_path / "data", tmp_path / "config.toml", tmp_path / "earlier"
    data.mkdir()
    config.write_text("[byline]\n")
    written(earlier)
    for file, says in (
        (tmp_path, "is a folder"),
        (tmp_path / "none" / "x", "there is no folder"),
        (data / "x", "lies in the data directory"),
        (config, "is no backup of Byline's: it is left alone"),
    ):
        with pytest.raises(UsageError, match=says):
            require_place(file, data)
    for file in (earlier, tmp_path / "new"):
        require_place(file, data)
