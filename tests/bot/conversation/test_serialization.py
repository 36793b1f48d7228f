"""Answers as the journal keeps them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.serialization import answer_of, answer_text, filters_of, filters_text
from bot.model import (
    Answer,
    Clarification,
    Form,
    Instead,
    Question,
    Refusal,
    RefusalReason,
    Source,
    Statement,
    StatementKind,
)
from bot.model.chat import Filters
from indexer.model import Article, Kind, Origin, Quality, Story

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUESTION = Question(text="What is new?", now=NOW)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TIMES = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.floats(0, 1_000)
ORIGINS = st.lists(st.builds(Origin, name=TEXT, url=TEXT), max_size=2).map(tuple)
ARTICLES = st.builds(
    Article,
    id=TEXT,
    url=TEXT,
    title=TEXT,
    text=st.just(""),
    publisher=TEXT,
    authors=st.lists(TEXT, max_size=2).map(tuple),
    published=st.none() | TIMES,
    updated=st.none() | TIMES,
    first_seen=TIMES,
    language=TEXT,
    kind=st.sampled_from(Kind),
    quality=st.sampled_from(Quality),
    reason=TEXT,
    origins=ORIGINS,
    version=st.integers(1, 9),
)


def several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return tuples of a few."""
    return st.lists(of, max_size=3).map(tuple)


ANSWERS = st.builds(
    Answer,
    question=st.just(QUESTION),
    statements=several(
        st.builds(
            Statement,
            text=TEXT,
            kind=st.sampled_from(StatementKind),
            citations=several(st.integers(1, 9)),
            span=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)),
            story=TEXT,
            date=st.none() | TIMES,
            subject=TEXT,
        )
    ),
    sources=several(st.builds(Source, number=st.integers(1, 9), article=ARTICLES, passage=TEXT)),
    nearest=several(ARTICLES),
    nearest_quote=TEXT,
    further=several(ARTICLES),
    form=st.sampled_from(Form),
    clarification=st.none() | st.builds(Clarification, missing=TEXT, choices=several(TEXT)),
    untold=st.integers(0, 99),
    disagreements=several(st.tuples(st.integers(0, 9), st.integers(0, 9))),
    refusal=st.none()
    | st.builds(
        Refusal,
        reason=st.sampled_from(RefusalReason),
        detail=TEXT,
        instead=st.none() | st.builds(Instead, product=TEXT, nearest=TEXT, article=ARTICLES),
        unmentioned=several(TEXT),
    ),
    confidence=NUMBERS,
    composer=TEXT,
    newest=st.none() | TIMES,
    elapsed_ms=NUMBERS,
)


@given(ANSWERS)
def test_answer_comes_back(answer: Answer) -> None:
    """Whatever an answer holds, it comes back from its text."""
    assert answer_of(answer_text(answer), QUESTION) == answer


@given(st.builds(Filters, since=TEXT, until=TEXT, sources=several(TEXT), kinds=several(TEXT)))
def test_filters_come_back(filters: Filters) -> None:
    """Whatever filters were stated, they come back from their text, which is empty if there were none."""
    assert filters_of(filters_text(filters)) == filters
    assert bool(filters_text(filters)) is (filters != Filters())


def test_long_and_private_parts_are_left_out() -> None:
    """Neither the question nor the text of an article stands in the text of an answer."""
    article = Article(id="a", url="u", title="t", text="A long story.", publisher="p", tags=("x",), first_seen=NOW)
    story = Story(id="a", articles=3, outlets=3, origins=1, first="a")
    answer = Answer(question=QUESTION, nearest=(article,), stories={"a": story})
    text = answer_text(replace(answer, stories={"a": story, "elsewhere": story}))
    assert "long story" not in text
    assert "What is new" not in text
    assert answer_of(text, QUESTION) == replace(answer, nearest=(replace(article, text="", tags=()),))


def test_earlier_rows_have_no_dates() -> None:
    """A row of an earlier version still loads: its statements are told without dates."""
    said = Statement(text="Ann leads.", kind=StatementKind.REPORTED, citations=(1,), span=(0, 3))
    record = json.loads(answer_text(Answer(question=QUESTION, statements=(said,))))
    assert record["statements"] == [["Ann leads.", "reported", [1], [0, 3], "", None, ""]]
    record["statements"] = [["Ann leads.", "reported", [1], [0, 3]]]
    del record["form"], record["clarification"], record["untold"]
    earlier = answer_of(json.dumps(record), QUESTION)
    assert (earlier.statements, earlier.form) == ((said,), Form.FACT)
    assert answer_of(json.dumps(record | {"dated": True}), QUESTION).form is Form.OVERVIEW
