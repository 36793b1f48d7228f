"""Retrieval remembers the vectors of sentences, within bounds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.language.words import terms
from bot.model import Query, RetrievedHits
from bot.retrieval.retriever import Retrieval
from indexer.catalogue import SqlCatalogue
from tests.doubles.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.ports import Catalogue

ASKED = Query(text="who makes chips", terms=terms("who makes chips"))
ABOUT_CHIPS = RetrievedHits(hits=(), embedded=tuple(FakeEmbedder().embed_tokens([ASKED.text], "query")))
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


def cosines(found: Retrieval, texts: Sequence[str]) -> list[float]:
    """Return how like the question texts are as a whole."""
    similar = found.similarities(ASKED, ABOUT_CHIPS, texts)
    return [similar[text].cosine for text in texts]


def test_likeness_is_the_cosine(catalogue: Catalogue) -> None:
    """Each text gets the cosine of its vector and the question's, in the order given, the second time as the first."""
    found = retrieval(catalogue, FakeEmbedder(), 100)
    texts = [*SENTENCES, SENTENCES[0]]
    expected = (FakeEmbedder().embed(texts) @ ABOUT_CHIPS.embedded[0].vector).tolist()
    assert cosines(found, texts) == pytest.approx(expected, abs=1e-6)
    assert cosines(found, texts[::-1]) == pytest.approx(expected[::-1], abs=1e-6)
    assert cosines(found, []) == []


def test_sentence_is_embedded_once(catalogue: Catalogue) -> None:
    """A sentence that two passages share, or that an earlier question met, is not embedded again."""
    embedder = FakeEmbedder()
    found = retrieval(catalogue, embedder, 100)
    cosines(found, [*SENTENCES, *SENTENCES])
    cosines(found, SENTENCES[1:])
    assert embedder.embedded == len(SENTENCES)


def test_memory_is_bounded(catalogue: Catalogue) -> None:
    """No more sentences are remembered than allowed; the one that was asked for longest ago goes first."""
    embedder = FakeEmbedder()
    found = retrieval(catalogue, embedder, 2)
    for sentence in (SENTENCES[0], SENTENCES[1], SENTENCES[0], SENTENCES[2]):
        cosines(found, [sentence])
    assert embedder.embedded == 3
    cosines(found, [SENTENCES[0]])
    assert embedder.embedded == 3
    cosines(found, [SENTENCES[1]])
    assert embedder.embedded == 4


def test_threads_share_the_memory(catalogue: Catalogue) -> None:
    """Threads that ask and forget at once get the same cosines as one alone."""
    found = retrieval(catalogue, FakeEmbedder(), 5)
    texts = [f"sentence {number}" for number in range(30)]
    expected = (FakeEmbedder().embed(texts) @ ABOUT_CHIPS.embedded[0].vector).tolist()
    with ThreadPoolExecutor(4) as threads:
        for found_cosines in threads.map(lambda _: cosines(found, texts), range(12)):
            assert found_cosines == pytest.approx(expected, abs=1e-6)
