"""What was asked, in whose time zone, and after what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation import history
from bot.conversation.history import Texts, asked_of, exchanges, question_of, turn_of
from bot.model import Answer, Exchange, Form, Question, Source, Statement, StatementKind, ToldStatement
from bot.model.chat import Asked, Delivery, DeliveryState, Place, asked_id
from indexer.model import Article, Selection

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
ASKED = Asked(id="1", place=Place(platform="slack", team="T", channel="C"), user="U", text="Who?", received=NOW)
ARTICLE = Article(id="a", url="u", title="Works open", text="", publisher="p", first_seen=NOW)
ANSWER = Answer(
    question=Question(text="", now=NOW),
    statements=tuple(Statement(text=text, kind=StatementKind.REPORTED, citations=(1,)) for text in ("One.", "Two.")),
    sources=(Source(number=1, article=ARTICLE, passage="One. Two."),),
)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", ZoneInfo("Europe/Berlin")),
        ("", TOKYO),
        ("No/Where", TOKYO),
        ("America", TOKYO),
        ("../x", TOKYO),
    ],
)
def test_zone_of_the_asker(name: str, zone: ZoneInfo) -> None:
    """A question is in its asker's time zone, and where that is not known in the configured one."""
    expected = Question(text="Who?", now=NOW, zone=zone, conversation=(Exchange(question="q"),))
    assert question_of(replace(ASKED, zone=name), TOKYO, (Exchange(question="q"),)) == expected


def test_turns_hold_question_and_answer() -> None:
    """A turn is a question with what was said in reply, nothing yet where there is no answer."""
    earlier = [
        Delivery(asked=ASKED, state=DeliveryState.POSTED, answer=ANSWER),
        Delivery(asked=replace(ASKED, id="2", text="When?"), state=DeliveryState.ACCEPTED),
    ]
    told = tuple(ToldStatement(text=text, articles=("a",)) for text in ("One.", "Two."))
    expected = (Exchange(question="Who?", answer="One.\nTwo.", told=told), Exchange(question="When?"))
    assert exchanges(earlier, Texts()) == expected


def test_erased_question_is_remembered() -> None:
    """The text of a question that the journal has erased comes from memory, for as long as it is kept there."""
    texts = Texts()
    texts.keep(ASKED)
    earlier = [Delivery(asked=replace(ASKED, text=""), state=DeliveryState.POSTED, answer=ANSWER)]
    assert exchanges(earlier, texts)[0].question == "Who?"
    texts.forget(NOW)
    assert exchanges(earlier, texts)[0].question == "Who?"
    texts.forget(NOW + timedelta(seconds=1))
    assert exchanges(earlier, texts)[0].question == "Works open"


def test_turn_knows_what_was_told() -> None:
    """A turn knows of each statement its story, its articles, the words that answer, and if it goes on with another."""
    said = replace(ANSWER.statements[0], story="s", span=(0, 3), subject="Acme")
    answer = replace(ANSWER, form=Form.OVERVIEW, statements=(said, replace(said, text="Two.", span=None)))
    one, two = turn_of("q", answer).told
    assert one == ToldStatement(text="One.", story="s", articles=("a",), subject="Acme", words="One")
    assert two == ToldStatement(text="Two.", story="s", articles=("a",), subject="Acme", goes_on=True)


@pytest.mark.parametrize(
    ("form", "subjects", "expected"),
    [
        (Form.OVERVIEW, ("Acme", "Globex"), "News on Acme and Globex from 1 November 2026 to 30 November 2026?"),
        (Form.OPINIONS, ("Acme",), "What do people think of Acme from 1 November 2026 to 30 November 2026?"),
        (Form.OVERVIEW, (), "Works open"),
        (Form.FACT, ("Acme",), "Works open"),
    ],
)
def test_answer_says_what_was_asked(form: Form, subjects: tuple[str, ...], expected: str) -> None:
    """Of a question that is erased its answer keeps the form, what it is on, and the time that was searched."""
    searched = Selection(since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 12, 1, tzinfo=UTC))
    assert asked_of(replace(ANSWER, form=form, subjects=subjects, searched=searched)) == expected


def test_question_of_which_nothing_is_left() -> None:
    """A turn of which neither question nor sources are left says nothing to follow up."""
    earlier = [Delivery(asked=replace(ASKED, text=""), state=DeliveryState.POSTED)]
    assert exchanges(earlier, Texts()) == ()


def test_memory_is_bounded() -> None:
    """Of very many questions the first are forgotten first."""
    texts = Texts()
    for number in range(history.MANY + 1):
        texts.keep(replace(ASKED, id=str(number)))
    found = [texts.of(replace(ASKED, id=key, text="")) for key in ("0", "1", str(history.MANY))]
    assert found == ["", "Who?", "Who?"]


def test_id_names_the_message() -> None:
    """What is delivered twice has one id, short enough for any platform's buttons."""
    assert asked_id("slack", "T1", "C1", "1.0") == "slack:T1:C1:1.0"
    assert len(asked_id("discord", *["1" * 20] * 3)) <= 80
