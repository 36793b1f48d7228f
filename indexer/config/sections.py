"""The sections of the config file that the collecting side reads, as settings."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, Required

from typing_extensions import TypedDict

from indexer.config.mailboxes import mailbox_feed
from indexer.config.values import (
    Address,
    Between,
    CatalogueAddress,
    Duration,
    EnvName,
    FeedAddress,
    Header,
    Host,
    Line,
    ListId,
    OptionalDuration,
    Pattern,
    Reach,
    Sender,
    SomeEnvName,
    SomeLine,
)
from indexer.model import Kind
from indexer.model.feeds import Feed, FeedSource
from indexer.model.mails import MailTls

# Without `from __future__ import annotations`: pydantic reads the fields' types at run time.


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorSettings:
    """[indexer]: how feeds and pages are collected."""

    poll_interval: Duration = timedelta(minutes=15)  # between two polls of a feed that names no interval itself
    backfill: Reach = timedelta(days=90)  # what feeds name of it is fetched before all that is older
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
    password_env: EnvName = ""  # the variable that holds the server's password; "": libpq's own ways, or none


class FeedTable(TypedDict, total=False):
    """[[feeds]]: the keys of one feed; defaults are those of `indexer.model.feeds.Feed`."""

    url: Required[FeedAddress]
    source: Literal["feed", "sitemap"]
    name: Line
    kind: Kind
    tags: tuple[SomeLine, ...]
    enabled: bool
    poll_interval: OptionalDuration
    backfill: Reach
    full_text: bool
    include: tuple[Pattern, ...]
    exclude: tuple[Pattern, ...]


# By a call, since "from" cannot be written as a field.
MailboxTable = TypedDict(
    "MailboxTable",
    {
        "host": Required[Host],
        "port": Annotated[int, Between(1, 65_535)],
        "user": Required[SomeLine],
        "password_env": Required[SomeEnvName],
        "folder": SomeLine,
        "from": tuple[Sender, ...],
        "list_id": tuple[ListId, ...],
        "name": Required[SomeLine],
        "kind": Kind,
        "tags": tuple[SomeLine, ...],
        "enabled": bool,
        "poll_interval": OptionalDuration,
        "tls": MailTls,
        "authserv_id": Line,
    },
    total=False,
)
"""[[mailboxes]]: the keys of one; `indexer.config.mailboxes` makes a feed of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerSettings:
    """All settings of the collecting side."""

    collector: CollectorSettings = CollectorSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    store: StoreSettings = StoreSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    feeds: tuple[Feed, ...] = ()  # those of [[feeds]], then those of [[mailboxes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerSections:
    """The collecting side's part of the file, one field a section."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True}  # holds for the sections, too

    indexer: CollectorSettings = CollectorSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    store: StoreSettings = StoreSettings()
    catalogue: CatalogueSettings = CatalogueSettings()
    feeds: tuple[FeedTable, ...] = ()
    mailboxes: tuple[MailboxTable, ...] = ()

    def settings(self) -> IndexerSettings:
        """Return the settings that the sections stand for."""
        return IndexerSettings(
            collector=self.indexer,
            embedding=self.embedding,
            store=self.store,
            catalogue=self.catalogue,
            feeds=(*map(_feed, self.feeds), *map(mailbox_feed, self.mailboxes)),
        )


def _feed(table: FeedTable) -> Feed:
    given: dict[str, Any] = {**table, "source": FeedSource(table.get("source", FeedSource.FEED))}
    return Feed(**given)
