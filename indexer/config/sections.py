"""The sections of the config file that the collecting side reads, as settings."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, ClassVar, Literal, Required

from typing_extensions import TypedDict

from indexer.config.values import (
    Address,
    Between,
    CatalogueAddress,
    Duration,
    EnvName,
    FeedAddress,
    Header,
    Line,
    OptionalDuration,
    Pattern,
    SomeLine,
)
from indexer.model import Feed, FeedSource, Kind

# Without `from __future__ import annotations`: pydantic reads the fields' types at run time.


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorSettings:
    """[indexer]: how feeds and pages are collected."""

    poll_interval: Duration = timedelta(minutes=15)  # between two polls of a feed that names no interval itself
    keep: OptionalDuration = None  # articles older than this are removed; None: kept for ever
    page_concurrency: Annotated[int, Between(1, 256)] = 16  # pages fetched at the same time
    per_host: Annotated[int, Between(1, 64)] = 2  # of these from one host
    user_agent: Header = ""  # "": the program's own, with the contact
    contact: Header = ""  # a mail address or page that is named to the sites
    proxy: Address = field(default="", repr=False)  # may hold a password
    allow_private_hosts: bool = False  # let feeds and pages lie on private addresses
    recheck: tuple[Duration, ...] = (  # how long after its first fetch a page is looked at again
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(hours=24),
        timedelta(hours=72),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSettings:
    """[embedding]: the model that turns text into vectors."""

    model: Line = ""  # "": the bundled one; else a hub name or a folder
    backend: Literal["auto", "sentence-transformers", "onnx"] = "auto"
    batch_size: Annotated[int, Between(1, 4096)] = 32  # passages embedded in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """[store]: where the vectors live."""

    url: Address = field(default="", repr=False)  # of a Chroma server; "": embedded under the data folder
    tenant: SomeLine = "default_tenant"  # Chroma's own default
    database: SomeLine = "default_database"  # likewise
    token_env: EnvName = ""  # the variable that holds the server's token; "": it demands none


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueSettings:
    """[catalogue]: where the truth lives."""

    url: CatalogueAddress = field(default="", repr=False)  # SQLAlchemy's; "": SQLite under the data folder


class FeedTable(TypedDict, total=False):
    """[[feeds]]: the keys of one feed; defaults are those of `indexer.model.Feed`."""

    url: Required[FeedAddress]
    source: FeedSource
    name: Line
    kind: Kind
    tags: tuple[SomeLine, ...]
    enabled: bool
    poll_interval: OptionalDuration
    full_text: bool
    include: tuple[Pattern, ...]
    exclude: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerSettings:
    """All settings of the collecting side."""

    collector: CollectorSettings = CollectorSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    store: StoreSettings = StoreSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    feeds: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerSections:
    """The collecting side's part of the file, one field a section."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}  # holds for the sections, too

    indexer: CollectorSettings = CollectorSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    store: StoreSettings = StoreSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    feeds: tuple[FeedTable, ...] = ()

    def settings(self) -> IndexerSettings:
        """Return the settings that the sections stand for."""
        return IndexerSettings(
            collector=self.indexer,
            embedding=self.embedding,
            store=self.store,
            catalogue=self.catalogue,
            feeds=tuple(Feed(**table) for table in self.feeds),
        )
