"""What earlier answers of a conversation told: "more" does not tell it again (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.language.words import stems

if TYPE_CHECKING:
    from bot.model import FoundStory, ToldStatement


@dataclass(frozen=True)
class ToldBefore:
    """Statements that were told, known by their stories, articles and entries, or by their text where that is all.

    It has no slots, for the sake of `cached_property`.
    """

    statements: tuple[ToldStatement, ...] = ()

    @cached_property
    def texts(self) -> frozenset[str]:
        """Their texts."""
        return frozenset(each.text for each in self.statements)

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(key for each in self.statements for key in (each.story, *each.articles) if key)

    @cached_property
    def _entries(self) -> tuple[frozenset[str], ...]:
        return tuple(own for each in self.statements if (own := stems(each.subject)))

    def is_story(self, story: FoundStory) -> bool:
        """Tell whether something of a story was told."""
        return (
            story.id in self._ids
            or any(hit.article.id in self._ids for hit in story.hits)
            or any(text in hit.placed.passage.text for hit in story.hits for text in self.texts)
        )

    def is_entry(self, name: str) -> bool:
        """Tell whether a list told what goes by a name."""
        own = stems(name)
        return bool(own) and own in self._entries
