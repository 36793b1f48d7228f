"""Pages -> articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import newsroom
from bench.report import Row
from bench.timing import best

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.options import Options

_ROUNDS = 7


def measure(_options: Options) -> Iterator[Row]:
    """Extract the pages of the sample newsroom: text, publisher, kind, quality and origins."""
    pages = newsroom.pages()
    newsroom.articles()  # loads the libraries
    yield Row(
        what="articles extracted",
        value=len(pages) / best(newsroom.articles, _ROUNDS),
        unit="articles/s",
        baseline=len(pages) / best(_plainly, _ROUNDS),
        against="trafilatura alone: text and metadata",
    )


def _plainly() -> None:
    from trafilatura import bare_extraction

    for page, _ in newsroom.pages():
        bare_extraction(page.body, url=page.url, with_metadata=True)
