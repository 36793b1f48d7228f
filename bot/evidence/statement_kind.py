"""How a sentence is to be taken, by the article that it is from and by what it says itself (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.words import is_attributed, is_hedged
from bot.model import StatementKind
from indexer.model import Kind

if TYPE_CHECKING:
    from indexer.model import Article


def kind_of(sentence: str, article: Article) -> StatementKind:
    """Return the kind of a sentence: a guess stays a guess, and what a commentary passes on is a report."""
    if is_hedged(sentence):
        return StatementKind.HEDGED
    if article.kind is Kind.OPINION and is_attributed(sentence):
        return StatementKind.REPORTED
    return StatementKind(article.kind.value)
