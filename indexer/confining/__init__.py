"""Edge: hostile bytes are read in child processes, within a limit of time and one of memory."""

from __future__ import annotations

from indexer.confining.child import Limits
from indexer.confining.fence import gaps
from indexer.confining.reader import ConfinedReader

__all__ = ["ConfinedReader", "Limits", "gaps"]
