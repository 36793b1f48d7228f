"""The making of a model for onnxruntime from one of sentence-transformers. Run in a process of its own.

Of the given ways to compute it, it takes the first whose vectors are near enough to the original's. In two of
them the weights of its matrix products become whole numbers of 8 bits, one scale a column; what flows into a product is
rounded to 8 bits as it comes. A few channels that are far larger than the others would take all of the range, so each
channel is divided by a measured factor first, and the weights that meet it are multiplied with it (Xiao et al. 2022,
"SmoothQuant"): of the angle that rounding makes between two vectors of one text, more than half goes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from indexer.embedding.model_files import ModelFiles, normalize, sha256
from indexer.embedding.onnx.engine import OUTPUTS, TOKENS, OnnxEmbedder
from indexer.embedding.onnx.samples import calibration_texts, comparison_texts
from indexer.embedding.torch_engine import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor
    from torch.nn import Linear, Module

    from indexer.embedding.processors import Recipe
    from indexer.model import Vectors


class CopyRules(NamedTuple):
    """How a copy is made, and when it is believed."""

    min_cosine: float  # of every compared text's vector to the original's: with less a copy is not believed
    smoothing: float  # 0: all is left to the weights, 1: to what flows; of five values the nearest to the original
    least_flow: float  # of a channel that is silent in all calibration texts


COPY = CopyRules(min_cosine=0.99, smoothing=0.7, least_flow=1e-5)

MODEL, RECORD, _SMOOTHED = "model.onnx", "made.json", "smoothed.onnx"
REFUSED = 3
"""The exit code when the model cannot be made, however often it is tried; the reason is the last line on stderr."""

_OPSET = 17


class _UnfitModel(Exception):
    """A model that has what a copy cannot have."""


def main() -> None:
    """Make the model of one folder in another: `model.onnx`, and `made.json` with how it computes and how near."""
    source, target, recipes = sys.argv[1], Path(sys.argv[2]), cast("list[Recipe]", sys.argv[3].split(","))
    try:
        record = _make(ModelFiles(source), target, recipes)
    except (OSError, MemoryError) as error:  # another time there may be room
        sys.exit(f"{type(error).__name__}: {error}")
    except Exception as error:
        print(_describe(error), file=sys.stderr)  # noqa: T201  for the parent
        sys.exit(REFUSED)
    (target / RECORD).write_text(json.dumps(record), encoding="utf-8")


def _make(files: ModelFiles, target: Path, recipes: Sequence[Recipe]) -> dict[str, Any]:
    expected = _vectors(load(files))
    tried: dict[str, str] = {}
    for recipe in recipes:
        try:
            record = _make_by(recipe, files, target, expected)
        except (OSError, MemoryError):  # no fault of the recipe
            raise
        except Exception as error:
            tried[recipe] = _describe(error)
        else:
            (target / _SMOOTHED).unlink(missing_ok=True)
            return {"recipe": recipe, **record, "tried": tried}
    raise _UnfitModel("; ".join(dict.fromkeys(tried.values())))


def _make_by(recipe: Recipe, files: ModelFiles, target: Path, expected: Vectors) -> dict[str, Any]:
    """Write a model, and return its record. Raises `_UnfitModel` if it is too far from the original."""
    _write(recipe, files, target)
    made = OnnxEmbedder(files, target / MODEL)
    got = np.concatenate([made.embed(comparison_texts()), made.embed_queries(comparison_texts())])
    cosine = float((got * expected).sum(axis=1).min())
    if not cosine >= COPY.min_cosine:
        raise _UnfitModel(
            f"a text's vector has a cosine of {cosine:.4f} to the original's, at least {COPY.min_cosine} is needed"
        )
    return {"cosine": round(cosine, 4), "dimension": got.shape[1], "sha256": sha256([target / MODEL])}


def _write(recipe: Recipe, files: ModelFiles, target: Path) -> None:
    if recipe == "float32":
        _export(_pipeline(load(files), files), target / MODEL)
        return
    smoothed = target / _SMOOTHED
    if not smoothed.exists():
        pipeline = _pipeline(load(files), files)
        _smooth(pipeline, files)
        _export(pipeline, smoothed)
    _quantise(smoothed, target / MODEL, signed=recipe == "signed")


def _describe(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()) if not isinstance(error, _UnfitModel) else str(error)


def _vectors(original: Any) -> Vectors:
    """Return what sentence-transformers makes of the compared texts, as passages and as questions."""
    texts = comparison_texts()
    rows = [original.encode_document(texts, show_progress_bar=False), original.encode_query(texts)]
    return normalize(np.concatenate(rows))


def _pipeline(original: Any, files: ModelFiles) -> Module:
    """Return a module from token ids to a text's vector and its tokens', of the model's own modules in their order."""
    import torch

    first, *others = list(original)
    if not hasattr(first, "auto_model"):
        raise _UnfitModel(f"its first module is no transformer: {type(first).__name__}")
    if files.prompt("document") + files.prompt("query") and not all(getattr(m, "include_prompt", True) for m in others):
        raise _UnfitModel("its pooling leaves the prompt out")

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = first.auto_model
            self.others = torch.nn.ModuleList(others)

        def forward(self, input_ids: Tensor) -> tuple[Tensor, Tensor]:
            tokens = self.transformer(input_ids=input_ids).last_hidden_state
            features = {"token_embeddings": tokens, "attention_mask": torch.ones_like(input_ids)}
            for module in self.others:
                features = module(features)
            return features["sentence_embedding"], tokens

    return Pipeline().eval()


