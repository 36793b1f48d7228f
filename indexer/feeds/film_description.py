"""What the description of a film says beside the list of its chapters (pure)."""

from __future__ import annotations

import re

# Chapters stand one a line, the first at the film's beginning: https://support.google.com/youtube/answer/9884579
_FIRST_CHAPTER = re.compile(r"^\W{0,3}0?0:00\b", re.MULTILINE)
_CHAPTER = re.compile(r"^\W{0,3}(?:\d{1,2}:)?\d{1,2}:\d{2}\b.*$", re.MULTILINE)


def without_chapters(text: str) -> str:
    """Return a description, plain text, without its chapters."""
    return _CHAPTER.sub("", text) if _FIRST_CHAPTER.search(text) else text
