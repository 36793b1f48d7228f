"""References: a short name by which everything that is logged of one question, command or order can be found.

A chat question's is made of its id: so it is the same after a restart and for the row that the journal keeps, and needs
no place of its own. It goes with the context of whatever is done for the question; a thread must be given a copy of it.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

_NAME = "reference"
_BYTES = 4


def reference_of(event_id: str) -> str:
    """Return the reference of a question, or of another event that has an id."""
    return hashlib.sha256(event_id.encode(errors="replace")).hexdigest()[: 2 * _BYTES]


def new_reference() -> str:
    """Return the reference of something that has no id."""
    return secrets.token_hex(_BYTES)


def referred(reference: str) -> AbstractContextManager[None]:
    """Have everything that is logged within the block name a reference."""
    return bound_contextvars(reference=reference)


def refer(reference: str) -> None:
    """Have everything that is logged from now on name a reference: for what has a task of its own."""
    bind_contextvars(reference=reference)


def current_reference() -> str:
    """Return the reference in force, "" for none."""
    return str(get_contextvars().get(_NAME, ""))
