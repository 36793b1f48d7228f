"""What reads when a config names a question-answering model: its copy, and until there is one the bundled reader."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from bot.evidence.reader.named_reader import READER, NamedReader
from indexer.embedding import ModelFiles
from indexer.embedding.onnx.store import copy_folder, find
from indexer.embedding.processors import KINDS, this_processor
from indexer.errors import ModelError
from tests.doubles.fakes import FakeReader
from tests.doubles.model_hub import model_hub

if TYPE_CHECKING:
    from collections.abc import Callable

QUESTION = "Who runs the plant?"
PASSAGE = ("", "Petra Vane runs the plant.")
HERE = this_processor()


@pytest.fixture
def folder(answering_model: Path, tmp_path: Path) -> Path:
    """Return a folder of its own with a tiny model and its copy."""
    return Path(shutil.copytree(answering_model, tmp_path / "own"))


def named(folder: Path, bundled: FakeReader | None = None, name: str = "") -> NamedReader:
    """Return the reader that a config names: the model in a folder, or a name."""
    return NamedReader(name or str(folder / "model"), models=folder / "models", bundled=bundled or FakeReader())


def copy_in(folder: Path) -> Path:
    """Return where the model's copy lies."""
    return copy_folder(folder / "models", ModelFiles(str(folder / "model")), HERE, READER)


def change(folder: Path, name: str, **settings: object) -> None:
    """Change one of the model's JSON files."""
    file = folder / "model" / name
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **settings}), encoding="utf-8")


def test_its_copy_reads(folder: Path) -> None:
    """Once its copy is made the model reads; the copy is enough without the log's word."""
    bundled = FakeReader()
    reader = named(folder, bundled)
    reader.check()
    with capture_logs() as said:
        (reading,) = reader.read(QUESTION, [PASSAGE])
        reader.prepare()
    assert said == []
    assert len(reading.tokens) > 5
    assert bundled.computed == 0
    assert reader.name == str(folder / "model")


def test_what_computes_is_told(folder: Path) -> None:
    """Its description names the model, its weights, how near the copy is, how it computes and why."""
    fingerprint = ModelFiles(str(folder / "model")).fingerprint
    told = named(folder).describe()
    assert told.startswith(f"{folder / 'model'}, weights {fingerprint}; computed by onnxruntime, from a copy")
    assert "of answers alike; signed: weights of 7 bits are added up without overflow by every processor)" in told
    shutil.rmtree(folder / "models")
    told = named(folder).describe()
    assert told == f"{folder / 'model'}, whose copy the next pass makes; until then a fake"


def test_a_copy_lies_beside_those_of_embedding_models(folder: Path) -> None:
    """It has a folder of its own, with all that reading takes, so that the original may be gone from memory."""
    assert copy_in(folder).name.startswith("reader-")
    assert sorted(path.name for path in copy_in(folder).iterdir()) == ["made.json", "model.onnx", "tokenizer.json"]
    assert find(folder / "models", ModelFiles(str(folder / "model")), HERE) is None  # no embedding model's


def test_a_question_does_not_wait_for_the_making(folder: Path) -> None:
    """Without a copy the bundled reader reads, nothing is made, and the log says so once."""
    shutil.rmtree(folder / "models")
    bundled = FakeReader()
    reader = named(folder, bundled)
    reader.check()
    with capture_logs() as said:
        assert reader.read(QUESTION, [PASSAGE]) == bundled.read(QUESTION, [PASSAGE])
    assert [(line["log_level"], line["reason"]) for line in said] == [
        ("warning", "its copy is not made yet: `byline index` and `byline run` make it")
    ]
    assert not (folder / "models").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (copy_in(folder) / "model.onnx").unlink(),
        lambda folder: (copy_in(folder) / "tokenizer.json").write_text("{}", encoding="utf-8"),
        lambda folder: (copy_in(folder) / "made.json").write_text("{", encoding="utf-8"),
        lambda folder: os.truncate(copy_in(folder) / "model.onnx", 10_000),
    ],
    ids=["no model", "another tokenizer", "half a record", "half a model"],
)
def test_a_damaged_copy_is_as_good_as_none(folder: Path, spoil: Callable[[Path], object]) -> None:
    """A copy that is not as it was made is not believed: the bundled reader reads until it is made anew."""
    spoil(folder)
    bundled = FakeReader()
    named(folder, bundled).read(QUESTION, [PASSAGE])
    assert bundled.computed == 1


def test_a_damaged_model_is_refused_once(folder: Path) -> None:
    """Half a model's weights are an error that says what to do, at once and from then on without another try.

    If that turns out after questions came, the bundled one goes on, and the log says why.
    """
    shutil.rmtree(folder / "models")
    os.truncate(folder / "model" / "model.safetensors", 20_000)
    bundled = FakeReader()
    reader = named(folder, bundled)
    with pytest.raises(ModelError, match=r"cannot be the reader: (.|\n)*\[answers\] reader, or \"\"") as first:
        reader.prepare()
    with capture_logs() as said:
        assert reader.read(QUESTION, [PASSAGE]) == bundled.read(QUESTION, [PASSAGE])
        reader.read(QUESTION, [PASSAGE])
    assert [line["log_level"] for line in said] == ["warning"]
    assert "cannot be the reader" in said[0]["reason"]
    assert str(copy_in(folder)) in str(first.value)  # what to remove, to try again
    assert [path.name for path in copy_in(folder).iterdir()] == ["made.json"]
    shutil.rmtree(folder / "model" / "tokenizer.json", ignore_errors=True)
    for again in (named(folder).prepare, named(folder).check, named(folder).describe):
        with pytest.raises(ModelError) as found:
            again()
        assert str(found.value) == str(first.value)


