"""The catalogue: feeds, links, articles, passages and outbox in one SQL database, the truth behind both indexes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.catalogue.answer_counts import AnswerSorts, WeekCount, monday_of
from indexer.catalogue.articles import MONTH_THRESHOLD, ArticleTables
from indexer.catalogue.coordination import CoordinationTables
from indexer.catalogue.database import database_file, with_password
from indexer.catalogue.engines import INSTALLATION
from indexer.catalogue.feeds import FeedTables
from indexer.catalogue.forgetting import ForgetTables
from indexer.catalogue.host_holds import HoldTables
from indexer.catalogue.journal import DeliveryRow, JournalTables, QuestionClaim
from indexer.catalogue.link_redirects import RedirectTables
from indexer.catalogue.outbox import OutboxTables
from indexer.catalogue.schema import open_database
from indexer.catalogue.snapshot import copy_catalogue, inspect_copy
from indexer.catalogue.stories import StoryTables
from indexer.catalogue.subscriptions import SendingRow, SubscriptionRow, SubscriptionTables
from indexer.catalogue.transfer import Transfer, compare_catalogues, transfer_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "MONTH_THRESHOLD",
    "AnswerSorts",
    "DeliveryRow",
    "JournalTables",
    "QuestionClaim",
    "SendingRow",
    "SqlCatalogue",
    "SubscriptionRow",
    "SubscriptionTables",
    "Transfer",
    "WeekCount",
    "compare_catalogues",
    "copy_catalogue",
    "database_file",
    "inspect_copy",
    "monday_of",
    "transfer_catalogue",
    "with_password",
]


class SqlCatalogue(
    FeedTables,
    ArticleTables,
    StoryTables,
    OutboxTables,
    ForgetTables,
    RedirectTables,
    HoldTables,
    CoordinationTables,
):
    """`indexer.ports.Catalogue` on SQL. Safe to use from several threads; writing never blocks reading.

    `url` names an SQLite file, as in "sqlite:////var/lib/byline/catalogue.db", which is made if need be, or a database
    of Postgres, as in "postgresql+psycopg://byline@db.example/news". Its tables are brought to what this version works
    with. `read_only` leaves everything as it is, beside a running collector. Every method raises `StoreError`, in words
    and with the remedy, where the file, the disk, the server or a lock is in the way; making one raises
    `CatalogueTooNew` for a later version's tables, and `StoreRefused` for a server that does not let us in.
    """

    def __init__(self, url: str, *, read_only: bool = False, month_threshold: int = MONTH_THRESHOLD) -> None:
        """Open the database."""
        ArticleTables.__init__(self, open_database(url, read_only=read_only), month_threshold)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        saves = self._saves
        with self._database.transaction():
            yield
        if self._saves != saves:
            self._saves += 1  # what another thread counted meanwhile it counted without this

    @property
    def journal(self) -> JournalTables:
        """What the answering side keeps in the same database."""
        return JournalTables(self._database)

    @property
    def subscriptions(self) -> SubscriptionTables:
        """Watches, digests and what is sent for them, in the same database."""
        return SubscriptionTables(self._database)

    def installation(self) -> str:
        """Return the name that a server's catalogue was given when its tables were made, "" for one in a file."""
        return self.journal.notes.noted(INSTALLATION)

    def compact(self) -> None:
        """Give the disk back that removed articles took, if it is worth it. Nothing can be written meanwhile."""
        self._database.compact()

    def damage(self) -> str:
        """Return what is wrong within the file, in the engine's words, "" if nothing is; reads all of it."""
        return self._database.damage()

    def close(self) -> None:
        self._database.close()
