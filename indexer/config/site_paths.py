"""`include` and `exclude` of a feed that is read by a sitemap: paths, where another feed has words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.config.validation import Problem, format_place, quote
from indexer.config.values import path_pattern
from indexer.model.feeds import FeedSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KEYS = ("include", "exclude")


def without_paths(document: Mapping[str, Any]) -> tuple[dict[str, Any], dict[int, dict[str, list[str]]]]:
    """Return a document without the paths of its sitemaps, which are no words to be checked as such, and these.

    They are given by the number of the feed, from 0, and by the key. What is no list of texts stays where it is.
    """
    feeds = document.get("feeds")
    if not isinstance(feeds, list):
        return dict(document), {}
    paths = {number: found for number, table in enumerate(feeds) if (found := _paths(table))}
    rest = [
        {key: value for key, value in table.items() if key not in paths[number]} if number in paths else table
        for number, table in enumerate(feeds)
    ]
    return {**document, "feeds": rest}, paths


def problems_of(paths: Mapping[int, Mapping[str, list[str]]]) -> Iterator[Problem]:
    """Yield what is wrong with paths."""
    for number, found in paths.items():
        for key, texts in found.items():
            for place, text in enumerate(texts):
                try:
                    path_pattern(text)
                except ValueError as error:
                    echo = quote(text)
                    where = format_place(["feeds", number, key, place])
                    yield Problem(where, f"{error}: {echo}" if echo else str(error))


def _paths(table: object) -> dict[str, list[str]]:
    if not isinstance(table, dict) or table.get("source") != FeedSource.SITEMAP:
        return {}
    return {key: table[key] for key in _KEYS if _is_texts(table.get(key))}


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
