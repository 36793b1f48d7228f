"""Saving an article: its row, versions, addresses, passages and the outbox, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select

from indexer.catalogue import merge, records, tables
from indexer.catalogue.expressions import AMONG, among, chunks, upsert
from indexer.catalogue.outbox import append_changes
from indexer.catalogue.story_joins import joined_by, settle
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Row

    from indexer.model import Article, Passage

# Made once: for each article, making a statement takes longer than running it.
_ARTICLE = select(tables.articles).where(tables.articles.c.id == bindparam("article"))
_OWNERS = select(tables.addresses).where(tables.addresses.c.identity.in_(AMONG))
_WAITING = insert(tables.undecided)


@dataclass(frozen=True, slots=True)
class ArticleWriter:
    """One article being saved, on a connection that writes."""

    connection: Connection
    month_threshold: int  # passages in its year's collection from which on a month gets a collection of its own
    room: dict[str, int]  # by month: passages it can take before they are to be counted again; outlives the saving

    def save(self, article: Article, passages: Sequence[Passage]) -> None:
        """Store an article: its row, version, addresses, passages and changes."""
        known = self._known(article.id)
        new = merge.merge_article(known, article)
        if new != known:
            self._keep(known, new)
        if known and known.when != new.when:
            self.room.clear()
        if new.issue is None or new.is_issue:  # an item is shown where its issue is, which is found there
            self._keep_addresses(new)
        before = self._passages(new.id) if known else {}
        periods = self._keep_passages(new, merge.drop_duplicates(passages), before)
        old = {passage_id: row.period for passage_id, row in before.items()}
        append_changes(
            self.connection, merge.outbox_changes(old, periods, everything=merge.needs_reindexing(known, new))
        )

    def _known(self, article_id: str) -> Article | None:
        row = self.connection.execute(_ARTICLE, {"article": article_id}).first()
        return None if row is None else records.article(row)

    def _keep(self, known: Article | None, article: Article) -> None:
        row = records.article_row(article)
        upsert(self.connection, tables.articles, [row])
        if article.is_issue:  # of many events: its items belong to their stories
            joined = joined_by(self.connection, [article.id])
            for table in (tables.undecided, tables.memberships):
                self.connection.execute(delete(table).where(table.c.article_id == article.id))
            settle(self.connection, joined)
        elif known is None or known.is_issue:
            waiting = {"article_id": article.id, "dated": row["dated"]}
            self.connection.execute(_WAITING, waiting)
        elif known.when != article.when:
            upsert(self.connection, tables.undecided, [{"article_id": article.id, "dated": row["dated"]}])
        if known and merge.is_rewritten(known, article):
            replaced = {
                "article_id": known.id,
                "number": known.version,
                "collected": records.to_micros(known.updated or known.first_seen),
                "title": known.title,
                "text": known.text,
            }
            upsert(self.connection, tables.versions, [replaced])

    def _keep_addresses(self, article: Article) -> None:
        """Store its addresses. Its own address becomes its own; an alias stays with the article that had it first."""
        own = set(identities([article.url]))
        aliases = set(identities(article.aliases)) - own
        taken = owners(self.connection, own | aliases)
        wanted = {name for name in own if taken.get(name) != article.id} | (aliases - taken.keys())
        rows = [{"identity": name, "article_id": article.id} for name in sorted(wanted)]
        upsert(self.connection, tables.addresses, rows)

    def _passages(self, article_id: str) -> dict[str, Row[tuple[object, ...]]]:
        query = select(tables.passages).where(tables.passages.c.article_id == article_id)
        return {row.id: row for row in self.connection.execute(query.order_by(tables.passages.c.ordinal))}

    def _keep_passages(
        self, article: Article, passages: Sequence[Passage], before: dict[str, Row[tuple[object, ...]]]
    ) -> dict[str, str]:
        """Write what differs, and return the period of each current passage by id."""
        kept = {passage.id: before[passage.id].period for passage in passages if passage.id in before}
        added = len(passages) - len(kept)
        new = self._period(article.when, added) if added else ""
        periods = {passage.id: kept.get(passage.id, new) for passage in passages}
        rows = [records.passage_row(passage, periods[passage.id]) for passage in passages]
        self._drop_passages(before.keys() - periods.keys())
        upsert(
            self.connection,
            tables.passages,
            [row for row in rows if row["id"] not in before or row != before[row["id"]]._asdict()],
        )
        return periods

    def _drop_passages(self, ids: Iterable[str]) -> None:
        for some in chunks(sorted(ids)):
            self.connection.execute(delete(tables.passages).where(tables.passages.c.id.in_(some)))

    def _period(self, when: datetime, added: int) -> str:
        """Return the collection for new passages: the month's if it has one or is to get one, else the year's.

        Nothing ever moves from one to the other, so that no vector has to.
        """
        year, month = f"{when.year:04d}", f"{when.year:04d}-{when.month:02d}"
        if self.room.get(month, 0) <= 0:
            begun = select(tables.passages.c.id).where(tables.passages.c.period == month).limit(1)
            if self.connection.execute(begun).first():
                return month
            self.room[month] = self.month_threshold - self._count(year, when)
        if self.room[month] <= 0:
            return month
        self.room[month] -= added  # also if the transaction fails: it is counted again the sooner
        return year

    def _count(self, year: str, when: datetime) -> int:
        """Return how many passages of a month are in its year's collection, up to the threshold."""
        first, after = _month(when)
        dated = tables.articles.c.dated
        some = (
            select(tables.passages.c.id)
            .join(tables.articles, tables.articles.c.id == tables.passages.c.article_id)
            .where(
                dated >= records.to_micros(first),
                dated < records.to_micros(after),
                tables.passages.c.period == year,
            )
            .limit(self.month_threshold)
        )
        return self.connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def owners(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """Return which article each of the addresses leads to that are known."""
    return {row.identity: row.article_id for row in connection.execute(_OWNERS, among(names))}


def identities(addresses: Iterable[str]) -> list[str]:
    """Return what each address is known by, leaving out those that are empty."""
    return [name for address in addresses if (name := urls.identity(records.clean(address)))]


def _month(when: datetime) -> tuple[datetime, datetime]:
    """Return the month of a time: its first moment, and the next month's."""
    first = datetime(when.year, when.month, 1, tzinfo=UTC)
    after = (when.year + 1, 1) if when.month == 12 else (when.year, when.month + 1)  # noqa: PLR2004  December
    return first, datetime(*after, 1, tzinfo=UTC)
