"""Which articles belong to which story."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, literal, or_, select, tuple_

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import AMONG, among, chunks, upsert
from indexer.catalogue.outlet_counts import Member, counted
from indexer.catalogue.selection import conditions
from indexer.catalogue.story_joins import AS_DECIDED, keep_joins, settle
from indexer.model import Membership

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Row, Select

    from indexer.model import Article, Selection, Story

_COUNTED = 5_000  # articles among which the stories that are widely told are counted: the newest
_decisions = tables.memberships.c
_place = tuple_(tables.articles.c.dated, tables.articles.c.id)
_NO_ISSUE = or_(tables.articles.c.issue == "", tables.articles.c.place > 0)  # of a newsletter the items are what tells
_BATCH = 200  # articles that are read at a time
_BY_TIME = (_decisions.dated, _decisions.article_id)
# Made once: for each article, making a statement takes longer than running it.
_WITHIN = (
    _decisions.dated >= bindparam("since"),  # beside the last condition: for the index
    _decisions.dated <= bindparam("until"),
    or_(_decisions.dated > bindparam("since"), _decisions.article_id > bindparam("after")),
)
_JOINED = select(tables.memberships, tables.joins.c.story.label("joined")).outerjoin_from(
    tables.memberships, tables.joins
)
_DECIDED = _JOINED.where(*_WITHIN).order_by(*_BY_TIME, tables.joins.c.story)
_DECIDED_OF = _JOINED.where(_decisions.article_id.in_(AMONG)).order_by(_decisions.article_id, tables.joins.c.story)
_PLACED = select(_decisions.article_id, _decisions.dated, AS_DECIDED, _decisions.text).where(*_WITHIN)
_SETTLED = (
    select(_decisions.article_id, tables.articles.c.dated)
    .join(tables.articles, tables.articles.c.id == _decisions.article_id)
    .where(*_WITHIN, _decisions.article_id.not_in(select(tables.undecided.c.article_id)))
)
_FIRST_SETTLED = select(func.min(_SETTLED.subquery().c.dated))
_REOPENED = insert(tables.undecided).from_select(["article_id", "dated"], _SETTLED)
_EMBEDDED = select(func.coalesce(func.max(tables.cursors.c.seq), 0)).scalar_subquery()
_UNINDEXED = (
    select(tables.passages.c.article_id)
    .join(tables.outbox, tables.outbox.c.passage_id == tables.passages.c.id)
    .where(tables.outbox.c.seq > _EMBEDDED)
)
_NOT_WAITING = delete(tables.undecided).where(tables.undecided.c.article_id == bindparam("decided"))
_STORY_OF = select(AS_DECIDED).where(_decisions.article_id == bindparam("decided"))
_WITHOUT_TEXT = [literal("").label("text") if column.name == "text" else column for column in tables.articles.c]
_ASKED = tables.memberships.alias()
_ALL_TOLD = select(_decisions.story, _decisions.text, *_WITHOUT_TEXT).join(
    tables.articles, tables.articles.c.id == _decisions.article_id
)
_TOLD = _ALL_TOLD.where(_decisions.story.in_(select(_ASKED.c.story).where(_ASKED.c.article_id.in_(AMONG))))
_OF_LATE = (
    select(tables.memberships.c.story)
    .where(tables.memberships.c.dated >= bindparam("since"))
    .union(
        select(tables.memberships.c.story)
        .join(tables.articles, tables.articles.c.id == tables.memberships.c.article_id)
        .where(tables.articles.c.updated >= bindparam("since"))
    )
)
_TOLD_OF_LATE = _ALL_TOLD.where(_decisions.story.in_(_OF_LATE))
_TOLD_BEFORE = _TOLD.where(tables.articles.c.dated < bindparam("until"))  # made once: that takes as long as to run it


def _within(since: datetime, until: datetime, after: str = "") -> dict[str, Any]:
    return {"since": records.to_micros(since), "until": records.to_micros(until), "after": records.clean(after)}


def _memberships(rows: Iterable[Row[Any]]) -> Iterator[Membership]:
    """Yield the decisions of rows that stand together where an article joins several stories."""
    for article_id, own in groupby(rows, key=attrgetter("article_id")):
        row, *further = own
        yield Membership(
            article_id=article_id,
            when=records.to_time(row.dated),
            decided=row.decided or row.story,
            text=row.text,
            sketch=row.sketch,
            joins=tuple(each.joined for each in (row, *further) if each.joined),
        )


class StoryTables(OpenTables):
    """`indexer.ports.StoryStore` on SQL."""

    def undecided(self, limit: int, *, indexed: bool = False) -> list[Article]:
        waiting = tables.undecided.c
        first = select(waiting.article_id).order_by(waiting.dated, waiting.article_id).limit(limit)
        if indexed:
            first = first.where(waiting.article_id.not_in(_UNINDEXED))
        query = select(tables.articles).where(tables.articles.c.id.in_(first))
        query = query.order_by(tables.articles.c.dated, tables.articles.c.id)
        with self._database.look() as connection:
            return [records.article(row) for row in connection.execute(query)]

    def count_undecided(self) -> int:
        with self._database.look() as connection:
            return connection.execute(select(func.count()).select_from(tables.undecided)).scalar_one()

    def memberships(self, since: datetime, until: datetime, *, after: str = "") -> list[Membership]:
        with self._database.look() as connection:
            return list(_memberships(connection.execute(_DECIDED, _within(since, until, after))))

    def memberships_of(self, article_ids: Sequence[str]) -> dict[str, Membership]:
        with self._database.look() as connection:
            rows = connection.execute(_DECIDED_OF, among(records.clean(list(article_ids))))
            return {each.article_id: each for each in _memberships(rows)}

    def placements(self, since: datetime, until: datetime) -> set[tuple[str, datetime, str, str]]:
        with self._database.look() as connection:
            rows = connection.execute(_PLACED, _within(since, until)).all()
        return {(key, records.to_time(when), story, text) for key, when, story, text in rows}

    def reopen(self, since: datetime, until: datetime, *, after: str) -> datetime | None:
        within = _within(since, until, after)
        with self._database.begin() as connection:
            first = connection.execute(_FIRST_SETTLED, within).scalar()
            if first is None:
                return None
            connection.execute(_REOPENED, within)
            return records.to_time(first)

    def reopen_items(self, pages: Collection[int], since: datetime) -> datetime | None:
        articles = tables.articles.c
        items = select(articles.id, articles.dated).where(
            articles.issue > "", articles.dated >= records.to_micros(since)
        )
        leading = select(_decisions.article_id).where(
            _decisions.article_id.in_(AMONG), _decisions.article_id.not_in(select(tables.undecided.c.article_id))
        )
        with self._database.begin() as connection:
            dated = {row.id: row.dated for row in connection.execute(items)}  # few, unlike sketches
            if not dated:
                return None
            found: set[str] = set()
            for some in chunks([str(page) for page in sorted(pages)]):
                named = or_(*map(_decisions.sketch.contains, some))
                found.update(connection.execute(leading.where(named), among(dated)).scalars())
            upsert(connection, tables.undecided, [{"article_id": key, "dated": dated[key]} for key in sorted(found)])
            return records.to_time(min(dated[key] for key in found)) if found else None

    def add_membership(self, membership: Membership) -> None:
        clean = records.clean(membership)
        row = {
            "article_id": clean.article_id,
            "dated": records.to_micros(clean.when),
            "story": clean.decided,
            "text": clean.text,
            "sketch": clean.sketch,
            "decided": clean.decided,
        }
        with self._database.begin() as connection:
            before = connection.execute(_STORY_OF, {"decided": clean.article_id}).scalar() or clean.decided
            upsert(connection, tables.memberships, [row])
            joined = keep_joins(connection, clean.article_id, clean.joins)
            settle(connection, {before, clean.decided, *joined, *clean.joins})
            connection.execute(_NOT_WAITING, {"decided": clean.article_id})

    def opening_passages(self, article_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        columns = tables.passages.c
        query = select(columns.article_id, columns.id, columns.period).where(columns.ordinal == 0)
        found: dict[str, tuple[str, str]] = {}
        with self._database.connect() as connection:
            for some in chunks(records.clean(list(article_ids))):
                rows = connection.execute(query.where(columns.article_id.in_(some)))
                found |= {article_id: (passage_id, period) for article_id, passage_id, period in rows}
        return found

    def stories(self, article_ids: Sequence[str], until: datetime | None = None) -> dict[str, Story]:
        ids = records.clean(list(dict.fromkeys(article_ids)))
        given: dict[str, Any] = among(ids)
        with self._database.look() as connection:
            if until is None:
                rows = connection.execute(_TOLD, given).all()
            else:
                rows = connection.execute(_TOLD_BEFORE, given | {"until": records.to_micros(until)}).all()
        members = [Member(records.article(row), story, text) for story, text, *row in rows]
        wanted = set(article_ids)
        return {key: story for key, story in counted(members).items() if key in wanted}

    def reports_since(self, since: datetime) -> list[tuple[Story, tuple[Article, ...]]]:
        with self._database.look() as connection:
            return _reports(connection.execute(_TOLD_OF_LATE, {"since": records.to_micros(since)}).all())

    def reports_with(self, article_ids: Sequence[str]) -> list[tuple[Story, tuple[Article, ...]]]:
        with self._database.look() as connection:
            return _reports(connection.execute(_TOLD, among(records.clean(list(article_ids)))).all())

    def report_of(self, story_id: str) -> tuple[Story, tuple[Article, ...]] | None:
        named = records.clean(story_id)
        theirs = select(_decisions.article_id).where(or_(_decisions.story == named, _decisions.article_id == named))
        with self._database.connect() as connection:
            one = connection.execute(theirs.limit(1)).scalars().all()
            found = _reports(connection.execute(_TOLD, among(one)).all())
        return found[0] if found else None

    def newest_told(self, selection: Selection, limit: int, after: tuple[datetime, str] | None = None) -> list[str]:
        mark = (records.to_micros(after[0]), records.clean(after[1])) if after else None
        found: list[str] = []
        last, earlier = mark, set[str]()  # the stories of which a newer article came already
        with self._database.connect() as connection:
            while rows := connection.execute(_admitted(selection).where(*_behind(last)).limit(_BATCH)).all():
                last = (rows[-1].dated, rows[-1].id)
                stories = {row.id: row.story or row.id for row in rows}
                if mark:
                    shown = _admitted(selection).where(_decisions.story.in_(AMONG), _place >= mark).order_by(None)
                    before = connection.execute(shown, among(sorted(set(stories.values()) - earlier)))
                    earlier |= {row.story for row in before}
                for article_id, story in stories.items():
                    if story not in earlier:
                        earlier.add(story)
                        found.append(article_id)
                        if len(found) == limit:
                            return found
        return found

    def widely_told(self, selection: Selection, limit: int) -> list[str]:
        articles = tables.articles.c
        with self._database.look() as connection:
            newest = _admitted(selection).order_by(None).order_by(articles.dated.desc(), articles.id)
            rows = connection.execute(newest.limit(_COUNTED)).all()
        texts: dict[str, set[str]] = {}
        last: dict[str, int] = {}
        for row in rows:
            story = row.story or row.id
            texts.setdefault(story, set()).add(row.text or row.id)
            last.setdefault(story, row.dated)
        ranked = sorted(texts, key=lambda story: (-len(texts[story]), -last[story], story))
        places = {story: place for place, story in enumerate(ranked[:limit])}
        found = [row for row in rows if (row.story or row.id) in places]
        return [row.id for row in sorted(found, key=lambda row: places[row.story or row.id])]


def _admitted(selection: Selection) -> Select[Any]:
    """Return what finds the articles that tell, of those that a selection admits, with their stories, by time.

    Neither pages that are gone do nor issues as a whole.
    """
    return (
        select(_place.clauses[0], _place.clauses[1], _decisions.story, _decisions.text)
        .outerjoin_from(tables.articles, tables.memberships, _decisions.article_id == tables.articles.c.id)
        .where(*conditions(selection), tables.articles.c.gone.is_(None), _NO_ISSUE)
        .order_by(*(column.desc() for column in _place.clauses))
    )


def _behind(mark: tuple[int, str] | None) -> list[Any]:
    return [_place < mark] if mark else []


def _reports(rows: Sequence[Any]) -> list[tuple[Story, tuple[Article, ...]]]:
    """Return the stories of rows of `_TOLD`, each as its first article sees it, with its articles, all by time."""
    members = [Member(records.article(row), story, text) for story, text, *row in rows]
    stories = counted(members)
    articles: dict[str, list[Article]] = {}
    for member in sorted(members, key=lambda each: (each.article.when, each.article.id)):
        articles.setdefault(member.story, []).append(member.article)
    return [(stories[own[0].id], tuple(own)) for own in articles.values()]
