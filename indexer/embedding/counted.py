"""The tokens of texts that were counted: what is embedded soon afterwards need not be taken apart again."""

from __future__ import annotations

from array import array
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 4_096
"""Texts that are remembered: what comes in between a passage's cutting and its embedding. A kilobyte each."""

_LEAST = 48  # tokens from which on a text may be a passage; sentences are counted, too, and not embedded


class Counted:
    """Token numbers by text, without the special ones; the oldest are forgotten first. Safe for several threads."""

    def __init__(self) -> None:
        self._known: dict[str, array[int]] = {}
        self._lock = Lock()

    def keep(self, text: str, ids: Sequence[int]) -> None:
        """Remember a text's tokens until they are taken."""
        if len(ids) < _LEAST:
            return
        with self._lock:
            self._known[text] = array("I", ids)
            if len(self._known) > _MOST:
                del self._known[next(iter(self._known))]

    def take(self, text: str) -> list[int] | None:
        """Return a text's tokens, if they are known, and forget them."""
        with self._lock:
            found = self._known.pop(text, None)
        return None if found is None else found.tolist()
