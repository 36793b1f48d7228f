"""What every journal must do: the fake, and the one in the catalogue's database."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.journal import CatalogueJournal
from bot.model import Answer, Question, Refusal, RefusalReason, Source, Statement, StatementKind
from bot.model.chat import Asked, Delivery, DeliveryState, Filters, Place, asked_id
from indexer.catalogue import SqlCatalogue
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article, full_article
from tests.doubles.fakes import FakeJournal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.ports import Journal
    from tests.contracts.conftest import Opener

NOW = datetime(2026, 11, 24, 12, 30, 15, 123456, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLACE = Place(platform="slack", team="T1", channel="C1", thread="1.0")
NOTHING = {"up": 0, "down": 0, "comments": 0}


def asked(message: str = "1.0", **changes: Any) -> Asked:
    """Return a question in a thread."""
    place = changes.pop("place", PLACE)
    values: dict[str, Any] = {
        "id": asked_id(place.platform, place.team, place.channel, message),
        "place": place,
        "user": "U1",
        "text": "Who opened the Amberly works?",
        "received": NOW,
    }
    return Asked(**(values | changes))


def answer_to(question: Asked) -> Answer:
    """Return an answer in which no field is empty, its articles without what is not kept of them."""
    cited, other = (
        replace(each, text="", aliases=(), tags=()) for each in (full_article(), article("two", published=None))
    )
    return Answer(
        question=Question(text=question.text, now=question.received),
        statements=(Statement(text="“Ünder” it\n", kind=StatementKind.HEDGED, citations=(1, 2)),),
        sources=(Source(number=1, article=cited, passage="It did."), Source(number=2, article=other, passage="So.")),
        nearest=(other,),
        further=(other, cited),
        confidence=0.75,
        composer="model",
        newest=NOW - HOUR,
        elapsed_ms=12.5,
    )


def kept(journal: Journal, question: Asked) -> Delivery:
    """Return what is kept of a question."""
    found = journal.kept(question.id)
    assert found is not None
    return found


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def made(request: pytest.FixtureRequest, openers: Callable[[str], Opener]) -> Callable[[timedelta], Journal]:
    """Return what makes each empty journal in turn, given how long it keeps the text of questions."""
    if request.param == "fake":
        return FakeJournal
    tables = openers(request.param)().journal
    return lambda retention: CatalogueJournal(tables, retention=retention)


@pytest.fixture
def journal(made: Callable[[timedelta], Journal]) -> Journal:
    """Return an empty journal that keeps the text of questions until they are answered."""
    return made(timedelta())


def test_notes_are_kept_until_their_time(journal: Journal) -> None:
    """A note replaces the one of that name, and is forgotten after its time; without one it is kept for ever."""
    for text in ("earlier", "later"):
        journal.note("search 1", text, NOW + DAY)
        journal.note("mark", text)
    assert [journal.noted(name) for name in ("search 1", "mark", "none")] == ["later", "later", ""]
    journal.forget(NOW + DAY - HOUR)
    assert journal.noted("search 1") == "later"
    journal.forget(NOW + DAY + HOUR)
    assert [journal.noted(name) for name in ("search 1", "mark")] == ["", "later"]


def test_event_is_new_once(journal: Journal) -> None:
    """An event is new the first time it comes and known for a day; then it may be forgotten."""
    assert journal.first_time("Ev1", NOW)
    assert not journal.first_time("Ev1", NOW + HOUR)
    assert journal.first_time("Ev2", NOW)
    journal.forget(NOW + 23 * HOUR)
    assert not journal.first_time("Ev1", NOW + 23 * HOUR)
    journal.forget(NOW + DAY + HOUR)
    assert journal.first_time("Ev1", NOW + DAY + HOUR)


def test_question_is_accepted_once(journal: Journal) -> None:
    """A question comes back as it was accepted; delivered again it changes nothing."""
    question = asked(zone="Europe/Berlin", private=True, text="Wer? \u2026 \U0001f916")
    assert journal.accept(question)
    assert not journal.accept(replace(question, text="another", received=NOW + HOUR))
    expected = Delivery(asked=question, state=DeliveryState.ACCEPTED)
    assert kept(journal, question) == expected
    assert journal.unfinished("slack") == [expected]
    assert journal.kept("slack:T1:C1:none") is None


def test_question_is_accepted_once_from_many_threads(journal: Journal) -> None:
    """Of one question that is delivered eight times at once, one is accepted."""
    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(journal.accept, [asked()] * 8))
    assert accepted.count(True) == 1


def test_steps_of_a_delivery(journal: Journal) -> None:
    """A question is accepted, its answer intended, and then posted; the answer comes back whole."""
    question = asked()
    journal.accept(question)
    nonce = journal.intend(question, answer_to(question))
    assert 1 <= len(nonce) <= 25
    intended = Delivery(asked=question, state=DeliveryState.INTENDED, answer=answer_to(question), nonce=nonce)
    assert kept(journal, question) == intended
    assert journal.unfinished("slack") == [intended]
    journal.posted(question.id, "2.0", NOW)
    erased = replace(question, text="")
    posted = replace(intended, asked=erased, state=DeliveryState.POSTED, message="2.0", answer=answer_to(erased))
    assert kept(journal, question) == posted
    assert journal.unfinished("slack") == []
    assert not journal.accept(question)


def test_an_answer_that_was_given_is_kept(journal: Journal) -> None:
    """Kept at once it is as one that went from step to step: it can be rated, and nobody has to see to it."""
    first, second = asked("1.0"), asked("2.0")
    journal.keep(first, answer_to(first), NOW)
    journal.accept(second)
    nonce = journal.intend(second, answer_to(second))
    journal.posted(second.id, "", NOW)
    found = kept(journal, first)
    assert kept(journal, second) == replace(found, asked=replace(found.asked, id=second.id), nonce=nonce)
    assert found.answer == answer_to(replace(first, text=""))
    assert journal.unfinished("slack") == []


def test_nonce_is_the_same_again(journal: Journal) -> None:
    """An answer that is intended again is looked for by the nonce of before; another question has another."""
    for message in ("1.0", "2.0"):
        journal.accept(asked(message))
    nonces = [journal.intend(asked(message), answer_to(asked(message))) for message in ("1.0", "2.0", "1.0")]
    assert nonces[0] == nonces[2]
    assert nonces[0] != nonces[1]


def test_zone_is_learnt_late(journal: Journal) -> None:
    """The asker's time zone may be learnt after the question is accepted; it is kept with the answer."""
    journal.accept(asked())
    journal.intend(asked(zone="Asia/Tokyo"), answer_to(asked()))
    assert kept(journal, asked()).asked.zone == "Asia/Tokyo"


