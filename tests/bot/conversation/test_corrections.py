"""Notes on corrections: which answers deserve one, what it says, and that there is only one."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.chat.correction_notes import format_correction
from bot.adapters.slack.markup import MRKDWN, render
from bot.conversation.corrections import Correcting, Correction, corrections
from bot.model import Answer, Question, Source, Statement, StatementKind
from bot.model.chat import Place
from indexer.errors import StoreUnreachable
from indexer.model import Quality
from tests.contracts.test_journal import NOW, asked
from tests.doubles.catalogue_records import article, save
from tests.doubles.failures import FailingOnce
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.newsroom import Newsroom
from tests.doubles.slack_payloads import assert_harmless, assert_sendable, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue
    from indexer.model import Article

TEXT = (
    "AMBERLY, Nov 20 (Wire) - The mill will cut 310 jobs, its owner told the staff on Friday. It has a wheel.\n\n"
    "The mayor of the town said that he would not comment on it."
)
CITED = "The mill will cut 310 jobs, its owner told the staff on Friday."
CORRECTED = CITED.replace("310", "210")
DAY = timedelta(days=1)


def cited(**changes: Any) -> Article:
    """Return the article as it was cited."""
    return replace(article("mill", text=TEXT), **changes)


def corrected(old: str = "310", new: str = "210", **changes: Any) -> Article:
    """Return the article as it is now."""
    values: dict[str, Any] = {"text": TEXT.replace(old, new), "version": 2, "updated": NOW + timedelta(hours=1)}
    return cited(**(values | changes))


def answer(*texts: str, source: Article | None = None) -> Answer:
    """Return an answer that cites the article for some sentences."""
    kept = source or cited()
    statements = tuple(Statement(text=text, kind=StatementKind.REPORTED, citations=(1,)) for text in texts or (CITED,))
    return Answer(
        question=Question(text="How many jobs?", now=NOW),
        statements=statements,
        sources=(Source(number=1, article=replace(kept, text="", aliases=(), tags=()), passage=kept.text),),
    )


def found(now: Article, *texts: str) -> list[tuple[str, str]]:
    """Return what was cited and is not said any more, with what is said instead."""
    return [(each.was, each.now) for each in corrections(answer(*texts), {now.id: now})]


def test_a_changed_sentence_is_found_with_its_successor() -> None:
    """A cited sentence that reads otherwise now is told with what stands in its place."""
    ((was, now),) = found(corrected())
    assert (was, now[-len(CORRECTED) :]) == (CITED, CORRECTED)


def test_a_sentence_that_is_gone_has_no_successor() -> None:
    """A cited sentence that was taken out is told as that."""
    assert found(corrected(old=f"AMBERLY, Nov 20 (Wire) - {CITED}", new="")) == [(CITED, "")]


@pytest.mark.parametrize(
    "now",
    [
        corrected(old="The mayor of the town", new="The mayor of Amberly"),
        corrected(old="310", new="310", text=TEXT.replace("The mill", "THE mill").replace("staff", " staff")),
        corrected(updated=None),
        corrected(version=1),
        corrected(old="AMBERLY", new="Amberly"),
    ],
    ids=["another sentence", "typography", "more of the same text", "the same version", "dateline"],
)
def test_other_changes_are_not_told(now: Article) -> None:
    """What was not cited, or says the same, or was found by reading more of the article, is no correction."""
    assert found(now) == []


def test_what_a_model_wrote_is_traced_to_its_sentence() -> None:
    """A statement in other words counts as a citation of the sentence of its passage that is most like it."""
    ((was, _),) = found(corrected(), "The owner of the mill told staff that it cuts 310 jobs.")
    assert CITED in was
    assert found(corrected(), "The town's mayor said he would not comment.") == []


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield a catalogue that holds the article as it was cited."""
    with Newsroom(tmp_path) as room:
        save(room.catalogue, cited())
        yield room.catalogue


def answered(journal: FakeJournal, message: str = "1.0", **changes: Any) -> str:
    """Put an answer that stands into the journal."""
    question = asked(message, **changes)
    journal.accept(question)
    journal.intend(question, answer())
    journal.posted(question.id, "2.0", NOW)
    return question.id


def test_one_process_posts_notes(catalogue: SqlCatalogue) -> None:
    """A process that does not lead has no note due, and misses none once it does."""
    journal, leads = FakeJournal(), [False, True]
    answered(journal)
    save(catalogue, corrected())
    correcting = Correcting(journal=journal, library=catalogue, clock=FakeClock(NOW + DAY), leads=lambda: leads.pop(0))
    assert [len(correcting.due("slack")) for _ in range(2)] == [0, 1]


@pytest.mark.parametrize("method", ["revised_since", "last_shared", "noteworthy", "article"])
def test_a_failed_look_is_repeated(catalogue: SqlCatalogue, method: str) -> None:
    """Whatever could not be read, the next look finds the note, although nothing was corrected meanwhile."""
    journal = FakeJournal()
    answered(journal)
    save(catalogue, corrected())
    journal_once, catalogue_once = FailingOnce(journal, method), FailingOnce(catalogue, method)
    correcting = Correcting(journal=journal_once, library=catalogue_once, clock=FakeClock(NOW + DAY))
    with pytest.raises(StoreUnreachable):
        correcting.due("slack")
    assert [len(correcting.due("slack")) for _ in range(2)] == [1, 0]


