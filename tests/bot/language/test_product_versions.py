"""What a text says of the products that a question names."""

from __future__ import annotations

import pytest

from bot.composition.disagreements import contrast
from bot.language.product_versions import asked_products, sought_products
from bot.model import Citation, Claim, Exchange, Query, Source, StatementKind
from bot.retrieval.ranking import demote
from bot.understanding.follow_ups import complete
from bot.verification.support import objections
from indexer.model import Story
from tests.doubles.evidence_records import evidence
from tests.doubles.product_hits import hit, told


def test_hits_on_another_version_come_behind() -> None:
    """What names another version alone falls behind what names the one that is asked for, or none."""
    sought = sought_products(asked_products("What does Corvid 4 Pro cost?"))
    hits = [
        hit("Corvid 4 costs $2.", key="other", score=0.9),
        hit("Corvid 4 Pro costs $5, and Corvid 4 costs $2.", key="both", score=0.8),
        hit("Tern raises its prices.", key="none", score=0.6),
    ]
    ordered = demote(hits, lambda each: sought.stands_for_another(each.article.title, each.placed.passage.text))
    assert [(each.article.id, each.other_product) for each in ordered] == [
        ("both", False),
        ("none", False),
        ("other", True),
    ]


def test_another_spelling_counts_as_the_words_of_the_question() -> None:
    """A text that names what is asked for in other letters says the question's words."""
    sought = sought_products(asked_products("What is Qwen 3.8 27B?"))
    assert sought.terms("Alibaba trained Qwen3.8-27B.") >= {"qwen", "27b"}
    assert not sought.terms("Alibaba trained Qwen3.8-397B-A17B.")


def test_two_versions_do_not_contradict_each_other() -> None:
    """Reports of one story that give two amounts for two versions do not disagree; for one version they do."""
    first = hit("Corvid 4 costs 5 dollars a month for each of its users.", key="one")
    stories = {key: Story(id="s", articles=2, outlets=2, origins=2, first=key) for key in ("one", "two")}

    def pairs(other: str) -> tuple[tuple[int, int], ...]:
        second = hit(other, key="two")
        found = evidence(Query(text="", terms=()), [first], same_story=[second], stories=stories)
        text = first.placed.passage.text
        cited = (Citation(article=first.article, passage=text),)
        return contrast([Claim(text=text, kind=StatementKind.REPORTED, citations=cited)], found, 4).disagreements

    assert pairs("Corvid 4 costs 7 dollars a month for each of its users.")
    assert not pairs("Corvid 3 costs 7 dollars a month for each of its users.")


@pytest.mark.parametrize(
    ("statement", "passage", "holds"),
    [
        ("Corvid 3 scored 61.4 % on the exam.", "The Corvid 3 of Tern scored 61.4 percent on the exam.", True),
        ("Corvid 4 scored 61.4 % on the exam.", "The Corvid 3 of Tern scored 61.4 percent on the exam.", False),
        ("Corvid 3 Mini scored 61.4 % on the exam.", "The Corvid 3 scored 61.4 percent, a mini success.", False),
        ("Corvid 4 costs $5 per seat.", "Corvid 5 costs $5 per seat. Corvid 4 costs less per seat.", False),
        ("Corvid 5 costs $5 per seat.", "Corvid 5 costs $5 per seat. Corvid 4 costs less per seat.", True),
        ("Corvid 4 costs $5 per seat.", "Corvid 4 is out. It costs $5 per seat. Corvid 3 cost $4 per seat.", True),
        ("Corvid 3 costs $5 per seat.", "Corvid 4 is out. It costs $5 per seat. Corvid 3 cost $4 per seat.", False),
        ("Corvid scored 3 points.", "Corvid 3 scored 4 points.", False),
        ("Tern released Corvid 4.1 in two sizes.", "Tern released versions 4.0 and 4.1 of Corvid in two sizes.", True),
    ],
)
def test_a_statement_names_the_version_that_its_passage_names(statement: str, passage: str, holds: bool) -> None:  # noqa: FBT001
    """A sentence with another version than what it cites fails, and a version's number is no amount."""
    source = Source(number=1, article=told(passage), passage=passage)
    assert (objections(statement, [source]) == []) is holds


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("What does GPT-5.4 cost?", "and the mini?", "What does GPT-5.4 mini cost?"),
        ("What does GPT-5.4 Pro cost?", "What about the mini version?", "What does GPT-5.4 mini cost?"),
        ("What does Claude Opus 4.7 cost?", "And 4.6?", "What does Claude Opus 4.6 cost?"),
        ("What does Claude Opus 4.7 cost?", "And Opus 5?", "What does Opus 5 cost?"),
        ("What does Claude Opus 4.7 cost?", "and Sonnet?", "What does Sonnet cost?"),
        ("How large is GPT-5.4 mini?", "And of GPT-5.4?", "How large is GPT-5.4?"),
        ("What does GPT-5.4 cost?", "When was it released?", "When was it released? GPT-5.4"),
    ],
)
def test_a_follow_up_takes_up_another_variant(before: str, text: str, expected: str) -> None:
    """The question "and the mini?" asks the same of the variant, and whatever else refers back does so as before."""
    assert complete(text, [Exchange(question=before)]).text == expected


@pytest.mark.parametrize("request_", ["Compare", "Summarise", "Explain", "Latest", "Give me", "Show"])
def test_what_is_done_with_a_product_is_no_part_of_its_name(request_: str) -> None:
    """A verb owes its capital to its place, and is not the maker's name."""
    (named,) = asked_products(f"{request_} Corvid 4 please")
    assert (named.text, named.brand) == ("Corvid 4", ())
