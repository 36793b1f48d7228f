"""Files of both indexes that were damaged behind the program's back, for real, and what becomes of them."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.errors import IndexDamaged, StoreError
from indexer.lexical import TantivyIndex
from indexer.lexical import count_passages as peek_texts
from indexer.lexical.integrity import find_fault
from indexer.model import PlacedPassage
from indexer.vectors import ChromaIndex, count_vectors
from tests.doubles.catalogue_records import article, passages
from tests.doubles.fakes import nearest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = 16
COUNT = 1_200  # Chroma writes a graph from 1,000 on


@pytest.fixture(scope="module")
def sound_vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with vectors in two periods, one of them with a graph on disk, closed in order."""
    folder = tmp_path_factory.mktemp("sound") / "vectors"
    rows = np.random.default_rng(1).standard_normal((COUNT, SIZE)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    with closing(ChromaIndex(generation="g1", dimension=SIZE, path=folder)) as index:
        index.put([f"i{n}" for n in range(COUNT)], rows, ["2026"] * COUNT)
        index.put([f"j{n}" for n in range(20)], rows[:20], ["2025"] * 20)
    return folder


@pytest.fixture
def folder(sound_vectors: Path, tmp_path: Path) -> Path:
    """Return a copy, with the files' times, so that its seal holds."""
    return shutil.copytree(sound_vectors, tmp_path / "vectors")


def opened(folder: Path) -> ChromaIndex:
    """Open it."""
    return ChromaIndex(generation="g1", dimension=SIZE, path=folder)


def part(folder: Path, name: str) -> Path:
    """Return a file of the graph."""
    (graph,) = folder.glob("*/index_metadata.pickle")
    return graph.with_name(name)


def garble(path: Path, start: float = 0.0, stop: float = 1.0) -> None:
    """Overwrite a part of a file with other bytes."""
    content = bytearray(path.read_bytes())
    first, last = int(len(content) * start), int(len(content) * stop)
    content[first:last] = np.random.default_rng(1).bytes(last - first)
    path.write_bytes(content)


def cut(path: Path) -> None:
    """Take the second half of a file away."""
    os.truncate(path, path.stat().st_size // 2)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "vectors overwritten, of which the engine dies": lambda folder: garble(part(folder, "data_level0.bin")),
    "vectors cut off": lambda folder: cut(part(folder, "data_level0.bin")),
    "header overwritten": lambda folder: garble(part(folder, "header.bin")),
    "lengths overwritten": lambda folder: garble(part(folder, "length.bin")),
    "list of ids cut off": lambda folder: cut(part(folder, "index_metadata.pickle")),
    "list of ids gone": lambda folder: part(folder, "index_metadata.pickle").unlink(),
    "graph gone": lambda folder: shutil.rmtree(part(folder, "x").parent),
    "database cut off": lambda folder: cut(folder / "chroma.sqlite3"),
    "database overwritten": lambda folder: garble(folder / "chroma.sqlite3", 0.3, 0.4),
    "database emptied": lambda folder: (folder / "chroma.sqlite3").write_bytes(b""),
    "database gone": lambda folder: (folder / "chroma.sqlite3").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_vectors_are_noticed_at_opening(folder: Path, damage: Callable[[Path], object]) -> None:
    """Damage is told in words before the engine, which would die of some of it, gets to see the files."""
    damage(folder)
    with pytest.raises(IndexDamaged, match=r"the vectors in .* cannot be read: .*byline reindex"):
        opened(folder)
    shutil.rmtree(folder)
    with closing(opened(folder)) as index:
        assert index.count() == 0


def test_a_seal_spares_the_examination(folder: Path) -> None:
    """A folder that was closed in order is opened as it is; its seal is broken as long as it is open."""
    assert (folder / "seal.json").exists()
    with closing(opened(folder)) as index:
        assert not (folder / "seal.json").exists()
        assert index.count() == COUNT + 20
    assert (folder / "seal.json").exists()


def test_without_a_seal_sound_files_pass(folder: Path) -> None:
    """After a crash the files are examined, and if they are sound nothing is lost."""
    (folder / "seal.json").unlink()
    with closing(opened(folder)) as index:
        assert index.count() == COUNT + 20
    (folder / "seal.json").write_text("{")
    with closing(opened(folder)) as index:
        assert index.ids("2025") == {f"j{n}" for n in range(20)}


def test_what_was_found_damaged_is_not_sealed(folder: Path) -> None:
    """Files that a search could not read are examined at the next opening, though they were closed in order."""
    index = opened(folder)
    cut(part(folder, "index_metadata.pickle"))  # before the graph is loaded
    with pytest.raises(IndexDamaged):
        nearest(index, np.eye(SIZE, dtype=np.float32)[0], 5)
    index.close()
    assert not (folder / "seal.json").exists()


def test_peeking_at_vectors(folder: Path) -> None:
    """Beside the process that has them open, vectors can be counted, of one generation only; damage gives None."""
    with closing(opened(folder)):
        assert count_vectors(folder, "g1") == COUNT + 20
        assert count_vectors(folder, "g") == 0
    cut(folder / "chroma.sqlite3")
    assert count_vectors(folder, "g1") is None
    assert count_vectors(folder / "nowhere", "g1") is None


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """Return a folder with a lexical index of two commits."""
    folder = tmp_path / "lexical"
    found = [PlacedPassage(passage=each, article=article(), period="2026") for each in passages(article())]
    with closing(TantivyIndex(folder)) as index:
        index.apply(found, (), 1)
        index.apply((), [found[0].passage.id], 2)
    return folder


def test_peeking_at_texts(texts: Path) -> None:
    """Passages can be counted from the files, without those that were dropped; where there is no index it is None."""
    with closing(TantivyIndex(texts)) as index:
        assert peek_texts(texts) == index.count() == len(passages(article())) - 1
    assert peek_texts(texts / "nowhere") is None


def test_sound_texts_pass(texts: Path) -> None:
    """An index as Tantivy wrote it is without fault, and so is a folder without one."""
    assert find_fault(texts) == ""
    assert find_fault(texts / "nowhere") == ""


@pytest.mark.parametrize("suffix", ["idx", "pos", "term", "store", "fast", "fieldnorm", "del"])
def test_one_changed_byte_is_noticed(texts: Path, suffix: str) -> None:
    """One byte that turned over in any file of the index is noticed at opening, not as a wrong answer."""
    for path in texts.glob(f"*.{suffix}"):
        content = bytearray(path.read_bytes())
        content[0] ^= 0x40
        path.write_bytes(content)
    with pytest.raises(IndexDamaged, match="its checksum is wrong"):
        TantivyIndex(texts)
    assert peek_texts(texts) is None


@pytest.mark.parametrize("suffix", ["idx", "term", "store"])
def test_a_cut_or_missing_segment_is_noticed(texts: Path, suffix: str) -> None:
    """A file that is cut off or gone is noticed at opening."""
    for damage in (cut, os.unlink):
        for path in texts.glob(f"*.{suffix}"):
            damage(path)
        with pytest.raises(IndexDamaged):
            TantivyIndex(texts)


def test_a_half_written_commit(texts: Path) -> None:
    """A list of segments that is cut off is damage; files of a commit that never came to be do no harm."""
    (texts / ("0" * 32 + ".store")).write_bytes(b"half")
    with closing(TantivyIndex(texts)) as index:
        assert index.cursor == 2
    cut(texts / "meta.json")
    with pytest.raises(IndexDamaged, match=r"meta.json is no list of segments"):
        TantivyIndex(texts)


def test_texts_made_by_other_rules(texts: Path) -> None:
    """An index whose documents were made by other rules of the program is refused like one of other columns."""
    meta = json.loads((texts / "meta.json").read_text())
    for field in meta["schema"]:
        field["name"] = re.sub(r"^cursor\d+", "cursor0", field["name"])
    (texts / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(StoreError, match="made by other rules: run `byline reindex`"):
        TantivyIndex(texts)
