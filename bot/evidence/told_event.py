"""What a sentence is to events of the kind that is asked for: by itself, by its item, by its title (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.language.headlines import is_bare_name
from bot.language.words import stems

if TYPE_CHECKING:
    from bot.evidence.sentences import PassageSentence
    from bot.language.event_kinds import EventKind

_CASE = re.compile(r"\bv\.? (?=[A-Z])")  # the heading of an item on a suit: "Acme v. Hooli"
_TO_SUE = "sue"
_TITLE_IN_LEAD = 2  # words of a title that the first sentence says which tells the same


@dataclass(frozen=True, eq=False)
class ToldEvent:
    """What a sentence is to events of a kind. It has no slots, for the sake of `cached_property`."""

    kind: EventKind
    sentence: PassageSentence
    is_own: bool = False  # it is posted by whom it is asked of

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """From where to where the sentence tells one as a fact, None for nowhere."""
        return self.kind.place(self.sentence.text)

    @cached_property
    def told_of(self) -> int:
        """Where in the sentence those stand that it is told of, see `EventKind.begins_behind`."""
        return self.kind.begins_behind(self.sentence.text)

    @cached_property
    def is_titled(self) -> bool:
        """Whether the title of the article tells one."""
        return self.kind.is_titled(self.sentence.article.title) or self.is_named

    @cached_property
    def is_named(self) -> bool:
        """Whether its maker titles the article with nothing but the name of what it has made: "Acme Boat 2"."""
        return self.kind.is_told_by_name and self.is_own and is_bare_name(self.sentence.article.title)

    @cached_property
    def is_under_kind(self) -> bool:
        """Whether the heading of the item that it stands in says nothing but the kind: "Outages"."""
        return self.sentence.item is not None and self.kind.heads(self.sentence.item.heading)

    @cached_property
    def is_under_case(self) -> bool:
        """Whether it stands first under the heading of an item on a suit: "Acme v. Hooli"."""
        return self.sentence.before is not None and bool(_CASE.search(self.sentence.before.text))

    @cached_property
    def is_told(self) -> bool:
        """Whether the sentence tells one.

        So does one under the heading of a suit that is asked for, and the first one below a title that tells one.
        """
        is_of_case = self.is_under_case and self.kind.is_asked(_TO_SUE)
        is_named = self.is_named and (self.sentence.is_title or self._is_first)
        return is_of_case or self.place is not None or is_named or self._is_titled_lead or self._is_headed

    @property
    def _is_headed(self) -> bool:
        """Whether it begins an item whose heading, or the title of whose round-up, tells such events."""
        item, text = self.sentence.item, self.sentence.text
        if item is None or not item.begins_with(text) or self.kind.is_denied(text):
            return False
        return self.is_under_kind or self.is_titled

    @property
    def _is_titled_lead(self) -> bool:
        """Whether it begins an article whose title tells one, and says some of its words."""
        said = self.sentence.terms & stems(self.sentence.article.title)
        return self._is_first and len(said) >= _TITLE_IN_LEAD and self.is_titled

    @property
    def _is_first(self) -> bool:
        """Whether it begins the text of its article."""
        sentence = self.sentence
        before = sentence.before  # "Resolved.", or what else is no sentence
        is_second = before is not None and not (before.place or before.is_quotable)
        is_first = sentence.hit.placed.passage.ordinal == 0 and not sentence.is_heading
        return is_first and (sentence.place == 0 or is_second)
