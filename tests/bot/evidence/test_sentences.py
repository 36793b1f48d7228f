"""Passages taken apart: each once, with what is read of each sentence."""

from __future__ import annotations

import pytest

from bot.evidence.sentences import is_brief, is_in_pieces, is_quotable
from bot.model import Hit, Query, StatementKind
from bot.retrieval.term_coverage import vocabulary
from indexer.model import Kind, PlacedPassage
from indexer.passages import split_article
from tests.doubles.catalogue_records import article
from tests.doubles.evidence_records import evidence
from tests.doubles.fakes import FakeEmbedder

TEXT = (
    "OSLO, Nov 4 (Meridian Wire) - Ada Lorne opened the Amberly works with 40 engineers on Monday. She may open more."
)


def hit(text: str = TEXT, title: str = "The works of Amberly") -> Hit:
    """Return a hit on the first passage of an article."""
    told = article("one", text=text, title=title, kind=Kind.REPORTED)
    placed = PlacedPassage(passage=split_article(told, FakeEmbedder().count_tokens)[0], article=told, period="2026")
    return Hit(placed=placed, cosine=0.5, lexical=0.5, relevance=0.5, score=0.5, words=vocabulary(placed))


def test_a_passage_is_taken_apart_once() -> None:
    """Each stage that asks for a passage's sentences gets the same ones, with what was read of them."""
    found = hit()
    known = evidence(Query(text="", terms=()), [found])
    first, second = known.sentences(found)
    assert known.sentences(found)[0] is first
    assert (first.before, second.before) == (None, first)
    assert first.terms is first.terms


def test_a_sentence_knows_what_stands_in_it() -> None:
    """Text without dateline, names, amounts and days, whether it may be quoted alone, and how it is to be taken."""
    found = hit()
    first, second = evidence(Query(text="", terms=()), [found]).sentences(found)
    assert first.text == "Ada Lorne opened the Amberly works with 40 engineers on Monday."
    assert first.names[0] == "Ada Lorne"
    assert [each.low for each in first.amounts] == [40]
    assert first.dates == ["Monday"]
    assert (first.is_quotable, first.leans, first.kind) == (True, False, StatementKind.REPORTED)
    assert (second.leans, second.is_hedged, second.kind) == (True, True, StatementKind.HEDGED)


@pytest.mark.parametrize(
    "written",
    ["<!channel> read this at once.", "Log in at https://evil.example/login today.", "Hello @everyone, read it."],
)
def test_what_is_written_for_chats_and_browsers_is_no_news(written: str) -> None:
    """Mentions and addresses are no words of an article that may be quoted; a mail address in it harms nobody."""
    assert not is_quotable(f"The guide costs less, and {written}", hit().article)
    assert is_quotable("The guide costs less, and press@acme.example answers questions.", hit().article)


@pytest.mark.parametrize("half", ['"The guide costs less than it did.', "The guide costs less, \u201cby far, he said."])
def test_half_a_quotation_is_not_quoted(half: str) -> None:
    """What is quoted in part says not whose words it is; inches are no quotation marks."""
    assert not is_quotable(half, hit().article)
    assert is_quotable('The guide costs less for a 6" screen.', hit().article)


@pytest.mark.parametrize("brief", ["Corvid took 33 days.", "Google paid $2.7 billion.", "Alphabet owns 61%."])
def test_what_is_stated_in_few_words_may_answer(brief: str) -> None:
    """A sentence of three or four words is none of the news by itself, but a whole one."""
    assert is_brief(brief, hit().article)
    assert not is_quotable(brief, hit().article)


@pytest.mark.parametrize(
    "piece",
    [
        "Nova 3 Premier: 61.",
        "It took 33 days.",
        "Chief: Ilaria Fontana.",
        "Best ever here.",
        "Ada Lorne, chief executive",
        "Who has it?",
        "What it costs.",
        "Corvid took 33",
        "Subscribe here today.",
        "Yes.",
        "Corvid took 33 days to mend it.",
    ],
)
def test_a_piece_of_a_sentence_is_no_brief_one(piece: str) -> None:
    """An entry of a list, a heading, a caption, an exclamation, and what leans on others answer nothing."""
    assert not is_brief(piece, hit().article)


def test_a_title_stands_before_a_text_or_is_all_of_it() -> None:
    """The title of an article with a text is its heading; without one it is the passage, and there is no heading."""
    found, bare = hit(), hit("", "Ada Lorne opens the Amberly works")
    heading = evidence(Query(text="", terms=()), [found]).heading(found)
    assert heading
    assert (heading.text, heading.is_title, heading.is_heading) == ("The works of Amberly", True, True)
    alone = evidence(Query(text="", terms=()), [bare])
    assert alone.heading(bare) is None
    assert [each.is_title for each in alone.sentences(bare)] == [True]


def test_a_short_text_may_be_in_pieces() -> None:
    """Then its title alone says what there is."""
    assert is_in_pieces(article("a", text="Fast. Light. Under your own flag. Made in Oslo."))
    assert not is_in_pieces(article("a", text="Fast. Falcon sails faster than any other boat of Acme."))
