"""Copies of a model that were prepared elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.embedding import AutoEmbedder, ModelFiles
from indexer.embedding.model_files import sha256
from indexer.embedding.onnx.comparison import MIN_COSINE, VECTORS, measure
from indexer.embedding.onnx.engine import OnnxEmbedder
from indexer.embedding.onnx.making import UnfitModel
from indexer.embedding.onnx.prepared import DIGESTS, PREPARED, copy_name, folder_name, prepared_folder
from indexer.embedding.onnx.preparing import RECIPES, prepare
from indexer.embedding.onnx.store import EMBEDDING, copy_folder, find
from indexer.embedding.processors import KINDS, this_processor
from indexer.errors import ModelError
from tests.doubles.processors import processor_for

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "A judge dismissed the copyright claim."


@pytest.fixture
def folder(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the bundled model's prepared copies, which the environment names."""
    monkeypatch.setenv(PREPARED, str(prepared))
    found = prepared_folder(ModelFiles())
    assert found
    return found


def test_every_processor_finds_its_recipe() -> None:
    """Whatever the processor, its first recipe is prepared, unless whole numbers are hidden from it on purpose."""
    assert {KINDS["signed"].recipes[0], KINDS["unsigned"].recipes[0]} == set(RECIPES)
    assert this_processor("").recipes[0] in RECIPES


def test_what_is_prepared_is_whole(folder: Path) -> None:
    """A model's folder is named by weights and edition; it holds a copy a recipe, what the original says, digests."""
    assert folder.name == folder_name(ModelFiles()) == f"{ModelFiles().fingerprint}-{EMBEDDING.edition}"
    digests = json.loads((folder / DIGESTS).read_bytes())
    assert set(digests) == {VECTORS, *map(copy_name, RECIPES)} == {path.name for path in folder.iterdir()} - {DIGESTS}
    assert all(sha256([folder / name]) == digest for name, digest in digests.items())


def test_a_prepared_copy_is_compared_and_taken(folder: Path, tmp_path: Path) -> None:
    """The copy that this processor takes is the prepared one, and its record says how near to the original it is."""
    processor = processor_for("unsigned")
    embedder = AutoEmbedder(models=tmp_path, backend="onnx", processor=processor)
    assert embedder.embed_queries([TEXT]).shape == (1, 384)
    found = find(tmp_path, embedder.files, processor)
    assert found
    assert (found.recipe, found.dimension) == ("unsigned", 384)
    assert found.cosine >= MIN_COSINE
    made = copy_folder(tmp_path, embedder.files, processor)
    assert sha256([made / "model.onnx"]) == sha256([folder / copy_name("unsigned")])


def test_a_copy_that_is_too_far_off_is_not_believed(folder: Path) -> None:
    """A copy whose vectors on this processor are not nearly the original's is refused with the cosine."""
    made = OnnxEmbedder(ModelFiles(), folder / copy_name("unsigned"))
    original = np.load(folder / VECTORS)
    assert measure(made, original)["dimension"] == 384
    with pytest.raises(UnfitModel, match=r"a cosine of -?0\.\d+ to the original's"):
        measure(made, np.roll(original, 1, axis=0))


def test_another_models_copies_are_not_taken(folder: Path, tmp_path: Path) -> None:
    """Where the folder has nothing for a model, none is found."""
    (tmp_path / "else").mkdir()
    assert folder.parent != tmp_path
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PREPARED, str(tmp_path))
        assert prepared_folder(ModelFiles()) is None


def test_what_cannot_be_prepared_leaves_nothing(tmp_path: Path) -> None:
    """A model that is not there is named, and nothing is made for it."""
    with pytest.raises(ModelError, match="there is no folder"):
        prepare(ModelFiles(str(tmp_path / "none")), tmp_path / "prepared")
    assert not (tmp_path / "prepared").exists()
