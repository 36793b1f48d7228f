"""Copies that were made elsewhere, for where torch is not installed: this processor compares them with the original.

A folder of them is filled by `preparing`: for each model one with a copy for each recipe, and the vectors that the
original gives the compared texts. So torch is needed to make a copy, and not to believe one.
"""

from __future__ import annotations

import json
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.embedding.model_files import sha256
from indexer.embedding.onnx.comparison import VECTORS, measure
from indexer.embedding.onnx.engine import OnnxEmbedder
from indexer.embedding.onnx.making import MODEL, UnfitModel

if TYPE_CHECKING:
    from indexer.embedding.model_files import ModelFiles
    from indexer.embedding.processors import Recipe

PREPARED: Final = "BYLINE_PREPARED"
"""The environment variable that names the folder."""

DIGESTS = "digests.json"
"""The file beside the copies of a model and `VECTORS` that has the SHA-256 of each by its name."""

EDITION = 3
"""Of the copies of embedding models: raise it whenever another one is made of the same weights, or more is asked."""


def torch_is_installed() -> bool:
    """Tell whether a model can be computed as it is, and copied; nothing is imported for it."""
    return find_spec("sentence_transformers") is not None


def folder_name(files: ModelFiles) -> str:
    """Return what a model's folder in the folder of prepared copies is called."""
    return f"{files.fingerprint}-{EDITION}"


def prepared_folder(files: ModelFiles) -> Path | None:
    """Return the folder with a model's prepared copies, if there is one."""
    named = os.environ.get(PREPARED)
    folder = Path(named, folder_name(files)) if named else None
    return folder if folder and folder.is_dir() else None


def describe_place(files: ModelFiles) -> str:
    """Say where a model's prepared copies are looked for."""
    named = os.environ.get(PREPARED)
    return f"there is no folder {Path(named, folder_name(files))}" if named else f"{PREPARED} names no folder"


def make_by(recipe: Recipe, files: ModelFiles, target: Path) -> dict[str, Any]:
    """Take the prepared copy, or make one where none is; return its dimension and how near it is; see `making.Make`."""
    folder = prepared_folder(files)
    if folder is None or not (folder / copy_name(recipe)).exists():
        if not torch_is_installed():
            where = f"in {folder}" if folder else describe_place(files)
            raise ModuleNotFoundError(f"no sentence-transformers, and no {copy_name(recipe)} that is prepared: {where}")
        from indexer.embedding.onnx import build

        return build.make_by(recipe, files, target)
    digests = json.loads((folder / DIGESTS).read_bytes())
    for name in (copy_name(recipe), VECTORS):
        if sha256([folder / name]) != digests.get(name):
            raise UnfitModel(f"{folder / name} is damaged")
    shutil.copyfile(folder / copy_name(recipe), target / MODEL)
    return measure(OnnxEmbedder(files, target / MODEL), np.load(folder / VECTORS))


def copy_name(recipe: Recipe) -> str:
    """Return the file name of the copy that computes by a recipe."""
    return f"{recipe}.onnx"
