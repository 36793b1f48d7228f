"""Edge: hostile bytes are read in child processes, within a limit of time and one of memory."""

from __future__ import annotations

from indexer.sandbox.child import JobLimits
from indexer.sandbox.reader import SandboxReader
from indexer.sandbox.restrictions import find_gaps

__all__ = ["JobLimits", "SandboxReader", "find_gaps"]
