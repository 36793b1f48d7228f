"""How a question-answering model becomes a reader: near the model it was made of, or not at all."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import pytest

from bot.evidence.reader.export_samples import calibration_pairs, comparison_pairs
from bot.evidence.reader.extractive_reader import LONGEST
from bot.evidence.reader.spans import LONGEST_ANSWER, best_pair, best_span
from indexer.embedding.onnx.making import UnfitModel
from tests.doubles.answering_models import FAMILIES, exported_reader, write_model

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "Who runs the plant?"
TEXT = "Quillmark opened a plant in Osaka. Petra Vane runs the plant."
LONG = "Petra Vane runs the plant. " * 200


def scores(folder: Path, question: str, text: str, most: int) -> tuple[Any, Any, Any]:
    """Return what transformers itself makes of a pair: the tokens with their scores as starts and as ends."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    model: Any = AutoModelForQuestionAnswering.from_pretrained(folder)
    given = tokenizer(question, text, truncation="only_second", max_length=most, return_tensors="pt")
    with torch.no_grad():
        found = model.eval()(**given)
    return given, found.start_logits[0].numpy(), found.end_logits[0].numpy()


class Families:
    """A model of each family and its copies, each made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = cache(lambda family: write_model(folder / family / "model", family))
        self.reader = cache(lambda family, recipe: exported_reader(self.model(family), folder / family, recipe))


@pytest.fixture(scope="module")
def families(tmp_path_factory: pytest.TempPathFactory) -> Families:
    """Return the models of this module."""
    return Families(tmp_path_factory.mktemp("families"))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_copy_says_what_its_model_says(family: str, families: Families) -> None:
    """In float32 a copy's log-odds are the best start and end in the passage less those of the first token."""
    folder, reader = families.model(family), families.reader(family, "float32")
    for text in (TEXT, LONG):
        (reading,) = reader.read(QUESTION, [("", text)])
        given, starts, ends = scores(folder, QUESTION, text, 96)
        places = {at: given.token_to_chars(at) for at, kind in enumerate(given.sequence_ids(0)) if kind == 1}
        own = [at for at, place in places.items() if text[place.start : place.end].strip()]
        first, last, best = best_pair(starts[own], ends[own])
        assert reading.answerable == pytest.approx(best - starts[0] - ends[0], abs=1e-3)
        assert len(reading.tokens) == len(own)
        span = best_span(reading, 0, len(text))
        assert span is not None
        begin, end = places[own[first]], places[own[last]]
        assert text[span.start : span.end] == text[begin.start : end.end].strip()


@pytest.mark.parametrize("family", FAMILIES)
def test_whole_numbers_are_near(family: str, families: Families) -> None:
    """In whole numbers of 7 bits a copy is near enough to its model, and takes token types only if that knows any."""
    from bot.evidence.reader.export import COPY

    reader, exact = families.reader(family, "signed"), families.reader(family, "float32")
    pairs = [("", TEXT), ("Osaka", LONG)]
    for got, expected in zip(reader.read(QUESTION, pairs), exact.read(QUESTION, pairs), strict=True):
        assert got.answerable == pytest.approx(expected.answerable, abs=COPY.greatest_difference)
        assert got.tokens == expected.tokens
    session = onnxruntime.InferenceSession(families.folder / family / "copy-signed" / "model.onnx")
    inputs = {each.name for each in session.get_inputs()}
    assert inputs == {"input_ids"} | ({"token_type_ids"} if family in ("bert", "electra") else set())


def test_weights_use_seven_bits(families: Families) -> None:
    """No weight of a product is so large that the sum of two products leaves 16 bits."""
    import onnx
    from onnx import numpy_helper

    families.reader("bert", "signed")
    graph = onnx.load(families.folder / "bert" / "copy-signed" / "model.onnx").graph
    weights = [numpy_helper.to_array(each) for each in graph.initializer if each.data_type == onnx.TensorProto.INT8]
    assert len(weights) >= 12
    assert max(int(np.abs(each.astype(np.int32)).max()) for each in weights) <= 64


def test_what_is_far_from_its_model_is_not_believed(tmp_path: Path) -> None:
    """Where rounding decides what a model looks at, whole numbers are refused with figures; float32 is near."""
    folder = write_model(tmp_path / "model", scale=4.0)
    with pytest.raises(UnfitModel, match=r"log-odds \d+\.\d+ beside the original's"):
        exported_reader(folder, tmp_path)
    assert exported_reader(folder, tmp_path, "float32").read(QUESTION, [("", TEXT)])[0].tokens


@pytest.mark.parametrize("family", ["bert", "roberta"])
def test_no_more_is_read_than_a_model_can(family: str, tmp_path: Path) -> None:
    """Where the tokenizer knows no limit the model's own is found, also if it numbers its places from behind others."""
    folder = write_model(tmp_path / "model", family, limit=64)
    file = folder / "tokenizer_config.json"
    settings = json.loads(file.read_bytes())
    file.write_text(json.dumps({**settings, "model_max_length": 10**30}), encoding="utf-8")
    (reading,) = exported_reader(folder, tmp_path, "float32").read(QUESTION, [("", LONG)])
    assert 32 <= len(reading.tokens) < 64


def test_a_long_model_reads_no_more_than_was_trained_on(tmp_path: Path) -> None:
    """Of a model that could read more, no more is asked than such models are trained on."""
    folder = write_model(tmp_path / "model", limit=600)
    (reading,) = exported_reader(folder, tmp_path, "float32").read(QUESTION, [("", LONG)])
    assert LONGEST - 20 <= len(reading.tokens) < LONGEST


def test_a_model_that_was_not_trained_to_answer(tmp_path: Path) -> None:
    """Weights without a head for answers are refused: they would be chance."""
    with pytest.raises(UnfitModel, match=r"its weights lack qa_outputs\.bias, .* not trained to answer"):
        exported_reader(write_model(tmp_path / "model", head=False), tmp_path)


def test_a_tokenizer_without_a_first_token(tmp_path: Path) -> None:
    """A model that has no token to stand for "no answer" is refused."""
    folder = write_model(tmp_path / "model")
    file = folder / "tokenizer.json"
    file.write_text(json.dumps({**json.loads(file.read_bytes()), "post_processor": None}), encoding="utf-8")
    with pytest.raises(UnfitModel, match="no token in front"):
        exported_reader(folder, tmp_path)


def test_pairs_that_are_compared_were_not_measured() -> None:
    """Both lists are invented and have no passage in common, and what is compared is short, long, empty and odd."""
    assert not {text for *_, text in comparison_pairs()} & {text for *_, text in calibration_pairs()}
    lengths = sorted(len(text) for *_, text in comparison_pairs())
    assert (lengths[0], lengths[-1]) == (0, 15_000)


def test_an_answer_is_the_best_pair_in_order() -> None:
    """It ends where it begins or later, and has no more than so many tokens, whatever the scores are."""
    starts, ends = np.full(60, -9.0, np.float32), np.full(60, -9.0, np.float32)
    starts[40], ends[5] = 0.0, 0.0  # the wrong way round
    starts[3], ends[7] = -1.0, -1.0
    assert best_pair(starts, ends) == (3, 5, -1.0)
    ends[5] = -9.0
    starts[3], starts[0] = -9.0, -2.0
    assert best_pair(starts, ends) == (0, 7, -3.0)
    first, last, _ = best_pair(np.linspace(0, -1, 60).astype(np.float32), np.linspace(-1, 0, 60).astype(np.float32))
    assert last - first < LONGEST_ANSWER
