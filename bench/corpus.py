"""A collection of any size, built through the project's own stores and kept between runs.

Each article is one passage. Its vector is that of the sentences that it was made of, as the real model embeds them,
with a little noise for the names that were replaced: an index meets the clusters and the near-equals of real news,
which random vectors have not.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

import numpy as np
from sqlalchemy import create_engine, insert

from bench import inventing, newsroom
from bot.config.loader import load
from bot.wiring.components import embedder_of
from bot.wiring.opening import engines
from indexer.catalogue import records, tables
from indexer.catalogue.articles import MONTH_THRESHOLD
from indexer.indexing.generations import index_rules, require_current
from indexer.model import Passage, PlacedPassage
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.wiring.installation import Engines
    from indexer.model import Article, TextEmbedding, Vector, Vectors
    from indexer.ports import Embedder, Progress

_RULES = 3  # raised whenever the same seed would give other collections
_NOISE = 0.3  # length of what is added to a vector of length 1: the cosine of both is .96
_BATCH = 10_000  # articles in one transaction
_ROWS = 5_000  # vectors put at once


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

    def configure(self) -> None:
        """Write its config file."""
        self.config.write_text(f"[byline]\ndata_dir = {json.dumps(str(self.data))}\n", encoding="utf-8")

    def vectors(self) -> tuple[list[str], Vectors]:
        """Return the ids and the vectors of all passages, as they were put."""
        ids = json.loads((self.folder / "ids.json").read_text(encoding="utf-8"))
        return ids, np.load(self.folder / "vectors.npy")

    @contextmanager
    def opened(self) -> Iterator[Engines]:
        """Open it in this process, with the model that it has once it has collected something."""
        with engines(load(self.config), purpose="bench", progress=_silent) as opened:
            opened.embedder.prepare()
            yield opened


class CachedEmbedder:
    """`indexer.ports.Embedder` that knows the vectors of some passages; of other passages it takes one of these."""

    def __init__(self, model: Embedder, known: dict[str, Vector]) -> None:
        self._model = model
        self._known = known
        self._rows = list(known.values())

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

    def describe_backend(self) -> str:
        """Describe the engine for texts that are not in memory."""
        return self._model.describe_backend()

    def prepare(self) -> None:
        """Do nothing: known texts need no model."""

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:  # noqa: ARG002  no need
        """Look them up."""
        return np.stack([self._known.get(text, self._rows[len(text) % len(self._rows)]) for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions."""
        return self._model.embed_queries(texts)

    def embed_tokens(self, texts: Sequence[str], kind: Literal["query", "document"]) -> list[TextEmbedding]:
        """Embed with the tokens."""
        return self._model.embed_tokens(texts, kind)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the model's own tokens."""
        return self._model.count_tokens(texts)


def corpus(folder: Path, size: int, seed: int, progress: Progress) -> Corpus:
    """Return the collection of a size, built if it is not there; the same seed gives the same one."""
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
    """Write what collecting would have written, in large portions: a million articles one by one would take hours."""
    made.configure()
    drafts = inventing.drafts(newsroom.paragraphs())
    bases = _bases(made.folder.parent, drafts)
    random, noise = Random(seed), np.random.default_rng(seed)
    rows = np.lib.format.open_memmap(
        made.folder / "vectors.npy", mode="w+", dtype=np.float32, shape=(made.size, bases.shape[1])
    )
    ids: list[str] = []
    places: dict[str, list[int]] = {}  # by period: the numbers of its passages
    with made.opened() as opened:
        writing = _Writing(f"{made.data}/catalogue.db")
        opened.catalogue.set_cursor(require_current(opened.catalogue, index_rules(opened.embedder)).name, 0)
        for start in range(0, made.size, _BATCH):
            numbers = range(start, min(start + _BATCH, made.size))
            chosen = [random.randrange(len(drafts)) for _ in numbers]
            rows[numbers.start : numbers.stop] = _noisy(bases[chosen], noise)
            articles = [inventing.article(n, drafts[c], random) for n, c in zip(numbers, chosen, strict=True)]
            placed = writing.put(articles)
            opened.lexical.apply(placed, (), 0)
            for number, each in zip(numbers, placed, strict=True):
                ids.append(each.passage.id)
                places.setdefault(each.period, []).append(number)
            progress(f"{made.size:,} texts", numbers.stop, made.size)
        done = 0
        for period, members in sorted(places.items()):
            for start in range(0, len(members), _ROWS):
                some = members[start : start + _ROWS]
                opened.vectors.put([ids[number] for number in some], rows[some], [period] * len(some))
                done += len(some)
                progress(f"{made.size:,} vectors", done, made.size)
    rows.flush()
    (made.folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")


class _Writing:
    """Writes articles of one passage each to a new catalogue, which nobody else has open for writing."""

    def __init__(self, database: str) -> None:
        self._engine = create_engine(f"sqlite:///{database}")
        self._months: Counter[str] = Counter()

    def put(self, articles: Sequence[Article]) -> list[PlacedPassage]:
        """Write them, and return their passages in the collections that they belong to."""
        placed = [PlacedPassage(passage=_whole(a), article=a, period=self._period(a)) for a in articles]
        with self._engine.begin() as connection:
            connection.execute(insert(tables.articles), [records.article_row(article) for article in articles])
            owned = [{"identity": urls.identity(article.url), "article_id": article.id} for article in articles]
            connection.execute(insert(tables.addresses), owned)
            rows = [records.passage_row(each.passage, each.period) for each in placed]
            connection.execute(insert(tables.passages), rows)
        return placed

    def _period(self, article: Article) -> str:
        """Return the year until a month is large enough, as the catalogue does."""
        month = f"{article.when:%Y-%m}"
        self._months[month] += 1
        return month if self._months[month] > MONTH_THRESHOLD else month[:4]


def _whole(article: Article) -> Passage:
    """Return the article's text as one passage."""
    key = hashlib.sha256(article.text.encode()).hexdigest()[:24]
    return Passage(id=key, article_id=article.id, ordinal=0, start=0, end=len(article.text), text=article.text)


def _bases(folder: Path, drafts: Sequence[inventing.Draft]) -> Vectors:
    """Return the vectors of the drafts as the real model gives them, from an earlier run if there was one."""
    model = embedder_of(None)
    kept = folder / f"bases-{model.fingerprint}-{len(drafts)}.npy"
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
