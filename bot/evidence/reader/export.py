"""The making of a reader from an extractive question-answering model of transformers. Run in a process of its own.

The weights of its matrix products become signed whole numbers of 7 bits, which every processor computes alike. If then
the copy says other things of invented pairs than the model does, it stays as exact as the model.
"""

from __future__ import annotations

import copy
import inspect
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from bot.evidence.reader.export_samples import calibration_pairs, comparison_pairs
from bot.evidence.reader.extractive_reader import LONGEST, OUTPUTS, TOKENIZER, ExtractiveReader, scored_reading
from bot.evidence.reader.spans import best_pair
from indexer.embedding.onnx.making import MODEL, UnfitModel
from indexer.embedding.onnx.quantisation import OPSET, quantise, smooth

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor
    from torch.nn import Module

    from bot.evidence.reader.pair_model import EncodedPair, Pair
    from bot.model import Reading
    from indexer.embedding.model_files import ModelFiles
    from indexer.embedding.processors import Recipe


class CopyLimits(NamedTuple):
    """How near to the model a copy must be to be believed, on the compared pairs."""

    mean_difference: float  # of the log-odds that a passage answers
    greatest_difference: float
    same_spans: float  # share of the pairs in which the likeliest answer has a word in common


# Set by hand: over all the pairs of real models log-odds lie some 20 apart, of which these are a fortieth and a tenth.
COPY = CopyLimits(mean_difference=0.5, greatest_difference=2.0, same_spans=0.8)

_SMOOTHED = "smoothed.onnx"
_LEAST = 32  # tokens: what reads fewer reads no passage


class _Original(NamedTuple):
    """A model as it was published."""

    model: Module
    tokenizer: Any
    typed: bool  # it is told which tokens are the passage's
    longest: int  # tokens of a pair that it reads


def make_by(recipe: Recipe, files: ModelFiles, target: Path) -> dict[str, Any]:
    """Write a copy, and return how near it is and how much it reads; see `indexer.embedding.onnx.making.Make`."""
    original = _original(files)
    original.tokenizer.backend_tokenizer.save(str(target / TOKENIZER))
    made = ExtractiveReader(files.name, target, original.longest)
    if recipe == "float32":
        _export(original, original.model, target / MODEL)
    else:
        _quantised(original, made, target)
    return {**_compared(original, made), "longest": original.longest}


@lru_cache(maxsize=1)  # the recipes are compared with one original
def _original(files: ModelFiles) -> _Original:
    tokenizer = AutoTokenizer.from_pretrained(files.folder, local_files_only=True)
    if not tokenizer.is_fast:
        raise UnfitModel("it has no fast tokenizer, which tells where a token stands in its text")
    if tokenizer("question", "passage")["input_ids"][0] not in tokenizer.all_special_ids:
        raise UnfitModel('its tokenizer puts no token in front that could stand for "no answer"')
    # Without any file of it transformers makes up an empty one.
    words = tokenizer(" ".join(text for *_, text in comparison_pairs()[:8]), add_special_tokens=False)["input_ids"]
    if words.count(tokenizer.unk_token_id) > len(words) / 2:
        raise UnfitModel("it has no tokenizer that knows words: there is no usable tokenizer.json beside it")
    model, loading = AutoModelForQuestionAnswering.from_pretrained(
        files.folder, local_files_only=True, attn_implementation="eager", dtype=torch.float32, output_loading_info=True
    )
    missing = sorted(set(loading["missing_keys"]).intersection(name for name, _ in model.named_parameters()))
    if missing:
        raise UnfitModel(f"its weights lack {', '.join(missing[:3])}: it was not trained to answer questions")
    model.eval()
    takes_types = "token_type_ids" in inspect.signature(model.forward).parameters
    kinds = getattr(model.config, "type_vocab_size", 2)  # 0 or 1: whatever it is told, it cannot tell them apart
    typed = takes_types and kinds > 1 and "token_type_ids" in tokenizer.model_input_names
    says = min(LONGEST, files.limit, tokenizer.model_max_length)
    # Some number their places from behind that of the padding, and so have fewer of them than they say.
    for longest in (says, says - 1 - (tokenizer.pad_token_id or 0)):
        if longest >= _LEAST and _reads(model, tokenizer, longest):
            return _Original(model, tokenizer, typed, longest)
    raise UnfitModel(f"it does not read {max(says, _LEAST)} tokens")


