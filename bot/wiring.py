"""The one composition root: settings -> objects, opened and closed in order.

Heavy engines are imported where they are built, so that a command pays for what it uses.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from indexer.errors import ConfigError, IndexDamaged, IndexMismatch, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.adapters.slack.serving import SlackService
    from bot.adapters.slack.tokens import Tokens
    from bot.answering import Answering
    from bot.config import Settings, SlackSettings
    from bot.desk import Desk
    from bot.doctor import Finding
    from bot.ports import Journal
    from indexer.archive import Importer
    from indexer.catalogue import SqlCatalogue
    from indexer.generations import Build
    from indexer.pipeline import Collector
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, LexicalIndex, Progress, VectorIndex
    from indexer.syncing import Syncer

_Index = TypeVar("_Index")

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
    journal: Journal
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

    def desk(self) -> Desk:
        """Return the use case that takes questions from chat platforms: one for all of them, so that limits hold."""
        from bot.desk import Desk  # noqa: PLC0415  start-up counts

        return Desk(
            answering=self.answering(),
            journal=self.journal,
            library=self.catalogue,
            clock=self.clock,
            limits=self.settings.limits,
            retention=self.settings.answers.retention,
            zone=self.settings.byline.timezone,
        )

    def slack(self, settings: SlackSettings, desk: Desk, tokens: Tokens, say: Callable[[str], None]) -> SlackService:
        """Return the Slack adapter; `say` tells the operator something."""
        from bot.adapters.slack.serving import SlackService  # noqa: PLC0415  start-up counts
        from bot.health import status_of  # noqa: PLC0415

        return SlackService(
            desk=desk,
            settings=settings,
            limits=self.settings.limits,
            tokens=tokens,
            zone=self.settings.byline.timezone,
            feeds=lambda: status_of(self.catalogue, self.settings.indexer.feeds, self.journal.feedback()),
            say=say,
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
    from indexer.generations import rules_of, serving, tidy  # noqa: PLC0415  start-up counts
    from indexer.ownership import DataDirLock  # noqa: PLC0415
    from indexer.syncing import Syncer  # noqa: PLC0415

    folder = settings.byline.data_dir
    with ExitStack() as stack:
        stack.enter_context(DataDirLock(folder, purpose, wait=wait))
        catalogue = stack.enter_context(open_catalogue(settings))
        embedder = embedder_of(settings)
        build = serving(catalogue, rules_of(embedder))
        vectors, lexical, said = _indexes(stack, settings, build, embedder.dimension)
        said += _undo_other_rules(catalogue, embedder, build, progress)
        tidy(catalogue, vectors, folder, build)
        syncer = Syncer(catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, generation=build.name)
        yield Engines(
            settings=settings,
            clock=clock or SystemClock(),
            catalogue=catalogue,
            journal=journal_of(settings, catalogue),
            embedder=embedder,
            vectors=vectors,
            lexical=lexical,
            syncer=syncer,
            rebuilt=(*said, *syncer.open(progress)),
        )


def reindex(settings: Settings, progress: Progress) -> int:
    """Own the data directory, build a new index beside the old one, switch, and give the old one's disk back.

    Returns the number of passages. May be interrupted at any moment and called again.
    """
    from indexer.generations import begin, give_up, next_build, rules_of, tidy  # noqa: PLC0415  start-up counts
    from indexer.ownership import DataDirLock  # noqa: PLC0415
    from indexer.reindexing import Reindexer  # noqa: PLC0415
    from indexer.syncing import Syncer  # noqa: PLC0415

    folder = settings.byline.data_dir
    with ExitStack() as stack:
        stack.enter_context(DataDirLock(folder, "byline reindex", wait=2.0))
        catalogue = stack.enter_context(open_catalogue(settings))
        embedder = embedder_of(settings)
        build = next_build(catalogue, rules_of(embedder))
        give_up(catalogue, others_than=build)
        begin(catalogue, build, folder)
        vectors, lexical, _ = _indexes(stack, settings, build, embedder.dimension)
        syncer = Syncer(catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, generation=build.name)
        total = Reindexer(
            catalogue=catalogue, embedder=embedder, vectors=vectors, lexical=lexical, syncer=syncer, build=build
        ).run(progress)
        tidy(catalogue, vectors, folder, build)
    return total


def _undo_other_rules(catalogue: Catalogue, embedder: Embedder, build: Build, progress: Progress) -> list[str]:
    """Give up a reindex to other rules that was interrupted before it switched, and say so.

    It may have cut articles into other passages already, which the index that still serves must not take.
    """
    from indexer.generations import give_up, unfinished  # noqa: PLC0415  start-up counts
    from indexer.reindexing import split_again  # noqa: PLC0415

    begun = unfinished(catalogue)
    if not begun:
        return []
    if all(each.rules == build.rules for each in begun):
        return ["an interrupted `byline reindex` waits to be finished: run it again"]
    split_again(catalogue, embedder, progress)
    give_up(catalogue, others_than=build)
    return ["an interrupted `byline reindex` to another model was given up: the old index serves on"]


def _indexes(
    stack: ExitStack, settings: Settings, build: Build, dimension: int
) -> tuple[VectorIndex, LexicalIndex, list[str]]:
    """Open a build's indexes, in empty folders if their files are unusable, and say in words which were.

    What is then missing is filled in from the catalogue by whoever opened them.
    """
    from indexer.generations import LEXICAL  # noqa: PLC0415  start-up counts
    from indexer.lexical import TantivyIndex  # noqa: PLC0415

    said: list[str] = []
    place = build.folder(settings.byline.data_dir, LEXICAL)
    vectors = _sound(partial(_vectors, settings, build, dimension), _vector_folder(settings, build), said)
    stack.callback(vectors.close)
    lexical = _sound(partial(TantivyIndex, place), place, said)
    stack.callback(lexical.close)
    return vectors, lexical, said


def _sound(opening: Callable[[], _Index], folder: Path, said: list[str]) -> _Index:
    """Open an index; if its files are damaged or of another version, remove them and open it empty."""
    from indexer.generations import discard  # noqa: PLC0415  start-up counts

    try:
        return opening()
    except (IndexDamaged, IndexMismatch) as error:
        what = error.what if isinstance(error, IndexDamaged) else f"{folder} was made by another version"
        said.append(f"{what}: thrown away")
        discard(folder)
        return opening()


@contextmanager
def open_catalogue(settings: Settings, *, read_only: bool = False) -> Iterator[SqlCatalogue]:
    """Yield the catalogue alone; with `read_only`, beside a process that owns the data directory.

    Raises `NothingCollected` if it is `read_only` and not there yet.
    """
    from indexer.catalogue import SqlCatalogue  # noqa: PLC0415  start-up counts

    folder = settings.byline.data_dir
    url = settings.indexer.catalogue.url or f"sqlite:///{folder / 'catalogue.db'}"
    with closing(SqlCatalogue(url, read_only=read_only)) as catalogue:
        yield catalogue


def journal_of(settings: Settings, catalogue: SqlCatalogue) -> Journal:
    """Return what was asked, answered and voted, as the catalogue's database keeps it."""
    from bot.adapters.journal import CatalogueJournal  # noqa: PLC0415  start-up counts

    retention, zone = settings.answers.retention, settings.byline.timezone
    return CatalogueJournal(catalogue.journal, retention=retention, zone=zone)


