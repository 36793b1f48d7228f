"""Questions that found nothing, those on one thing together (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.language.words import terms
from bot.server.pages.page_room import bounded, room_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.model import RefusalReason
    from bot.model.chat import UnansweredQuestion

_ALIKE = 0.5  # set by hand: share of their words that two questions on one thing have in common
_WORDINGS = 4  # of a group that are shown
_LONGEST = 300  # characters of a question
_ADDRESS = 1_200  # bytes of an address with its beginning, and of the reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Questions on one thing."""

    questions: tuple[str, ...]  # different ones, the newest first; the first stands for all
    words: frozenset[str]  # stems of the first one's content words
    reasons: Mapping[RefusalReason, int]
    newest: datetime

    @property
    def count(self) -> int:
        """How often it was asked."""
        return sum(self.reasons.values())

    @property
    def room(self) -> int:
        """Bytes of HTML that it takes: the first question stands there again for who cannot see, and in an address."""
        return room_of((*self.questions, self.questions[0])) + _ADDRESS


def group_questions(questions: Iterable[UnansweredQuestion]) -> list[QuestionGroup]:
    """Return questions, newest first, in groups: what was asked most often first. Those without a text are left out."""
    groups: list[QuestionGroup] = []
    for each in questions:
        if text := bounded(each.text, _LONGEST):
            _put(groups, text, each)
    return sorted(groups, key=lambda group: (-group.count, -group.newest.timestamp()))


def _put(groups: list[QuestionGroup], text: str, asked: UnansweredQuestion) -> None:
    words = frozenset(terms(text))
    for place, group in enumerate(groups):
        if _are_alike(words, group.words):
            known = group.questions if text in group.questions else (*group.questions, text)[:_WORDINGS]
            reasons = Counter(group.reasons) + Counter((asked.reason,))
            groups[place] = replace(group, questions=known, reasons=reasons)
            return
    groups.append(QuestionGroup(questions=(text,), words=words, reasons={asked.reason: 1}, newest=asked.received))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return one == other or len(one & other) >= _ALIKE * len(one | other) > 0


def unseen(questions: Sequence[UnansweredQuestion]) -> tuple[int, int]:
    """Return how many of the questions are private, and of how many others the words are not kept."""
    private = sum(each.private for each in questions)
    return private, sum(not each.private and not each.text.strip() for each in questions)
