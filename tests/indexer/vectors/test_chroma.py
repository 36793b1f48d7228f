"""What Chroma does beyond the contract of every vector index: files, generations, errors, recall."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.errors import IndexDamaged, IndexMismatch, StoreError
from indexer.vectors import ChromaIndex
from tests.doubles.fakes import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.embedding import AutoEmbedder
    from indexer.model import Vectors

SIZE = 16
FIRST = np.eye(SIZE, dtype=np.float32)[0]


def axes(weight: float) -> Vectors:
    """Return one vector whose cosine with the first axis is the weight."""
    row = np.zeros((1, SIZE), dtype=np.float32)
    row[0, :2] = weight, np.sqrt(1 - weight**2)
    return row


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[ChromaIndex]:
    """Yield an empty index in a directory."""
    index = ChromaIndex(generation="g1", dimension=SIZE, path=tmp_path)
    yield index
    index.close()


def test_it_is_still_there_after_reopening(tmp_path: Path) -> None:
    """What was put survives closing, and the same process can open the directory again."""
    for weight in (0.5, 0.6):
        index = ChromaIndex(generation="g1", dimension=SIZE, path=tmp_path)
        index.put([f"i{weight}"], axes(weight), ["2026-11"])
        found = [hit.id for hit in nearest(index, FIRST, 5)]
        index.close()
    assert found == ["i0.6", "i0.5"]


def test_generations_are_apart(embedded: ChromaIndex, tmp_path: Path) -> None:
    """Two generations in one directory do not see each other, and clearing one leaves the other."""
    other = ChromaIndex(generation="g1-b", dimension=3, path=tmp_path)
    embedded.put(["a"], axes(0.5), ["2026-11"])
    other.put(["b"], np.eye(3, dtype=np.float32)[:1], ["2026"])
    assert embedded.generations() == ["g1", "g1-b"]
    assert (embedded.periods(), other.periods()) == (["2026-11"], ["2026"])
    embedded.clear()
    assert (embedded.count(), other.count()) == (0, 1)
    embedded.remove_generation("g1-b")
    assert (embedded.generations(), other.count()) == ([], 0)
    other.close()


def test_another_models_vectors_are_refused(embedded: ChromaIndex) -> None:
    """Vectors of another length are refused, with the command that helps."""
    with pytest.raises(IndexMismatch, match="holds vectors of 16 numbers, the model gives 3: run `byline reindex`"):
        nearest(embedded, np.ones(3, dtype=np.float32), 5)
    with pytest.raises(IndexMismatch):
        embedded.put(["a"], np.eye(3, dtype=np.float32)[:1], ["2026"])


def test_a_period_is_a_year_or_a_month(embedded: ChromaIndex) -> None:
    """A period that could not be listed again is refused."""
    with pytest.raises(ValueError, match="'November' is no period"):
        embedded.put(["a"], axes(0.5), ["November"])


def test_a_damaged_directory_is_reported(tmp_path: Path) -> None:
    """Files that are no index are reported with the remedy; once they are gone, the place can be used again."""
    place = tmp_path / "vectors"
    place.mkdir()
    (place / "chroma.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(IndexDamaged, match="byline reindex"):
        ChromaIndex(generation="g1", dimension=SIZE, path=place)
    shutil.rmtree(place)
    index = ChromaIndex(generation="g1", dimension=SIZE, path=place)
    assert index.count() == 0
    index.close()


def test_a_place_that_is_no_directory(tmp_path: Path) -> None:
    """A file in the place of the directory is an error of the store, not of the index."""
    (tmp_path / "vectors").touch()
    with pytest.raises(StoreError, match="Check disk and permissions"):
        ChromaIndex(generation="g1", dimension=SIZE, path=tmp_path / "vectors")


def test_a_server_that_is_not_there() -> None:
    """A refused connection names the server and the settings, and never the token."""
    with pytest.raises(StoreError, match=re.escape("http://127.0.0.1:9")) as caught:
        ChromaIndex(generation="g1", dimension=SIZE, url="http://127.0.0.1:9", token="secret-token")
    assert "[store] url and token_env" in str(caught.value)
    assert "secret-token" not in str(caught.value)


def test_recall(fast_embedder: AutoEmbedder, tmp_path: Path) -> None:
    """Of the 50 nearest of 5,000 vectors of varied sentences at least 98 % are found."""
    subjects = [
        "The startup",
        "A court",
        "The ministry",
        "One researcher",
        "The chip maker",
        "A newspaper",
        "The union",
    ]
    verbs = ["announced", "rejected", "delayed", "praised", "sold", "sued over", "published", "cancelled", "doubled"]
    objects = ["a model", "the licence", "new chips", "a fund"]
    texts = [f"{one} {two} {three} in Europe." for one in subjects for two in verbs for three in objects]
    base = fast_embedder.embed(texts)
    random = np.random.default_rng(7)
    rows = base[random.integers(0, len(base), 5_000)] + random.normal(0, 0.015, (5_000, 384)).astype(np.float32)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    index = ChromaIndex(generation="g1", dimension=384, path=tmp_path)
    index.put([str(n) for n in range(5_000)], rows, ["2026-11"] * 5_000)
    exact = [set(np.argsort(-(rows @ vector))[:50].tolist()) for vector in base[::10]]
    found = [{int(hit.id) for hit in nearest(index, vector, 50)} for vector in base[::10]]
    index.close()
    recall = sum(len(one & other) for one, other in zip(exact, found, strict=True)) / (50 * len(exact))
    assert recall >= 0.98