def slack_tokens(settings: SlackSettings, environment: Mapping[str, str]) -> Tokens:
    """Return what Slack must be shown. Raises `ConfigError` that names each variable which is not set."""
    from bot.adapters.slack.tokens import Tokens  # noqa: PLC0415  start-up counts

    needed = {"bot_token_env": settings.bot_token_env}
    second = "app_token_env" if settings.mode == "socket" else "signing_secret_env"
    needed[second] = getattr(settings, second)
    missing = [
        f"[slack] {key} names {name}, but that environment variable is not set: export {name}=..."
        for key, name in needed.items()
        if not environment.get(name, "").strip()
    ]
    if missing:
        raise ConfigError(missing)
    given = {key: environment[name].strip() for key, name in needed.items()}
    return Tokens(
        bot=given["bot_token_env"],
        app=given.get("app_token_env", ""),
        signing_secret=given.get("signing_secret_env", ""),
    )


def slack_findings(settings: SlackSettings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what Slack says of the tokens that are set."""
    from bot.adapters.slack.checks import check  # noqa: PLC0415  start-up counts
    from bot.adapters.slack.tokens import Tokens  # noqa: PLC0415

    bot, app = (environment.get(name, "").strip() for name in (settings.bot_token_env, settings.app_token_env))
    yield from check(settings, Tokens(bot=bot, app=app))


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


def held_by_indexes(settings: Settings, catalogue: Catalogue, embedder: Embedder) -> dict[str, int | None]:
    """Return how many passages each index that serves holds, None for one that cannot be read; nothing is touched.

    May be called beside the process that owns the data directory.
    """
    from indexer import lexical, vectors  # noqa: PLC0415  start-up counts
    from indexer.generations import LEXICAL, current  # noqa: PLC0415

    build = current(catalogue)
    if build is None:
        return {}
    if settings.indexer.store.url:
        with closing(_vectors(settings, build, embedder.dimension)) as remote:
            count: int | None = remote.count()
    else:
        count = vectors.peek(_vector_folder(settings, build), build.name)
    return {"vectors": count, "lexical index": lexical.peek(build.folder(settings.byline.data_dir, LEXICAL))}


def _vector_folder(settings: Settings, build: Build) -> Path:
    from indexer.generations import VECTORS  # noqa: PLC0415  start-up counts

    return build.folder(settings.byline.data_dir, VECTORS)


def _vectors(settings: Settings, build: Build, dimension: int) -> VectorIndex:
    from indexer.vectors import ChromaIndex  # noqa: PLC0415  start-up counts

    store = settings.indexer.store
    if not store.url:
        return ChromaIndex(generation=build.name, dimension=dimension, path=_vector_folder(settings, build))
    token = os.environ.get(store.token_env, "") if store.token_env else ""
    if store.token_env and not token:
        raise StoreError(f"[store] token_env names {store.token_env}, but that environment variable is not set")
    return ChromaIndex(
        generation=build.name,
        dimension=dimension,
        url=store.url,
        tenant=store.tenant,
        database=store.database,
        token=token,
    )
