"""Where an answer's sources have their news from: the reader is led to the first hand, if that was collected too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Source, Statement
    from bot.ports import Library
    from indexer.model import Article


def first_hand(
    library: Library, statements: Sequence[Statement], sources: Sequence[Source]
) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return statements and sources, each source with the article that it says its news comes from.

    Where that one is cited too it comes first instead, and the numbers are given anew.
    """
    behind = {source.number: _origin(library, source.article) for source in sources}
    led_to = {article.id for article in behind.values() if article}
    ordered = sorted(sources, key=lambda source: source.article.id not in led_to)
    number = {source.number: place for place, source in enumerate(ordered, start=1)}
    cited = {source.article.id for source in sources}
    shown = tuple(
        replace(source, number=number[source.number], origin=found if found and found.id not in cited else None)
        for source in ordered
        for found in [behind[source.number]]
    )
    said = tuple(replace(each, citations=tuple(number[one] for one in each.citations)) for each in statements)
    return said, shown


def _origin(library: Library, article: Article) -> Article | None:
    """Return the article behind the first origin whose address is known in the catalogue and still online."""
    for origin in article.origins:
        found = library.article(library.find([origin.url]) or "") if origin.url else None
        if found and found.id != article.id and not found.gone:
            return found
    return None
