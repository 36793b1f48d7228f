"""Which sentences of an article may be on the subject that a question names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.evidence.named_subject import NamedSubject
from bot.model import Question
from bot.understanding.query import understand
from tests.doubles.evidence_records import evidence
from tests.doubles.product_hits import NOW, hit

CALM = "The sea was calm that day, and everybody slept until the bell rang. " * 8


@pytest.mark.parametrize(
    ("question", "title", "text", "told"),
    [
        ("How many berths does Acme have?", "Globex opens a ferry", "It has ten berths. Acme fears it.", "ny"),
        ("How many berths does Acme have?", "Acme opens a ferry", "It has ten berths. Globex fears it.", "yy"),
        ("How many berths does Acme have?", "News", "Acme sails. It is new. It has ten berths. So it goes.", "yyyn"),
        ("Who is the CEO of Acme Anywhere?", "Acme rivals", "Ada Berg is the CEO of Globex.", "n"),
        ("How many people slept in the Acme Hall?", "A calm sea", "It has ten berths.", "y"),  # only where they did
        ("How many berths did Acme sell after Globex came?", "A calm sea", "It sold ten berths.", "n"),
        ("How many berths are there?", "News", "It has ten berths.", "y"),
        ("How many berths are there in Norway?", "News", "It has ten berths.", "y"),  # news leaves countries out
    ],
)
def test_what_names_nobody_is_said_of_whom_the_article_is_about(
    question: str, title: str, text: str, told: str
) -> None:
    """An article on one company, which names its rival further on, tells of the rival only where it names it."""
    query = understand(Question(text=question, now=NOW))
    found = evidence(query, [hit(text, title)])
    subject = NamedSubject(query, found, replace(found.hits[0].article, text=f"{CALM}\n\n{text}"))
    assert "".join("ny"[subject.may_be_of(each)] for each in found.sentences(found.hits[0])) == told


def test_an_article_is_about_whom_it_names_in_its_lead_and_throughout() -> None:
    """A lead that lists rivals is about none of them, and the name in another word is none."""
    query = understand(Question(text="How many berths does Acme have?", now=NOW))
    found = evidence(query, [hit("It has ten berths.", "A new ferry")])
    article, sentence = found.hits[0].article, found.sentences(found.hits[0])[0]
    for named, is_about in ((1, False), (4, True)):
        told = "\n\n".join(["Acme and Globex sail.", *(["Acme sails on."] * (named - 1)), f"Cacme {CALM}", CALM])
        assert NamedSubject(query, found, replace(article, text=told)).may_be_of(sentence) is is_about