def _reads(model: Module, tokenizer: Any, longest: int) -> bool:
    """Tell whether a model computes as many tokens."""
    word = tokenizer("word", add_special_tokens=False)["input_ids"][0]
    ids = torch.full((1, longest), word)
    try:
        with torch.no_grad():
            model(input_ids=ids, attention_mask=torch.ones_like(ids))
    except (IndexError, RuntimeError):
        return False
    return True


def _quantised(original: _Original, made: ExtractiveReader, target: Path) -> None:
    smoothed = target / _SMOOTHED
    model = copy.deepcopy(original.model)
    inputs = [_inputs(original, made.encode(pair)) for pair in calibration_pairs()]
    smooth(_Answering(model), inputs)
    _export(original, model, smoothed)
    quantise(smoothed, target / MODEL, signed=True, reduced=True)


class _Answering(torch.nn.Module):
    """A model from the numbers of one pair, without any padding, to its scores."""

    def __init__(self, model: Module) -> None:
        super().__init__()
        self.model = model
        self.eval()  # or the exporter, when it is done, leaves the model as in training

    def forward(self, input_ids: Tensor, token_type_ids: Tensor | None = None) -> tuple[Tensor, Tensor]:
        given = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        found = self.model(input_ids=input_ids, attention_mask=torch.ones_like(input_ids), **given)
        return found.start_logits, found.end_logits


def _inputs(original: _Original, pair: EncodedPair) -> tuple[Tensor, ...]:
    ids = torch.tensor([pair.encoding.ids])
    return (ids, torch.tensor([pair.encoding.type_ids])) if original.typed else (ids,)


def _export(original: _Original, model: Module, target: Path) -> None:
    names = ["input_ids", "token_type_ids"] if original.typed else ["input_ids"]
    given = (torch.full((1, 9), 5), torch.tensor([[0, 0, 0, 0, 1, 1, 1, 1, 1]]))
    with torch.no_grad():
        torch.onnx.export(
            _Answering(model),
            given[: len(names)],
            str(target),
            input_names=names,
            output_names=OUTPUTS,
            dynamic_axes={name: {1: "count"} for name in (*names, *OUTPUTS)},
            opset_version=OPSET,
            dynamo=False,  # as for embedding models
        )


def _compared(original: _Original, made: ExtractiveReader) -> dict[str, float]:
    """Return how near a copy is to the model. Raises `UnfitModel` if that is not near enough."""
    differences, same = [], []
    for pair in comparison_pairs():
        expected, (got,) = _reading(original, made.encode(pair), pair), made.read(pair[0], [pair[1:]])
        if expected.tokens:
            differences.append(abs(expected.answerable - got.answerable))
            same.append(_overlap(expected, got))
    mean, greatest, spans = float(np.mean(differences)), float(np.max(differences)), float(np.mean(same))
    if not (mean <= COPY.mean_difference and greatest <= COPY.greatest_difference and spans >= COPY.same_spans):
        raise UnfitModel(
            f"that a passage answers has log-odds {mean:.2f} beside the original's, {greatest:.2f} at the most, and "
            f"{spans:.0%} of the answers are the same; it may be {COPY.mean_difference}, {COPY.greatest_difference} "
            f"and must be {COPY.same_spans:.0%}"
        )
    return {"difference": round(mean, 4), "same_spans": round(spans, 4)}


def _reading(original: _Original, encoded: EncodedPair, pair: Pair) -> Reading:
    """Return what the model itself says of a pair."""
    with torch.no_grad():
        starts, ends = _Answering(original.model)(*_inputs(original, encoded))
    return scored_reading(encoded, pair[2], starts[0].numpy(), ends[0].numpy())


def _overlap(one: Reading, other: Reading) -> bool:
    (first, last, _), (begin, end, _) = (best_pair(each.starts, each.ends) for each in (one, other))
    return first <= end and begin <= last
