"""What saving an article changes, decided before anything is written (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from indexer.model import Article, Passage


def merge_article(known: Article | None, article: Article) -> Article:
    """Return the article to store, given the one that is stored.

    The version is counted here; the first sight stays the first; the addresses under which it was met stay; so does
    whether it is backlog.
    """
    if known is None:
        return replace(article, version=1).met_under(())
    merged = replace(
        article,
        first_seen=known.first_seen,
        updated=article.updated or known.updated,
        version=known.version + is_rewritten(known, article),
        aliases=(known.url, *known.aliases),
        backlog=known.backlog,
    )
    return merged.met_under(article.aliases)


def is_rewritten(known: Article, article: Article) -> bool:
    """Tell whether an article's words differ from the known ones."""
    return (known.title, known.text) != (article.title, article.text)


def drop_duplicates(passages: Collection[Passage]) -> list[Passage]:
    """Return the passages without those whose id came before: one text is searched once."""
    return list({passage.id: passage for passage in reversed(list(passages))}.values())[::-1]


def outbox_changes(
    known: Mapping[str, str], current: Mapping[str, str], *, everything: bool
) -> Iterator[tuple[str, str, bool]]:
    """Yield (passage id, period, put) for the outbox; `known` and `current` give each passage's period by id.

    `everything`: something changed that stands beside each passage, so that all of them are put again.
    """
    for passage_id, period in known.items():
        if passage_id not in current:
            yield passage_id, period, False
    for passage_id, period in current.items():
        if everything or passage_id not in known:
            yield passage_id, period, True


def needs_reindexing(known: Article | None, article: Article) -> bool:
    """Tell whether anything changed that the lexical index keeps beside a passage's own text."""
    return known is None or _columns(known) != _columns(article)


def _columns(article: Article) -> tuple[object, ...]:
    return (article.title, article.text, article.publisher, article.when, article.kind, article.url)
