"""Parts that can be built without owning the data directory: catalogue, journal, embedder, HTTP client, sandbox."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wiring.platforms import configured_platforms
from bot.wiring.secrets import secret_of
from indexer.durable_files import write
from indexer.errors import StoreError, StoreRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.journal import CatalogueJournal
    from bot.config.sections import Settings
    from bot.operations.health import AdapterHealth
    from bot.ports import Journal
    from bot.subscriptions.ports import SubscriptionStore
    from indexer.catalogue import SqlCatalogue
    from indexer.fetching import SharedPoliteness
    from indexer.ports import Clock, Embedder, Fetcher, MailReader, Sandbox
    from indexer.ports.coordination import LeaseStore
    from indexer.ports.upkeep import HoldStore, Resolver

MODELS = "BYLINE_MODELS"
"""The variable that names a folder for made models, which several data directories may share."""


INSTALLATION = "installation"
"""The file in a data directory that names the catalogue which its indexes belong to: the name of a server's, empty or
missing for one in a file. A move that was cut off at its end leaves two names, a line each: both hold the same."""


@contextmanager
def open_catalogue(settings: Settings, *, read_only: bool = False) -> Iterator[SqlCatalogue]:
    """Yield the catalogue alone; with `read_only`, also while another process owns the data directory.

    Raises `NothingCollected` if it is `read_only` and not there yet.
    """
    from indexer.catalogue import SqlCatalogue

    refuse_emptied(settings)
    with closing(SqlCatalogue(catalogue_url(settings), read_only=read_only)) as catalogue:
        refuse_foreign(settings, catalogue, read_only=read_only)
        yield catalogue


def catalogue_file(settings: Settings) -> Path | None:
    """Return the catalogue's file, None where a server has it. Raises `StoreRefused` if its address names neither."""
    from indexer.catalogue import database_file

    return database_file(_catalogue_address(settings))


def refuse_emptied(settings: Settings) -> None:
    """Raise `StoreError` if the catalogue's file was emptied: both indexes would be emptied to fit it."""
    path, folder = catalogue_file(settings), settings.byline.data_dir
    if path and is_indexed(folder) and path.is_file() and not path.stat().st_size:
        raise StoreError(
            f"the catalogue {path} is empty (0 bytes), yet there are indexes in {folder}: put your backup in its "
            "place, or move the whole folder away to begin anew"
        )


def refuse_foreign(settings: Settings, catalogue: SqlCatalogue, *, read_only: bool) -> None:
    """Raise `StoreRefused` if the data directory belongs to another catalogue: its indexes would be emptied to fit.

    A directory without indexes is the catalogue's from then on, unless it is only read.
    """
    folder, own = settings.byline.data_dir, catalogue.installation()
    noted = noted_installations(folder)
    if noted == {own}:
        return
    if own not in noted and is_indexed(folder):
        raise StoreRefused(
            f"the indexes in {folder} are of another catalogue than the one that [catalogue] url names, as after "
            "`byline move`: correct the url, or name another [byline] data_dir, in which they are built anew"
        )
    if not read_only:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        note_installations(folder, own)


def noted_installations(folder: Path) -> set[str]:
    """Return the names of the catalogues that a data directory's indexes fit: one, and two within a move."""
    note = folder / INSTALLATION
    return set(note.read_text(encoding="utf-8").splitlines() if note.is_file() else ()) or {""}


def note_installations(folder: Path, *names: str) -> None:
    """Write the names of the catalogues that a data directory's indexes fit."""
    write(folder / INSTALLATION, "\n".join(sorted(names)))  # sorted: an empty one would not be seen at the end


def is_indexed(folder: Path) -> bool:
    """Tell whether a data directory holds indexes."""
    from indexer.indexing.generations import LEXICAL, VECTORS

    return any(found.is_dir() for kind in (VECTORS, LEXICAL) for found in folder.glob(f"{kind}*"))


def catalogue_url(settings: Settings) -> str:
    """Return the address of the catalogue's database, with its password. Raises `ConfigError` if that is not set."""
    from indexer.catalogue import with_password

    url = _catalogue_address(settings)
    password = secret_of(os.environ, "[catalogue] password_env", settings.indexer.catalogue.password_env)
    return with_password(url, password) if password else url


def _catalogue_address(settings: Settings) -> str:
    return settings.indexer.catalogue.url or f"sqlite:///{settings.byline.data_dir / 'catalogue.db'}"


