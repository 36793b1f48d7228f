"""What is compared, behind one interface. A system's libraries are imported where it is made."""

from __future__ import annotations

import importlib
from itertools import islice
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bot.model import Question

CHUNKS = 30
"""What the others are asked for: their best ten articles are among so many chunks."""

ARTICLES = 10
"""Articles that a question is answered with."""

_MADE_BY = {
    "Byline": ("tests.benchmarks.with_byline", "Byline"),
    "LlamaIndex": ("tests.benchmarks.with_llama_index", "LlamaIndex"),
    "LangChain": ("tests.benchmarks.with_langchain", "LangChain"),
    "txtai": ("tests.benchmarks.with_txtai", "Txtai"),
    "txtai-hybrid": ("tests.benchmarks.with_txtai", "HybridTxtai"),
}

SYSTEMS = tuple(_MADE_BY)


class System(Protocol):
    """A system whose index is, or will be, in a folder of its own."""

    packages: tuple[str, ...]  # whose versions are shown
    room: int  # tokens of a chunk that the model is given, without the special ones; known once it is loaded

    def __init__(self, folder: Path) -> None: ...

    def load(self) -> None:
        """Load the model, and embed a word with it."""

    def index(self, file: Path) -> None:
        """Index the articles of a JSONL file with the model that is loaded, and store the index in the folder."""

    def open(self) -> None:
        """Open the index that the folder holds, with a model that need not be loaded yet."""

    def chunks(self) -> Mapping[str, Sequence[str]]:
        """Return what of each article the model was given, in order, by the article's address."""

    def search(self, question: Question) -> list[tuple[str, ...]]:
        """Return the addresses of the ten best articles: of each its own, and those of the same text."""

    def close(self) -> None:
        """Give up what it has opened."""


def made(name: str, folder: Path) -> System:
    """Return a system with its folder. Raises `ImportError` if its libraries are not installed."""
    module, kind = _MADE_BY[name]
    system: System = getattr(importlib.import_module(module), kind)(folder)
    return system


def distinct(urls: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the first ten articles of a list of chunks' articles, each once."""
    return [(url,) for url in islice(dict.fromkeys(urls), ARTICLES)]
