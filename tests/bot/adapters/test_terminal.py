"""Answers and searches at a terminal: plain or styled, always with the same words."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given

from bot.adapters.terminal import Answers, Prompt, answer_text, results_text
from bot.model import (
    Answer,
    Clarification,
    Exchange,
    Form,
    Instead,
    Question,
    Refusal,
    RefusalReason,
    Result,
    ResultPage,
    Source,
    Statement,
    ToldStatement,
)
from bot.model import StatementKind as Kind
from indexer.model import Article, Selection
from tests.doubles.fakes import FakeClock
from tests.doubles.hostile_text import TRICKS
from tests.doubles.slack_payloads import ANYTHING, answers, pages

if TYPE_CHECKING:
    import pytest

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUESTION = Question(text="Who leads Acme?", now=NOW)
STYLE = re.compile("\x1b\\[(?:0|1|2)m")
LINK = re.compile("\x1b\\]8;(?:id=\\d+;(https?://[!-~]+)|;)\x1b\\\\")
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def article(number: int, title: str = "") -> Article:
    """Return an article by its number."""
    return Article(
        id=f"a{number}",
        url=f"https://example.org/{number}",
        title=title or f"Title {number}",
        text="",
        publisher="Ledger",
        published=NOW,
        first_seen=NOW,
    )


ANSWER = Answer(
    question=QUESTION,
    statements=(Statement(text="Ann leads Acme.", kind=Kind.REPORTED, citations=(1,), span=(0, 3)),),
    sources=(Source(number=1, article=article(1), passage=""),),
)


def plain(styled: str) -> str:
    """Return a styled text without its styles and links."""
    return LINK.sub("", STYLE.sub("", styled))


def test_a_terminal_is_shown_what_answers_and_can_follow_the_sources() -> None:
    """The words that answer are bold, citations dim, titles and addresses links; plain text has none of it."""
    shown = answer_text(ANSWER, styled=True).splitlines()
    assert shown[0] == "\x1b[1mAnn\x1b[0m leads Acme.\x1b[2m [1]\x1b[0m"
    assert [LINK.findall(line)[:1] for line in shown[3:5]] == [["https://example.org/1"]] * 2
    assert LINK.split(shown[3])[2] == "Title 1"
    assert answer_text(ANSWER).splitlines() == [
        "Ann leads Acme. [1]",
        "",
        "Sources:",
        "  [1] Title 1 (Ledger, 24 Nov 2026, kind not known)",
        "      https://example.org/1",
        "",
        "As of 24 Nov 2026 12:00 UTC.",
    ]


@ANYTHING
@given(answers())
def test_styles_change_no_word(answer: Answer) -> None:
    """Whatever an answer holds, none of its control characters comes out, and styled text has the same words."""
    text, styled = answer_text(answer), answer_text(answer, styled=True)
    assert not CONTROLS.search(text)
    assert not CONTROLS.search(plain(styled))
    if answer.form is not Form.COMPARISON:  # which is a table
        assert plain(styled) == text


@ANYTHING
@given(pages())
def test_a_search_cannot_drive_the_terminal(page: ResultPage) -> None:
    """Nor does one of what was found by a search."""
    text, styled = results_text(page), results_text(page, styled=True)
    assert not CONTROLS.search(text)
    assert plain(styled) == text


def test_tricks_for_terminals_have_no_effect() -> None:
    """Escape sequences in titles, addresses, names, corrections and statements are gone before anything is styled."""
    for trick in TRICKS:
        tricky = replace(
            article(1, f"T{trick}"), url=f"https://example.org/{trick}", publisher=trick, correction=f"Was {trick}"
        )
        said = replace(ANSWER.statements[0], text=f"Ann {trick} leads {trick} Acme.", span=(0, 5 + len(trick)))
        shown = answer_text(
            replace(ANSWER, statements=(said,), sources=(Source(number=1, article=tricky, passage=""),)), styled=True
        )
        assert not CONTROLS.search(plain(shown))
        page = ResultPage(question=QUESTION, results=(Result(article=tricky, score=1.0, snippet=trick),), total=1)
        assert not CONTROLS.search(plain(results_text(page, styled=True)))


SIDES = replace(
    ANSWER,
    form=Form.COMPARISON,
    statements=tuple(
        Statement(text=text, kind=Kind.REPORTED, citations=(1,), subject=subject)
        for text, subject in (("Big.", "Corvid 5"), ("2 dollars.", "Corvid 5"), ("Free.", "Larus"), ("New.", "Larus"))
    ),
    missing=("Larus",),
)


def test_a_comparison_is_a_table_at_a_terminal_and_lines_elsewhere() -> None:
    """The sides stand beside each other where there is a screen, else each line names its side; a gap is named."""
    assert answer_text(SIDES).splitlines()[:6] == [
        "Corvid 5: Big. [1]",
        "Corvid 5: 2 dollars. [1]",
        "Larus: Free. [1]",
        "Larus: New. [1]",
        "",
        "Nothing was found on \u201cLarus\u201d.",
    ]
    table = plain(answer_text(SIDES, 60, styled=True)).splitlines()
    rows = [[line[:30].strip(), line[30:].strip()] for line in (table[0], *table[2:5])]
    assert rows == [["Corvid 5", "Larus"], ["Big. [1]", ""], ["2 dollars. [1]", "Free. [1]"], ["", "New. [1]"]]
    assert max(map(len, table[:5])) <= 60
    many = tuple(replace(SIDES.statements[0], subject=name) for name in "ABCD")
    assert plain(answer_text(replace(SIDES, statements=many), styled=True)).startswith("A: Big. [1]\nB:")


def test_the_rest_is_named_and_what_to_type_for_it() -> None:
    """Below all stands how many stories are left, or how much of a list is shown; a prompt adds what to type."""
    some = replace(ANSWER, form=Form.OVERVIEW, untold=1)
    assert answer_text(some).split("\n\n")[-2] == "1 more story on this."
    assert "1 more story on this. Type \u201cmore\u201d" in answer_text(some, at_prompt=True)
    listed = answer_text(replace(some, form=Form.LIST, untold=2))
    assert listed.startswith("\u2022 24 Nov: Ann leads Acme. [1]\n")
    assert listed.split("\n\n")[-2] == "3 found in the collected articles, 1 shown."
    assert "found in" in answer_text(replace(some, form=Form.LIST, untold=0))


def test_an_opinion_begins_with_whose_it_is() -> None:
    """Who holds an opinion stands before the mark that it is one."""
    held = replace(ANSWER.statements[0], kind=Kind.OPINION, subject="Jane Doe,\n analyst")
    shown = answer_text(replace(ANSWER, form=Form.OPINIONS, statements=(held,)))
    assert shown.startswith("Jane Doe, analyst: Opinion: Ann leads Acme. [1]\n")


def test_nothing_in_the_time_names_the_latest_before_it() -> None:
    """Nothing in a time is told with the day of the latest article before it, nothing at all with the nearest."""
    week = Selection(since=NOW - timedelta(days=2))
    old = replace(article(1), published=NOW - timedelta(days=104))
    refused = Answer(question=QUESTION, form=Form.OVERVIEW, searched=week, missing=("Acme",), nearest=(old,))
    assert answer_text(refused).splitlines()[:2] == [
        "Nothing on Acme since 22 Nov 2026.",
        "Last: 12 Aug: Title 1 (Ledger, 12 Aug 2026, kind not known)",
    ]
    always = replace(refused, searched=Selection(), missing=())
    assert answer_text(always).startswith("Nothing on \u201cWho leads Acme?\u201d.\nNearest: Title 1")
    assert answer_text(replace(always, nearest=())).startswith("Nothing on")


def test_the_prompt_takes_numbers_for_choices_and_keeps_the_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number asks the choice that has it as long as choices are offered; each question knows those before it."""
    wanted = Clarification(missing="it", choices=("What does Corvid 5 cost?", "What does Larus cost?"))
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        answer = replace(ANSWER, question=question)
        return replace(answer, clarification=wanted, statements=()) if "it" in question.text else answer

    typed = "What does it cost?\n 2. \n2\nmore\n/quit\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    shown: list[str] = []
    answers = Answers(ask=ask, search=lambda _: ResultPage(question=QUESTION))
    Prompt(answers=answers, clock=FakeClock(NOW), zone=UTC, show=shown.append).serve()
    assert [each.text for each in asked] == ["What does it cost?", "What does Larus cost?", "2", "more"]
    assert [len(each.conversation) for each in asked] == [0, 1, 2, 3]
    told = ToldStatement(text="Ann leads Acme.", articles=("a1",), words="Ann")
    assert asked[2].conversation[1] == Exchange(
        question="What does Larus cost?", answer="Ann leads Acme.", told=(told,)
    )
    assert shown[1].splitlines() == [
        "What is \u201cit\u201d? You may mean:",
        "  1  What does Corvid 5 cost?",
        "  2  What does Larus cost?",
        "",
        "Type its number, or ask anew.",
    ]


