"""Where the output of a command goes, whether it is printed here or sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.ports import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Functions that take data, messages and progress."""

    out: Callable[[str], None]  # a line of data, or several
    note: Callable[[str], None]  # a message that is no data
    progress: Progress
    is_gone: Callable[[], bool] = lambda: False  # whether nobody reads it any more
