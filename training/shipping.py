"""A run's reader as the product computes it: one file for onnxruntime, in whole numbers of 8 bits.

The weights of the matrix products are signed and use 7 bits ("reduced range"): sums of two products then stay within 16
bits, so that processors without VNNI compute the same as those with it. The table of words is rounded row by row.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import nn

from bot.evidence.reader.export_samples import calibration_pairs
from bot.evidence.reader.model_folder import MODEL, TOKENIZER, write_sums
from indexer.embedding.onnx.quantisation import OPSET, quantise, smooth
from training.batches import LONGEST, pair_tokenizer
from training.network import Reader

OUTPUTS: Final = ("starts", "ends", "answerable", "support")
"""What is shipped, the first of what the reader says: whether two reports are on one event it does not know yet."""


class _RoundedWords(nn.Module):
    """A table of word vectors in 8 bits, with a scale a row."""

    rounded: torch.Tensor
    scale: torch.Tensor

    def __init__(self, words: nn.Embedding) -> None:
        super().__init__()
        weight = words.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rounded", torch.round(weight / scale).to(torch.int8))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.rounded[ids].to(torch.float32) * self.scale[ids]
        return found


class _Judging(nn.Module):
    """The reader from token numbers and types of one pair to all that it says, without any padding."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(self.reader(input_ids, torch.ones_like(input_ids), token_type_ids))[: len(OUTPUTS)]


def fill(folder: Path, reader: Reader, tokenizer: Path) -> None:
    """Write the reader, its tokenizer and the digests of both to the folder that the product reads."""
    folder.mkdir(parents=True, exist_ok=True)
    ship(reader, tokenizer, folder / MODEL)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    write_sums(folder)


def ship(reader: Reader, tokenizer: Path, target: Path) -> str:
    """Write the reader to the file `target`, and return its SHA-256."""
    reader.eval()
    judging = _Judging(reader)
    smooth(judging, _measured(pair_tokenizer(str(tokenizer))))
    embeddings = reader.encoder.embeddings
    embeddings.word_embeddings = _RoundedWords(embeddings.word_embeddings)  # type: ignore[assignment]
    places = embeddings.position_embeddings.weight.detach()[:LONGEST]  # no pair has more tokens
    embeddings.position_embeddings = nn.Embedding.from_pretrained(places)  # type: ignore[no-untyped-call]
    embeddings.register_buffer("position_ids", embeddings.position_ids[:, :LONGEST], persistent=False)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            judging,
            (torch.ones(1, 9, dtype=torch.long), torch.tensor([[0, 0, 0, 0, 1, 1, 1, 1, 1]])),
            str(exact),
            input_names=["input_ids", "token_type_ids"],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {1: "count"} for name in ("input_ids", "token_type_ids", "starts", "ends")},
            opset_version=OPSET,
            dynamo=False,
        )
        quantise(exact, target, signed=True, reduced=True, operations=("MatMul", "Gemm"))
    return hashlib.sha256(target.read_bytes()).hexdigest()


def _measured(tokenizer: Tokenizer) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the pairs by which it is measured how large the channels get."""
    for question, title, text in calibration_pairs():
        pair = tokenizer.encode(question, f"{title}. {text}" if title else text)
        yield torch.tensor([pair.ids]), torch.tensor([pair.type_ids])