def test_apology_is_intended_too(journal: Journal) -> None:
    """An apology is kept with its reason before it is posted."""
    question = asked()
    journal.accept(question)
    nonce = journal.intend(question, None, "the disk is full")
    expected = Delivery(asked=question, state=DeliveryState.INTENDED, nonce=nonce, reason="the disk is full")
    assert kept(journal, question) == expected


def test_failure_ends_a_delivery(journal: Journal) -> None:
    """What has failed is finished, with its reason and without its text."""
    question = asked()
    journal.accept(question)
    journal.failed(question.id, "the channel is archived", NOW)
    assert journal.unfinished("slack") == []
    found = kept(journal, question)
    assert (found.state, found.reason, found.asked.text) == (DeliveryState.FAILED, "the channel is archived", "")


def test_posted_stays_posted(journal: Journal) -> None:
    """What is posted is neither intended again nor taken for failed."""
    question = asked()
    journal.accept(question)
    journal.intend(question, answer_to(question))
    journal.posted(question.id, "2.0", NOW)
    before = kept(journal, question)
    journal.intend(question, None, "late")
    journal.failed(question.id, "late", NOW)
    assert kept(journal, question) == before


def test_unfinished_by_platform_and_time(journal: Journal) -> None:
    """After a crash, a platform's questions are there from the oldest on."""
    elsewhere = replace(PLACE, platform="discord")
    later, other, first = asked("9.0"), asked("5.0", place=elsewhere), asked("8.0", received=NOW - HOUR)
    for each in (later, other, first):
        journal.accept(each)
    assert [each.asked for each in journal.unfinished("slack")] == [first, later]
    assert [each.asked for each in journal.unfinished("discord")] == [other]


