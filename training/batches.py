"""Examples as tensors: pairs of texts in tokens, examples of one length together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Final

import torch
from tokenizers import Encoding, Tokenizer

from training.sets import Example, Verdict

LONGEST: Final = 256
"""Tokens of a pair; what is beyond is cut from the passage."""

_POOLED: Final = 16
"""Batches that are filled at once, so that examples of one length come together and little is padded."""

VERDICTS: Final[tuple[Verdict, ...]] = ("supported", "contradicted", "not_stated", "not_supported")
"""By number. The last stands for either of the two before it."""

UNTOLD: Final = -1
"""Where an example says nothing of what a head is to learn."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of about one length: n rows of m tokens."""

    tokens: torch.Tensor
    """Token numbers, n x m."""
    present: torch.Tensor
    """1 where there is a token, 0 where a row is padded, n x m."""
    passage: torch.Tensor
    """1 for tokens of title and passage, 0 for those of the question, n x m: the token types."""
    starts: torch.Tensor
    """Number of the first token of the answer, or UNTOLD, n."""
    ends: torch.Tensor
    """Number of its last token, or UNTOLD, n."""
    answerable: torch.Tensor
    """1, 0 or UNTOLD, n."""
    verdicts: torch.Tensor
    """Number in VERDICTS, or UNTOLD, n."""
    one_event: torch.Tensor
    """1, 0 or UNTOLD, n."""

    def on(self, device: str) -> "Batch":
        """Return the batch as it lies on a device of torch's."""
        return Batch(**{field.name: getattr(self, field.name).to(device) for field in fields(self)})


def pair_tokenizer(path: str) -> Tokenizer:
    """Return the tokenizer in the file `path`, cutting pairs to LONGEST from the passage's end, padding nothing."""
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    return tokenizer


def batches(examples: Iterator[Example], tokenizer: Tokenizer, size: int) -> Iterator[Batch]:
    """Yield batches of `size` for as long as there are examples, those of a pool in an order without pattern."""
    while pool := list(islice(examples, size * _POOLED)):
        encoded = encode(pool, tokenizer)
        by_length = sorted(range(len(pool)), key=lambda at: len(encoded[at].ids))
        groups = [by_length[at : at + size] for at in range(0, len(by_length), size)]
        for group in groups[1::2] + groups[::-2]:
            yield batch([pool[at] for at in group], [encoded[at] for at in group])


def encode(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Encoding]:
    """Return each example's question and passage as one pair of tokens, the title in front of the passage."""
    return tokenizer.encode_batch([(example.query[:600], _headed(example)) for example in examples])


def batch(examples: Sequence[Example], encoded: Sequence[Encoding]) -> Batch:
    """Return the examples, whose tokens are `encoded`, as one batch."""
    longest = max(len(pair.ids) for pair in encoded)
    spans = [_tokens_of_span(example, pair) for example, pair in zip(examples, encoded, strict=True)]
    return Batch(
        tokens=_padded([pair.ids for pair in encoded], longest),
        present=_padded([pair.attention_mask for pair in encoded], longest),
        passage=_padded([pair.type_ids for pair in encoded], longest),
        starts=torch.tensor([start for start, _ in spans]),
        ends=torch.tensor([end for _, end in spans]),
        answerable=_told([example.answerable for example in examples]),
        verdicts=torch.tensor([UNTOLD if e.verdict is None else VERDICTS.index(e.verdict) for e in examples]),
        one_event=_told([example.one_event for example in examples]),
    )


def title_length(example: Example) -> int:
    """Return by how many characters the title moves the passage on."""
    return len(_headed(example)) - len(example.text)


def _headed(example: Example) -> str:
    return f"{example.title}. {example.text}" if example.title else example.text


def _tokens_of_span(example: Example, pair: Encoding) -> tuple[int, int]:
    if example.span is None:
        return UNTOLD, UNTOLD
    moved = title_length(example)
    first = pair.char_to_token(example.span[0] + moved, 1)
    last = pair.char_to_token(example.span[1] - 1 + moved, 1)
    return (UNTOLD, UNTOLD) if first is None or last is None else (first, last)


def _told(labels: Sequence[bool | None]) -> torch.Tensor:
    return torch.tensor([UNTOLD if label is None else int(label) for label in labels])


def _padded(rows: Sequence[Sequence[int]], longest: int) -> torch.Tensor:
    return torch.tensor([[*row, *([0] * (longest - len(row)))] for row in rows])
