"""Edge: hostile bytes are read in child processes, within a limit of time and one of memory."""

from __future__ import annotations

from indexer.sandbox.child import JobLimits
from indexer.sandbox.process_sandbox import ProcessSandbox
from indexer.sandbox.restrictions import find_gaps

__all__ = ["JobLimits", "ProcessSandbox", "find_gaps"]