def test_conversation_is_a_thread(journal: Journal) -> None:
    """A conversation is what was asked in one thread since a time, oldest first, failed questions left out."""
    places = {
        "another thread": replace(PLACE, thread="7.0"),
        "another channel": replace(PLACE, channel="C2"),
        "another team": replace(PLACE, team="T2"),
        "another platform": replace(PLACE, platform="discord"),
    }
    ours = [asked("2.0", received=NOW), asked("1.0", received=NOW - HOUR)]
    for each in [*ours, *(asked("3.0", place=place) for place in places.values())]:
        journal.accept(each)
    journal.accept(asked("0.5", received=NOW - DAY))
    journal.accept(asked("2.5"))
    journal.failed(asked("2.5").id, "no", NOW)
    found = journal.conversation(PLACE, NOW - HOUR)
    assert [each.asked.id for each in found] == [ours[1].id, ours[0].id]


def test_conversation_ends_with_the_last_turns(journal: Journal) -> None:
    """Of a long conversation, the last ten questions count."""
    for minute in range(12):
        journal.accept(asked(f"{minute}.0", received=NOW + timedelta(minutes=minute)))
    found = journal.conversation(PLACE, NOW)
    assert [each.asked.id for each in found] == [asked(f"{minute}.0").id for minute in range(2, 12)]


def test_no_conversation_without_a_thread(journal: Journal) -> None:
    """Where there are no threads, questions stand alone."""
    place = replace(PLACE, thread="")
    journal.accept(asked("1.0", place=place))
    assert journal.conversation(place, NOW - DAY) == ()


def test_votes_are_counted(journal: Journal) -> None:
    """Each user has one vote on an answer, the last one; a comment stays until another is written."""
    assert journal.feedback() == NOTHING
    for message in ("1.0", "2.0"):
        journal.accept(asked(message))
    assert journal.rate(asked("1.0").id, "U1", 1, "", NOW)
    assert journal.rate(asked("1.0").id, "U2", -1, "wrong year", NOW)
    assert journal.rate(asked("2.0").id, "U1", 1, "", NOW)
    assert journal.feedback() == {"up": 2, "down": 1, "comments": 1}
    assert journal.rate(asked("1.0").id, "U2", 1, "", NOW)
    assert journal.feedback() == {"up": 3, "down": 0, "comments": 1}
    assert not journal.rate("slack:T1:C1:none", "U1", 1, "", NOW)
    assert [journal.voted(asked("2.0").id, user) for user in ("U1", "U2")] == [True, False]


def test_answers_are_kept_for_a_week(journal: Journal) -> None:
    """An answer is gone after 7 days; the votes on it go on being counted, and there can be no more."""
    question = asked()
    journal.accept(question)
    journal.intend(question, answer_to(question))
    journal.posted(question.id, "2.0", NOW)
    journal.rate(question.id, "U1", -1, "wrong", NOW)
    journal.forget(NOW + 6 * DAY)
    assert kept(journal, question).answer is not None
    for days in (8, 9):
        journal.forget(NOW + days * DAY)
        assert journal.kept(question.id) is None
        assert journal.feedback() == {"up": 0, "down": 1, "comments": 1}
    assert not journal.rate(question.id, "U1", 1, "", NOW)


