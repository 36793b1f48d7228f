"""Fixtures that several suites share."""

from __future__ import annotations

import os

import pytest

from indexer.embedding import SentenceTransformersEmbedder

# Set before anything imports huggingface_hub, which reads it once: no test may reach for a hub.
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformersEmbedder:
    """Return the bundled model, loaded once for all suites."""
    return SentenceTransformersEmbedder()
