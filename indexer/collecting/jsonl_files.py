"""Edge: the files of an import, line by line, and what became of them. It imports nothing that takes long to load."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.errors import StoreError
from indexer.model import Outcome

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MAX_LINE = 8_000_000
"""Bytes of one line; a longer one is reported and skipped."""

SYNC_EVERY = 200
"""Lines that are stored between two visits to the indexes."""

_BATCH_BYTES = 8_000_000  # bytes from which on a lot is full


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file; of one that is too long, a little more than the limit."""

    file: str  # its name without the folder
    number: int
    data: bytes


@dataclass(slots=True)
class ImportReport:
    """What an import did."""

    lines: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    bad: list[tuple[str, int, str]] = field(default_factory=list)  # file, line number, reason
    embedded: int = 0

    def add(self, other: ImportReport) -> None:
        """Count what a further part of the import did."""
        self.lines += other.lines
        self.bad += other.bad
        self.embedded += other.embedded
        for outcome, number in other.outcomes.items():
            self.outcomes[outcome] += number


def read_lines(files: Sequence[Path]) -> Iterator[Line]:
    """Yield the lines of the files, plain or gzip, that are not blank. Raises `StoreError` if one cannot be read."""
    for file in files:
        for number, data in _lines(file):
            yield Line(file=file.name, number=number, data=data)


def batch_lines(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Yield the lines in lots that are bounded in number and size; before an error, what was read until then."""
    lot: list[Line] = []
    size = 0
    try:
        for line in lines:
            lot.append(line)
            size += len(line.data)
            if len(lot) == SYNC_EVERY or size >= _BATCH_BYTES:
                yield lot
                lot, size = [], 0
    except StoreError:
        if lot:
            yield lot
        raise
    if lot:
        yield lot


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers."""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            number = 0
            while line := stream.readline(MAX_LINE + 1):
                number += 1
                _skip_rest(stream, line)
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:  # gzip raises all three
        raise StoreError(f"{file}: cannot be read: {error}") from error


def _skip_rest(stream: io.BufferedIOBase, line: bytes) -> None:
    """Read on to the end of a line that is longer than the limit, without keeping it."""
    if len(line) > MAX_LINE:
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE)
