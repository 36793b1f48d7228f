"""The answers to a question's parts as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.adapters.messages.answer_words import as_of, missing
from bot.composition.citations import cite
from bot.composition.multi_part import join_answers
from bot.model import (
    OPINIONS_MISSING,
    REASON_MISSING,
    Answer,
    Citation,
    Claim,
    Composition,
    Form,
    Question,
    StatementKind,
)
from indexer.model import Article

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHOLE = Question(text="How much did Acme raise and who led the round?", now=NOW)


def article(name: str) -> Article:
    """Return an article that is known by a letter."""
    return Article(id=name, url=f"https://wire.example/{name}", title=name, text="", publisher="Wire", first_seen=NOW)


def answer(part: str, *said: tuple[str, str], confidence: float = 0.9) -> tuple[Answer, Composition]:
    """Return the answer to a part: pairs of a statement and its article; none: nothing found."""
    claims = tuple(
        Claim(
            text=text,
            kind=StatementKind.REPORTED,
            citations=(Citation(article=article(name), passage=" ".join(t for t, n in said if n == name)),),
        )
        for text, name in said
    )
    further = (article("z"), article("b")) if said else ()
    question = Question(text=part, now=NOW)
    return Answer(question=question, further=further, confidence=confidence), Composition(claims=claims)


def test_sources_are_numbered_once() -> None:
    """An article that two parts cite is one source, with all that it is cited for."""
    first = answer("How much?", ("It raised 3.", "a"))
    second = answer("Who?", ("Ana led.", "b"), ("It was Acme's first.", "a"))
    _, joined = join_answers(WHOLE, [first, second])
    statements, sources = cite(joined.claims, {})
    assert [source.article.id for source in sources] == ["a", "b"]
    assert [said.citations for said in statements] == [(1,), (2,), (1,)]
    assert sources[0].passage == "It raised 3.\n\nIt was Acme's first."


def test_nothing_is_said_twice() -> None:
    """A sentence that answers two parts is said once."""
    _, joined = join_answers(WHOLE, [answer("How much?", ("Ana gave 3.", "a")), answer("Who?", ("Ana gave 3.", "a"))])
    assert [said.text for said in joined.claims] == ["Ana gave 3."]


def test_missing_parts_are_named_and_the_least_sure_one_counts() -> None:
    """A part without an answer is named, and an answer is as sure as its least sure part."""
    joined, _ = join_answers(WHOLE, [answer("How much?", ("It raised 3.", "a"), confidence=0.6), answer("Who?")])
    assert joined.missing == ("Who?",)
    assert (joined.confidence, joined.question) == (0.6, WHOLE)


def test_what_an_answered_part_is_missing_is_said() -> None:
    """A reason that no sentence gives is missing from the whole answer, too, once."""
    told = answer("Why?", ("It raised 3.", "a"))
    lacking = (replace(told[0], missing=(REASON_MISSING,)), told[1])
    joined, _ = join_answers(WHOLE, [lacking, answer("Who?"), lacking])
    assert joined.missing == (REASON_MISSING, "Who?")
    note = as_of(joined)
    assert "Nothing was found on \u201cWho?\u201d." in note
    assert "No sentence was found that plainly says why" in note


def test_a_side_of_any_name_can_be_missing() -> None:
    """Nothing stands in for a side of a comparison, whatever it is called."""
    joined, _ = join_answers(WHOLE, [answer("How much?", ("It raised 3.", "a"))])
    compared = replace(joined, form=Form.COMPARISON, missing=(OPINIONS_MISSING,))
    assert missing(compared) == "Nothing was found on \u201copinions\u201d."


def test_further_articles_are_those_not_cited() -> None:
    """What is cited for one part is not offered as a further source by another."""
    joined, _ = join_answers(WHOLE, [answer("How much?", ("It raised 3.", "a")), answer("Who?", ("Ana led.", "b"))])
    assert [each.id for each in joined.further] == ["z"]


def test_dates_are_told_where_every_part_asked_for_news() -> None:
    """Two questions for what is new are answered with dates; the facts of one of them are not news."""
    first, second = answer("How much?", ("It raised 3.", "a")), answer("Who?", ("Ana led.", "b"))
    news, fact = Form.OVERVIEW, Form.FACT
    for forms, expected in (((news, news), news), ((news, fact), fact)):
        parts = [(replace(one, form=form), said) for (one, said), form in zip((first, second), forms, strict=True)]
        assert join_answers(WHOLE, parts)[0].form is expected
