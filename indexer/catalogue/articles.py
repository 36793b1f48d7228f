"""Articles, their passages, and counts of them."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from cachetools import LRUCache
from sqlalchemy import and_, bindparam, func, literal, or_, select, tuple_, union, union_all, update

from indexer.catalogue import feed_counts, records, removal, tables
from indexer.catalogue.article_writes import ArticleWriter, identities, owners
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import AMONG, among, chunks, json_rows, select_json_rows
from indexer.catalogue.feeds import keep_links
from indexer.catalogue.outbox import append_changes, last_number
from indexer.catalogue.selection import alternatives, conditions
from indexer.model import ArticleVersion, Lead
from indexer.web.source_filter import source_key

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import CompoundSelect, Connection, Row, Select

    from indexer.catalogue.database import Database
    from indexer.model import Article, Origin, Passage, PlacedPassage, Selection
    from indexer.model.feeds import Link

_T = TypeVar("_T")

MONTH_THRESHOLD = 10_000
"""Passages that a month has in its year's collection before it gets one of its own."""

_ARTICLES = select(json_rows(tables.articles)).where(tables.articles.c.id.in_(AMONG))
_CHOSEN = select(tables.passages).where(tables.passages.c.id.in_(AMONG)).cte("chosen")  # looked for once
_PASSAGES = select(
    select(json_rows(_CHOSEN)).scalar_subquery(),
    select(json_rows(tables.articles)).where(tables.articles.c.id.in_(select(_CHOSEN.c.article_id))).scalar_subquery(),
)
_LATEST = (
    select(tables.articles.c.published)
    .where(tables.articles.c.published.is_not(None))
    .order_by(tables.articles.c.dated.desc())
    .limit(1)
)
_LATEST_BETWEEN = _LATEST.where(
    tables.articles.c.dated >= bindparam("since"), tables.articles.c.dated < bindparam("until")
)

_ALWAYS = 2**62  # microseconds
_RECENT = 16  # results that are kept: lists of publishers, and of the passages within a filter

_LEAD = 400  # characters: the first two or three sentences, in which news says whom it is on

_BATCH = 200
"""Articles read at a time by an iterator."""


