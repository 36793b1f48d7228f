"""The making of a model for onnxruntime from one of sentence-transformers. Run in a process of its own.

Of the given ways to compute it, it takes the first whose vectors are near enough to the original's. In two of
them the weights of its matrix products become whole numbers of 8 bits: see `quantisation`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.embedding.model_files import ModelFiles, normalize
from indexer.embedding.onnx.comparison import VECTORS, measure
from indexer.embedding.onnx.engine import OUTPUTS, TOKENS, OnnxEmbedder
from indexer.embedding.onnx.making import MODEL, UnfitModel
from indexer.embedding.onnx.quantisation import OPSET, quantise, smooth
from indexer.embedding.onnx.samples import calibration_texts, comparison_texts
from indexer.embedding.torch_engine import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from torch import Tensor
    from torch.nn import Module

    from indexer.embedding.processors import Recipe
    from indexer.model import Vectors

_SMOOTHED = "smoothed.onnx"


def make_by(recipe: Recipe, files: ModelFiles, target: Path) -> dict[str, Any]:
    """Write a copy, and return its dimension and how near it is; see `making.Make`."""
    _write(recipe, files, target)
    return measure(OnnxEmbedder(files, target / MODEL), _vectors(files))


def write_prepared(files: ModelFiles, target: Path, names: Mapping[Recipe, str]) -> None:
    """Write a copy for each recipe, under its name, and what the original says; nothing is compared: see `prepared`."""
    for recipe, name in names.items():
        _write(recipe, files, target)
        (target / MODEL).rename(target / name)
    (target / _SMOOTHED).unlink(missing_ok=True)
    np.save(target / VECTORS, _vectors(files))


def _write(recipe: Recipe, files: ModelFiles, target: Path) -> None:
    if recipe == "float32":
        _export(_pipeline(load(files), files), target / MODEL)
        return
    smoothed = target / _SMOOTHED
    if not smoothed.exists():
        pipeline = _pipeline(load(files), files)
        texts = (files.prompt("document") + text for text in calibration_texts())
        smooth(pipeline, [(_ids(files, text),) for text in texts])
        _export(pipeline, smoothed)
    quantise(smoothed, target / MODEL, signed=recipe == "signed")


def _ids(files: ModelFiles, text: str) -> Tensor:
    import torch

    return torch.tensor([files.token_ids(text)])


@lru_cache(maxsize=1)  # the recipes are compared with one original
def _vectors(files: ModelFiles) -> Vectors:
    """Return what sentence-transformers makes of the compared texts, as passages and as questions."""
    original, texts = load(files), comparison_texts()
    rows = [original.encode_document(texts, show_progress_bar=False), original.encode_query(texts)]
    return normalize(np.concatenate(rows))


def _pipeline(original: Any, files: ModelFiles) -> Module:
    """Return a module from token ids to a text's vector and its tokens', of the model's own modules in their order."""
    import torch

    first, *others = list(original)
    if not hasattr(first, "auto_model"):
        raise UnfitModel(f"its first module is no transformer: {type(first).__name__}")
    if files.prompt("document") + files.prompt("query") and not all(getattr(m, "include_prompt", True) for m in others):
        raise UnfitModel("its pooling leaves the prompt out")

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
            opset_version=OPSET,
            dynamo=False,  # the newer way needs another package and ten times as long
        )