def test_each_answer_gets_one_note(catalogue: SqlCatalogue) -> None:
    """Once a note stands there is no other, whatever else is corrected, also after a restart."""
    journal, clock = FakeJournal(), FakeClock(NOW + DAY)
    key = answered(journal)
    correcting = Correcting(journal=journal, library=catalogue, clock=clock)
    assert correcting.due("slack") == []
    save(catalogue, corrected())
    (note,) = correcting.due("slack")
    assert (note.asked.id, note.message, note.perhaps_there, note.corrections[0].was) == (key, "2.0", False, CITED)
    assert correcting.begin(note) == correcting.begin(note) != journal.intend(note.asked, answer())
    correcting.told(note)
    save(catalogue, corrected(new="110", updated=NOW + timedelta(hours=2)))
    assert correcting.due("slack") == []
    assert Correcting(journal=journal, library=catalogue, clock=clock).due("slack") == []


def test_a_note_that_was_begun_comes_again(catalogue: SqlCatalogue) -> None:
    """After a crash between intent and note it comes with the word that it may stand; given up, it does not."""
    journal, clock = FakeJournal(), FakeClock(NOW + DAY)
    answered(journal)
    save(catalogue, corrected())
    first = Correcting(journal=journal, library=catalogue, clock=clock)
    (note,) = first.due("slack")
    nonce = first.begin(note)
    second = Correcting(journal=journal, library=catalogue, clock=clock)
    (again,) = second.due("slack")
    assert (again.perhaps_there, second.begin(again)) == (True, nonce)
    assert second.due("slack") == []
    second.look_again("slack")
    (again,) = second.due("slack")
    second.given_up(again, "the channel is archived")
    second.look_again("slack")
    assert second.due("slack") == []


def test_only_what_the_channel_has_seen_is_told_of(catalogue: SqlCatalogue) -> None:
    """Private answers, other platforms, answers older than seven days and ones that were not posted get no note."""
    journal, clock = FakeJournal(), FakeClock(NOW + DAY)
    answered(journal, "2.0", private=True)
    answered(journal, "3.0", place=Place(platform="discord", team="T1", channel="C1", thread="3.0"))
    answered(journal, "4.0", received=NOW - 7 * DAY)
    journal.accept(asked("5.0"))
    journal.intend(asked("5.0"), answer())
    save(catalogue, corrected())
    correcting = Correcting(journal=journal, library=catalogue, clock=clock)
    assert correcting.due("slack") == []
    assert [note.asked.place.platform for note in correcting.due("discord")] == ["discord"]


def test_what_is_shared_after_its_correction_is_told_of(catalogue: SqlCatalogue) -> None:
    """An answer that is shared when its source was corrected already gets its note all the same, and only there."""
    journal = FakeJournal()
    key = answered(journal, private=True)
    correcting = Correcting(journal=journal, library=catalogue, clock=FakeClock(NOW + DAY))
    save(catalogue, corrected())
    assert [correcting.due("slack") for _ in range(2)] == [[], []]
    journal.shared(journal.intend_share(key), "9.0", NOW)
    (note,) = correcting.due("slack")
    assert (note.message, note.asked.private) == ("9.0", False)
    correcting.begin(note)
    correcting.told(note)
    assert correcting.due("slack") == []


def test_a_better_text_is_no_correction(catalogue: SqlCatalogue) -> None:
    """Where the whole text takes the place of a headline, nobody is told of a correction."""
    journal = FakeJournal()
    answered(journal)
    save(catalogue, corrected(updated=None, quality=Quality.FULL))
    assert Correcting(journal=journal, library=catalogue, clock=FakeClock(NOW + DAY)).due("slack") == []


def test_the_note_can_be_sent_and_is_harmless(catalogue: SqlCatalogue) -> None:
    """A note names the article, both sentences and the publisher's own words, and pings nobody."""
    journal = FakeJournal()
    answered(journal)
    save(catalogue, corrected(title="<!channel> mill", correction="Correction: it is *210*, <@U1>."))
    (note,) = Correcting(journal=journal, library=catalogue, clock=FakeClock(NOW + DAY)).due("slack")
    message = render(format_correction(note, ZoneInfo("UTC"), MRKDWN))
    assert_sendable(message)
    assert_harmless(message.text)
    assert all(part in shown(message) for part in (CITED, CORRECTED, "updated 24 Nov 2026", "Correction: it is"))
    many = tuple(Correction(was="a " * 900, now="", article=cited()) for _ in range(9))
    long = render(format_correction(replace(note, corrections=many), ZoneInfo("UTC"), MRKDWN))
    assert_sendable(long)
    assert "and 6 more" in shown(long)


def test_sentences_that_are_hard_to_compare_cost_little() -> None:
    """Twenty times as many sentences that are all much like the cited one take a few times as long to look through."""
    chance = random.Random(1)  # noqa: S311  no secret
    hard = [" ".join(chance.choices("ab", k=300)) + "." for _ in range(1_000)]

    def processor_time(lines: list[str]) -> float:
        begun = time.thread_time()
        now = corrected(old=TEXT, new="\n\n".join(lines))
        assert len(list(corrections(answer(hard[0], source=cited(text=hard[0])), {now.id: now}))) == 1
        return time.thread_time() - begun

    assert processor_time(hard[1:]) < 8 * processor_time(hard[1:51]) + 0.5