def journal_of(settings: Settings, catalogue: SqlCatalogue, process: str = "") -> CatalogueJournal:
    """Return the journal of questions, answers and votes in the catalogue's database.

    `process` names one of several that answer, see `CatalogueJournal`. Then the journal keeps the text of a question
    for as long as one process does in memory: what follows it up may come to another.
    """
    from bot.adapters.journal import CatalogueJournal
    from bot.conversation.retention import THREADS

    retention, zone = settings.answers.retention, settings.byline.timezone
    kept = max(retention, THREADS) if process else retention
    return CatalogueJournal(catalogue.journal, retention=kept, zone=zone, process=process)


def subscriptions_of(catalogue: SqlCatalogue) -> SubscriptionStore:
    """Return the store of watches, digests and what was sent for them in the catalogue's database."""
    from bot.adapters.subscription_store import CatalogueSubscriptions

    return CatalogueSubscriptions(catalogue.subscriptions)


def adapters_of(settings: Settings, journal: Journal, catalogue: LeaseStore) -> tuple[AdapterHealth, ...]:
    """Return the health of the configured adapters, as the processes that run them last noted it."""
    from bot.operations.health import adapter_name, adapter_of, shared_adapter

    now, names = datetime.now(UTC), adapters(settings)
    if catalogue_file(settings):
        return tuple(adapter_of(name, journal.noted(adapter_name(name)), now) for name in names)
    living = {each.holder for each in catalogue.leases()}
    return tuple(shared_adapter(name, journal.notes_beginning(adapter_name(name)), living, now) for name in names)


def own_adapters(settings: Settings, states: Mapping[str, str]) -> tuple[AdapterHealth, ...]:
    """Return the health of the configured adapters by the notes of this process."""
    from bot.operations.health import adapter_of

    now = datetime.now(UTC)
    return tuple(adapter_of(name, states.get(name, ""), now) for name in adapters(settings))


def adapters(settings: Settings) -> list[str]:
    """Return the names of the adapters that are configured."""
    return [platform.name for platform in configured_platforms(settings)]


def embedder_of(settings: Settings | None) -> Embedder:
    """Return the configured embedding model, or the bundled one; its weights are loaded when they are needed."""
    from indexer.embedding import AutoEmbedder, SentenceTransformersEmbedder

    if settings is None:
        return SentenceTransformersEmbedder()
    given = settings.indexer.embedding
    models = models_folder(settings)
    return AutoEmbedder(given.model, models=models, batch_size=given.batch_size, backend=given.backend)


def models_folder(settings: Settings) -> Path:
    """Return the folder of all made models."""
    return Path(os.environ.get(MODELS) or settings.byline.data_dir / "models")


def resolver(settings: Settings, clock: Clock) -> Resolver:
    """Return the client that asks Google News where its links lead."""
    from indexer.fetching import FetchLimits, GoogleNewsResolver

    given = settings.indexer.collector
    return GoogleNewsResolver(
        user_agent=given.user_agent,
        contact=given.contact,
        limits=FetchLimits(connect=5, read=10, total=30),
        clock=clock,
        proxy=given.proxy,
    )


def fetcher(
    settings: Settings | None, clock: Clock, holds: HoldStore | None = None, shared: SharedPoliteness | None = None
) -> Fetcher:
    """Return the HTTP client, polite as the settings say, as `holds` remembers, and as is `shared` with others."""
    from indexer.config import CollectorSettings
    from indexer.fetching import FetchLimits, HttpFetcher

    given = settings.indexer.collector if settings else CollectorSettings()
    return HttpFetcher(
        user_agent=given.user_agent,
        contact=given.contact,
        limits=FetchLimits(page_concurrency=given.page_concurrency, per_host=given.per_host),
        clock=clock,
        allow_private_hosts=given.allow_private_hosts,
        proxy=given.proxy,
        holds=holds,
        shared=shared,
    )


@contextmanager
def mail_reader(settings: Settings | None) -> Iterator[MailReader | None]:
    """Yield the client of mail servers, None where no mailbox is configured; the named variables hold the passwords."""
    if settings is None or not any(feed.mailbox for feed in settings.indexer.feeds):
        yield None
        return
    from indexer.fetching import MailLimits
    from indexer.fetching.imap import ImapReader

    allowed = settings.indexer.collector.allow_private_hosts
    with closing(ImapReader(passwords=os.environ, limits=MailLimits(), allow_private=allowed)) as reader:
        yield reader


def sandbox() -> Sandbox:
    """Return the sandbox of hostile bytes; it starts its processes when they are needed."""
    from indexer.sandbox import ProcessSandbox

    return ProcessSandbox()


def parsers_gaps() -> tuple[str, ...]:
    """Return what a hostile page could do in the processes that read it, in words."""
    from indexer.sandbox import find_gaps

    with closing(sandbox()) as reading:
        found: tuple[str, ...] = reading.read(find_gaps)
        return found
