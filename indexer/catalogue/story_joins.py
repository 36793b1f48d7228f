"""Stories that an article joins: to readers they are one, while each decision keeps the story that it was made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update

from indexer.catalogue import tables
from indexer.catalogue.expressions import AMONG, among

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

_decisions, _joins = tables.memberships.c, tables.joins.c
AS_DECIDED = func.coalesce(_decisions.decided, _decisions.story)
"""The story that a decision was made for: an earlier version, which may work beside this one, fills in that alone."""

_DECIDED_FOR = or_(
    _decisions.decided == bindparam("one"), and_(_decisions.decided.is_(None), _decisions.story == bindparam("one"))
)
# Made once: for each article, making a statement takes longer than running it.
_BY_ITS_ARTICLES = select(_joins.story).join(tables.memberships, _decisions.article_id == _joins.article_id)
_BY_THEIR_ARTICLES = select(AS_DECIDED).join(tables.joins, _decisions.article_id == _joins.article_id)
_BESIDE = _BY_ITS_ARTICLES.where(_DECIDED_FOR).union(_BY_THEIR_ARTICLES.where(_joins.story == bindparam("one")))
_BEGAN = select(func.min(_decisions.dated)).where(_DECIDED_FOR)
_NAMED = (
    update(tables.memberships)
    .where(_DECIDED_FOR, or_(_decisions.story != bindparam("name"), _decisions.decided.is_(None)))
    .values(story=bindparam("name"), decided=bindparam("one"))
)
_OF_ARTICLE = select(_joins.story).where(_joins.article_id == bindparam("article"))
_OF_ARTICLES = _BY_THEIR_ARTICLES.where(_joins.article_id.in_(AMONG)).union(
    select(_joins.story).where(_joins.article_id.in_(AMONG))
)
_TAKEN_BACK = delete(tables.joins).where(_joins.article_id == bindparam("article"))
_ADDED = insert(tables.joins)


def keep_joins(connection: Connection, article_id: str, stories: Sequence[str]) -> set[str]:
    """Keep which further stories an article belongs to, in the place of earlier ones; return those."""
    before = set(connection.execute(_OF_ARTICLE, {"article": article_id}).scalars())
    if before != set(stories):
        connection.execute(_TAKEN_BACK, {"article": article_id})
        if stories:
            connection.execute(_ADDED, [{"article_id": article_id, "story": story} for story in stories])
    return before


def joined_by(connection: Connection, article_ids: Sequence[str]) -> set[str]:
    """Return the stories that some articles join, with those that they were decided for: to settle without them."""
    return set(connection.execute(_OF_ARTICLES, among(article_ids)).scalars())


def settle(connection: Connection, stories: Iterable[str]) -> None:
    """Name what some stories, as they were decided, are joined to: after the first article of it all."""
    left = set(stories)
    while left:
        whole = _joined(connection, left.pop())
        left -= whole
        name = _first(connection, whole)
        for one in sorted(whole):
            connection.execute(_NAMED, {"one": one, "name": name})


def _joined(connection: Connection, story: str) -> set[str]:
    """Return a story with all that is joined to it, however far around."""
    whole, ahead = {story}, [story]
    while ahead:
        beside = set(connection.execute(_BESIDE, {"one": ahead.pop()}).scalars()) - whole
        whole |= beside
        ahead += beside
    return whole


def _first(connection: Connection, whole: set[str]) -> str:
    """Return the story that began first; one of which no article is left counts for nothing."""
    if len(whole) == 1:
        return next(iter(whole))
    began: dict[str, Any] = {one: connection.execute(_BEGAN, {"one": one}).scalar() for one in whole}
    return min((when, one) for one, when in began.items() if when is not None)[1]
