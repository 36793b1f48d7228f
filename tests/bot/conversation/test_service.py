"""Questions from a chat platform, from their coming to their end."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.answering import Answering, Found
from bot.conversation.audience import Viewer
from bot.conversation.history import turn_of
from bot.conversation.service import QuestionService
from bot.model import Answer, Clarification, Form, Question
from bot.model.chat import Asked, DeliveryState, Filters, Place, Rate, Verdict, asked_id
from bot.ports import Meter
from bot.retrieval.retriever import Retrieval
from indexer.errors import BylineError, StoreError, UsageError
from indexer.indexing.sync import Syncer
from indexer.model import Membership, Passage, Selection
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article, save
from tests.doubles.fakes import FakeClock, FakeEmbedder, FakeJournal, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.ports import Journal
    from indexer.catalogue import SqlCatalogue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLACE = Place(platform="slack", team="T1", channel="C1", thread="1.0")
TEXTS = {
    "amberly": "Ada Lorne opened the Amberly works with forty engineers. The council of Amberly had agreed in May.",
    "calder": "Bo Quist closed the Calder mill after ninety years. The owners of Calder sold its looms.",
    "dunmore": "The Dunmore bridge was painted green. Its painters came from Dunmore town.",
}
WHO = "Who opened the Amberly works?"


@dataclass
class Stage:
    """A question service on a small newsroom, with its parts."""

    clock: FakeClock
    catalogue: SqlCatalogue
    answering: Answering
    journal: Journal
    zone: tzinfo = UTC

    def service(self, *, retention: timedelta = timedelta(), **limits: Any) -> QuestionService:
        """Return a service with these limits, as after a start."""
        return QuestionService(
            answering=self.answering,
            journal=self.journal,
            library=self.catalogue,
            clock=self.clock,
            **{"per_user": Rate(count=100, per=MINUTE), "concurrency": 2, "queue": 100, **limits},
            retention=retention,
            zone=self.zone,
        )

    def asked(self, message: str = "1.0", text: str = WHO, **changes: Any) -> Asked:
        """Return a question in a thread, asked now."""
        place = changes.pop("place", PLACE)
        key = asked_id(place.platform, place.team, place.channel, message)
        values: dict[str, Any] = {"user": "U1", "received": self.clock.now()}
        return Asked(**({"id": key, "place": place, "text": text} | values | changes))


def viewer(asked: Asked, user: str) -> Viewer:
    """Return a member who is where something was asked."""
    return Viewer(user=user, place=asked.place)


def answered(service: QuestionService, asked: Asked) -> Answer:
    """See a question through to its end."""
    assert service.accept(asked) is Verdict.ACCEPTED
    answer = service.answer(asked)
    service.intend(asked, answer)
    service.posted(asked, "2.0")
    return answer


class SlowAnswering(Answering):
    """Answers when it is told to go on, and counts how many questions it has in hand."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.go_on = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0

    def find(self, question: Question) -> Found:
        """Wait, and answer."""
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go_on.wait(120)
        with self.lock:
            self.now -= 1
        return super().find(question)


class BrokenAnswering(Answering):
    """Has a fault, or a store that cannot be read."""

    error: Exception = ZeroDivisionError("a detail that no user is to see")

    def find(self, question: Question) -> Found:  # noqa: ARG002  the form that is called
        """Fail."""
        raise self.error


