"""Index generations: which one serves, which is being built, which is to go, and where their files are.

The catalogue says it, by the cursor that it keeps for each of them, so that one transaction switches: a cursor that is
not negative makes the generation that serves. Everything else on the disk is a remainder.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.errors import IndexMismatch, StoreError
from indexer.passages import RULES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from indexer.ports import Embedder, VectorIndex
    from indexer.ports.upkeep import Outbox

UNFINISHED = -1
"""The cursor of a generation that is being built, or was when the program ended."""

RETIRED = -2
"""The cursor of a generation that serves no more and whose files may still be there."""

VECTORS, LEXICAL = "vectors", "lexical"

_NAME = re.compile(r"(g[0-9a-f]+)(?:_(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One building of the indexes. The rules may be the same as another's, the number is not."""

    rules: str  # model, dimension and passage rules, in short
    number: int = 1

    @property
    def name(self) -> str:
        """What the catalogue and Chroma call it."""
        return self.rules + (f"_{self.number}" if self.number > 1 else "")

    def folder(self, data_dir: Path, kind: str) -> Path:
        """Return where its vectors or its lexical index are."""
        return data_dir / (kind + (f".{self.number}" if self.number > 1 else ""))


def index_rules(embedder: Embedder) -> str:
    """Return what an index holds by: another model, dimension or passage rule gives another."""
    rules = f"{embedder.fingerprint}|{embedder.dimension}|{RULES}"
    return "g" + hashlib.sha256(rules.encode()).hexdigest()[:12]


def find_current(outbox: Outbox) -> Build | None:
    """Return the build that serves, None before the first."""
    return next((_build(name) for name in outbox.generations() if (outbox.cursor(name) or 0) >= 0), None)


def other_build(outbox: Outbox, name: str) -> Build | None:
    """Return the build that serves, if it is another one than a process has open."""
    found = find_current(outbox)
    return found if found and found.name != name else None


def find_unfinished(outbox: Outbox) -> list[Build]:
    """Return the builds that were begun and neither finished nor given up."""
    return [_build(name) for name in outbox.generations() if outbox.cursor(name) == UNFINISHED]


def require_current(outbox: Outbox, rules: str) -> Build:
    """Return the build to open. Raises `IndexMismatch` if another model or other passage rules made it."""
    found = find_current(outbox)
    if found is not None and found.rules != rules:
        raise IndexMismatch(
            f"the index was made by another embedding model or by other passage rules ({found.name}, now {rules}): "
            "run `byline reindex` to make it anew from the catalogue, or restore the [embedding] section"
        )
    return found or Build(rules=rules)


def next_build(outbox: Outbox, rules: str) -> Build:
    """Return the build that is to replace the one that serves; the same one again if it was begun."""
    found = find_current(outbox)
    return Build(rules=rules, number=found.number + 1 if found else 1)


def retire_unfinished(outbox: Outbox, others_than: Build) -> list[Build]:
    """Retire the unfinished builds by other rules than a build's, and return them."""
    given_up = [build for build in find_unfinished(outbox) if build.rules != others_than.rules]
    for build in given_up:
        outbox.set_cursor(build.name, RETIRED)
    return given_up


def begin_build(outbox: Outbox, build: Build, data_dir: Path) -> None:
    """Start a build in an empty place, or go on with it where it was left."""
    if outbox.cursor(build.name) != UNFINISHED:
        for kind in (VECTORS, LEXICAL):
            remove_folder(build.folder(data_dir, kind))
        outbox.set_cursor(build.name, UNFINISHED)


def remove_retired(outbox: Outbox, vectors: VectorIndex, data_dir: Path, served: Build) -> None:
    """Give back the disk that retired builds take; what a crash leaves of them goes at the next start."""
    retired = [name for name in outbox.generations() if outbox.cursor(name) == RETIRED]
    for name in retired:
        vectors.remove_generation(name)  # of a server
    for folder in _leftovers(data_dir, [served, *find_unfinished(outbox)]):
        remove_folder(folder)
    for name in retired:
        outbox.forget_generation(name)


def remove_folder(folder: Path) -> None:
    """Remove a folder of derived data. Raises `StoreError` if that cannot be done."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise StoreError(f"{folder} cannot be removed ({error.strerror}): remove it by hand") from error


def _leftovers(data_dir: Path, kept: Collection[Build]) -> list[Path]:
    """Return the index folders that belong to no build."""
    wanted = {build.folder(data_dir, kind) for build in kept for kind in (VECTORS, LEXICAL)}
    found = [path for kind in (VECTORS, LEXICAL) for path in (data_dir / kind, *data_dir.glob(f"{kind}.*"))]
    return [path for path in found if path.is_dir() and path not in wanted]


def _build(name: str) -> Build:
    match = _NAME.fullmatch(name)
    if match is None:
        raise StoreError(f"the catalogue names an index {name!r} that this version does not know")
    return Build(rules=match[1], number=int(match[2] or 1))
