"""The collecting side's sections of the config file -> frozen settings, or every problem at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.config import mailboxes, site_paths
from indexer.config.sections import (
    CatalogueSettings,
    CollectorSettings,
    EmbeddingSettings,
    IndexerSections,
    IndexerSettings,
    StoreSettings,
)
from indexer.config.validation import Problem, check, format_place
from indexer.model.feeds import FeedSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.model.feeds import Feed

__all__ = [
    "SECTIONS",
    "CatalogueSettings",
    "CollectorSettings",
    "EmbeddingSettings",
    "IndexerSettings",
    "Problem",
    "StoreSettings",
    "parse",
]

SECTIONS = ("indexer", "embedding", "store", "catalogue", "feeds", "mailboxes")
"""The top-level names of the file that belong to the collecting side."""


def parse(document: Mapping[str, object]) -> tuple[IndexerSettings | None, list[Problem]]:
    """Return the settings that a parsed TOML document asks for, or None and all problems of our sections.

    Sections of others are passed over.
    """
    own, paths = site_paths.without_paths({name: document[name] for name in SECTIONS if name in document})
    sections, problems = check(IndexerSections, own)
    problems += [*site_paths.problems_of(paths), *_textless(own), *mailboxes.problems_of(own)]
    if sections is None or problems:
        return None, problems
    settings = sections.settings()
    feeds = [_with_paths(feed, paths.get(number, {})) for number, feed in enumerate(settings.feeds)]
    return replace(settings, feeds=tuple(feeds)), []


def _with_paths(feed: Feed, paths: Mapping[str, Sequence[str]]) -> Feed:
    include, exclude = (tuple(paths.get(key, getattr(feed, key))) for key in ("include", "exclude"))
    return replace(feed, include=include, exclude=exclude)


def _textless(document: Mapping[str, object]) -> Iterator[Problem]:
    """Yield which sitemaps are asked for a text of their own."""
    feeds = document.get("feeds")
    for number, table in enumerate(feeds if isinstance(feeds, list) else ()):
        if isinstance(table, dict) and table.get("source") == FeedSource.SITEMAP and table.get("full_text") is False:
            place = format_place(["feeds", number, "full_text"])
            yield Problem(place, "must be true where source is sitemap: there is no text but that of the pages")