def nothing(_folder: Path) -> None:
    """Leave all as it is."""


@pytest.mark.parametrize(
    ("spoil", "name", "says"),
    [
        (lambda folder: change(folder, "config.json", architectures=["BertForMaskedLM"]), "", "but a BertForMaskedLM"),
        (lambda folder: (folder / "model" / "config.json").unlink(), "", "no config.json"),
        (lambda folder: (folder / "model" / "config.json").write_text("{", encoding="utf-8"), "", "cannot be read"),
        (lambda folder: (folder / "model" / "model.safetensors").unlink(), "", "no weights in"),
        (lambda folder: shutil.rmtree(folder / "model"), "", r"there is no folder .*\[answers\] reader"),
        (
            nothing,
            "example/no-such-model",
            r"(.|\n)*\[answers\] reader; for the first download HF_HUB_OFFLINE must not",
        ),
        (nothing, "a name/of/no kind", r"is neither a folder nor(.|\n)*\[answers\] reader"),
    ],
    ids=["another kind", "no settings", "half of them", "no weights", "no folder", "not there", "no name"],
)
def test_what_cannot_be_the_reader(folder: Path, spoil: Callable[[Path], object], name: str, says: str) -> None:
    """What a look at its files tells is said before a question comes, and whenever something is made or described."""
    spoil(folder)
    for look in (NamedReader.check, NamedReader.describe, NamedReader.prepare):
        with pytest.raises(ModelError, match=says):
            look(named(folder, name=name))


def test_no_fast_tokenizer(folder: Path) -> None:
    """A model whose tokenizer does not tell where a token stands is refused in words."""
    shutil.rmtree(folder / "models")
    for path in (folder / "model").glob("*token*"):
        path.unlink()
    with pytest.raises(ModelError, match=r"cannot be the reader: it has no tokenizer that knows words"):
        named(folder).prepare()


_READING = """
import sys
from pathlib import Path
from bot.evidence.reader.named_reader import NamedReader
from indexer.errors import ModelError
from tests.doubles.fakes import FakeReader
bundled = FakeReader()
reader = NamedReader(sys.argv[1], models=Path(sys.argv[2]), bundled=bundled)
reader.check()
reader.read("Who runs it?", [("", "Petra Vane runs it.")])
print("bundled" if bundled.computed else "its own")
try:
    reader.prepare()
except ModelError as error:
    print(" ".join(str(error).split()))
else:
    reader.read("Who runs it?", [("", "Petra Vane runs it.")])
    print("again the bundled" if bundled.computed > 1 else reader.describe())
"""


def reading_lines(name: str, folder: Path, **environment: str) -> list[str]:
    """Return what a process prints that reads, prepares and reads again; the library looks once where the hub is."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _READING, name, str(folder / "models")],
        env={**os.environ, "HF_HOME": str(folder / "hub"), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in run.stdout.splitlines() if not line.startswith("20")]  # apart from the log's


def test_a_name_on_the_hub(answering_model: Path, tmp_path: Path) -> None:
    """No question waits for a download; preparing downloads the model, and from then on it takes no network."""
    with model_hub(answering_model / "model") as address:
        first, then = reading_lines("example/reader", tmp_path, HF_HUB_OFFLINE="0", HF_ENDPOINT=address)
        _, unknown = reading_lines("example/other", tmp_path, HF_HUB_OFFLINE="0", HF_ENDPOINT=address)
    assert first == "bundled"
    assert then.startswith("example/reader, weights ")
    assert "'example/other' is neither a folder nor to be had from the hub" in unknown
    assert unknown.endswith("Check [answers] reader; for the first download HF_HUB_OFFLINE must not be set")
    assert reading_lines("example/reader", tmp_path, HF_HUB_OFFLINE="0", HF_ENDPOINT=address) == ["its own", then]


def test_no_room_is_no_refusal(folder: Path) -> None:
    """Where the copy cannot be written the message says so, and the next start tries again."""
    shutil.rmtree(folder / "models")
    (folder / "models").write_text("no folder", encoding="utf-8")
    reader = named(folder)
    with pytest.raises(ModelError, match="File exists"):
        reader.prepare()
    (folder / "models").unlink()
    named(folder).check()


def test_float32_where_whole_numbers_are_hidden() -> None:
    """Whole numbers are the first choice on every processor that has them."""
    chosen: Any = {kind: READER.choose(processor)[0] for kind, processor in KINDS.items()}
    assert chosen == {
        "signed": ("signed", "float32"),
        "unsigned": ("signed", "float32"),
        "float32": ("float32",),
    }
