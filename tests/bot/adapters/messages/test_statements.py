"""Statements as every surface shows them: their dates, their marks, and the words in bold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.markup import MARKDOWN
from bot.adapters.messages.answer import format_answer
from bot.adapters.messages.formatting import cut, one_line
from bot.adapters.messages.statements import answer_words, entries, mark_of, shown_statements
from bot.adapters.slack.markup import MRKDWN
from bot.adapters.terminal import answer_text
from bot.model import Answer, Form, Question, Source, Statement, StatementKind
from indexer.model import Article
from tests.doubles.slack_payloads import ANYTHING, LONG

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 7, 25, 12, tzinfo=UTC)
SPANS = st.none() | st.tuples(st.integers(-5, 60), st.integers(-5, 60))


def article(key: str, published: datetime | None = NOW) -> Article:
    """Return an article."""
    return Article(
        id=key, url=f"https://{key}.example/1", title=key, text="", publisher=key, published=published, first_seen=NOW
    )


def said(text: str, *citations: int, words: str = "") -> Statement:
    """Return a statement with the place of the words in it that answer."""
    start = text.index(words)
    span = (start, start + len(words)) if words else None
    return Statement(text=text, kind=StatementKind.REPORTED, citations=citations or (1,), span=span)


def told(statements: Sequence[Statement], *articles: Article, form: Form = Form.FACT) -> Answer:
    """Return an answer to somebody in Los Angeles."""
    question = Question(text="What is new?", now=NOW, zone=ZoneInfo("America/Los_Angeles"))
    sources = tuple(Source(number=number, article=each, passage="") for number, each in enumerate(articles, start=1))
    return Answer(question=question, statements=tuple(statements), sources=sources, form=form)


def shown_span(statement: Statement) -> str | None:
    """Return the words that are to be bold, None for none."""
    (shown,) = shown_statements(told([statement], article("a")))
    return shown.text[slice(*shown.span)] if shown.span else None


@pytest.mark.parametrize(
    ("text", "words", "slack", "discord"),
    [
        ("Acme raised 480 million dollars.", "480 million", "*480 million*", "**480 million**"),
        ("Acme raised 480 million dollars.", " 480 million ", "*480 million*", "**480 million**"),
        ("480 million", "480 million", "*480 million*", "**480 million**"),
        ("It is led by Ann Lee.", "Ann Lee", "*Ann Lee*.", "**Ann Lee**."),
        ('He said "no" (twice).', "no", '"*no*"', '"**no**"'),
        ('He said "no" (twice).', "twice", "(*twice*)", r"\(**twice**\)"),
        ('He said "no" twice.', '"no"', '*"no"*', '**"no"**'),
        ("Acme raised 480 million dollars.", "aised", None, None),
        ("Acme raised 480 million dollars.", "ise", None, None),
        ("It cost $5, not \u20ac4.", "5", None, "$**5**,"),
        ("It cost $5, not \u20ac4.", "\u20ac4", "*\u20ac4*.", "**\u20ac4**."),
        ("Use the *new* flag.", "new", None, None),
        ("Use the *new* flag.", "*new*", "*\N{ASTERISK OPERATOR}new\N{ASTERISK OPERATOR}*", r"**\*new\*** flag"),
        ("2*3 is six today.", "six", None, "**six**"),
        ("Read file_name_here first.", "file_name_here", "*file_name_here*", r"**file\_name\_here**"),
        ("See <b>this</b> & that.", "& that", "*&amp; that*", "**& that**"),
        (">> quoted >> words", "quoted", "\u203a *quoted*", r"\>\> **quoted** \>"),
        ("\u201cYes\u201d, he said.", "Yes", None, "\u201c**Yes**\u201d"),
    ],
)
def test_words_are_bold_where_the_platform_shows_it(
    text: str, words: str, slack: str | None, discord: str | None
) -> None:
    """Bold words stand between marks that the platform takes for bold, next to letters and stars they stay plain."""
    (shown,) = shown_statements(told([said(text, words=words)], article("a")))
    for markup, expected in ((MRKDWN, slack), (MARKDOWN, discord)):
        line = markup.with_bold(shown.text, shown.span)
        assert (expected or markup.text(text)) in line
        assert expected or line == markup.text(text)


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (4, 2), (0, 100), (100, 200), (4, 5)])
def test_a_span_that_holds_no_words_is_ignored(span: tuple[int, int]) -> None:
    """A span that is out of range, empty, turned round or blank changes nothing."""
    statement = replace(said("Acme raised 480 million."), span=span)
    assert shown_span(statement) is None
    assert answer_words(statement) == ""


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Acme \u200b raised\n480   million.", "480   million", "480 million"),
        ("  Acme raised 480 million.", "Acme", "Acme"),
        ("\x1b[1mAcme\x1b[0m raised 480 million.", "480 million", "480 million"),
        ("Acme raised 480 million.\n", "million.\n", "million."),
        ("Cafe\u0301 Acme opened.", "Cafe\u0301", "Caf\u00e9"),
        ("Cafe\u0301 Acme opened.", "Cafe", None),
        ("Cafe\u0301 Acme opened.", "\u0301 Acme", None),
    ],
)
def test_words_are_found_on_the_clean_line(text: str, words: str, expected: str | None) -> None:
    """What is cleaned before it is shown has its words at another place; no accent is torn from its letter."""
    assert shown_span(said(text, words=words)) == expected


@ANYTHING
@given(LONG, SPANS, st.integers(1, 400))
def test_bold_changes_nothing_else(text: str, span: tuple[int, int] | None, limit: int) -> None:
    """Whatever a text holds and wherever its span is, bold words differ from plain ones by their two marks alone."""
    (shown,) = shown_statements(told([replace(said(text), span=span)], article("a")))
    kept = cut(shown.text, limit)
    assert shown.text == one_line(text)
    for markup in (MRKDWN, MARKDOWN):
        plain, line = markup.with_bold(kept, None), markup.with_bold(kept, shown.span_in(kept))
        assert plain == markup.text(kept)
        if line != plain:
            before, words, after = line.split(markup.bold, 2)
            assert before + words + after == plain
            assert words == words.strip() != ""


def test_what_is_cut_off_is_not_bold() -> None:
    """Of words that a cut-off shortens those that are left are bold, none if it took all of them."""
    text = "Ann leads Acme. Bob leads Globex, and has done so for years."
    (within,) = shown_statements(told([said(text, words="Acme. Bob leads")], article("a")))
    kept = cut(within.text, 20)
    assert MRKDWN.with_bold(kept, within.span_in(kept)) == "Ann leads *Acme.* \u2026"
    (behind,) = shown_statements(told([said(text, words="years")], article("a")))
    assert behind.span_in(kept) is None


def test_a_long_statement_keeps_its_limit_with_bold_words() -> None:
    """The marks of bold words count, and a statement that only just fits is told whole without them."""
    text = "x" * (MRKDWN.statement - 6) + " words"
    for words, shortened in (("", False), ("words", True)):
        message = format_answer(told([said(text, words=words)], article("a")), "q", MRKDWN)
        assert len(message.lines[0].removesuffix(" [1]")) <= MRKDWN.statement
        assert ("shortened" in message.notes[0]) is shortened


def test_every_surface_has_the_words_in_bold() -> None:
    """Slack, Discord and a terminal show the words in their own way; plain text has them as they are."""
    answer = told([said("Acme raised 480 million.", words="480 million")], article("a"))
    assert format_answer(answer, "q", MRKDWN).lines[0] == "Acme raised *480 million*. [1]"
    assert format_answer(answer, "q", MARKDOWN).lines[0] == r"Acme raised **480 million**. \[1\]"
    assert answer_text(answer, styled=True).startswith("Acme raised \x1b[1m480 million\x1b[0m.")
    assert answer_text(answer).startswith("Acme raised 480 million. [1]\n")


EARLY = datetime(2026, 7, 22, 5, tzinfo=UTC)  # the evening before in Los Angeles
LAST_YEAR = datetime(2025, 12, 3, 12, tzinfo=UTC)


def overview(statements: Sequence[Statement], *articles: Article) -> Answer:
    """Return an overview for the same person."""
    return told(statements, *articles, form=Form.OVERVIEW)


def leads(answer: Answer) -> list[str]:
    """Return what stands before each statement."""
    return [each.opening + each.date for each in shown_statements(answer)]


def test_an_overview_leads_with_dates() -> None:
    """Each leads with its day, or its article's, in the asker's zone, with another year if it is one; no fact does."""
    articles = article("a", EARLY), article("b", LAST_YEAR), article("c", None)
    statements = [said("One.", 1), said("Two.", 2, 1), said("Three.", 3), said("Four.", 1)]
    assert leads(overview(statements, *articles)) == ["21 Jul: ", "3 Dec 2025: ", "", "21 Jul: "]
    assert leads(told(statements, *articles)) == [""] * 4
    own = [replace(each, date=NOW) for each in statements]
    assert leads(overview(own, *articles)) == ["25 Jul: ", "25 Jul: ", "", "25 Jul: "]


def test_what_is_told_of_one_story_stands_together() -> None:
    """What goes on with a story is marked, and has a date only if that is another day: so an event has its days."""
    statements = [replace(said(f"{day}.", 1), date=NOW + timedelta(days=day), story="s") for day in (-9, -9, -2)]
    other = replace(said("Other.", 2), date=NOW, story="t")
    answer = overview([*statements, other], article("a"), article("b"))
    assert leads(answer) == ["16 Jul: ", "\u21b3 ", "\u21b3 23 Jul: ", "25 Jul: "]
    listed = ["\u2022 16 Jul: ", "\u21b3 ", "\u21b3 23 Jul: ", "\u2022 25 Jul: "]
    assert leads(replace(answer, form=Form.LIST)) == listed
    assert leads(replace(answer, form=Form.OPINIONS)) == [""] * 4


def test_each_name_of_a_list_is_an_entry() -> None:
    """Two names that one roundup tells of are two entries; what goes on with a name is none."""
    names = ("Acme", "Globex", "Globex")
    statements = [replace(said("Raised.", 1), story="s", subject=name) for name in names]
    answer = told(statements, article("a"), form=Form.LIST)
    assert leads(answer) == ["\u2022 25 Jul: ", "\u2022 25 Jul: ", "\u21b3 "]
    assert entries(shown_statements(answer)) == 2


def test_whose_a_statement_is_is_not_said_twice() -> None:
    """A name that a statement begins with does not stand before it as well, save on the sides of a comparison."""
    both = [replace(said(text, 1), subject="Acme") for text in ("Acme sued.", "Acmeon sued.")]
    for form, names in ((Form.LIST, ["", "Acme"]), (Form.OPINIONS, ["", "Acme"]), (Form.COMPARISON, ["Acme"] * 2)):
        shown = shown_statements(told(both, article("one"), form=form))
        assert [each.subject for each in shown] == names


def test_an_open_answer_has_seven_sources() -> None:
    """What cites an eighth source alone is left out of it, and the number of that one with it."""
    statements = [said(f"Number {number}.", number) for number in range(1, 9)] + [said("Last.", 8, 1)]
    articles = [article(f"a{number}") for number in range(1, 9)]
    shown = shown_statements(overview(statements, *articles))
    assert [each.citations for each in shown] == [*((number,) for number in range(1, 8)), (1,)]
    assert len(shown_statements(told(statements, *articles))) == 9


@pytest.mark.parametrize(
    ("text", "is_dated"),
    [
        ("On July 21, Acme opened a mill.", True),
        ("21 July 2026: Acme opened a mill.", True),
        ("On Tuesday, July 21, Acme opened a mill.", True),
        ("July 21st saw Acme open a mill.", True),
        ("2026-07-21 Acme opened a mill.", True),
        ("On July 20, Acme opened a mill.", False),
        ("On Tuesday Acme opened a mill.", False),
        ("Acme opened a mill on July 21.", False),
        ("In July Acme opened a mill.", False),
        ("Acme opened a mill.", False),
    ],
)
def test_a_sentence_that_begins_with_its_date_has_no_other(text: str, is_dated: bool) -> None:  # noqa: FBT001
    """The date is not told twice; a weekday, another day or a date later on is no reason to leave it out."""
    answer = overview([said(text, 1), said("Two.", 2)], article("a", EARLY), article("b", NOW - timedelta(days=9)))
    assert leads(answer)[0] == ("" if is_dated else "21 Jul: ")


@pytest.mark.parametrize(
    ("kind", "text", "mark"),
    [
        (StatementKind.OPINION, "Opinion: The guide is too dear.", ""),
        (StatementKind.HEDGED, "UNCONFIRMED \u2013 379 dollars for the guide.", ""),
        (StatementKind.OPINION, "Opinion is divided: the guide is too dear.", "Opinion: "),
        (StatementKind.HEDGED, "Opinion: the guide may be too dear.", "Unconfirmed: "),
        (StatementKind.REPORTED, "Opinion: The guide is too dear.", ""),
    ],
)
def test_no_mark_is_said_twice(kind: StatementKind, text: str, mark: str) -> None:
    """What an article itself calls an opinion, or unconfirmed, is not called so again."""
    assert mark_of(kind, text) == mark


def test_what_was_superseded_is_called_earlier_with_its_day() -> None:
    """In the asker's zone, with the year of another one; of an undated article no day is known."""
    now = said("It costs 26 dollars.", 1)
    was = (replace(said(f"It cost {sum_} dollars.", at), kind=StatementKind.EARLIER) for sum_, at in ((20, 2), (15, 3)))
    answer = told([now, *was], article("a"), article("b", LAST_YEAR), article("c", None))
    assert leads(answer) == ["", "", ""]
    assert [each.mark for each in shown_statements(answer)] == ["", "Earlier, 3 Dec 2025: ", "Earlier: "]
    assert format_answer(answer, "q", MRKDWN).lines[1] == "Earlier, 3 Dec 2025: It cost 20 dollars. [2]"