def test_text_is_kept_as_long_as_it_says(made: Callable[[timedelta], Journal]) -> None:
    """The text of a question is kept for the time that the operator chose, be it longer than the answer."""
    journal = made(30 * DAY)
    question = asked()
    journal.accept(question)
    journal.intend(question, answer_to(question))
    journal.posted(question.id, "2.0", NOW)
    assert kept(journal, question).asked == question
    journal.forget(NOW + 29 * DAY)
    found = kept(journal, question)
    assert (found.asked, found.answer) == (question, None)
    journal.forget(NOW + 31 * DAY)
    assert journal.kept(question.id) is None


def test_text_is_kept_shorter_than_the_answer(made: Callable[[timedelta], Journal]) -> None:
    """A text's time may end before the answer's."""
    journal = made(2 * DAY)
    question = asked()
    journal.accept(question)
    journal.intend(question, answer_to(question))
    journal.posted(question.id, "2.0", NOW)
    journal.forget(NOW + DAY)
    assert kept(journal, question).asked.text == question.text
    journal.forget(NOW + 3 * DAY)
    assert kept(journal, question).asked.text == ""
    assert kept(journal, question).answer == answer_to(replace(question, text=""))


def test_filters_are_kept_and_erased_with_the_text(journal: Journal) -> None:
    """What a question was narrowed to comes back with it, for as long as its text does."""
    question = asked(filters=Filters(since="7d", until="2026-11-24", sources=("The Verge", "bbc"), kinds=("opinion",)))
    journal.accept(question)
    assert [each.asked for each in journal.unfinished("slack")] == [question]
    journal.intend(question, answer_to(question))
    assert kept(journal, question).asked == question
    journal.posted(question.id, "2.0", NOW)
    assert kept(journal, question).asked == replace(question, text="", filters=Filters())


def test_open_question_keeps_its_text(journal: Journal) -> None:
    """The text of a question that is not answered yet is not erased: it is needed to answer it."""
    journal.accept(asked())
    journal.forget(NOW + DAY)
    assert [each.asked for each in journal.unfinished("slack")] == [asked()]


def test_what_cannot_be_stored_is_replaced(catalogue: SqlCatalogue) -> None:
    """A text with NULs or halves of characters in it is stored without them."""
    journal = CatalogueJournal(catalogue.journal, retention=DAY)
    journal.accept(asked(text="a\0b\ud800c"))
    assert kept(journal, asked()).asked.text == "a\ufffdb\ufffdc"


def test_journal_outlives_the_process(opened: Opener) -> None:
    """What is kept is there when the catalogue is opened again, in the asker's time zone or the configured one."""
    from zoneinfo import ZoneInfo

    tokyo = ZoneInfo("Asia/Tokyo")
    questions = [asked("1.0", zone="Europe/Berlin"), asked("2.0", zone="No/Where"), asked("3.0", zone="America")]
    with closing(opened()) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=DAY)
        for each in questions:
            journal.accept(each)
            journal.intend(each, answer_to(each))
    with closing(opened(read_only=True)) as catalogue:
        found = CatalogueJournal(catalogue.journal, retention=DAY, zone=tokyo).unfinished("slack")
    assert [each.asked for each in found] == questions
    zones = [each.answer.question.zone for each in found if each.answer]
    assert zones == [ZoneInfo("Europe/Berlin"), tokyo, tokyo]


def _ask_in_secret(journal: Journal) -> None:
    for number in range(50):
        question = asked(f"{number}.0", text=f"a secret question {number}")
        journal.accept(question)
        journal.intend(question, answer_to(question))
        journal.posted(question.id, "2.0", NOW)