class ArticleTables(OpenTables):
    """`indexer.ports.ArticleStore` on SQL."""

    def __init__(self, database: Database, month_threshold: int = MONTH_THRESHOLD) -> None:
        """Work on an open database."""
        super().__init__(database)
        self._month_threshold = month_threshold
        self._room: dict[str, int] = {}
        self._saves = 0
        self._recent: LRUCache[Hashable, Any] = LRUCache(_RECENT)
        self._recent_lock = Lock()

    def article(self, article_id: str) -> Article | None:
        with self._database.look() as connection:
            return _articles(connection, [records.clean(article_id)]).get(records.clean(article_id))

    def find(self, addresses: Sequence[str]) -> str | None:
        names = identities(addresses)
        with self._database.look() as connection:
            found = owners(connection, names)
        return next((found[name] for name in names if name in found), None)

    def save(self, article: Article, passages: Sequence[Passage], link: Link | None = None) -> None:
        with self._database.begin() as connection:
            saving = ArticleWriter(connection, self._month_threshold, self._room)
            saving.save(records.clean(article), records.clean(passages))
            keep_links(connection, [link] if link else [])
        self._saves += 1

    def items_of(self, issue_id: str) -> list[Article]:
        columns = tables.articles.c
        items = select(tables.articles).where(columns.issue == records.clean(issue_id), columns.place > 0)
        with self._database.connect() as connection:
            return [records.article(row) for row in connection.execute(items.order_by(columns.place, columns.id))]

    def mark_gone(self, article_id: str, when: datetime | None) -> None:
        columns = tables.articles.c
        article_id = records.clean(article_id)
        one = or_(columns.id == article_id, columns.issue == article_id)
        to_change = columns.gone.is_not(None) if when is None else columns.gone.is_(None)
        change = update(tables.articles).where(one, to_change)
        with self._database.begin() as connection:
            connection.execute(change.values(gone=None if when is None else records.to_micros(when)))

    def set_origins(self, article_id: str, origins: tuple[Origin, ...]) -> None:
        values = {"origins": records.origins_text(records.clean(origins))}
        change = update(tables.articles).where(tables.articles.c.id == records.clean(article_id)).values(values)
        with self._database.begin() as connection:
            connection.execute(change)

    def publisher_sites(self) -> list[tuple[str, str]]:
        columns = tables.articles.c
        query = select(columns.publisher, columns.site).distinct().where(columns.publisher != "")
        with self._database.connect() as connection:
            return [(row.publisher, row.site) for row in connection.execute(query)]

    def rename_publisher(self, name: str, site: str) -> int:
        columns, passages = tables.articles.c, tables.passages.c
        where = (columns.publisher == records.clean(name), columns.site == records.clean(site))
        theirs = select(passages.id, passages.period).join(tables.articles, columns.id == passages.article_id)
        change = update(tables.articles).where(*where).values(publisher=site, publisher_key=source_key(site))
        with self._database.begin() as connection:
            append_changes(connection, [(row.id, row.period, True) for row in connection.execute(theirs.where(*where))])
            return connection.execute(change).rowcount

    def revised_since(self, since: datetime) -> Mapping[str, datetime]:
        columns = tables.articles.c
        query = select(columns.id, columns.updated).where(columns.updated >= records.to_micros(since))
        with self._database.connect() as connection:
            return {row.id: records.to_time(row.updated) for row in connection.execute(query)}

    def older_than(self, than: datetime, limit: int) -> list[str]:
        columns = tables.articles.c
        query = select(columns.id).where(columns.dated < records.to_micros(than)).order_by(columns.dated, columns.id)
        with self._database.connect() as connection:
            return list(connection.execute(query.limit(limit)).scalars())

    def remove(self, ids: Sequence[str]) -> None:
        with self._database.begin() as connection:
            for some in chunks(records.clean(list(ids))):
                removal.remove(connection, some)
        self._room.clear()
        self._saves += 1

    def passages(self, ids: Sequence[str]) -> list[PlacedPassage]:
        ids = records.clean(list(ids))
        with self._database.look() as connection:
            passages, theirs = select_json_rows(connection, _PASSAGES, ids)
        articles = {article.id: article for article in map(records.article, theirs)}
        rows = {row[0]: row for row in passages}
        return [records.placed_passage(rows[key], articles[rows[key][1]]) for key in ids if key in rows]

    def passages_of(self, article_id: str) -> list[PlacedPassage]:
        query = select(tables.passages).where(tables.passages.c.article_id == records.clean(article_id))
        with self._database.connect() as connection:
            return _placed(connection, connection.execute(query.order_by(tables.passages.c.ordinal)).all())

    def all_passages(self, batch: int) -> Iterator[list[PlacedPassage]]:
        place = tuple_(tables.passages.c.article_id, tables.passages.c.ordinal, tables.passages.c.id)
        query = select(tables.passages).order_by(*place.clauses).limit(batch)
        last: tuple[str, int, str] = ("", -1, "")
        while True:
            with self._database.connect() as connection:
                rows = connection.execute(query.where(place > last)).all()
                found = _placed(connection, rows)
            if not rows:
                return
            yield found
            last = (rows[-1].article_id, rows[-1].ordinal, rows[-1].id)

    def eligible(self, selection: Selection, limit: int) -> list[tuple[str, str]] | None:
        found = self._once((selection, limit), lambda connection: _eligible(connection, selection, limit))
        return None if found is None else list(found)

    def admitted(self, ids: Sequence[str], selection: Selection) -> set[str]:
        query = select(tables.passages.c.id).join(tables.articles, tables.articles.c.id == tables.passages.c.article_id)
        query = query.where(tables.passages.c.id.in_(AMONG), *conditions(selection))
        with self._database.look() as connection:
            return set(connection.execute(query, among(records.clean(list(ids)))).scalars().all())

    def articles(self, selection: Selection, *, newest_first: bool = True) -> Iterator[Article]:
        place = tuple_(tables.articles.c.dated, tables.articles.c.id)
        order = [column.desc() if newest_first else column for column in place.clauses]
        query = select(tables.articles).where(*conditions(selection)).order_by(*order).limit(_BATCH)
        rest = query
        while True:
            with self._database.connect() as connection:
                rows = connection.execute(rest).all()
            if not rows:
                return
            yield from map(records.article, rows)
            last = (rows[-1].dated, rows[-1].id)
            rest = query.where(place < last if newest_first else place > last)

    def publishers(self) -> list[str]:
        return list(self._once("publishers", _publishers))

    def leads(self, limit: int) -> tuple[Lead, ...]:
        return self._once(("leads", limit), lambda connection: _leads(connection, limit))

    def newest(self, selection: Selection) -> datetime | None:
        with self._database.look() as connection:
            latest = max(connection.execute(*_newest(selection)).scalars(), default=None)
        return None if latest is None else records.to_time(latest)

    def versions(self, article_id: str) -> int:
        query = select(tables.articles.c.version).where(tables.articles.c.id == records.clean(article_id))
        with self._database.connect() as connection:
            return connection.execute(query).scalar() or 0

    def earlier_versions(self, article_ids: Sequence[str]) -> dict[str, tuple[ArticleVersion, ...]]:
        columns = tables.versions.c
        query = (
            select(tables.versions).where(columns.article_id.in_(AMONG)).order_by(columns.article_id, columns.number)
        )
        found: dict[str, tuple[ArticleVersion, ...]] = {}
        with self._database.look() as connection:
            rows = connection.execute(query.order_by(columns.number), among(records.clean(list(article_ids))))
            for row in rows:
                version = ArticleVersion(
                    number=row.number, collected=records.to_time(row.collected), title=row.title, text=row.text
                )
                found[row.article_id] = (*found.get(row.article_id, ()), version)
        return found

    def counts(self) -> Mapping[str, int]:
        with self._database.connect() as connection:
            articles, passages, replaced = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (tables.articles, tables.passages, tables.versions)
            )
        return {"articles": articles, "passages": passages, "versions": articles + replaced}

    def counts_by_feed(self) -> Mapping[str, Mapping[str, int]]:
        with self._database.look() as connection:
            state = feed_counts.counted_state(connection)
        return self._once(("counts by feed", state), feed_counts.counts_by_feed)

    def _once(self, name: Hashable, read: Callable[[Connection], _T]) -> _T:
        """Return the result of a query, from memory if no article has changed since."""
        saves = self._saves
        with self._database.look() as connection:
            key = (name, saves, last_number(connection))
        with self._recent_lock:
            if key in self._recent:
                return cast("_T", self._recent[key])
        with self._database.connect() as connection:  # what was changed meanwhile is read once more with its number
            found = read(connection)
        with self._recent_lock:
            self._recent[key] = found
        return found


