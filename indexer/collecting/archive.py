"""Use case: articles in bulk, in and out, one JSON object a line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from indexer import articles
from indexer.collecting.json_records import origin_record, story_record
from indexer.collecting.jsonl_files import MAX_LINE, ImportReport, batch_lines, read_lines
from indexer.collecting.store_article import store
from indexer.errors import ParseError
from indexer.model import IssueItem, Kind
from indexer.web import mail_urls, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from indexer.collecting.jsonl_files import Line
    from indexer.collecting.story_assignment import StoryAssigner
    from indexer.indexing.sync import Syncer
    from indexer.model import Article, Selection, Story
    from indexer.ports import Catalogue, Clock, Embedder, Progress

_EXPORTED = 200  # articles whose stories are looked up at once

_STRINGS = ("url", "title", "text", "html", "published", "publisher", "kind")
_LISTS = ("aliases", "authors")
_OUR_MARKS = {"quality", "versions"}  # what an export adds: its title and text are plain, whatever they look like


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Takes articles from JSONL files; running it again changes nothing.

    HTML is read here and not by a `Sandbox`: the files are the admin's own, their order counts, a line is bounded in
    size, and nobody waits for anything else meanwhile: an import that takes too long can be interrupted and repeated.
    """

    catalogue: Catalogue
    embedder: Embedder
    syncer: Syncer
    stories: StoryAssigner
    clock: Clock

    def run(self, files: Sequence[Path], progress: Progress) -> ImportReport:
        """Import the files; a bad line is reported with its number and the rest goes in."""
        report = ImportReport()
        for lot in batch_lines(read_lines(files)):
            report.add(self.take(lot, progress))
        report.add(self.finish(progress))
        return report

    def take(self, lot: Iterable[Line], progress: Progress) -> ImportReport:
        """Store and index some lines. Their stories wait for `finish`."""
        report = ImportReport()
        before = self.syncer.embedded
        for line in lot:
            report.lines += 1
            self._take(line, report)
        self.syncer.drain(progress)
        report.embedded = self.syncer.embedded - before
        return report

    def finish(self, progress: Progress) -> ImportReport:
        """Complete an import: assign what came in to stories."""
        before = self.syncer.embedded
        self.syncer.drain(progress)
        self.stories.run(progress)
        return ImportReport(embedded=self.syncer.embedded - before)

    def _take(self, line: Line, report: ImportReport) -> None:
        try:
            article = read_article(line.data, self.clock.now())
        except ParseError as error:
            report.bad.append((line.file, line.number, str(error)))
            return
        # An archive is of the past: what feeds report of it is news all the same.
        report.outcomes[store(self.catalogue, self.embedder, replace(article, backlog=True))] += 1


def read_article(line: bytes, now: datetime) -> Article:
    """Return the article that a line describes; raise `ParseError` with the reason. Unknown fields are ignored."""
    given = _given(line)
    record = _record(given)
    url = mail_urls.shown(record["url"])
    if not url:
        raise ParseError(f"url: not an http(s) address: {record['url'][:200]!r}")
    if not (record["title"].strip() or record["text"].strip() or record["html"].strip()):
        raise ParseError("neither title nor text nor html")
    return articles.from_text(
        url=url,
        title=record["title"],
        text=record["text"],
        html=record["html"],
        aliases=tuple(alias for alias in map(urls.clean, record["aliases"]) if alias),
        published=_instant(record["published"]),
        publisher=record["publisher"],
        authors=tuple(record["authors"]),
        kind=_kind(record["kind"]),
        exported=record["exported"],
        items=_items(given.get("items")) if record["exported"] else (),
        now=now,
    )


def _given(line: bytes) -> dict[str, Any]:
    """Return the object that a line is."""
    if len(line) > MAX_LINE:
        raise ParseError(f"longer than {MAX_LINE:,} bytes")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ParseError("not a JSON object")
    return given


def _record(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a line, each of its type, and whether an export wrote it ("exported").

    Missing values are empty.
    """
    record: dict[str, Any] = {}
    for name in _STRINGS:
        value = given.get(name) or ""
        if not isinstance(value, str):
            raise ParseError(f"{name}: not a string")
        record[name] = value
    for name in _LISTS:
        value = given.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ParseError(f"{name}: not a list of strings")
        record[name] = value
    record["exported"] = not record["html"] and given.keys() >= _OUR_MARKS
    if not record["url"]:
        raise ParseError("url: missing")
    return record


def _items(given: object) -> tuple[IssueItem, ...]:
    """Return the items of an exported issue, as plain as its text."""
    if not given:
        return ()
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise ParseError("items: not a list of objects")
    return tuple(_item(each) for each in given)


def _item(given: dict[str, Any]) -> IssueItem:
    title, text, links = given.get("title") or "", given.get("text") or "", given.get("links") or []
    if not isinstance(title, str) or not title.strip() or not isinstance(text, str):
        raise ParseError("items: one without a title, or whose text is no string")
    if not isinstance(links, list) or not all(isinstance(each, str) for each in links):
        raise ParseError("items: links: not a list of strings")
    return IssueItem(
        title=plaintext.to_line(title),
        text=plaintext.join(plaintext.split_paragraphs(text)),
        links=tuple(link for link in map(urls.clean, links) if link),
    )


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ParseError(f"published: not an ISO 8601 time: {text[:60]!r}") from error


def _kind(text: str) -> Kind | None:
    if not text:
        return None
    try:
        return Kind(text)
    except ValueError as error:
        raise ParseError(f"kind: {text[:60]!r} is none of {', '.join(Kind)}") from error


def export(catalogue: Catalogue, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield every article that a selection admits, oldest first, in the form that an import takes.

    The items of a newsletter's issue stand with it.
    """
    articles = catalogue.articles(selection, newest_first=False)
    whole = (article for article in articles if article.issue is None or article.is_issue)
    while some := list(islice(whole, _EXPORTED)):
        stories = catalogue.stories([article.id for article in some])
        for article in some:
            record = _exported(article, stories.get(article.id), catalogue.versions(article.id))
            yield record | (_exported_items(catalogue, article) if article.is_issue else {})


def _exported_items(catalogue: Catalogue, issue: Article) -> dict[str, Any]:
    items = catalogue.items_of(issue.id)
    stories = catalogue.stories([item.id for item in items])
    return {
        "items": [
            {
                "title": item.title,
                "text": item.text,
                "links": [origin.url for origin in item.origins if origin.url],
                "story": story_record(stories.get(item.id)),
            }
            for item in items
        ]
    }


def _exported(article: Article, story: Story | None, versions: int) -> dict[str, Any]:
    return {
        "url": article.url,
        "aliases": list(article.aliases),
        "title": article.title,
        "text": article.text,
        "published": article.published.isoformat() if article.published else None,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "kind": article.kind.value,
        "story": story_record(story),
        "quality": article.quality.value,
        "versions": versions,
        "origin": origin_record(article),
    }