class Listening(Answering):
    """Remembers what it was asked."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.heard: list[Question] = []

    def find(self, question: Question) -> Found:
        """Remember it, and answer."""
        self.heard.append(question)
        return super().find(question)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Yield what answering is made of: three articles a day apart, in a real catalogue."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as catalogue:
        for days, (name, text) in enumerate(TEXTS.items(), start=1):
            about = article(name, text=text, published=NOW - days * DAY, first_seen=NOW - days * DAY)
            whole = Passage(id=name, article_id=about.id, ordinal=0, start=0, end=len(text), text=text)
            catalogue.save(about, [whole])
        engines: dict[str, Any] = {
            "embedder": FakeEmbedder(),
            "vectors": FakeVectorIndex(),
            "lexical": FakeLexicalIndex(),
        }
        Syncer(catalogue=catalogue, generation="g1", **engines).open(lambda *_: None)
        retrieval = Retrieval(library=catalogue, **engines)
        yield {"library": catalogue, "retrieval": retrieval, "max_statements": 4, "min_confidence": 0.3}


@pytest.fixture
def stage(parts: dict[str, Any]) -> Stage:
    """Return a stage at noon on 25 November 2026."""
    return Stage(clock=FakeClock(NOW), catalogue=parts["library"], answering=Answering(**parts), journal=FakeJournal())


def test_question_is_seen_to_its_end(stage: Stage) -> None:
    """A question is accepted, answered from the collection, and kept with its answer once that is posted."""
    service, asked = stage.service(), stage.asked()
    answer = answered(service, asked)
    assert answer.found
    assert "Ada Lorne" in answer.statements[0].text
    found = stage.journal.kept(asked.id)
    assert found is not None
    assert (found.state, found.message, found.asked.text) == (DeliveryState.POSTED, "2.0", "")
    assert found.answer is not None
    assert found.answer.statements == answer.statements


def test_kept_question_has_its_text_while_it_is_remembered(stage: Stage) -> None:
    """An answer can be shared with its question, whose text is remembered in memory, never on the disk."""
    service, asked = stage.service(), stage.asked()
    answered(service, asked)
    texts = [
        found.asked.text
        for found in (service.kept_answers.get(asked.id), stage.service().kept_answers.get(asked.id))
        if found
    ]
    assert texts == [WHO, ""]
    assert service.kept_answers.get("slack:T1:C1:none") is None


def test_further_articles_are_those_not_cited(stage: Stage) -> None:
    """What was found and is not cited stands behind "More sources"; nothing of it is cited, too."""
    answer = stage.service().answer(stage.asked(text="Who opened the Amberly works?"))
    cited = {source.article.id for source in answer.sources}
    further = [each.id for each in answer.further]
    assert cited.isdisjoint(further)
    assert {each.id for each in stage.catalogue.articles(Selection())} == cited.union(further)


def test_second_delivery_is_a_duplicate(stage: Stage) -> None:
    """A question that comes again is a duplicate, before its answer and after it, also after a restart."""
    asked = stage.asked()
    service = stage.service()
    assert [service.accept(asked) for _ in range(2)] == [Verdict.ACCEPTED, Verdict.DUPLICATE]
    assert stage.service().accept(asked) is Verdict.DUPLICATE
    service.posted(asked, "2.0")
    assert stage.service().accept(asked) is Verdict.DUPLICATE


def test_duplicates_count_for_no_limit(stage: Stage) -> None:
    """A redelivery takes neither from the user's limit nor from the queue."""
    service = stage.service(per_user=Rate(count=2, per=MINUTE), concurrency=1, queue=1)
    asked = [stage.asked(message) for message in ("1.0", "1.0", "1.0", "2.0")]
    expected = [Verdict.ACCEPTED, Verdict.DUPLICATE, Verdict.DUPLICATE, Verdict.ACCEPTED]
    assert [service.accept(each) for each in asked] == expected


def test_user_with_too_many_questions(stage: Stage) -> None:
    """A user who asks too much is told so once a question, and others are not held up; later it works again."""
    service = stage.service(per_user=Rate(count=2, per=MINUTE))
    verdicts = [service.accept(stage.asked(f"{number}.0")) for number in range(3)]
    assert verdicts == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.TOO_MANY]
    assert service.accept(stage.asked("2.0")) is Verdict.DUPLICATE
    assert service.accept(stage.asked("3.0", user="U2")) is Verdict.ACCEPTED
    other_team = replace(PLACE, team="T2")
    assert service.accept(stage.asked("3.0", place=other_team)) is Verdict.ACCEPTED
    stage.clock.advance(MINUTE)
    assert service.accept(stage.asked("4.0")) is Verdict.ACCEPTED


def test_searches_count_for_the_user(stage: Stage) -> None:
    """Searches and questions come out of one allowance."""
    service = stage.service(per_user=Rate(count=2, per=MINUTE))
    assert service.allow(stage.asked())
    assert service.accept(stage.asked("1.0")) is Verdict.ACCEPTED
    assert not service.allow(stage.asked())


