"""Notes on corrections are posted once each, also after a fault halfway."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.chat.context import ChatContext
from bot.adapters.chat.correction_notes import CorrectionNotes
from bot.adapters.chat.executors import Executors
from bot.adapters.slack import errors
from bot.adapters.slack.markup import MRKDWN, usage
from bot.conversation.corrections import Correcting
from indexer.errors import BylineError, LeaseLost, Refused, StoreUnreachable, Unsure
from tests.bot.conversation.test_corrections import answered, cited, corrected
from tests.contracts.test_journal import NOW
from tests.doubles.catalogue_records import save
from tests.doubles.failures import FailingOnce
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.adapters.messages.message import Message
    from bot.conversation.corrections import Note
    from indexer.catalogue import SqlCatalogue

DAY = timedelta(days=1)


class Thread:
    """Where notes are posted: those that stand, by their nonces. Each of the failures is raised once."""

    def __init__(self, *failures: Exception) -> None:
        self.standing: list[str] = []
        self._failures = list(failures)

    async def post_note(self, note: Note, message: Message, nonce: str) -> None:  # noqa: ARG002  the port's form
        """Keep the nonce."""
        if self._failures:
            raise self._failures.pop(0)
        if nonce not in self.standing:
            self.standing.append(nonce)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield a catalogue that holds an article that was corrected."""
    with Newsroom(tmp_path) as room:
        save(room.catalogue, cited())
        save(room.catalogue, corrected())
        yield room.catalogue


def context(executors: Executors) -> ChatContext:
    """Return what notes read of a context; what answers questions is not there."""
    nothing: Any = None
    return ChatContext(
        platform="slack",
        service=nothing,
        zone=UTC,
        feeds=nothing,
        executors=executors,
        markup=MRKDWN,
        errors=errors,
        usage=usage("/news"),
    )


def post_in_rounds(journal: Any, catalogue: SqlCatalogue, thread: Any, rounds: int) -> list[type[Exception] | None]:
    """Post what is due in so many rounds; return what each has raised."""
    executors = Executors(1)
    raised: list[type[Exception] | None] = []
    correcting = Correcting(journal=journal, library=catalogue, clock=FakeClock(NOW + DAY))
    notes = CorrectionNotes(context(executors), correcting, thread)
    for _ in range(rounds):
        try:
            asyncio.run(notes.post_due())
            raised.append(None)
        except BylineError as error:
            raised.append(type(error))
    executors.close()
    return raised


@pytest.mark.parametrize("method", ["intend_note", "close_note"])
def test_a_fault_of_the_store_costs_one_round(catalogue: SqlCatalogue, method: str) -> None:
    """What could not be stored is stored in the next round, with the notes behind it, and each stands once."""
    journal, thread = FakeJournal(), Thread()
    answered(journal, "1.0")
    answered(journal, "2.0")
    assert post_in_rounds(FailingOnce(journal, method), catalogue, thread, 3) == [StoreUnreachable, None, None]
    assert thread.standing == ["note0", "note1"]


@pytest.mark.parametrize(
    ("failure", "raised", "standing"),
    [
        (LeaseLost("another process posts"), LeaseLost, ["note0", "note1"]),
        (Unsure("the connection was lost"), None, ["note1", "note0"]),
        (Refused("posting", "is_archived"), None, ["note1"]),
    ],
)
def test_a_note_that_was_not_posted(
    catalogue: SqlCatalogue, failure: Exception, raised: type[Exception] | None, standing: list[str]
) -> None:
    """It is posted in the next round, unless the platform does not take it."""
    journal, thread = FakeJournal(), Thread(failure)
    answered(journal, "1.0")
    answered(journal, "2.0")
    assert post_in_rounds(journal, catalogue, thread, 2) == [raised, None]
    assert thread.standing == standing
