"""Answers and searches at a terminal: plain or styled, always with the same words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given

from bot.adapters.terminal import answer_text, results_text
from bot.model import Answer, Instead, Question, Refusal, RefusalReason, Result, ResultPage, Source, Statement
from bot.model import StatementKind as Kind
from indexer.model import Article
from tests.doubles.hostile_text import TRICKS
from tests.doubles.slack_payloads import ANYTHING, answers, pages

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