def test_full_queue_is_busy(stage: Stage) -> None:
    """When as many questions wait as may, the next is turned away, until one is finished, in whichever way."""
    service = stage.service(concurrency=1, queue=2)
    asked = [stage.asked(f"{number}.0") for number in range(7)]
    assert [service.accept(each) for each in asked[:4]] == [*[Verdict.ACCEPTED] * 3, Verdict.BUSY]
    service.posted(asked[0], "9.0")
    service.failed(asked[1], "the channel is gone")
    assert [service.accept(each) for each in asked[4:]] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.BUSY]


def test_refused_question_is_not_answered_later(stage: Stage) -> None:
    """What was turned away is not taken up after a restart, and its text is not kept."""
    service = stage.service(concurrency=1, queue=0)
    for message in ("1.0", "2.0"):
        service.accept(stage.asked(message))
    assert [each.asked.id for each in stage.service().unfinished("slack")] == [stage.asked("1.0").id]
    found = service.kept_answers.get(stage.asked("2.0").id)
    assert found is not None
    assert (found.state, found.reason, found.asked.text) == (DeliveryState.FAILED, "busy", "")


def test_no_more_at_a_time_than_configured(stage: Stage, parts: dict[str, Any]) -> None:
    """However many threads ask, as many questions are worked on as [limits] concurrency says."""
    stage.answering = slow = SlowAnswering(**parts)
    service = stage.service(concurrency=2)
    assert service.concurrency == 2
    with ThreadPoolExecutor(6) as threads:
        futures = [threads.submit(service.answer, stage.asked(f"{number}.0")) for number in range(6)]
        deadline = time.monotonic() + 120
        while slow.most < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.05)
        slow.go_on.set()
        assert all(future.result(120).found for future in futures)
    assert slow.most == 2


def test_busy_answering_holds_up_nothing_else(stage: Stage, parts: dict[str, Any]) -> None:
    """While every place is taken, questions are still accepted and votes still kept."""
    stage.answering = slow = SlowAnswering(**parts)
    service = stage.service(concurrency=1)
    with ThreadPoolExecutor(1) as threads:
        service.accept(stage.asked())
        future = threads.submit(service.answer, stage.asked())
        assert service.accept(stage.asked("2.0")) is Verdict.ACCEPTED
        assert service.kept_answers.rate(stage.asked().id, viewer(stage.asked(), "U1"), 1)
        slow.go_on.set()
        future.result(120)


def test_follow_up_is_understood(stage: Stage) -> None:
    """A question in a thread is understood from the question before it, although its text is erased."""
    service = stage.service()
    answered(service, stage.asked("1.0", "Who closed the mill?"))
    stage.clock.advance(HOUR)
    answer = answered(service, stage.asked("2.0", "and in Calder?"))
    assert "Bo Quist" in answer.statements[0].text


def test_conversation_of_a_thread(stage: Stage, parts: dict[str, Any]) -> None:
    """What was said in the thread within 24 hours is the conversation; other threads are none of it."""
    stage.answering = listening = Listening(**parts)
    service = stage.service()
    answered(service, stage.asked("0.5", "An old question about Dunmore?"))
    stage.clock.advance(DAY - HOUR)
    first = answered(service, stage.asked("1.0"))
    answered(service, stage.asked("5.0", "What about Calder?", place=replace(PLACE, thread="5.0")))
    stage.clock.advance(MINUTE)
    answered(service, stage.asked("2.0", "and when?"))
    old, said = listening.heard[-1].conversation
    assert old.question == "An old question about Dunmore?"
    assert said == turn_of(WHO, first)
    stage.clock.advance(DAY + MINUTE)
    answered(service, stage.asked("3.0", "and when?"))
    assert listening.heard[-1].conversation == ()


def test_conversation_after_a_restart(stage: Stage, parts: dict[str, Any]) -> None:
    """After a restart the title of what was cited stands in for a question whose text is erased."""
    stage.answering = listening = Listening(**parts)
    answered(stage.service(), stage.asked("1.0"))
    answered(stage.service(), stage.asked("2.0", "and when?"))
    assert [turn.question for turn in listening.heard[-1].conversation] == ["About amberly"]


def test_question_waiting_in_the_thread_counts(stage: Stage, parts: dict[str, Any]) -> None:
    """A question that is not answered yet can be followed up already; a later one is not what is followed up."""
    stage.answering = listening = Listening(**parts)
    service = stage.service()
    questions = [
        stage.asked(f"{number}.0", f"Question {number}?", received=NOW + number * MINUTE) for number in (1, 2, 3)
    ]
    for each in questions:
        service.accept(each)
    service.answer(questions[1])
    assert [turn.question for turn in listening.heard[-1].conversation] == ["Question 1?"]


