"""Questions that nobody asks in earnest: what understanding, searching and composing make of them."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.jsonl import line_id, question_of
from bot.composition.citations import cite
from bot.composition.statements import compose
from bot.evidence.selection import select
from bot.language import words
from bot.model import Exchange, Hit, Question
from bot.model.filters import parse_bound
from bot.retrieval.similarity import Similarity
from bot.understanding.query import understand
from bot.understanding.question_text import MAX_QUESTION
from indexer.errors import UsageError
from indexer.lexical import TantivyIndex
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import article
from tests.doubles.evidence_records import evidence, excerpts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
PUBLISHERS = ("BBC News", "Reuters", "a(b", "[x", "The Verge\\")
SYNTAX = (
    *(
        "title:loom",
        "+loom -gpu",
        "loom AND (OR NOT",
        '"loom',
        "loom~2",
        "l*",
        "[a TO z]",
        "{a TO *}",
        "loom^9",
        "/lo+m/",
    ),
    *(
        "*",
        "?",
        "\\",
        "id:*",
        "cursor2:[0 TO 9]",
        "' OR 1=1 --",
        "%00",
        "${x}",
        "{{x}}",
        "<b>loom</b>",
        "@everyone <!here>",
    ),
)
ODD = (
    *(
        "",
        " ",
        "?",
        "?!?!",
        "\u3000",
        "\u200b",
        "\0",
        "\ud800",
        "\U000e0041",
        "a\u0301" * 900,
        "\u202eloom",
        "\ufdfa" * 300,
    ),
    *(
        "\U0001f600" * 500,
        "who " * 250_000,
        "A" * 1_000_000,
        "A " * 500_000,
        "1," * 500_000,
        "a-" * 500_000,
        "'" * 1_000_000,
    ),
    *("what " * 200_000, "according to the " * 60_000, "last 99999 weeks", "1 may " * 100_000, "\n" * 1_000_000),
    *("is a better than " + "x" * 900, "what happened at " + "!" * 900 + ",a"),
)


def ask(text: str) -> Question:
    """Return a question, asked in Tokyo."""
    return Question(text=text, now=NOW, zone=TOKYO)


@pytest.mark.parametrize("text", [*SYNTAX, *ODD], ids=range(len(SYNTAX) + len(ODD)))
def test_any_question_is_understood(text: str) -> None:
    """However long, empty or strange a question is, it gives a query of bounded length, at once."""
    started = time.process_time()
    query = understand(ask(text), PUBLISHERS)
    assert time.process_time() - started < 5
    assert len(query.text) <= MAX_QUESTION
    assert query.text.encode().decode() == query.text


@pytest.mark.parametrize(
    ("conversation", "text", "ending"),
    [
        (("Who " * 9_000,), "and Google?", ""),
        (("Who led the round of Acme? " + "They build boats in Oslo. " * 60,), "and when?", " when?"),
        (("who runs Acme, " + "is Acme, " * 100, "and " + "H" * 900 + "?", "and Globex?"), "and when?", " when?"),
        (("Who runs Acme?", *("and " + "why " * 240,) * 4), "and when?", " when?"),
    ],
)
def test_a_long_conversation_is_no_longer_question(conversation: Sequence[str], text: str, ending: str) -> None:
    """What a follow-up is completed with counts towards the limit, too, and takes no room from what is asked."""
    earlier = tuple(Exchange(question=each) for each in conversation)
    query = understand(Question(text=text, now=NOW, conversation=earlier))
    assert len(query.text) <= MAX_QUESTION
    assert query.text.endswith(ending)


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(st.characters(codec=None)) | st.lists(st.sampled_from(SYNTAX)).map(" ".join))
def test_understanding_is_deterministic(text: str) -> None:
    """The same question gives the same query, whatever it is made of, and its terms can be encoded."""
    query = understand(ask(text), (*PUBLISHERS, text[:20]))
    assert understand(ask(text), (*PUBLISHERS, text[:20])) == query
    assert "".join(query.terms).encode().decode() == "".join(query.terms)


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(codec=None)), st.lists(st.sampled_from(["Acme", "of", "12", "May", ",", "$", "said", "?"]))
)
def test_words_of_any_text_are_found(text: str, parts: list[str]) -> None:
    """What stands in a text, words, names and dates, is part of it."""
    for each in (text, " ".join(parts)):
        for found in (words.words, words.names, words.dates, words.places):
            assert all(piece in each for piece in found(each))
        assert len(set(words.terms(each))) == len(words.terms(each))


@pytest.mark.parametrize("span", ["99999m", "0001-01-01T00:00+14:00", "9999-12-31", "\u00b2d", "7d" * 9, "-7d"])
def test_times_beyond_the_calendar_are_no_times(span: str) -> None:
    """A bound that no calendar has is a mistake that is told, not a failure."""
    with pytest.raises(UsageError, match="is no time"):
        parse_bound(span, now=NOW, zone=TOKYO, end=True)


@pytest.mark.parametrize("now", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00", "1899-12-31"])
def test_now_is_a_time_of_news(now: str) -> None:
    """An "as of" at the edge of the calendar, where "last week" cannot be reckoned, is refused."""
    with pytest.raises(UsageError, match=r"^now: not an ISO 8601 time"):
        question_of(json.dumps({"question": "what happened last week", "now": now}), now=NOW, zone=TOKYO)


def test_an_id_comes_back_as_json() -> None:
    """Whatever a line gives as its id, what is echoed is JSON."""
    assert line_id('{"id": NaN}', 1) is None
    assert line_id('{"id": [-Infinity]}', 1) == [None]
    assert json.dumps(line_id('{"id": "\\ud800"}', 1)) == '"\\ud800"'


@settings(max_examples=200, deadline=None)
@given(st.text() | st.dictionaries(st.sampled_from(["id", "question", "now", "since", "until", "sources", "kinds",
    "conversation"]), st.none() | st.integers() | st.text() | st.lists(st.text() | st.none() | st.dictionaries(
        st.sampled_from(["question", "answer"]), st.text() | st.none()))).map(json.dumps))  # fmt: skip
def test_any_line_gives_a_question_or_a_reason(line: str) -> None:
    """A line of a batch is a question or a mistake in words, nothing else."""
    try:
        question = question_of(line, now=NOW, zone=TOKYO)
    except UsageError:
        return
    assert len(understand(question, PUBLISHERS).text) <= MAX_QUESTION


def test_a_search_takes_words_not_syntax(tmp_path: Path) -> None:
    """Marks of a query language are no more than blanks to the lexical index, and strange questions find nothing."""
    index = TantivyIndex(tmp_path)
    index.apply([placed("The tidal loom drives itself. Nobody knows why it goes on.")], [], 1)
    plain = [hit.id for hit in index.search("loom", 9)]
    for text in SYNTAX:
        found = [hit.id for hit in index.search(understand(ask(text)).text, 9)]
        assert found == (plain if "loom" in text else [])
    for text in ODD:
        assert [hit.id for hit in index.search(understand(ask(text)).text, 9)] in ([], plain)
    index.close()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a" * 2_000,
            ". " * 1_000,
            "?! " * 600,
            '"' * 2_000,
            "Mr. " * 500,
            "A. " * 600,
            "1. " * 600,
            "\u202e\u0007 " * 600,
        ),
        *(
            "of the " * 300,
            "\u2018" * 2_000,
            "\U0001f600. " * 600,
            "\n\n" * 1_000,
            "- a\n" * 500,
            "<!everyone> @here. " * 90,
        ),
    ],
    ids=range(14),
)
def test_strange_passages_are_quoted_or_left(text: str) -> None:
    """Out of any passage come sentences that stand in it word for word, each with its source, and soon."""
    hit = Hit(placed=placed(text), cosine=0.5, lexical=1.0, relevance=1.0, score=1.0)
    started = time.process_time()
    query = understand(ask("Who made the loom?"))
    found = evidence(query, [hit] * 2, weights={"loom": 1.0})
    statements, sources = cite(compose(select(query, found, excerpts(query, found, _alike), 4)), {})
    assert time.process_time() - started < 5
    folded = " ".join(text.split())
    assert all(said.text in folded and said.citations for said in statements)
    assert len(sources) == len({number for said in statements for number in said.citations})


def _alike(texts: Sequence[str]) -> dict[str, Similarity]:
    return dict.fromkeys(texts, Similarity(0.5, {}))


def placed(text: str) -> PlacedPassage:
    """Return a passage of an article."""
    made = article(text=text)
    passage = Passage(id="p1", article_id=made.id, ordinal=0, start=0, end=len(text), text=text)
    return PlacedPassage(passage=passage, article=made, period="2026-11")
