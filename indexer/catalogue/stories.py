"""Which articles belong to which story."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, literal, select

from indexer.catalogue import records, tables
from indexer.catalogue.database import AMONG, among, chunks, upsert
from indexer.catalogue.selection import conditions
from indexer.model import Membership
from indexer.stories import Member, counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from indexer.catalogue.database import Database
    from indexer.model import Article, Selection, Story

_COUNTED = 5_000  # articles among which the stories that are widely told are counted: the newest
_BY_TIME = (tables.memberships.c.dated, tables.memberships.c.article_id)
# Made once: for each article, making a statement takes longer than running it.
_DECIDED = (
    select(tables.memberships)
    .where(tables.memberships.c.dated >= bindparam("since"), tables.memberships.c.dated <= bindparam("until"))
    .order_by(*_BY_TIME)
)
_NOT_WAITING = delete(tables.undecided).where(tables.undecided.c.article_id == bindparam("decided"))
_WITHOUT_TEXT = [literal("").label("text") if column.name == "text" else column for column in tables.articles.c]
_ASKED = tables.memberships.alias()
_TOLD = (
    select(tables.memberships.c.story, tables.memberships.c.text, *_WITHOUT_TEXT)
    .join(tables.articles, tables.articles.c.id == tables.memberships.c.article_id)
    .where(tables.memberships.c.story.in_(select(_ASKED.c.story).where(_ASKED.c.article_id.in_(AMONG))))
)
_OF_LATE = (
    select(tables.memberships.c.story)
    .where(tables.memberships.c.dated >= bindparam("since"))
    .union(
        select(tables.memberships.c.story)
        .join(tables.articles, tables.articles.c.id == tables.memberships.c.article_id)
        .where(tables.articles.c.updated >= bindparam("since"))
    )
)
_TOLD_OF_LATE = (
    select(tables.memberships.c.story, tables.memberships.c.text, *_WITHOUT_TEXT)
    .join(tables.articles, tables.articles.c.id == tables.memberships.c.article_id)
    .where(tables.memberships.c.story.in_(_OF_LATE))
)
_TOLD_BEFORE = _TOLD.where(tables.articles.c.dated < bindparam("until"))  # made once: that takes as long as to run it


class StoryTables:
    """`indexer.ports.StoryStore` on SQL."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def undecided(self, limit: int) -> list[Article]:
        waiting = tables.undecided.c
        first = select(waiting.article_id).order_by(waiting.dated, waiting.article_id).limit(limit)
        query = select(tables.articles).where(tables.articles.c.id.in_(first))
        query = query.order_by(tables.articles.c.dated, tables.articles.c.id)
        with self._database.connect() as connection:
            return [records.article(row) for row in connection.execute(query)]

    def membership_sum(self, since: datetime, until: datetime) -> tuple[int, timedelta]:
        dated, begin = tables.memberships.c.dated, records.to_micros(since)
        query = select(func.count(), func.coalesce(func.sum(dated - begin), 0))
        with self._database.connect() as connection:
            within = query.where(dated >= begin, dated <= records.to_micros(until))
            number, distances = connection.execute(within).one()
        return number, timedelta(microseconds=distances)

    def memberships(self, since: datetime, until: datetime) -> list[Membership]:
        times = {"since": records.to_micros(since), "until": records.to_micros(until)}
        with self._database.connect() as connection:
            rows = connection.execute(_DECIDED, times).all()
        return [
            Membership(article_id=key, when=records.to_time(when), story=story, text=text, sketch=sketch)
            for key, when, story, text, sketch in rows
        ]

    def add_membership(self, membership: Membership) -> None:
        clean = records.clean(membership)
        row = {
            "article_id": clean.article_id,
            "dated": records.to_micros(clean.when),
            "story": clean.story,
            "text": clean.text,
            "sketch": clean.sketch,
        }
        with self._database.begin() as connection:
            upsert(connection, tables.memberships, [row])
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
        with self._database.connect() as connection:
            if until is None:
                rows = connection.execute(_TOLD, given).all()
            else:
                rows = connection.execute(_TOLD_BEFORE, given | {"until": records.to_micros(until)}).all()
        members = [Member(records.article(row), story, text) for story, text, *row in rows]
        wanted = set(article_ids)
        return {key: story for key, story in counted(members).items() if key in wanted}

    def reports_since(self, since: datetime) -> list[tuple[Story, tuple[Article, ...]]]:
        with self._database.connect() as connection:
            return _reports(connection.execute(_TOLD_OF_LATE, {"since": records.to_micros(since)}).all())

    def reports_with(self, article_ids: Sequence[str]) -> list[tuple[Story, tuple[Article, ...]]]:
        with self._database.connect() as connection:
            return _reports(connection.execute(_TOLD, among(records.clean(list(article_ids)))).all())

    def widely_told(self, selection: Selection, limit: int) -> list[str]:
        articles, memberships = tables.articles.c, tables.memberships.c
        newest = (
            select(articles.id, articles.dated, memberships.story, memberships.text)
            .outerjoin_from(tables.articles, tables.memberships, memberships.article_id == articles.id)
            .where(*conditions(selection), articles.gone.is_(None))
            .order_by(articles.dated.desc(), articles.id)
            .limit(_COUNTED)
        )
        with self._database.connect() as connection:
            rows = connection.execute(newest).all()
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


def _reports(rows: Sequence[Any]) -> list[tuple[Story, tuple[Article, ...]]]:
    """Return the stories of rows of `_TOLD`, each as its first article sees it, with its articles, all by time."""
    members = [Member(records.article(row), story, text) for story, text, *row in rows]
    stories = counted(members)
    articles: dict[str, list[Article]] = {}
    for member in sorted(members, key=lambda each: (each.article.when, each.article.id)):
        articles.setdefault(member.story, []).append(member.article)
    return [(stories[own[0].id], tuple(own)) for own in articles.values()]