def test_a_button_asks_once_unless_it_failed(stage: Stage) -> None:
    """What a button asks follows the answer above it and what that one followed; an apology is no answer."""
    service = stage.service()
    answered(service, stage.asked("0.5", "Who closed the Calder mill?"))
    stage.clock.advance(MINUTE)
    answered(service, stage.asked())
    stage.clock.advance(MINUTE)
    answered(service, stage.asked("1.5", "Who painted the Dunmore bridge?"))
    stage.clock.advance(MINUTE)
    below = service.kept_answers.get(stage.asked().id)
    assert below
    assert service.accept_pressed(stage.asked("2.0", "more"), "more_stories", below) is Verdict.ACCEPTED
    again = stage.asked("2.1", "more")
    assert service.accept_pressed(again, "more_stories", below) is Verdict.DUPLICATE
    service.apologise(stage.asked("2.0"), "the disk is full")
    assert service.accept_pressed(again, "more_stories", below) is Verdict.DUPLICATE
    service.posted(stage.asked("2.0"))
    assert service.accept_pressed(again, "more_stories", below) is Verdict.ACCEPTED
    assert [service.is_pressed(each) for each in (again, stage.asked())] == [True, False]
    before = service.answer(again).question.conversation
    assert [each.question for each in before] == ["Who closed the Calder mill?", WHO]


def test_what_is_asked_back_counts_as_that(stage: Stage) -> None:
    """A question that is asked back is neither answered nor without an answer, and no apology."""
    ended: list[tuple[str, str]] = []

    class Ended(Meter):
        def ended(self, platform: str, outcome: str, reason: str = "") -> None:  # noqa: ARG002  the port's form
            ended.append((outcome, reason))

    service = QuestionService(
        answering=stage.answering,
        journal=stage.journal,
        library=stage.catalogue,
        clock=stage.clock,
        per_user=Rate(count=10, per=MINUTE),
        concurrency=2,
        queue=100,
        retention=timedelta(),
        meter=Ended(),
    )
    asked = stage.asked()
    service.accept(asked)
    back = Clarification(missing="it", choices=(WHO,))
    service.intend(asked, Answer(question=Question(text=WHO, now=NOW), form=Form.CLARIFY, clarification=back))
    service.posted(asked)
    assert ended == [("clarify", "")]


def test_taking_part_lapses(stage: Stage) -> None:
    """The bot takes part in a thread for 24 hours after the last question."""
    service = stage.service()
    assert not service.is_taking_part(PLACE)
    answered(service, stage.asked())
    assert service.is_taking_part(PLACE)
    assert not service.is_taking_part(replace(PLACE, thread="7.0"))
    stage.clock.advance(DAY + MINUTE)
    assert not service.is_taking_part(PLACE)


def test_today_is_the_askers(stage: Stage, parts: dict[str, Any]) -> None:
    """What "today" means is decided by the asker's zone and the time when it was asked, not when it is answered."""
    stage.answering = listening = Listening(**parts)
    stage.zone = ZoneInfo("America/New_York")
    service = stage.service()
    asked = [stage.asked("1.0", zone="Asia/Tokyo"), stage.asked("2.0")]
    stage.clock.advance(HOUR)
    for each in asked:
        service.answer(each)
    found = [(question.zone, question.now) for question in listening.heard]
    assert found == [(ZoneInfo("Asia/Tokyo"), NOW), (ZoneInfo("America/New_York"), NOW)]


def test_question_within_filters(stage: Stage) -> None:
    """A question may be put to some articles only; which days are meant, the asker's zone and the time decide."""
    answer = stage.service().answer(stage.asked(zone="Asia/Tokyo", filters=Filters(until="2026-11-23", sources=("x",))))
    assert {source.article.title for source in answer.sources}.isdisjoint({"About amberly"})
    expected = Selection(until=datetime(2026, 11, 23, 15, tzinfo=UTC), sources=("x",))
    assert answer.question.selection == expected