def _smooth(pipeline: Module, files: ModelFiles) -> None:
    """Divide what flows into each product by a factor a channel, and multiply the weights that it meets with it."""
    import torch

    largest = _largest(pipeline, files)
    together: dict[tuple[float, ...], list[Linear]] = {}  # the same flows into a query, a key and a value
    for linear, flow in largest.items():
        together.setdefault(tuple(flow.tolist()), []).append(linear)
    with torch.no_grad():
        for linears in together.values():
            flow = largest[linears[0]].clamp_min(COPY.least_flow)
            weights = (
                torch.stack([linear.weight.abs().amax(0) for linear in linears]).amax(0).clamp_min(COPY.least_flow)
            )
            factor = flow**COPY.smoothing / weights ** (1 - COPY.smoothing)
            inverse = torch.nn.Parameter(1 / factor, requires_grad=False)  # one for all: one product is exported
            for linear in linears:
                linear.weight.mul_(factor)
                linear.register_parameter("smoothing", inverse)
                linear.register_forward_pre_hook(lambda module, given: (given[0] * module.smoothing, *given[1:]))


def _largest(pipeline: Module, files: ModelFiles) -> dict[Linear, Tensor]:
    """Return how large each channel that flows into a product gets in the measured texts."""
    import torch

    largest: dict[Linear, Tensor] = {}

    def note(module: Linear, given: tuple[Tensor, ...]) -> None:
        flow = given[0].detach().abs().flatten(0, -2).amax(0)
        largest[module] = torch.maximum(largest.get(module, flow), flow)

    linears = [module for module in pipeline.modules() if isinstance(module, torch.nn.Linear)]
    hooks = [linear.register_forward_pre_hook(note) for linear in linears]
    with torch.no_grad():
        for text in calibration_texts():
            pipeline(torch.tensor([files.token_ids(files.prompt("document") + text)]))
    for hook in hooks:
        hook.remove()
    return largest


def _export(pipeline: Module, target: Path) -> None:
    import torch

    with torch.no_grad():
        torch.onnx.export(
            pipeline,
            (torch.ones(1, 7, dtype=torch.long),),
            str(target),
            input_names=["input_ids"],
            output_names=list(OUTPUTS),
            dynamic_axes={name: {1: "count"} for name in ("input_ids", TOKENS)},
            opset_version=_OPSET,
            dynamo=False,  # the newer way needs another package and ten times as long
        )


def _quantise(source: Path, target: Path, *, signed: bool) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],  # not the table of words: it takes no time, and costs accuracy
        per_channel=True,
        weight_type=QuantType.QInt8 if signed else QuantType.QUInt8,
    )


if __name__ == "__main__":
    main()
