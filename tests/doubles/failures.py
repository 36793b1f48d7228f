"""What fails as a store does that cannot be reached for a moment."""

from __future__ import annotations

from typing import Any

from indexer.errors import StoreUnreachable


class FailingOnce:
    """A part of which a method fails when it is first called, and works from then on; all else works."""

    def __init__(self, part: Any, method: str) -> None:
        """Take the part, and the name of the method."""
        self._part = part
        self._method = method

    def __getattr__(self, name: str) -> Any:
        """Return a method of the part."""
        if name != self._method:
            return getattr(self._part, name)

        def fail(*_: Any, **__: Any) -> Any:
            self._method = ""
            raise StoreUnreachable("the database cannot be reached")

        return fail
