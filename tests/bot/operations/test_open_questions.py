"""How the answer to an open question is held against what it should tell."""

from datetime import UTC, datetime

import pytest

from bot.model import Answer, Form, Question, Source, Statement, StatementKind
from bot.operations.evaluation import read_cases
from bot.operations.open_questions import Expectation, measured
from indexer.errors import UsageError
from tests.doubles.catalogue_records import article

QUESTION = Question(text="What happened at Corvid?", now=datetime(2026, 11, 24, tzinfo=UTC))
URLS = ("https://one.example/funding", "https://two.example/launch", "https://three.example/other")
EXPECTED = Expectation(
    form="overview", points=(("raised 480 million", "480m round"), ("Merlin 9",)), wrong=("Palisandre bought",)
)


def answered(*texts: str, form: Form = Form.OVERVIEW) -> Answer:
    """Return an answer whose statements each tell a story of their own, from the article at the same place."""
    sources = tuple(
        Source(number=at, article=article(str(at), url=url), passage="") for at, url in enumerate(URLS, start=1)
    )
    statements = tuple(
        Statement(text=text, kind=StatementKind.REPORTED, citations=(at,), story=f"s{at}")
        for at, text in enumerate(texts, start=1)
    )
    return Answer(question=QUESTION, form=form, statements=statements, sources=sources)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("Corvid raised 480 million pounds.", "The Merlin 9 was shown."),
            {"points": 1.0, "beside": 0.0, "twice": 0.0, "wrong": 0.0},
        ),
        (
            ("A 480m round closed.", "Corvid has raised 480 million."),
            {"points": 0.5, "beside": 0.0, "twice": 0.5, "wrong": 0.0},
        ),
        (
            ("Nothing of note.", "A small launch.", "Corvid was bought by Palisandre."),
            {"points": 0.0, "beside": 1 / 3, "twice": 0.0, "wrong": 1.0},
        ),
        (
            ("Palisandre has bought Corvid's 9,480 million.",),
            {"points": 0.0, "beside": 0.0, "twice": 0.0, "wrong": 1.0},
        ),
    ],
)
def test_points(texts: tuple[str, ...], expected: dict[str, float]) -> None:
    """Each point counts once, in any of its wordings; a statement on a relevant article is not beside the point."""
    row = measured(answered(*texts), EXPECTED, URLS[:2])
    assert row == pytest.approx({"form": 1.0, **expected})


def test_a_refusal_has_a_form_only() -> None:
    """Of an answer that tells nothing only the form can be right."""
    assert measured(answered(form=Form.CLARIFY), EXPECTED, URLS) == {"form": 0.0}


@pytest.mark.parametrize("line", ['"form": "poem", "points": []', '"points": [""]', '"points": [[]]'])
def test_what_is_no_open_question_is_named_with_its_line(line: str) -> None:
    """A form that does not exist and a point without words are refused, with the number of the line."""
    with pytest.raises(UsageError, match="line 1: not an object with question"):
        read_cases([f'{{"question": "What is new?", "now": "2026-11-24T12:00:00Z", {line}}}'], UTC)


def test_an_open_question_is_read_whole() -> None:
    """Form, points, what must not be said and the conversation before it are read."""
    line = (
        '{"question": "and Kiteforge?", "now": "2026-11-24T12:00:00Z", "form": "overview",'
        ' "points": ["raised", ["a", "b"]], "not": ["bought"],'
        ' "urls": ["/x"], "conversation": [{"question": "What is new at Corvid?"}]}'
    )
    [case] = read_cases([line], UTC)
    assert case.expected == Expectation(form="overview", points=(("raised",), ("a", "b")), wrong=("bought",))
    assert (case.urls, case.question.conversation[0].question) == (("/x",), "What is new at Corvid?")
