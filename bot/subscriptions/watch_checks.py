"""Why a new watch is refused: it means nothing, or could never match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.lexicon.synonyms import is_listed
from bot.language.words import words
from bot.subscriptions.fields import is_field
from indexer.errors import UsageError
from indexer.model import Selection

if TYPE_CHECKING:
    from bot.ports import Library
    from bot.subscriptions.topics import Topic
    from indexer.ports import LexicalIndex


def check_sources(chosen: Selection, library: Library) -> None:
    """Raise `UsageError`, in words, for a source of which nothing was ever collected."""
    for source in chosen.sources:
        if library.eligible(Selection(sources=(source,)), 0) == []:
            raise UsageError(f"source: nothing of {source[:60]!r} was ever collected, so that it could never match")


def check_topic(query: str, topic: Topic, chosen: Selection, lexical: LexicalIndex) -> None:
    """Raise `UsageError`, in words, for a watch on everything, or on what no article has a word of."""
    if topic.is_everything and chosen.is_empty:
        raise UsageError("a watch on everything: say what it is to be on, or name a source:, kind: or tag:")
    if not topic.concepts or topic.names.names or any(map(is_field, topic.concepts)):
        return
    if not lexical.search(topic.text, 1) and not any(map(is_listed, words(topic.text))):
        raise UsageError(f"no article has ever said anything of {query[:80]!r}, so that it could never match")
