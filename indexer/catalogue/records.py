"""Rows from records and records from rows. Stored strings hold no NUL and no lone surrogate."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from indexer.model import Article, Issue, Kind, Origin, Passage, PlacedPassage, Quality
from indexer.model.feeds import Entry, FeedState, Link, SitemapState
from indexer.model.mails import MailPosition
from indexer.web import urls
from indexer.web.source_filter import source_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _typeshed import DataclassInstance
    from sqlalchemy import Row

    Values = dict[str, Any]

T = TypeVar("T")
Record = TypeVar("Record", bound="DataclassInstance")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_APART = {"issue", "items"}  # of an article: columns of their own, and rows
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(value: T) -> T:
    """Return a string, tuple, list or record with each NUL and lone surrogate in it replaced by U+FFFD.

    One character for one, so that the offsets of passages stay right.
    """
    if isinstance(value, str):
        return cast("T", _plain(value))
    if isinstance(value, tuple | list):
        return cast("T", type(value)(clean(item) for item in value))
    if is_dataclass(value) and not isinstance(value, type):
        return cast("T", _clean_record(value))
    return value


def to_micros(time: datetime) -> int:
    """Return a time as whole microseconds since 1970 in UTC."""
    return (time - _EPOCH) // _MICROSECOND


def to_time(number: int) -> datetime:
    """Return the aware UTC time that a number of microseconds since 1970 stands for."""
    return _EPOCH + timedelta(microseconds=number)


def row_of(record: DataclassInstance) -> Values:
    """Return what stands in the columns that are called like the fields of a clean record."""
    return {field.name: stored(getattr(record, field.name)) for field in fields(record)}


def record_of(kind: type[Record], columns: Mapping[str, Any], **others: Any) -> Record:
    """Return the record whose fields stand in columns of the same names; `others` are fields that are read already."""
    times = _are_times(kind)
    found = {
        name: _to_time_or_none(value) if times[name] else value for name, value in columns.items() if name in times
    }
    return kind(**found | others)


def stored(value: Any) -> Any:
    """Return what stands in a column for a clean value."""
    return to_micros(value) if isinstance(value, datetime) else value


@lru_cache(maxsize=16)
def _are_times(kind: type[DataclassInstance]) -> dict[str, bool]:
    """Return the names of a record's fields, each with whether it is declared as a time."""
    return {field.name: "datetime" in str(field.type) for field in fields(kind)}


def feed_row(state: FeedState) -> Values:
    """Return the row of `feeds` for a clean state."""
    row = row_of(state)
    del row["mail"]
    sitemaps = [list(row_of(each).values()) for each in state.sitemaps]
    row |= {"problems": _json(state.problems), "sitemaps": _json(sitemaps)}
    return row | {"mail_validity": state.mail.validity, "mail_uid": state.mail.uid}


def feed_state(row: Row[Any]) -> FeedState:
    """Return the state that a row of `feeds` holds."""
    sitemaps = (dict(zip(_are_times(SitemapState), values, strict=True)) for values in json.loads(row.sitemaps))
    return record_of(
        FeedState,
        row._asdict(),
        problems=_tuple(row.problems),
        sitemaps=tuple(record_of(SitemapState, each) for each in sitemaps),
        mail=MailPosition(validity=row.mail_validity, uid=row.mail_uid),
    )


def link_row(link: Link) -> Values:
    """Return the row of `links` for a clean link."""
    dated = to_micros(link.entry.when or link.first_seen)
    return row_of(link) | {"dated": dated, "entry": _json(row_of(link.entry))}


def link(row: Row[Any]) -> Link:
    """Return the link that a row of `links` holds."""
    entry = json.loads(row.entry)  # of an earlier version without some fields, or with one more
    lists = {name: tuple(entry[name]) for name in ("authors", "tags")}
    return record_of(Link, row._asdict(), entry=record_of(Entry, entry, **lists))


def article_row(article: Article) -> Values:
    """Return the row of `articles` for a clean article."""
    row = {name: value for name, value in row_of(article).items() if name not in _APART}
    issue = article.issue or Issue(id="", title="")
    row |= {"issue": issue.id, "issue_title": issue.title, "place": issue.place}
    row["aliases"], row["authors"] = _json(article.aliases), _json(article.authors)
    row["origins"] = origins_text(article.origins)
    row["tags"] = _json(article.tags)
    return row | {
        "publisher_key": source_key(article.publisher),
        "host": urls.host(article.url).casefold(),
        "site": urls.site(article.url).casefold(),
        "dated": to_micros(article.when),
    }


def origins_text(origins: Sequence[Origin]) -> str:
    """Return what stands in `articles.origins` for an article's origins."""
    return _json([(origin.name, origin.url) for origin in origins])


def article(row: Sequence[Any]) -> Article:
    """Return the article that a row of `articles` holds."""
    # Taken apart by place: by name it would take three times as long, and a search reads a hundred of them.
    key, url, title, publisher, _publisher_key, _host, _site, published, updated, first_seen, *rest = row
    _dated, language, kind, quality, reason, version, aliases, authors, origins, tags, text, gone, *rest = rest
    correction, issue, issue_title, place, backlog = rest
    return Article(
        id=key,
        url=url,
        title=title,
        text=text,
        publisher=publisher,
        aliases=_tuple(aliases),
        authors=_tuple(authors),
        published=_to_time_or_none(published),
        updated=_to_time_or_none(updated),
        first_seen=to_time(first_seen),
        language=language,
        kind=Kind(kind),
        quality=Quality(quality),
        reason=reason,
        origins=tuple(Origin(name=name, url=link) for name, link in _tuple(origins)),
        tags=_tuple(tags),
        version=version,
        gone=_to_time_or_none(gone),
        correction=correction,
        issue=Issue(id=issue, title=issue_title, place=place) if issue else None,
        backlog=bool(backlog),
    )


def passage_row(passage: Passage, period: str) -> Values:
    """Return the row of `passages` for a passage in its period."""
    return {
        "id": passage.id,
        "article_id": passage.article_id,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "stop": passage.end,
        "period": period,
    }


def placed_passage(row: Sequence[Any], article: Article) -> PlacedPassage:
    """Return the passage that a row of `passages` holds, cut out of its article's text; without one it is the title."""
    key, article_id, ordinal, start, stop, period = row
    text = article.text[start:stop] if stop else article.title.strip()
    passage = Passage(id=key, article_id=article_id, ordinal=ordinal, start=start, end=stop, text=text)
    return PlacedPassage(passage=passage, article=article, period=period)


def _plain(text: str) -> str:
    if text.isascii() and "\0" not in text:  # nearly every string, told at a glance
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def _clean_record(record: Any) -> Any:
    values = ((field.name, getattr(record, field.name)) for field in fields(record))
    changed = {name: cleaned for name, value in values if (cleaned := clean(value)) != value}
    return replace(record, **changed) if changed else record


def _to_time_or_none(number: int | None) -> datetime | None:
    return None if number is None else to_time(number)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4_096)
def _tuple(text: str) -> tuple[Any, ...]:
    # Remembered, since a newsroom has few authors and tags, and a hundred hits are to be read in a few milliseconds.
    return tuple(json.loads(text))
