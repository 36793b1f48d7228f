"""The reader's training: examples from sets, their order, their tensors, and a run that is ended and taken up again."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import warnings
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from bot.evidence.reader.onnx_reader import OnnxReader
from indexer.embedding.model_files import ModelFiles
from training import mixture, sets
from training.sets import Example

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tokenizers import Tokenizer

PLANT = Example(
    "who runs the plant?",
    "Osaka plant",
    "Quillmark opened a plant in Osaka. " * 20 + "Petra Vane runs the plant. " + "It makes robots. " * 20,
    span=(700, 710),
    answerable=True,
)


def written(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as the sets have them."""
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def reading(tmp_path: Path) -> Path:
    """Return a folder with one set of two questions on a passage."""
    written(tmp_path / "squad1.passages.jsonl.gz", [{"title": "Osaka_plant", "text": "Petra Vane runs the plant."}])
    rows = [
        {"question": "who runs the plant?", "passage": 0, "answers": ["Petra Vane"], "answerable": True},
        {"question": "who?", "passage": 0, "answers": ["Idris Holt"], "answerable": True},
        {"question": "who sold it?", "passage": 0, "answers": [], "answerable": False, "plausible_answers": ["Petra"]},
    ]
    written(tmp_path / "squad1.questions.jsonl.gz", rows)
    return tmp_path


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Return the bundled model's tokenizer."""
    from training.batches import pair_tokenizer

    return pair_tokenizer(str(ModelFiles().folder / "tokenizer.json"))


def test_questions_have_the_place_of_their_answer_and_are_left_out_without_one(reading: Path) -> None:
    """An answer is found in its passage; an unanswerable question has the place of what looks like an answer."""
    found = sets.questions(reading, "squad1")
    assert [(each.title, each.span, each.answerable) for each in found] == [
        ("Osaka plant", (0, 10), True),
        ("Osaka plant", (0, 5), False),
    ]


def test_a_window_keeps_the_answer() -> None:
    """Whatever window is cut out of a passage, its answer stands in it and is still found."""
    chance = random.Random(1)  # noqa: S311 -- repeatable
    for _ in range(200):
        cut = mixture._cropped(PLANT, chance)
        assert cut.span is not None
        assert cut.text[slice(*cut.span)] == PLANT.text[slice(*PLANT.span or ())]
        assert len(cut.text.split()) < len(PLANT.text.split())


