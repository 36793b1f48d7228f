"""Edge: hostile bytes are read in child processes, within a limit of time and one of memory."""

from __future__ import annotations

from indexer.sandbox.child import Limits
from indexer.sandbox.fence import gaps
from indexer.sandbox.reader import ConfinedReader

__all__ = ["ConfinedReader", "Limits", "gaps"]
