"""How a command speaks, whether its words are printed here or sent to where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.ports import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Where data, messages and progress go."""

    out: Callable[[str], None]  # a line of data, or several
    note: Callable[[str], None]  # something that is no data
    progress: Progress
    gone: Callable[[], bool] = lambda: False  # whether nobody listens any more