def test_every_surface_leads_with_the_dates() -> None:
    """The date stands before the mark; at a terminal each of the news begins a line."""
    doubtful = replace(said("Two may come.", 2, words="Two"), kind=StatementKind.HEDGED)
    answer = overview([said("One.", 1), doubtful], article("a", EARLY), article("b", LAST_YEAR))
    assert format_answer(answer, "q", MRKDWN).lines[:2] == [
        "21 Jul: One. [1]",
        "3 Dec 2025: Unconfirmed: *Two* may come. [2]",
    ]
    assert format_answer(answer, "q", MARKDOWN).lines[1] == r"3 Dec 2025: Unconfirmed: **Two** may come. \[2\]"
    assert answer_text(answer).splitlines()[:2] == ["21 Jul: One. [1]", "3 Dec 2025: Unconfirmed: Two may come. [2]"]
    assert re.search("Unconfirmed: \x1b\\[1mTwo\x1b\\[0m may", answer_text(answer, styled=True))


def test_a_fact_that_is_told_by_its_day_leads_with_it() -> None:
    """Others are facts without a day before them, and what held earlier has it in its mark."""
    by_day = replace(said("Introducing Corvid 4"), date=NOW)
    answer = told([by_day, said("It is fast."), replace(by_day, kind=StatementKind.EARLIER)], article("a"))
    assert [each.date for each in shown_statements(answer)] == ["25 Jul: ", "", ""]