def test_long_statements_are_wrapped() -> None:
    """No line of what is said is longer than the terminal, and styles do not count."""
    text = "Ann leads Acme in the city of Oslo. " * 9
    said = replace(ANSWER.statements[0], text=text, span=(10, 150))
    lines = answer_text(replace(ANSWER, statements=(said,)), 40, styled=True).split("\n\n")[0].splitlines()
    assert len(lines) > 6
    assert max(len(plain(line)) for line in lines) <= 40


def test_nothing_found_names_the_nearest() -> None:
    """What was asked for, the nearest article as such, then others; no address of it is lost."""
    refused = Answer(question=QUESTION, nearest=(article(1), article(2)))
    assert answer_text(refused).splitlines() == [
        "Nothing found on \u201cWho leads Acme?\u201d: the collected articles do not answer this.",
        "Nearest: Title 1 (Ledger, 24 Nov 2026, kind not known)",
        "  https://example.org/1",
        "",
        "Also near:",
        "  - Title 2 (Ledger, 24 Nov 2026, kind not known)",
        "    https://example.org/2",
        "",
        "As of 24 Nov 2026 12:00 UTC.",
    ]
    assert len(LINK.findall(answer_text(refused, styled=True))) == 8


def test_the_nearest_product_is_named_with_its_source() -> None:
    """Where another product was asked for the nearest one is named with date and source, which is listed once."""
    instead = Instead(product="Corvid 7", nearest="Corvid 5", article=article(2))
    refusal = Refusal(reason=RefusalReason.OTHER_PRODUCT, detail="", instead=instead)
    refused = Answer(question=QUESTION, nearest=(article(1), article(2)), refusal=refusal)
    assert answer_text(refused).splitlines()[:7] == [
        "Nothing on Corvid 7. Newest of its kind here: Corvid 5, 24 Nov 2026 [1]",
        "",
        "Sources:",
        "  [1] Title 2 (Ledger, 24 Nov 2026, kind not known)",
        "      https://example.org/2",
        "",
        "Also near:",
    ]
    assert answer_text(refused).count("https://example.org/2") == 1


def test_a_result_is_a_link() -> None:
    """A result's title leads to its article; what is no web address leads nowhere, but is shown."""
    odd = replace(article(2), url="javascript:alert(1)")
    found = tuple(Result(article=each, score=1.0, snippet="Snippet.") for each in (article(1), odd))
    shown = results_text(ResultPage(question=QUESTION, results=found, total=2), styled=True)
    assert {url for url in LINK.findall(shown) if url} == {"https://example.org/1"}
    assert "javascript:alert(1)" in shown
