"""A collection of any size, built through the project's own stores and kept between runs.

Each article is one passage. Its vector is that of the sentences that it was made of, as the real model embeds them,
with a little noise for the names that were replaced: an index meets the clusters and the near-equals of real news,
which random vectors have not.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from bench import inventing, newsroom
from bot.config import load
from bot.wiring import embedder_of, engines
from indexer.generations import rules_of, serving
from indexer.model import Passage
from indexer.syncing import Syncer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.wiring import Engines
    from indexer.model import Article
    from indexer.ports import Embedder, Progress, Vector, Vectors

_RULES = 1  # raised whenever the same seed would give other collections
_NOISE = 0.3  # length of what is added to a vector of length 1: the cosine of both is .96
_BATCH = 2_000  # articles between two drains of the outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A collection in a folder: an installation that `byline` can be run on."""

    folder: Path
    size: int  # passages

    @property
    def config(self) -> Path:
        """Its config file."""
        return self.folder / "config.toml"

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.folder / "data"

    def vectors(self) -> tuple[list[str], Vectors]:
        """Return the ids and the vectors of all passages, as they were put."""
        ids = json.loads((self.folder / "ids.json").read_text(encoding="utf-8"))
        return ids, np.load(self.folder / "vectors.npy")

    @contextmanager
    def opened(self) -> Iterator[Engines]:
        """Open it in this process."""
        with engines(load(self.config), purpose="bench", progress=_silent) as opened:
            yield opened


class CachedEmbedder:
    """`indexer.ports.Embedder` that knows the vectors of some passages; all else the model does."""

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self.known: dict[str, Vector] = {}

    @property
    def name(self) -> str:
        """The model's."""
        return self._model.name

    @property
    def fingerprint(self) -> str:
        """The model's: the index is one of its own."""
        return self._model.fingerprint

    @property
    def dimension(self) -> int:
        """The model's."""
        return self._model.dimension

    @property
    def max_tokens(self) -> int:
        """The model's."""
        return self._model.max_tokens

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return what is known; raises `KeyError` for another text, which would be a mistake of the corpus."""
        return np.stack([self.known[text] for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._model.embed_queries(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's own tokens."""
        return self._model.count_tokens(texts)


def corpus(folder: Path, size: int, seed: int, progress: Progress) -> Corpus:
    """Return the collection of so many passages, built if it is not there; the same seed gives the same one."""
    made = Corpus(folder=folder / f"corpus-{_RULES}-{seed}-{size}", size=size)
    stamp = made.folder / "complete"
    if not stamp.exists():
        if made.folder.exists():
            shutil.rmtree(made.folder)  # what an interrupted run left
        made.folder.mkdir(parents=True)
        _build(made, seed, progress)
        stamp.touch()
    return made


def _build(made: Corpus, seed: int, progress: Progress) -> None:
    made.config.write_text(f"[byline]\ndata_dir = {json.dumps(str(made.data))}\n", encoding="utf-8")
    drafts = inventing.drafts(newsroom.paragraphs())
    bases = _bases(made.folder.parent, drafts)
    random, noise = Random(seed), np.random.default_rng(seed)
    ids: list[str] = []
    rows: list[Vectors] = []
    with made.opened() as opened:
        embedder = CachedEmbedder(opened.embedder)
        syncer = _syncer(opened, embedder)
        for start in range(0, made.size, _BATCH):
            numbers = range(start, min(start + _BATCH, made.size))
            chosen = [random.randrange(len(drafts)) for _ in numbers]
            vectors = _noisy(bases[chosen], noise)
            articles = [inventing.article(n, drafts[c], random) for n, c in zip(numbers, chosen, strict=True)]
            ids += _saved(opened, embedder, articles, vectors)
            rows.append(vectors)
            syncer.drain(_silent)
            progress(f"{made.size:,} passages", numbers.stop, made.size)
    np.save(made.folder / "vectors.npy", np.concatenate(rows))
    (made.folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")


def _syncer(opened: Engines, embedder: Embedder) -> Syncer:
    return Syncer(
        catalogue=opened.catalogue,
        embedder=embedder,
        vectors=opened.vectors,
        lexical=opened.lexical,
        generation=serving(opened.catalogue, rules_of(embedder)).name,
    )


def _saved(opened: Engines, embedder: CachedEmbedder, articles: Sequence[Article], vectors: Vectors) -> list[str]:
    """Save articles, teach the embedder their vectors, and return the ids of their passages."""
    embedder.known = {article.text: vector for article, vector in zip(articles, vectors, strict=True)}
    passages = [_whole(article) for article in articles]
    with opened.catalogue.together():
        for article, passage in zip(articles, passages, strict=True):
            opened.catalogue.save(article, [passage])
    return [passage.id for passage in passages]


def _whole(article: Article) -> Passage:
    """Return the article's text as one passage."""
    key = hashlib.sha256(article.text.encode()).hexdigest()[:24]
    return Passage(id=key, article_id=article.id, ordinal=0, start=0, end=len(article.text), text=article.text)


def _bases(folder: Path, drafts: Sequence[inventing.Draft]) -> Vectors:
    """Return the vectors of the drafts as the real model gives them, from an earlier run if there was one."""
    model = embedder_of(None)
    kept = folder / f"bases-{_RULES}-{model.fingerprint}-{len(drafts)}.npy"
    if not kept.exists():
        np.save(kept, model.embed([draft.text for draft in drafts]))
    found: Vectors = np.load(kept)
    return found


def _noisy(bases: Vectors, noise: np.random.Generator) -> Vectors:
    """Return vectors near some others, of unit length."""
    length = _NOISE / bases.shape[1] ** 0.5
    moved = bases + noise.normal(scale=length, size=bases.shape).astype(np.float32)
    near: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return near


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