def test_a_seed_repeats_the_order() -> None:
    """The same seed gives the same examples in the same order, another seed another one."""
    many = {"squad1": [replace(PLANT, query=str(number)) for number in range(50)]}
    one, again, other = (list(islice(mixture.order(many, seed), 100)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert {each.query for each in one[:50]} == {str(number) for number in range(50)}


def test_the_tokens_of_an_answer_say_what_the_answer_says(tokenizer: Tokenizer) -> None:
    """First and last token of a span cover the answer, with the title in front; a cut-off answer has no place."""
    from training.batches import UNTOLD, batches

    short = replace(PLANT, text="Petra Vane runs the plant.", span=(0, 10))
    batch = next(
        batches(iter([short, replace(short, text="robots " * 400 + "Petra Vane", span=(2800, 2810))]), tokenizer, 2)
    )
    row = int((batch.starts != UNTOLD).nonzero()[0])
    tokens = batch.tokens[row, int(batch.starts[row]) : int(batch.ends[row]) + 1]
    assert tokenizer.decode(tokens.tolist()) == "petra vane"
    assert batch.passage[row, int(batch.starts[row])] == 1
    assert min(batch.starts.tolist()) == UNTOLD


def test_reports_are_paired_with_those_of_their_event_and_with_near_ones(tmp_path: Path) -> None:
    """Two reports on an event make a pair in both orders, and each stands beside those on the other events."""
    rows = [
        {"group": 1, "event": event, "title": title, "text": text}
        for event, title, text in (
            ("a", "Quillmark opens a plant", "It stands in Osaka."),
            ("a", "Robots from Osaka", ""),
            ("b", "Quillmark closes a plant", "It stood in Kobe."),
        )
    ]
    written(tmp_path / "reports.jsonl.gz", rows)
    found = sets.news_reports(tmp_path) + sets.news_reports(tmp_path, held_out=True)
    one, other, third = (
        "Quillmark opens a plant. It stands in Osaka",
        "Robots from Osaka",
        "Quillmark closes a plant. It stood in Kobe",
    )
    assert {(each.query, each.text, each.one_event) for each in found} == {
        (one, other, True),
        (other, one, True),
        (one, third, False),
        (other, third, False),
        (third, one, False),
        (third, other, False),
    }


def test_the_rate_rises_and_falls_to_nothing() -> None:
    """The learning rate is highest after the warm-up and nothing at the end."""
    from training import fitting

    assert fitting.rate_share(0.0, 0.1) < 0.05
    assert fitting.rate_share(0.1, 0.1) == 1.0
    assert fitting.rate_share(1.0, 0.1) == 0.0


def test_a_shell_does_not_give_way_with_its_run() -> None:
    """A run is as nice as can be, and what else the session that began it does keeps its share of the processor."""
    shares = Path("/proc/self/autogroup")
    before = shares.read_text(encoding="ascii") if shares.exists() else ""
    run = "import os; from training.priority import give_way; give_way(); print(os.nice(0))"
    said = subprocess.run([sys.executable, "-c", run], capture_output=True, check=True, text=True, timeout=600)
    assert said.stdout.split()[-1] == "19"
    assert before == (shares.read_text(encoding="ascii") if shares.exists() else "")


def test_area_under_the_curve_counts_ties_by_half() -> None:
    """The measure is 1 for a perfect order, 0 for a reversed one, .5 where nothing is told apart."""
    from training import measuring

    right = np.array([True, True, False, False])
    assert measuring.auc(np.array([4.0, 3.0, 2.0, 1.0]), right) == 1.0
    assert measuring.auc(np.array([1.0, 2.0, 3.0, 4.0]), right) == 0.0
    assert measuring.auc(np.array([1.0, 1.0, 1.0, 1.0]), right) == 0.5


@pytest.mark.parametrize(
    "device", ["cpu", "cpu:0"]
)  # the second goes the way of an accelerator: one process, batches moved
def test_a_run_learns_and_goes_on_where_it_stood(tmp_path: Path, device: str) -> None:
    """A small reader learns two questions by heart, keeps what it has reached, and a second start adds to it."""
    import torch
    from transformers import BertConfig, BertModel

    from training import fitting, measuring
    from training.batches import pair_tokenizer

    start, run = tmp_path / "start", tmp_path / "run"
    BertModel(
        BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    ).save_pretrained(str(start))
    (start / "tokenizer.json").write_bytes((ModelFiles().folder / "tokenizer.json").read_bytes())
    short = replace(PLANT, text="Petra Vane runs the plant.", span=(0, 10))
    taught = {"squad1": [short, replace(short, query="who sold it?", span=None, answerable=False)]}
    course = fitting.Course(examples=320, batch=8, rate=1e-2, workers=1, half=False, device=device)
    fitting.fit(replace(course, examples=160), taught, start, run)
    first = torch.load(run / "worker-0.pt", weights_only=True)["seen"]
    fitting.fit(course, taught, start, run)
    second = torch.load(run / "worker-0.pt", weights_only=True)["seen"]
    reader, tokenizer = fitting.load_reader(start, run), pair_tokenizer(str(start / "tokenizer.json"))
    answered, refused = measuring.replies(reader, tokenizer, taught["squad1"])
    assert (first, second) == (160, 320)
    assert answered.answerable > refused.answerable


def test_what_is_shipped_is_what_the_product_reads(tmp_path: Path) -> None:
    """A reader is written with its tokenizer and both digests, and reads as any other one."""
    from transformers import BertConfig, BertModel

    from training import shipping
    from training.network import new_reader

    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(str(tmp_path / "start"))
    with warnings.catch_warnings(action="ignore"):  # torch warns of its own exporter
        shipping.fill(tmp_path / "model", new_reader(tmp_path / "start"), ModelFiles().folder / "tokenizer.json")
    made = OnnxReader(tmp_path / "model")
    assert made.describe().startswith("the bundled one, ")
    (reading,) = made.read(PLANT.query, [(PLANT.title, "Petra Vane runs the plant.")])
    assert len(reading.tokens) == 6


def test_a_run_goes_on_from_what_is_shipped(tmp_path: Path) -> None:
    """What is shipped can be read back but for its rounding, begins a new run, and is what a reader moves towards."""
    import torch
    from transformers import BertConfig, BertModel

    from training import fitting, shipped, shipping
    from training.network import new_reader

    start, model = tmp_path / "start", tmp_path / "model" / "reader.onnx"
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(7)  # by chance a small layer has one weight beside which all others are rounded to little
        BertModel(config).save_pretrained(str(start))
        exact = new_reader(start)
        for (
            each
        ) in exact.parameters():  # weights that are the same would be stored once, as a trained reader's never are
            each.add_(torch.randn_like(each) * 0.05)
    known = {name: weight.clone() for name, weight in exact.state_dict().items()}
    with warnings.catch_warnings(action="ignore"):  # torch warns of its own exporter
        shipping.fill(model.parent, exact, ModelFiles().folder / "tokenizer.json")
    found = shipped.weights(model)
    assert {name for name in known if name not in found} == {
        "encoder.embeddings.word_embeddings.weight",
        *(name for name in known if name.startswith("one_event.")),
    }
    for name, weight in found.items():
        exactly = known[name][: len(weight)]
        assert torch.linalg.norm(weight - exactly) < 0.05 * torch.linalg.norm(exactly)
    shipped.begin(start, tmp_path / "run", model)
    begun = fitting.load_reader(start, tmp_path / "run").state_dict()
    assert all(torch.equal(begun[name][: len(weight)], weight) for name, weight in found.items())
    other = new_reader(start)
    before = other.places.weight.detach().clone()
    shipped.blend(other, model, 0.25)
    assert torch.allclose(other.places.weight, 0.25 * before + 0.75 * found["places.weight"], atol=1e-6)
