"""How good a reader is, on questions and statements that it was not trained on."""

import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer

from training.batches import batch, encode, title_length
from training.network import Judgement, Reader
from training.sets import Example

_LONGEST_ANSWER: Final = 30
"""Tokens of an answer at the most."""
_AT_ONCE: Final = 32
_DRAWS: Final = 200
"""Samples of the examples from which an interval is taken."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the reader says to one question."""

    answer: str
    """The best span of the passage, whether it answers or not."""
    answerable: float
    """The logit of its being answered at all."""
    support: tuple[float, float, float]
    """Logits: supported, contradicted, not stated."""
    one_event: float
    """The logit of two reports being on one event."""


def replies(reader: Reader, tokenizer: Tokenizer, examples: Sequence[Example]) -> Iterator[Reply]:
    """Yield what the reader says to each example, in their order."""
    reader.eval()
    for at in range(0, len(examples), _AT_ONCE):
        some = examples[at : at + _AT_ONCE]
        encoded = encode(some, tokenizer)
        rows = batch(some, encoded)
        with torch.inference_mode():
            judged = reader(rows.tokens, rows.present, rows.passage)
        yield from (_reply(judged, row, some[row], encoded[row]) for row in range(len(some)))


def squad(
    found: Sequence[Reply], examples: Sequence[tuple[Example, tuple[str, ...]]]
) -> Mapping[str, tuple[float, float, float]]:
    """Return SQuAD's exact match and F1 at the best threshold, and how well answerable is told from not.

    Each figure comes with the bounds of its 95 % interval.
    """
    scores = np.array([reply.answerable for reply in found])
    right = np.array([bool(answers) for _, answers in examples])
    exact, f1 = (
        np.array([_best(measure, reply, answers) for reply, (_, answers) in zip(found, examples, strict=True)])
        for measure in (_same, _overlap)
    )
    thresholds = np.quantile(scores, np.linspace(0, 1, 201))

    def at_best(measured: np.ndarray, at: np.ndarray) -> float:
        return max(float(np.where(scores[at] >= limit, measured[at], ~right[at]).mean()) for limit in thresholds)

    return {
        "auc": with_interval(lambda at: auc(scores[at], right[at]), len(right)),
        "refused_at_.10": with_interval(lambda at: refused_at(scores[at], right[at], 0.10), len(right)),
        "exact": with_interval(lambda at: at_best(exact, at), len(right)),
        "f1": with_interval(lambda at: at_best(f1, at), len(right)),
        "f1_answerable": with_interval(lambda at: float(f1[at][right[at]].mean()), len(right)),
    }


def support(found: Sequence[Reply], examples: Sequence[Example]) -> Mapping[str, tuple[float, float, float]]:
    """Return how well supported statements are told from the others, and how many wrong ones pass at .10 dropped.

    Each figure comes with the bounds of its 95 % interval.
    """
    logits = torch.tensor([reply.support for reply in found])
    scores = torch.log_softmax(logits, -1)[:, 0].numpy()
    right = np.array([example.verdict == "supported" for example in examples])
    return {
        "auc": with_interval(lambda at: auc(scores[at], right[at]), len(right)),
        "passed_at_.10": with_interval(lambda at: 1 - refused_at(scores[at], right[at], 0.10), len(right)),
    }


def one_event(found: Sequence[Reply], examples: Sequence[Example]) -> Mapping[str, tuple[float, float, float]]:
    """Return how well reports on one event are told from others, and how many of these are found at .01 wrong.

    Each figure comes with the bounds of its 95 % interval.
    """
    scores = np.array([reply.one_event for reply in found])
    right = np.array([example.one_event is True for example in examples])
    return {
        "auc": with_interval(lambda at: auc(scores[at], right[at]), len(right)),
        "found_at_.01": with_interval(lambda at: 1 - _below(scores[at], right[at], 0.99), len(right)),
    }


def _below(scores: np.ndarray, right: np.ndarray, share: float) -> float:
    """Return the share of the right ones below the score under which `share` of the others are."""
    return float((scores[right] < np.quantile(scores[~right], share)).mean())


def with_interval(figure: Callable[[np.ndarray], float], count: int) -> tuple[float, float, float]:
    """Return a figure of `count` examples, and its 95 % interval (the bootstrap of Efron 1979).

    `figure` takes the numbers of the examples that it is to be of.
    """
    chance = np.random.default_rng(1)
    drawn = [figure(chance.integers(count, size=count)) for _ in range(_DRAWS)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return round(figure(np.arange(count)), 4), round(float(low), 4), round(float(high), 4)


def auc(scores: np.ndarray, right: np.ndarray) -> float:
    """Return the area under the curve: how often a right one scores above a wrong one, ties by half."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    good = int(right.sum())
    return float((ranks[right].sum() - good * (good + 1) / 2) / (good * (len(right) - good)))


def refused_at(scores: np.ndarray, right: np.ndarray, share: float) -> float:
    """Return the share of the unanswerable below the score under which `share` of the answerable are."""
    return float((scores[~right] < np.quantile(scores[right], share)).mean())


def _reply(judged: Judgement, row: int, example: Example, pair: Encoding) -> Reply:
    first, last = _span(judged.starts[row].numpy(), judged.ends[row].numpy())
    begin, end = (pair.offsets[at][side] - title_length(example) for at, side in ((first, 0), (last, 1)))
    supported, contradicted, not_stated = judged.support[row].tolist()
    return Reply(
        example.text[max(0, begin) : max(0, end)],
        float(judged.answerable[row]),
        (supported, contradicted, not_stated),
        float(judged.one_event[row]),
    )


def _span(starts: np.ndarray, ends: np.ndarray) -> tuple[int, int]:
    sums = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(np.ones_like(sums, dtype=bool), _LONGEST_ANSWER)
    first, last = np.unravel_index(np.argmax(np.where(allowed, sums, -np.inf)), sums.shape)
    return int(first), int(last)


def _best(measure: Callable[[str, str], float], reply: Reply, answers: Sequence[str]) -> float:
    return max((measure(reply.answer, answer) for answer in answers), default=0.0)


def _same(one: str, other: str) -> float:
    return float(_plain(one) == _plain(other))


def _overlap(one: str, other: str) -> float:
    words, expected = _plain(one).split(), _plain(other).split()
    common = sum((Counter(words) & Counter(expected)).values())
    return 2 * common / (len(words) + len(expected)) if common else 0.0


def _plain(text: str) -> str:
    """Normalise an answer as SQuAD's own evaluation does: no case, punctuation or article."""
    bare = "".join(char for char in text.lower() if char not in string.punctuation)
    return " ".join(re.sub(r"\b(?:a|an|the)\b", " ", bare).split())
