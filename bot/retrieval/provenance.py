"""Where an answer's sources have their news from, and where they were seen.

The reader is led to the original, if that was collected too, and to the posts that link to a source.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.model import Claim, Source
    from bot.ports import Library
    from indexer.model import Article


def origins_of(library: Library, claims: Iterable[Claim]) -> dict[str, Article]:
    """Return for the articles that claims cite, by id, the article that each says its news comes from."""
    cited = {each.article.id: each.article for claim in claims for each in claim.citations}
    found = ((key, _origin(library, article)) for key, article in cited.items())
    return {key: origin for key, origin in found if origin}


def add_discussions(library: Library, sources: Sequence[Source]) -> tuple[Source, ...]:
    """Return the sources with the posts in communities that link to them."""
    found = library.discussions([source.article.id for source in sources]) if sources else {}
    return tuple(replace(source, discussions=found.get(source.article.id, ())) for source in sources)


def _origin(library: Library, article: Article) -> Article | None:
    """Return the article behind the first origin whose address is known in the catalogue and still online."""
    for origin in article.origins:
        found = library.article(library.find([origin.url]) or "") if origin.url else None
        if found and found.id != article.id and not found.gone:
            return found
    return None
