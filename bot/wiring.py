"""The one composition root: settings -> objects, opened and closed in order.

Heavy engines are imported where they are built, so that a command pays for what it uses.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.answering import Answering
    from bot.config import Settings
    from indexer.archive import Importer
    from indexer.pipeline import Collector
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, LexicalIndex, Progress, VectorIndex
    from indexer.syncing import Syncer

MIN_CONFIDENCE = 0.5
"""Below it the answer is "nothing found", unless the config says otherwise: see the table in the README."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """An opened installation: the catalogue, both indexes and the model, owned by this process."""

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    embedder: Embedder
    vectors: VectorIndex
    lexical: LexicalIndex
    syncer: Syncer
    rebuilt: tuple[str, ...]  # in words: what start-up had to mend

    def answering(self) -> Answering:
        """Return the use case that asks and searches."""
        from bot.answering import Answering  # noqa: PLC0415  start-up counts
        from bot.retrieval import Retrieval  # noqa: PLC0415

        configured = self.settings.answers.min_confidence
        return Answering(
            library=self.catalogue,
            retrieval=Retrieval(
                library=self.catalogue, embedder=self.embedder, vectors=self.vectors, lexical=self.lexical
            ),
            max_statements=self.settings.answers.max_statements,
            min_confidence=MIN_CONFIDENCE if configured is None else configured,
        )

    def importer(self) -> Importer:
        """Return the use case that takes articles in bulk."""
        from indexer.archive import Importer  # noqa: PLC0415  start-up counts

        return Importer(catalogue=self.catalogue, embedder=self.embedder, syncer=self.syncer, clock=self.clock)

    @contextmanager
    def collector(self) -> Iterator[Collector]:
        """Yield the use case that collects from feeds, with its connections."""
        from indexer.pipeline import Collector, Pace  # noqa: PLC0415  start-up counts

        given = self.settings.indexer.collector
        with closing(fetcher(self.settings, self.clock)) as client:
            yield Collector(
                catalogue=self.catalogue,
                fetcher=client,
                embedder=self.embedder,
                syncer=self.syncer,
                clock=self.clock,
                pace=Pace(poll_interval=given.poll_interval, recheck=given.recheck),
            )


@contextmanager
def engines(
    settings: Settings, *, purpose: str, progress: Progress, clock: Clock | None = None, wait: float = 2.0
) -> Iterator[Engines]:
    """Own the data directory, open everything in it, and complete what a crash left half done.

    Raises `DataDirBusy` if another process has owned it for longer than `wait` seconds.
    """
    from indexer.lexical import TantivyIndex  # noqa: PLC0415  start-up counts
    from indexer.ownership import DataDirLock  # noqa: PLC0415
    from indexer.syncing import Syncer, generation_of  # noqa: PLC0415

    folder = settings.byline.data_dir
    with ExitStack() as stack:
        stack.enter_context(DataDirLock(folder, purpose, wait=wait))
        catalogue = stack.enter_context(open_catalogue(settings))
        embedder = embedder_of(settings)
        generation = generation_of(embedder)
        vectors = stack.enter_context(closing(_vectors(settings, generation, embedder.dimension)))
        lexical = stack.enter_context(closing(TantivyIndex(folder / "lexical")))
        syncer = Syncer(catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, generation=generation)
        yield Engines(
            settings=settings,
            clock=clock or SystemClock(),
            catalogue=catalogue,
            embedder=embedder,
            vectors=vectors,
            lexical=lexical,
            syncer=syncer,
            rebuilt=tuple(syncer.open(progress)),
        )


@contextmanager
def open_catalogue(settings: Settings) -> Iterator[Catalogue]:
    """Yield the catalogue alone: it may be read beside a process that owns the data directory."""
    from indexer.catalogue import SqlCatalogue  # noqa: PLC0415  start-up counts

    folder = settings.byline.data_dir
    url = settings.indexer.catalogue.url or f"sqlite:///{folder / 'catalogue.db'}"
    with closing(SqlCatalogue(url)) as catalogue:
        yield catalogue


def embedder_of(settings: Settings | None) -> Embedder:
    """Return the configured embedding model, or the bundled one; its weights are loaded when they are needed."""
    from indexer.embedding import SentenceTransformersEmbedder  # noqa: PLC0415  start-up counts

    if settings is None:
        return SentenceTransformersEmbedder()
    given = settings.indexer.embedding
    return SentenceTransformersEmbedder(given.model, batch_size=given.batch_size)


def fetcher(settings: Settings | None, clock: Clock) -> Fetcher:
    """Return the HTTP client, polite as the settings say."""
    from indexer.config import CollectorSettings  # noqa: PLC0415  start-up counts
    from indexer.fetching import HttpFetcher, Limits  # noqa: PLC0415

    given = settings.indexer.collector if settings else CollectorSettings()
    return HttpFetcher(
        user_agent=given.user_agent,
        contact=given.contact,
        limits=Limits(page_concurrency=given.page_concurrency, per_host=given.per_host),
        clock=clock,
        allow_private_hosts=given.allow_private_hosts,
        proxy=given.proxy,
    )


def _vectors(settings: Settings, generation: str, dimension: int) -> VectorIndex:
    from indexer.vectors import ChromaIndex  # noqa: PLC0415  start-up counts

    store = settings.indexer.store
    if not store.url:
        path: Path = settings.byline.data_dir / "vectors"
        return ChromaIndex(generation=generation, dimension=dimension, path=path)
    token = os.environ.get(store.token_env, "") if store.token_env else ""
    if store.token_env and not token:
        raise StoreError(f"[store] token_env names {store.token_env}, but that environment variable is not set")
    return ChromaIndex(
        generation=generation,
        dimension=dimension,
        url=store.url,
        tenant=store.tenant,
        database=store.database,
        token=token,
    )
