"""The process in which a model's copy is made: one way to compute it after the other, until one is near enough."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from indexer.embedding.model_files import ModelFiles, sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.embedding.processors import Processor, Recipe

MODEL, RECORD = "model.onnx", "made.json"
"""A copy's file, and the one beside it that says how it computes and how near it is to the original."""

REFUSED = 3
"""The exit code when the model cannot be made, however often it is tried; the reason is the last line on stderr."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What makes the copies of one sort of models."""

    module: str  # of the function `make_by`, see `Make`; imported in the child process alone
    edition: int  # raise it whenever another copy is made of the same weights, or more is asked of it
    measures: tuple[str, ...]  # the numbers that the record holds
    files: tuple[str, ...] = (MODEL,)  # what a copy consists of, beside the record
    choose: Callable[[Processor], tuple[tuple[Recipe, ...], str]]  # how to compute on it, the best first, and why
    sort: str = ""  # what the folders of its copies begin with: several sorts share the folder of all


class Make(Protocol):
    """Write the copy of a model that computes by a recipe into a folder, as `MODEL`; return what was measured.

    Raises `UnfitModel` if it is too far from the original, and whatever exporter, quantiser and model raise.
    """

    def __call__(self, recipe: Recipe, files: ModelFiles, target: Path) -> dict[str, Any]:
        """Do it."""


class UnfitModel(Exception):
    """A model that has what a copy cannot have."""


def main() -> None:
    """Make the copy of the model in one folder in another: `MODEL`, and `RECORD`.

    Called with both folders, the recipes in their order, the copy's files and the module with `make_by`.
    """
    source, target, recipes, files, module = sys.argv[1:6]
    folder = Path(target)
    try:
        make_by: Make = import_module(module).make_by
        record = make_first(make_by, ModelFiles(source), folder, cast("list[Recipe]", recipes.split(",")))
        for path in folder.iterdir():
            if path.name not in files.split(","):
                path.unlink()
        record["sha256"] = digest(folder, files.split(","))
    except (OSError, MemoryError, ModuleNotFoundError) as error:  # another time there may be room, or torch
        sys.exit(f"{type(error).__name__}: {error}")
    except Exception as error:  # exporter, quantiser and model raise any class
        print(_describe(error), file=sys.stderr)  # noqa: T201  for the parent
        sys.exit(REFUSED)
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")


def make_first(make_by: Make, files: ModelFiles, target: Path, recipes: Sequence[Recipe]) -> dict[str, Any]:
    """Make a copy by the first recipe that will do; return its record. Raises `UnfitModel` if none does."""
    tried: dict[str, str] = {}
    for recipe in recipes:
        try:
            measured = make_by(recipe, files, target)
        except (OSError, MemoryError):  # no fault of the recipe
            raise
        except ModuleNotFoundError as error:  # nor of the model; what was prepared elsewhere may have failed before it
            raise ModuleNotFoundError("; ".join([*dict.fromkeys(tried.values()), str(error)])) from error
        except Exception as error:  # the next recipe may do
            tried[recipe] = _describe(error)
        else:
            return {"recipe": recipe, **measured, "tried": tried}
    raise UnfitModel("; ".join(dict.fromkeys(tried.values())))


def digest(folder: Path, files: Sequence[str]) -> str:
    """Return the SHA-256 of a copy's files, one after the other. Raises `OSError`."""
    return sha256([folder / name for name in files])


def _describe(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split()) if not isinstance(error, UnfitModel) else str(error)