def _held(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_erased_text_is_not_in_the_files(tmp_path: Path) -> None:
    """Once the journal has been tidied, an erased question is not to be found in the database's files either."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=timedelta())
        _ask_in_secret(journal)
        journal.forget(NOW)
        assert b"a secret question" not in _held(tmp_path)
        assert b"It did." in _held(tmp_path)
        journal.forget(NOW + 8 * DAY)
        assert b"It did." not in _held(tmp_path)


def test_reader_does_not_hold_up_tidying(tmp_path: Path) -> None:
    """While somebody reads, the journal is tidied all the same; the files are the next time."""
    file = tmp_path / "catalogue.db"
    with closing(SqlCatalogue(f"sqlite:///{file}")) as catalogue:
        journal = CatalogueJournal(catalogue.journal, retention=timedelta())
        journal.first_time("Ev1", NOW)
        with closing(sqlite3.connect(file)) as reader:
            reader.execute("BEGIN").execute("SELECT count(*) FROM events").fetchone()
            _ask_in_secret(journal)
            journal.forget(NOW)  # which returns, or this test would not end: the reader goes on
            assert journal.accept(asked("99.0"))
        journal.forget(NOW)
        assert b"a secret question" not in _held(tmp_path)


def test_a_shared_answer_is_one_of_its_own(journal: Journal) -> None:
    """Shared into a channel, a private answer can get a note there, once; its question is not kept a second time."""
    private = asked("1.0", private=True)
    journal.accept(private)
    journal.intend(private, answer_to(private))
    journal.posted(private.id, "", NOW)
    assert (journal.noteworthy("slack", NOW), journal.last_shared("slack")) == ([], "")
    key = journal.intend_share(private.id)
    assert journal.noteworthy("slack", NOW) == []
    assert journal.share_of(private.id) is not None
    journal.failed(key, "not_in_channel", NOW)
    assert journal.share_of(private.id) is None
    assert journal.intend_share(private.id) == key
    journal.shared(key, "7.0", NOW)
    assert journal.intend_share(private.id) == ""
    (shared,) = journal.noteworthy("slack", NOW)
    assert shared == journal.share_of(private.id) == journal.kept(key)
    assert (shared.message, shared.asked.private, shared.asked.text) == ("7.0", False, "")
    assert (shared.asked.place, shared.asked.user) == (private.place, private.user)
    assert shared.answer is not None
    assert shared.answer.statements == answer_to(private).statements
    assert journal.last_shared("slack") == shared.asked.id
    assert journal.last_shared("discord") == ""
    journal.close_note(shared.asked.id)
    assert journal.noteworthy("slack", NOW) == []
    journal.forget(NOW + 8 * DAY)
    assert [each for each in (private, shared.asked) if journal.kept(each.id)] == []


def test_what_is_not_private_is_not_shared(journal: Journal) -> None:
    """Only a private answer that is kept can be shared, and what was not posted is not taken up after a restart."""
    public, private = asked("1.0"), asked("2.0", private=True)
    for question in (public, private):
        journal.accept(question)
        journal.intend(question, answer_to(question))
        journal.posted(question.id, "", NOW)
    assert [journal.intend_share(key) for key in (public.id, "slack:T1:C1:none")] == ["", ""]
    assert journal.intend_share(private.id)
    assert journal.unfinished("slack") == []


def test_noteworthy_are_the_answers_that_channels_have_seen(journal: Journal) -> None:
    """An answer that stands in a channel can get a note until one is closed, which holds for good."""
    for message, changes in (("1.0", {}), ("2.0", {"private": True}), ("3.0", {"received": NOW - DAY}), ("4.0", {})):
        question = asked(message, **changes)
        journal.accept(question)
        if message != "4.0":
            journal.intend(question, answer_to(question))
            journal.posted(question.id, message, NOW)
    assert [each.asked.id for each in journal.noteworthy("slack", NOW - DAY)] == [asked("3.0").id, asked().id]
    assert [each.asked.id for each in journal.noteworthy("slack", NOW)] == [asked().id]
    assert journal.noteworthy("discord", NOW) == []
    nonce = journal.intend_note(asked().id)
    assert (nonce, len(nonce) <= 25) == (journal.intend_note(asked().id), True)
    assert nonce != journal.intend(asked(), None)
    assert [each.note_intended for each in journal.noteworthy("slack", NOW)] == [True]
    assert kept(journal, asked()).state is DeliveryState.POSTED
    journal.close_note(asked().id)
    assert journal.noteworthy("slack", NOW) == []
    assert kept(journal, asked()).note_intended is False


def test_refusals_are_counted_by_reason(journal: Journal) -> None:
    """Of the answers that are kept those that found nothing are counted, each by its reason."""
    reasons = (RefusalReason.UNLIKELY, RefusalReason.UNLIKELY, RefusalReason.OTHER_PRODUCT, None)
    assert journal.refusals() == {}
    for number, reason in enumerate(reasons):
        question = asked(f"{number}.0")
        refusal = Refusal(reason=reason, detail="") if reason else None
        journal.accept(question)
        journal.intend(question, replace(answer_to(question), refusal=refusal))
    assert journal.refusals() == {"unlikely": 2, "other_product": 1}


def test_what_is_kept_of_a_user_is_forgotten(made: Callable[[timedelta], Journal]) -> None:
    """Questions, shared answers, votes and searches of a user go; others' stay; votes go on being counted."""
    journal = made(DAY)
    theirs, private, others = asked("1.0", user="U1"), asked("2.0", user="U1", private=True), asked("3.0", user="U2")
    for question in (theirs, private, others):
        journal.accept(question)
        journal.intend(question, answer_to(question))
        journal.posted(question.id, "m", NOW)
    journal.shared(journal.intend_share(private.id), "7.0", NOW)
    for user, question in (("U2", theirs), ("U1", others), ("U2", others)):
        journal.rate(question.id, user, 1, f"said by {user}", NOW)
    journal.note("search 1", '["U1", "T1", "C1", "chips"]', NOW + DAY)
    journal.note("search 2", '["U2", "T1", "C1", "chips"]', NOW + DAY)
    journal.note("mark", "U1")
    journal.note("scope set by slack T1 C1", "U1")
    journal.note("scope set by slack T1 C2", "U2")
    expected = {"questions": 3, "votes": 2, "searches": 1, "scopes": 1}
    assert journal.count_user("U1") == expected
    assert journal.forget_user("U1") == expected
    assert journal.count_user("U1") == {"questions": 0, "votes": 0, "searches": 0, "scopes": 0}
    assert [journal.kept(each.id) is None for each in (theirs, private, others)] == [True, True, False]
    assert (journal.share_of(private.id), journal.last_shared("slack")) == (None, "")
    assert journal.count_user("U2") == {"questions": 1, "votes": 1, "searches": 1, "scopes": 1}
    assert (journal.noted("search 1"), bool(journal.noted("search 2")), journal.noted("mark")) == ("", True, "U1")
    assert journal.noted("scope set by slack T1 C1") == "forgotten"
    assert journal.feedback() == {"up": 3, "down": 0, "comments": 3}


def test_answers_that_show_an_article_are_erased(journal: Journal) -> None:
    """Where an answer cites, lists or recommends an article that is forgotten, it is erased, its question is not."""
    shows, other = asked("1.0"), asked("2.0")
    for question, answer in ((shows, answer_to(shows)), (other, replace(answer_to(other), sources=(), further=()))):
        journal.accept(question)
        journal.intend(question, answer)
        journal.posted(question.id, "m", NOW)
    assert journal.count_answers_with(["none"]) == journal.erase_answers_with([]) == 0
    assert journal.count_answers_with([full_article().id, article("two").id]) == 2
    assert journal.count_answers_with([full_article().id]) == journal.erase_answers_with([full_article().id]) == 1
    assert (kept(journal, shows).answer, kept(journal, shows).state) == (None, DeliveryState.POSTED)
    assert kept(journal, other).answer is not None


def test_a_copy_of_a_journal_is_settled(journal: Journal) -> None:
    """In a journal that was put back, what had no answer has failed; what was intended is looked for, as are notes."""
    waiting, intended, posted = asked("1.0"), asked("2.0"), asked("3.0")
    for question in (waiting, intended, posted):
        journal.accept(question)
    for question in (intended, posted):
        journal.intend(question, answer_to(question))
    journal.posted(posted.id, "m", NOW)
    journal.settle(NOW, "put back")
    assert (kept(journal, waiting).state, kept(journal, waiting).reason) == (DeliveryState.FAILED, "put back")
    assert kept(journal, waiting).asked.text == ""
    assert [each.asked.id for each in journal.unfinished("slack")] == [intended.id]
    assert [each.note_intended for each in journal.noteworthy("slack", NOW - DAY)] == [True]


@pytest.fixture
def counting(catalogue: SqlCatalogue) -> CatalogueJournal:
    """Return a journal that keeps the text of questions for two days."""
    return CatalogueJournal(catalogue.journal, retention=2 * DAY)


def told(journal: Journal, question: Asked, reason: RefusalReason | None = None) -> None:
    """Answer a question, or find nothing for a reason."""
    refusal = Refusal(reason=reason, detail="") if reason else None
    journal.accept(question)
    journal.intend(question, Answer(question=Question(text=question.text, now=NOW), refusal=refusal))
    journal.posted(question.id, "m", NOW)


def test_weeks_go_on_counting_what_is_forgotten(counting: CatalogueJournal) -> None:
    """Answers, reasons and votes of a week are the same after its answers, a user or an article were forgotten."""
    unlikely = RefusalReason.UNLIKELY
    for place, reason in enumerate((None, None, unlikely, RefusalReason.NOT_SUPPORTED)):
        told(counting, asked(f"{place}.0", user=f"U{place}"), reason)
    told(counting, asked("9.0", received=NOW - 7 * DAY), unlikely)
    private = asked("5.0", private=True)
    told(counting, private)
    counting.intend_share(private.id)  # which is the same answer once more
    counting.rate(asked("0.0").id, "U9", 1, "", NOW)
    counting.rate(asked("2.0").id, "U9", -1, "", NOW)
    before = counting.weeks(NOW.date())
    assert [(week.first, week.answered, week.refused, week.up, week.down) for week in before] == [
        (date(2026, 11, 23), 3, {unlikely: 1, RefusalReason.NOT_SUPPORTED: 1}, 1, 1)
    ]
    counting.forget_user("U2")
    assert counting.weeks(NOW.date()) == before
    counting.forget(NOW + 8 * DAY)
    assert counting.weeks(NOW.date()) == before
    assert [week.first for week in counting.weeks(NOW.date() - 7 * DAY)] == [date(2026, 11, 16), date(2026, 11, 23)]
    assert counting.feedback() == {"up": 1, "down": 1, "comments": 0}


def test_questions_without_an_answer_are_shown_as_far_as_they_may_be(counting: CatalogueJournal) -> None:
    """Newest first, without the words of private ones, and of others for as long as the words are kept."""
    nothing = RefusalReason.NOTHING_RETRIEVED
    told(counting, asked("1.0", received=NOW - 2 * HOUR), nothing)
    told(counting, asked("2.0", received=NOW - HOUR, private=True, text="a secret"), nothing)
    told(counting, asked("3.0"))
    found = counting.unanswered(10)
    assert [(each.text, each.private, each.received) for each in found] == [
        ("", True, NOW - HOUR),
        ("Who opened the Amberly works?", False, NOW - 2 * HOUR),
    ]
    assert len(counting.unanswered(1)) == 1
    counting.forget(NOW + 3 * DAY)
    assert [each.text for each in counting.unanswered(10)] == ["", ""]