def _newest(selection: Selection) -> tuple[Select[Any] | CompoundSelect[Any], dict[str, int]]:
    """Return what finds the latest publication of a selection: where only times are asked for, it need not be made."""
    if selection.is_of_time:
        since = records.to_micros(selection.since) if selection.since else -_ALWAYS
        return _LATEST_BETWEEN, {
            "since": since,
            "until": records.to_micros(selection.until) if selection.until else _ALWAYS,
        }
    each = [select(_LATEST.where(*some).subquery().c.published) for some in alternatives(selection)]
    return union_all(*each), {}


def _eligible(connection: Connection, selection: Selection, limit: int) -> tuple[tuple[str, str], ...] | None:
    # As a subquery, so that SQLite begins with the articles: it goes through a join passage by passage. It makes a
    # list of all of them, so that it is looked first whether they are too many: an article has passages. Told
    # apart by their rows, which the indexes hold, they are counted in a fifteenth of the time.
    either = alternatives(selection)
    some = select(literal(1)).select_from(tables.articles).where(or_(*(and_(*each) for each in either)))
    if connection.execute(select(func.count()).select_from(some.limit(limit + 1).subquery())).scalar_one() > limit:
        return None
    admitted = union(*(select(tables.articles.c.id).where(*each) for each in either))
    query = select(tables.passages.c.id, tables.passages.c.period).where(tables.passages.c.article_id.in_(admitted))
    rows = connection.execute(query.limit(limit + 1)).all()
    return None if len(rows) > limit else tuple((passage_id, period) for passage_id, period in rows)


def _leads(connection: Connection, limit: int) -> tuple[Lead, ...]:
    columns = tables.articles.c
    start = func.substr(columns.text, 1, _LEAD).label("start")
    query = select(columns.title, start, columns.dated)
    rows = connection.execute(query.order_by(columns.dated.desc(), columns.id.desc()).limit(limit)).all()
    return tuple(Lead(title=row.title, text=row.start, when=records.to_time(row.dated)) for row in rows)


def _publishers(connection: Connection) -> tuple[str, ...]:
    name = tables.articles.c.publisher
    query = select(name, func.count().label("n")).where(name != "").group_by(name)
    return tuple(_by_articles(connection.execute(query.order_by(func.count().desc(), name)).all()))


def _articles(connection: Connection, ids: Iterable[str]) -> dict[str, Article]:
    (rows,) = select_json_rows(connection, _ARTICLES, dict.fromkeys(ids))
    return {article.id: article for article in map(records.article, rows)}


def _placed(connection: Connection, rows: Sequence[Sequence[Any]]) -> list[PlacedPassage]:
    """Combine passages with their articles; each article is read once."""
    articles = _articles(connection, (article_id for _, article_id, *_ in rows))
    return [records.placed_passage(row, articles[row[1]]) for row in rows]


def _by_articles(rows: Iterable[Row[Any]]) -> list[str]:
    """Return the names of rows (publisher, n), most articles first; the first spelling of a name stands."""
    names: dict[str, str] = {}
    totals: dict[str, int] = {}
    for row in rows:
        key = row.publisher.casefold()
        names.setdefault(key, row.publisher)
        totals[key] = totals.get(key, 0) + row.n
    return [names[key] for key in sorted(totals, key=lambda key: (-totals[key], key))]
