"""What a question asks for exactly: a round by its letter, an office by its holder."""

from __future__ import annotations

import pytest

from bot.evidence.exact_wishes import DesignationFocus, HolderFocus, asked_office, tells_of_office
from bot.language.designations import designations
from bot.model import Question
from bot.retrieval.wordings import wordings_of
from bot.understanding.query import understand
from tests.doubles.evidence_records import evidence
from tests.doubles.product_hits import NOW, hit, told


@pytest.mark.parametrize(
    ("question", "title", "text", "expected"),
    [
        ("Who led Acme's Series C?", "Acme raises Series C", "Vane led it. The money is for chips.", "yy"),
        ("Who led Acme's Series C?", "Acme raises Series B", "Vane led it. The money is for chips.", "nn"),
        ("Who led Acme's Series C?", "Acme raises $5m", "Vane led the round. It is for chips.", "yy"),
        ("Who led Acme's Series C?", "News", "Ibis led the Series B. It was dear. Vane led the Series C.", "nny"),
        ("Who led Acme's Series C?", "News", "It follows a seed round. Ibis led that.", "nn"),
        ("Who led the seed round?", "Acme raises a seed round", "Vane led it.", "y"),
        ("Who led Acme's Series B or C?", "Acme raises Series B", "Vane led it.", "y"),
        ("How did phase 3 of the trial end?", "News", "Phase III ended early. Phase II had gone well.", "yn"),
        ("How did phase 3 of the trial end?", "A trial ends", "It ended early. Nobody was harmed.", "yy"),
    ],
)
def test_a_sentence_is_on_the_round_that_its_context_names(question: str, title: str, text: str, expected: str) -> None:
    """A sentence is on what it names, else what the one before or the title does; where nothing is named, on any."""
    focus = DesignationFocus(designations(question), told(text, title))
    assert [focus.is_on_it(f"{each}.") for each in text.rstrip(".").split(". ")] == [each == "y" for each in expected]


@pytest.mark.parametrize(
    ("question", "sentence", "around", "tells"),
    [
        ("Who is Acme's CFO?", "Vane joins as chief financial officer.", "", True),
        ("Who is Acme's CFO?", "Vane came from Ibis.", "Acme has a new finance chief", True),
        ("Who is Acme's CFO?", "Vane joins as chief technology officer.", "Acme has a new finance chief", False),
        ("Who is Acme's CFO?", "Vane leads the sales.", "Acme opens in Rome", False),
        ("Who is Acme's tech chief?", "Vane joins as Chief Technology Officer.", "", True),
        ("Who is the CEO of Acme?", "Vane has run Acme since May.", "", True),
        ("Who is the CEO of Acme?", "Vane is its CTO.", "", False),
    ],
)
def test_who_holds_an_office_is_told_by_its_name(question: str, sentence: str, around: str, *, tells: bool) -> None:
    """Another chief is another; who leads all may be told of without a word of an office."""
    query = understand(Question(text=question, now=NOW))
    office = asked_office(query, wordings_of(query))
    assert office is not None
    assert tells_of_office(office, sentence, hit(sentence, around)) is tells


@pytest.mark.parametrize(
    "question",
    ["Who bought Acme?", "Who heads research at Acme?", "What did Acme's CFO say?", "Who did Acme's CEO dismiss?"],
)
def test_no_office_is_asked_for(question: str) -> None:
    """Only who holds an office with several names is held to them."""
    query = understand(Question(text=question, now=NOW))
    assert asked_office(query, wordings_of(query)) is None


@pytest.mark.parametrize(
    ("question", "title", "text", "told"),
    [
        ("Who is the vice president of Acme?", "News", "Ada Berg is the president of Acme.", "n"),
        ("Who is the vice president of Acme?", "News", "Ada Berg is Acme's VP of boats.", "y"),
        ("Who is the deputy mayor of Oslo?", "News", "Ada Berg is its mayor. Her deputy is Jon Lorne.", "ny"),
        ("Who is the former CEO of Acme?", "News", "Ada Berg is the CEO of Acme.", "n"),
        ("Who is the former CEO of Acme?", "News", "Ada Berg, who was the CEO of Acme until May, is at sea.", "y"),
        ("Who makes the assistant boat?", "News", "Acme makes it.", "y"),
    ],
)
def test_a_sentence_tells_of_that_rank(question: str, title: str, text: str, told: str) -> None:
    """An office that is named after another one is another."""
    query = understand(Question(text=question, now=NOW))
    found = evidence(query, [hit(text, title)])
    focus = HolderFocus(query, found.wordings)
    assert "".join("ny"[focus.may_tell(each)] for each in found.sentences(found.hits[0])) == told
