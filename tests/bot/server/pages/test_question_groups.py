"""Questions that found nothing, in groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.model import RefusalReason
from bot.model.chat import UnansweredQuestion
from bot.server.pages.question_groups import group_questions, unseen

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOTHING, UNLIKELY = RefusalReason.NOTHING_RETRIEVED, RefusalReason.UNLIKELY


def asked(*texts: str, reason: RefusalReason = NOTHING, private: bool = False) -> list[UnansweredQuestion]:
    """Return questions, each an hour older than the one before."""
    return [
        UnansweredQuestion(received=NOW - timedelta(hours=at), reason=reason, private=private, text=text)
        for at, text in enumerate(texts)
    ]


def test_questions_on_one_thing_stand_together() -> None:
    """In whatever words they are asked; what is asked most often comes first, and no wording comes twice."""
    found = group_questions(
        [
            *asked("Who runs Tessaline?"),
            *asked("When does Quillmark open in Osaka?", "when will quillmark open in Osaka", reason=UNLIKELY),
            *asked("When does Quillmark open in Osaka?"),
        ]
    )
    assert [(group.questions, group.count) for group in found] == [
        (("When does Quillmark open in Osaka?", "when will quillmark open in Osaka"), 3),
        (("Who runs Tessaline?",), 1),
    ]
    assert found[0].reasons == {UNLIKELY: 2, NOTHING: 1}


def test_questions_without_content_words_are_groups_by_themselves() -> None:
    """Nothing is held to be alike because both say nothing."""
    assert len(group_questions(asked("Who is he?", "???", "Quillmark"))) >= 2


def test_what_cannot_be_shown_is_counted() -> None:
    """Private questions, and those whose words are not kept."""
    every = [*asked("", private=True), *asked("", ""), *asked("Quillmark?")]
    assert unseen(every) == (1, 2)
    assert len(group_questions(every)) == 1
