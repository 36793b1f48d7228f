"""The folder of the model that comes with the package, and whether it is as it was made."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexer.errors import ModelError

BUNDLED = Path(__file__).parent / "model"
"""The folder of the model that comes with the package."""

MODEL, TOKENIZER, SUMS = "reader.onnx", "tokenizer.json", "SHA256SUMS"
"""Its files: the model, its tokenizer, and the digests of both as `sha256sum` writes them."""

RESTORE = (
    "Restore it: `git checkout -- bot/evidence/reader/model` in a checkout, else"
    " `pip install --force-reinstall --no-deps byline`"
)


def write_sums(folder: Path) -> None:
    """Write what the files are to be from now on. Raises `OSError`."""
    lines = [f"{_sha256(folder / name)}  {name}\n" for name in (MODEL, TOKENIZER)]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")


def check_sums(folder: Path) -> str:
    """Return the start of the model's SHA-256. Raises `ModelError` if a file is damaged, changed or not there."""
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
        expected = {name: digest for digest, name in (line.split() for line in lines)}
        found = {name: _sha256(folder / name) for name in (MODEL, TOKENIZER)}
    except (OSError, ValueError) as error:
        raise ModelError(f"the bundled reader in {folder} cannot be checked: {error}. {RESTORE}") from error
    wrong = [name for name, digest in found.items() if digest != expected.get(name)]
    if wrong:
        raise ModelError(f"{folder / wrong[0]} is damaged or was changed. {RESTORE}")
    return found[MODEL][:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
