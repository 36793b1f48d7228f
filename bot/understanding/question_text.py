"""The text of a question as it is read: on one line, bounded, without characters that no engine takes (pure)."""

from __future__ import annotations

MAX_QUESTION = 1_000
"""Characters of a question that are read: more is a pasted document, not a question."""


def plain_text(text: str) -> str:
    """Return the part of a question that is read, on one line."""
    return " ".join(without_surrogates(text).split())[:MAX_QUESTION]


def without_surrogates(text: str) -> str:
    """Return a text without halves of surrogate pairs, which JSON can bring in and no engine takes."""
    return text.encode("utf-8", errors="replace").decode()