def test_fault_costs_one_question(stage: Stage, parts: dict[str, Any]) -> None:
    """A fault in the program is logged and becomes an error in words, and the next question finds a place."""
    stage.answering = BrokenAnswering(**parts)
    service = stage.service(concurrency=1)
    for message in ("1.0", "2.0"):
        with capture_logs() as logs, pytest.raises(BylineError, match=r"a fault in the program \(ZeroDivisionError\)"):
            service.answer(stage.asked(message))
        assert [(line["log_level"], line["event"]) for line in logs] == [("error", "a question failed")]


def test_expected_error_is_passed_on(stage: Stage, parts: dict[str, Any]) -> None:
    """What can be expected to go wrong keeps its words."""
    stage.answering = broken = BrokenAnswering(**parts)
    broken.error = StoreError("the disk is full")
    with pytest.raises(StoreError, match="the disk is full"):
        stage.service().answer(stage.asked())


def test_apology_ends_a_question(stage: Stage) -> None:
    """An apology is intended, posted, and the end of it."""
    service, asked = stage.service(concurrency=1, queue=0), stage.asked()
    service.accept(asked)
    nonce = service.apologise(asked, "the disk is full")
    (waiting,) = stage.service().unfinished("slack")
    assert (waiting.state, waiting.answer, waiting.nonce) == (DeliveryState.INTENDED, None, nonce)
    assert waiting.reason == "the disk is full"
    service.posted(asked, "2.0")
    assert stage.service().unfinished("slack") == []
    assert service.accept(stage.asked("2.0")) is Verdict.ACCEPTED


def test_unfinished_is_taken_up_once(stage: Stage) -> None:
    """After a restart each unfinished question is handed out once, takes room, and can be followed up."""
    first = stage.service()
    for message in ("1.0", "2.0"):
        first.accept(stage.asked(message))
    first.intend(stage.asked("2.0"), first.answer(stage.asked("2.0")))
    service = stage.service(concurrency=1, queue=1)
    found = service.unfinished("slack")
    assert [(each.asked, each.state) for each in found] == [
        (stage.asked("1.0"), DeliveryState.ACCEPTED),
        (stage.asked("2.0"), DeliveryState.INTENDED),
    ]
    assert service.unfinished("slack") == []
    assert service.accept(stage.asked("3.0")) is Verdict.BUSY


def test_what_is_let_go_is_unfinished_again(stage: Stage) -> None:
    """A question whose answering was broken off is handed out again in the same run."""
    service, asked = stage.service(), stage.asked()
    service.accept(asked)
    assert service.unfinished("slack") == []
    service.let_go(asked)
    assert [each.asked.id for each in service.unfinished("slack")] == [asked.id]


def test_what_this_run_accepts_is_not_unfinished(stage: Stage) -> None:
    """What this run has in hand is not handed out as left over."""
    service = stage.service()
    service.accept(stage.asked())
    assert service.unfinished("slack") == []


def test_search_is_paged(stage: Stage) -> None:
    """A search gives its articles in pages, within the asker's filters, and keeps nothing."""
    service, asked = stage.service(), stage.asked(text="works mill bridge town owners engineers")
    pages = [service.search(asked, limit=1, offset=offset) for offset in range(3)]
    titles = [page.results[0].article.title for page in pages]
    assert sorted(titles) == ["About amberly", "About calder", "About dunmore"]
    assert [page.total for page in pages] == [3, 3, 3]
    recent = service.search(asked, Selection(since=NOW - 1.5 * DAY))
    assert [each.article.title for each in recent.results] == ["About amberly"]
    assert service.kept_answers.get(asked.id) is None
    with pytest.raises(UsageError, match="there is no question"):
        service.search(stage.asked(text=" "))


def test_the_pages_of_a_search_agree(tmp_path: Path) -> None:
    """However far a search is paged, each page says the same number, and no article comes twice."""
    with closing(open_catalogue(tmp_path / "many.db")) as catalogue:
        many = [article(f"n{number}", published=NOW - number * HOUR, first_seen=NOW) for number in range(230)]
        save(catalogue, *many)
        engines: dict[str, Any] = {
            "embedder": FakeEmbedder(),
            "vectors": FakeVectorIndex(),
            "lexical": FakeLexicalIndex(),
        }
        Syncer(catalogue=catalogue, generation="g1", **engines).open(lambda *_: None)
        answering = Answering(
            library=catalogue,
            retrieval=Retrieval(library=catalogue, **engines),
            max_statements=4,
            min_confidence=0.3,
        )
        stage = Stage(clock=FakeClock(NOW), catalogue=catalogue, answering=answering, journal=FakeJournal())
        service, asked = stage.service(), stage.asked(text="Second of whom?")
        pages = [service.search(asked, limit=20, offset=offset) for offset in range(0, 100, 20)]
        assert {(page.total, page.more) for page in pages} == {(pages[0].total, True)}
        found = [each.article.id for page in pages for each in page.results]
        assert len(set(found)) == len(found)
        newest = service.latest(stage.asked(text=""), limit=5)
        assert (newest.total, newest.more) == (100, True)
        few = service.search(asked, Selection(since=NOW - 9.5 * HOUR))
        assert (few.total, few.more) == (10, False)


