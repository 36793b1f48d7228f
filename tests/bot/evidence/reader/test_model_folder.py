"""Whether the bundled reader is whole, and what is said if it is not."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.evidence.reader.model_folder import BUNDLED, MODEL, SUMS, TOKENIZER, check_sums, write_sums
from bot.evidence.reader.onnx_reader import OnnxReader
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

PASSAGE = ("", "Petra Vane runs the plant.")
RESTORE = re.escape("git checkout -- bot/evidence/reader/model") + ".*" + re.escape("pip install --force-reinstall")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the bundled reader's files."""
    return Path(shutil.copytree(BUNDLED, tmp_path / "model"))


def test_the_bundled_reader_is_as_it_was_made() -> None:
    """Its files have the digests that came with them, and its description names the model's."""
    digest = check_sums(BUNDLED)
    assert re.fullmatch("[0-9a-f]{12}", digest)
    assert OnnxReader(BUNDLED).describe() == f"the bundled one, {digest}"


def test_what_is_built_carries_it() -> None:
    """Wheel and source archive hold all of its files, by what the build is told."""
    root = BUNDLED.parents[3]
    told = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["package-data"]
    carried = {path.name for pattern in told["bot.evidence.reader"] for path in BUNDLED.parent.glob(pattern)}
    assert {MODEL, TOKENIZER, SUMS} <= carried


def test_digests_are_written_as_sha256sum_reads_them(folder: Path) -> None:
    """There is one line a file: its digest, two blanks, its name."""
    write_sums(folder)
    lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    assert [re.fullmatch("[0-9a-f]{64}  (.+)", line) is not None for line in lines] == [True, True]
    assert [line.split()[1] for line in lines] == [MODEL, TOKENIZER]
    assert (folder / SUMS).read_bytes() == (BUNDLED / SUMS).read_bytes()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / TOKENIZER).write_text("{}", encoding="utf-8"), "tokenizer.json is damaged"),
        (lambda folder: os.truncate(folder / MODEL, 1_000_000), "reader.onnx is damaged"),
        (lambda folder: (folder / MODEL).unlink(), "cannot be checked: .*No such file"),
        (lambda folder: (folder / SUMS).unlink(), "cannot be checked: .*No such file"),
        (lambda folder: (folder / SUMS).write_text("nonsense", encoding="utf-8"), "cannot be checked"),
        (lambda folder: (folder / SUMS).write_text("", encoding="utf-8"), "reader.onnx is damaged"),
    ],
    ids=["tokenizer", "half a model", "no model", "no digests", "no such lines", "no lines"],
)
def test_what_is_damaged_is_named(folder: Path, spoil: Callable[[Path], object], says: str) -> None:
    """Whichever file is damaged or gone, the message names it and says how to restore it."""
    spoil(folder)
    with pytest.raises(ModelError, match=f"{says}.*{RESTORE}"):
        OnnxReader(folder).describe()


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
@pytest.mark.parametrize("size", [None, 0, 1_000])
def test_what_cannot_be_loaded_is_named(folder: Path, name: str, size: int | None) -> None:
    """Where no digest was checked, reading says which file is at fault and how to restore it, each time."""
    if size is None:
        (folder / name).unlink()
    else:
        os.truncate(folder / name, size)
    reader = OnnxReader(folder)
    reader.check()
    for _ in range(2):
        with pytest.raises(ModelError, match=rf"{name} cannot be loaded(.|\n)*{RESTORE}"):
            reader.read("Who runs the plant?", [PASSAGE])
    with pytest.raises(ModelError, match=RESTORE):
        reader.support([("Petra Vane runs the plant.", PASSAGE)])


def test_it_is_loaded_late_and_once(folder: Path) -> None:
    """Nothing is loaded before the first passage is read; after that the files are not needed any more."""
    empty = OnnxReader(folder / "later")
    shutil.copytree(folder, folder / "later")
    (expected,) = empty.read("Who runs the plant?", [PASSAGE])
    shutil.rmtree(folder / "later")
    assert empty.read("Who runs the factory?", [PASSAGE])[0].tokens == expected.tokens
    assert empty.support([("Petra Vane runs the plant.", PASSAGE)])
