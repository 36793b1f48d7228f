"""The collecting side's sections of the config file -> frozen settings, or every problem at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.config.sections import (
    CatalogueSettings,
    CollectorSettings,
    EmbeddingSettings,
    IndexerSections,
    IndexerSettings,
    StoreSettings,
)
from indexer.config.validation import Problem, check

if TYPE_CHECKING:
    from collections.abc import Mapping

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

SECTIONS = ("indexer", "embedding", "store", "catalogue", "feeds")
"""The top-level names of the file that belong to the collecting side."""


def parse(document: Mapping[str, object]) -> tuple[IndexerSettings | None, list[Problem]]:
    """Return the settings that a parsed TOML document asks for, or None and all problems of our sections.

    Sections of others are passed over.
    """
    sections, problems = check(IndexerSections, {name: document[name] for name in SECTIONS if name in document})
    return (sections.settings() if sections else None), problems
