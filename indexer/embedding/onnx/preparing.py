"""Prepares copies of an embedding model for computers without torch: `python -m indexer.embedding.onnx.preparing DIR`.

It takes what the full installation has, half a minute and 120 MB for the bundled model, and no network. The same folder
serves every kind of processor.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
import warnings
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.embedding.model_files import ModelFiles, sha256
from indexer.embedding.onnx.prepared import DIGESTS, PREPARED, copy_name, folder_name, torch_is_installed
from indexer.errors import BylineError, ModelError

if TYPE_CHECKING:
    from indexer.embedding.processors import Recipe

RECIPES: Final[tuple[Recipe, ...]] = ("signed", "unsigned")
"""What is prepared: one of them comes first on every processor."""


def prepare(files: ModelFiles, target: Path) -> Path:
    """Write a model's copies into its folder in `target`, as a whole or not at all; return that folder.

    Raises `ModelError` if the model cannot be had, and `OSError`.
    """
    if not torch_is_installed():
        raise ModelError("sentence-transformers is not installed: prepare the copies where the full installation is")
    from indexer.embedding.onnx.build import write_prepared

    folder = target / folder_name(files)
    target.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=target))
    try:
        write_prepared(files, part, {recipe: copy_name(recipe) for recipe in RECIPES})
        digests = {path.name: sha256([path]) for path in sorted(part.iterdir())}
        (part / DIGESTS).write_text(json.dumps(digests, indent=1), encoding="utf-8")
        part.chmod(0o755)  # it is read by other accounts
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def main() -> None:
    """Prepare the copies of the bundled model, or of another, and say where they are."""
    parser = ArgumentParser(
        prog="python -m indexer.embedding.onnx.preparing", description=(__doc__ or "").partition(":")[0]
    )
    parser.add_argument("folder", type=Path, help=f"where the copies go; {PREPARED} names it to those that use them")
    parser.add_argument("--model", default="", help="a folder or a name on the hub; without it the bundled model")
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # exporter and quantiser have much to say
    logging.disable(logging.WARNING)
    try:
        made = prepare(ModelFiles(given.model), given.folder)
    except (BylineError, OSError) as error:
        sys.exit(f"byline: {error}")
    sys.stdout.write(f"prepared: {made}\nset {PREPARED}={given.folder.absolute()} where they are to be used\n")


if __name__ == "__main__":
    main()
