"""What `mcp` does where another process owns the data directory."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands.mcp import patiently
from indexer.errors import DataDirBusy


def test_an_owner_that_is_just_opening_is_waited_for() -> None:
    """A request that finds the directory owned and not served yet is tried again, up to a time."""
    refusals = iter((DataDirBusy("opening"), DataDirBusy("opening")))

    def work() -> dict[str, Any]:
        if refusal := next(refusals, None):
            raise refusal
        return {"done": True}

    assert patiently(work) == {"done": True}
    refusals = iter((DataDirBusy("hangs"),))
    with pytest.raises(DataDirBusy, match="hangs"):
        patiently(work, patience=0.0)