def test_latest_of_all(stage: Stage) -> None:
    """Without a topic the latest are the newest articles, none of them newer than the question."""
    service = stage.service()
    save(stage.catalogue, article("future", published=NOW + HOUR))
    page = service.latest(stage.asked(text=""), limit=2)
    assert [each.article.title for each in page.results] == ["About amberly", "About calder"]
    assert page.total == 3
    rest = service.latest(stage.asked(text=" "), limit=2, offset=2)
    assert [each.article.title for each in rest.results] == ["About dunmore"]
    chosen = service.latest(stage.asked(text=""), Selection(until=NOW - 1.5 * DAY))
    assert [each.article.title for each in chosen.results] == ["About calder", "About dunmore"]


def test_latest_on_a_topic(stage: Stage) -> None:
    """With a topic the latest are its articles by time, whichever matches better, and nothing off the topic."""
    page = stage.service().latest(stage.asked(text="the Calder mill and the Amberly works"))
    assert [each.article.title for each in page.results] == ["About amberly", "About calder"]
    assert page.total == 2
    assert page.question.text == "the Calder mill and the Amberly works"


def test_what_is_gone_is_no_latest_article(stage: Stage) -> None:
    """Of all the latest it is left out; of those on a topic it comes last, marked."""
    (amberly,) = (each for each in stage.catalogue.articles(Selection()) if each.title == "About amberly")
    stage.catalogue.mark_gone(amberly.id, NOW)
    of_all = stage.service().latest(stage.asked(text=""))
    assert [each.article.title for each in of_all.results] == ["About calder", "About dunmore"]
    on_topic = stage.service().latest(stage.asked(text="the Calder mill and the Amberly works"))
    assert [each.article.title for each in on_topic.results] == ["About calder", "About amberly"]


def test_the_oldest_copy_that_is_online_is_a_latest_article(stage: Stage) -> None:
    """It stands for a text whose own article is gone."""
    (amberly,) = (each for each in stage.catalogue.articles(Selection()) if each.title == "About amberly")
    copies = [article(f"copy{n}", text=amberly.text, published=NOW - n * HOUR) for n in (1, 2)]
    save(stage.catalogue, *copies)
    for each in (amberly, *copies):
        member = Membership(article_id=each.id, when=NOW, decided=amberly.id, text=amberly.id, sketch="")
        stage.catalogue.add_membership(member)
    latest = partial(stage.service().latest, stage.asked(text=""), limit=1)
    assert [each.article.title for each in latest().results] == ["About amberly"]
    stage.catalogue.mark_gone(amberly.id, NOW)
    assert [each.article.title for each in latest().results] == ["About copy2"]


def test_events_come_once(stage: Stage) -> None:
    """An event that comes again is known."""
    service = stage.service()
    assert [service.first_time("Ev1") for _ in range(2)] == [True, False]


def test_votes_are_kept(stage: Stage) -> None:
    """Votes on a kept answer count, others do not."""
    service = stage.service()
    answered(service, stage.asked())
    there = viewer(stage.asked(), "U2")
    assert service.kept_answers.rate(stage.asked().id, there, -1, "wrong")
    assert not service.kept_answers.rate("slack:T1:C1:none", there, 1)
    assert stage.journal.feedback() == {"up": 0, "down": 1, "comments": 1}


