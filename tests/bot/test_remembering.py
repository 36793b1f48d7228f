"""Retrieval remembers the vectors of sentences, within bounds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.model import Evidence
from bot.retrieval import Retrieval
from indexer.catalogue import SqlCatalogue
from tests.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ports import Catalogue

ABOUT_CHIPS = Evidence(hits=(), confidence=0.9, vectors=(FakeEmbedder().embed_queries(["who makes chips"])[0],))
SENTENCES = ["Ostrel makes chips.", "Tessaline makes models.", "Chips are made by Ostrel."]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Open an empty catalogue."""
    with closing(SqlCatalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")) as opened:
        yield opened


def retrieval(catalogue: Catalogue, embedder: FakeEmbedder, remembered: int) -> Retrieval:
    """Return a retrieval on empty indexes."""
    return Retrieval(
        library=catalogue,
        embedder=embedder,
        vectors=FakeVectorIndex(),
        lexical=FakeLexicalIndex(),
        remembered=remembered,
    )


def test_likeness_is_the_cosine(catalogue: Catalogue) -> None:
    """Each text gets the cosine of its vector and the question's, in the order given, the second time as the first."""
    found = retrieval(catalogue, FakeEmbedder(), 100)
    texts = [*SENTENCES, SENTENCES[0]]
    expected = (FakeEmbedder().embed(texts) @ ABOUT_CHIPS.vectors[0]).tolist()
    assert found.likeness(ABOUT_CHIPS, texts) == pytest.approx(expected, abs=1e-6)
    assert found.likeness(ABOUT_CHIPS, texts[::-1]) == pytest.approx(expected[::-1], abs=1e-6)
    assert found.likeness(ABOUT_CHIPS, []) == []


def test_sentence_is_embedded_once(catalogue: Catalogue) -> None:
    """A sentence that two passages share, or that an earlier question met, is not embedded again."""
    embedder = FakeEmbedder()
    found = retrieval(catalogue, embedder, 100)
    found.likeness(ABOUT_CHIPS, [*SENTENCES, *SENTENCES])
    found.likeness(ABOUT_CHIPS, SENTENCES[1:])
    assert embedder.embedded == len(SENTENCES)


def test_memory_is_bounded(catalogue: Catalogue) -> None:
    """No more sentences are remembered than allowed; the one that was asked for longest ago goes first."""
    embedder = FakeEmbedder()
    found = retrieval(catalogue, embedder, 2)
    for sentence in (SENTENCES[0], SENTENCES[1], SENTENCES[0], SENTENCES[2]):
        found.likeness(ABOUT_CHIPS, [sentence])
    assert embedder.embedded == 3
    found.likeness(ABOUT_CHIPS, [SENTENCES[0]])
    assert embedder.embedded == 3
    found.likeness(ABOUT_CHIPS, [SENTENCES[1]])
    assert embedder.embedded == 4


def test_threads_share_the_memory(catalogue: Catalogue) -> None:
    """Threads that ask and forget at once get the same cosines as one alone."""
    found = retrieval(catalogue, FakeEmbedder(), 5)
    texts = [f"sentence {number}" for number in range(30)]
    expected = (FakeEmbedder().embed(texts) @ ABOUT_CHIPS.vectors[0]).tolist()
    with ThreadPoolExecutor(4) as threads:
        for cosines in threads.map(lambda _: found.likeness(ABOUT_CHIPS, texts), range(12)):
            assert cosines == pytest.approx(expected, abs=1e-6)
