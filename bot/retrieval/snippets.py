"""What a search shows of a passage (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.words import terms
from indexer.passages import sentences

if TYPE_CHECKING:
    from bot.model import Hit, Query

_LONGEST = 300  # characters


def snippet(hit: Hit, query: Query) -> str:
    """Return the sentence of a passage that says most of what was searched for, cut between words if it is long."""
    text = hit.placed.passage.text
    spans = sentences(text) or [(0, len(text))]
    sought = set(query.terms)
    values = [len(sought.intersection(terms(text[start:end]))) for start, end in spans]
    start, end = spans[max(range(len(spans)), key=lambda number: values[number])]
    shown = " ".join(text[start:end].split())
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