def test_a_comment_without_a_place_needs_a_vote(stage: Stage) -> None:
    """Where a platform does not say where a comment was written, only whoever has voted has it kept."""
    service, asked = stage.service(), stage.asked()
    answered(service, asked)
    nowhere = replace(asked.place, channel="")
    assert not service.kept_answers.rate(asked.id, Viewer(user="U2", place=nowhere), 1, "wrong")
    assert service.kept_answers.rate(asked.id, viewer(asked, "U2"), 1)
    assert service.kept_answers.rate(asked.id, Viewer(user="U2", place=nowhere), 1, "wrong")
    assert stage.journal.feedback() == {"up": 1, "down": 0, "comments": 1}


def test_a_private_answer_is_shared_by_its_asker_once(stage: Stage) -> None:
    """A private answer is for its asker until they have shared it where they asked; what was refused is for nobody."""
    service, asked = stage.service(), stage.asked(private=True)
    answered(service, asked)
    own, other = viewer(asked, asked.user), viewer(asked, "U2")
    assert (
        service.kept_answers.shown(asked.id, own)
        == service.kept_answers.shareable(asked.id, own)
        == service.kept_answers.get(asked.id)
    )
    assert service.kept_answers.shown(asked.id, other) is service.kept_answers.shareable(asked.id, other) is None
    shared = service.shares.intend(asked.id)
    assert service.kept_answers.shown(asked.id, other) is not None
    service.shares.refused(shared, "not_in_channel")
    assert service.kept_answers.shown(asked.id, other) is None
    service.shares.posted(service.shares.intend(asked.id), "9.0")
    assert service.kept_answers.shown(asked.id, other) is not None
    assert service.kept_answers.shareable(asked.id, other) is None
    assert service.shares.intend(asked.id) == ""


def test_tidying_forgets(stage: Stage) -> None:
    """Tidying is done once an hour at most, and forgets what is over its time, in memory too."""
    service = stage.service()
    answered(service, stage.asked())
    service.tidy()
    stage.clock.advance(8 * DAY)
    service.tidy()
    assert service.kept_answers.get(stage.asked().id) is None
    service.first_time("Ev1")
    stage.clock.advance(59 * MINUTE)
    service.tidy()
    assert not service.first_time("Ev1")


def test_log_says_who_asked_what_where(stage: Stage) -> None:
    """Every step has a line that names question, user, place, time taken and citations, and not what was asked."""
    service, asked = stage.service(), stage.asked(private=True)
    with capture_logs() as logs:
        answer = answered(service, asked)
        service.kept_answers.rate(asked.id, viewer(asked, "U2"), 1, "a comment")
        service.search(asked)
        service.latest(asked)
        service.accept(asked)
        service.apologise(asked, "why")
        service.failed(asked, "gone")
    events = [line["event"] for line in logs]
    expected = ["accepted", "answered", "posted", "rated", "searched", "listed the latest", "not accepted"]
    assert events == [*expected, "apologised", "not answered"]
    where = {"user": "U1", "platform": "slack", "team": "T1", "channel": "C1", "thread": "1.0", "private": True}
    assert all(line.items() >= ({"asked": asked.id} | where).items() for line in logs if line["event"] != "rated")
    assert logs[1]["cited"] == [source.article.url for source in answer.sources]
    assert {"waited_s", "took_s"} <= logs[1].keys()
    assert logs[2]["after_s"] == 0
    assert "opened" not in str(logs)
    assert "a comment" not in str(logs)


def test_log_holds_the_text_if_it_is_kept(stage: Stage) -> None:
    """Where the operator keeps the text of questions, the log has it, too."""
    with capture_logs() as logs:
        stage.service(retention=DAY).accept(stage.asked())
    assert logs[0]["text"] == WHO


class WaitingAnswering(Answering):
    """Waits for a language model until it has to give way."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.waiting, self.over = threading.Event(), threading.Event()

    def tell(self, found: Found) -> Answer:
        """Wait."""
        self.waiting.set()
        assert self.over.wait(120)
        return super().tell(found)

    def give_way(self) -> None:
        """Wait no longer."""
        self.over.set()


def test_a_language_model_holds_nobody_up(stage: Stage, parts: dict[str, Any]) -> None:
    """While an answer waits for a model others search and find, and when the program ends it waits no longer."""
    stage.answering = answering = WaitingAnswering(**parts)
    service = stage.service(concurrency=1)
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(service.answer, stage.asked())
        assert answering.waiting.wait(120)
        assert service.search(stage.asked("2.0")).total > 0
        service.give_way()
        assert answer.result(120).found
