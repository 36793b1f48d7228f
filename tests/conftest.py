"""Fixtures that several suites share."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest
import structlog

from indexer.embedding import SentenceTransformersEmbedder

if TYPE_CHECKING:
    from collections.abc import Iterator

# Set before anything imports huggingface_hub, which reads it once: no test may reach for a hub.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(autouse=True)
def _log_anew() -> Iterator[None]:
    """Undo what a command has said about logging: it names the stderr of its own test, which is closed by then."""
    yield
    structlog.reset_defaults()
    for logger in map(logging.getLogger, ("bot", "indexer")):
        logger.handlers = []
        logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformersEmbedder:
    """Return the bundled model, loaded once for all suites."""
    return SentenceTransformersEmbedder()
