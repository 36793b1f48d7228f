"""What holds now leads, and what has changed since is told behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.composition.statements import compose
from bot.evidence.passage_readings import SentenceReading
from bot.evidence.selection import select
from bot.evidence.sentence_scores import ScoredSentence
from bot.evidence.sentences import PassageSentence
from bot.language.words import stems, terms
from bot.model import Hit, Query, Seek, StatementKind
from indexer.model import Article, Kind, Passage, PlacedPassage
from tests.doubles.evidence_records import evidence

TODAY = date(2026, 11, 20)
PRICE = ("What does Corvid Pro cost?", Seek.MONEY)
OLD = ("Corvid Pro costs $20 a month for each seat.", "$20", "2026-02-03")


def query(text: str, seek: Seek, *, present: bool = True) -> Query:
    """Return a query whose names are the words with a capital but the first."""
    capital = " ".join(word for word in text.split()[1:] if word[0].isupper())
    return Query(text=text, terms=terms(text), names=stems(capital), seek=seek, present=TODAY if present else None)


def scored(
    text: str,
    answer: str,
    day: str,
    *,
    score: float,
    near: float = 0.8,
    share: float = 0.95,
    title: str = "News",
    kind: Kind = Kind.REPORTED,
    rest: str = "",
) -> ScoredSentence:
    """Return a sentence of an article of a day, read with an answer, and that near to each word of a question."""
    when = datetime.fromisoformat(f"{day}T08:00:00+00:00")
    body = f"{text} {rest}".strip()
    article = Article(
        id=day, url=f"https://example.org/{day}", title=title, text=body, publisher="Wire", first_seen=when,
        published=when, kind=kind,
    )  # fmt: skip
    passage = Passage(id=day, article_id=day, ordinal=0, start=0, end=len(body), text=body)
    hit = Hit(
        placed=PlacedPassage(passage=passage, article=article, period="2026"),
        cosine=0.8, lexical=0.8, relevance=0.8, score=0.8, words=stems(f"{title} {body}"),
    )  # fmt: skip
    start = text.index(answer)
    reading = SentenceReading(answerable=1.0, share=share, span=(start, start + len(answer)), span_score=-0.1)
    by_term = dict.fromkeys(("cost", "run", "licens", "peopl", "work", "due", "worth"), near)
    return ScoredSentence(
        sentence=PassageSentence(text=text, hit=hit, place=0), rank=0, excerpt=0, place=0, score=score, guess=0.0,
        reading=reading, by_term=by_term,
    )  # fmt: skip


def told(asked: Query, *found: ScoredSentence) -> list[tuple[str, StatementKind]]:
    """Return what is told first and behind it, with its kind."""
    placed = [[replace(each, excerpt=number)] for number, each in enumerate(found)]
    chosen = select(asked, evidence(asked, [each.sentence.hit for each in found]), placed, 4)
    return [(claim.text, claim.kind) for claim in compose(chosen)]


def leads(asked: Query, *found: ScoredSentence) -> str:
    """Return what is told first."""
    return told(asked, *found)[0][0]


NEWER = [
    (*PRICE, OLD, ("Since Monday Corvid Pro is billed at $26 a month.", "$26", "2026-09-17")),
    (
        "Who runs Acme?",
        Seek.PERSON,
        ("Piet Oberman runs Acme from Rotterdam.", "Piet Oberman", "2025-12-11"),
        ("Ines Falkner takes over at Acme on Monday.", "Ines Falkner", "2026-08-30"),
    ),
    (
        "Under which licence is Heron 2 published?",
        Seek.NAME,
        ("Heron 2 comes under the Apache 2.0 licence.", "Apache 2.0", "2026-04-14"),
        ("Acme has moved Heron 2 to its Community Licence.", "Community Licence", "2026-10-06"),
    ),
    (
        "How many people work at Acme?",
        Seek.COUNT,
        ("There are 1,900 people at Acme in all.", "1,900", "2026-03-02"),
        ("The staff of Acme is down to 1,150 after the cuts.", "1,150", "2026-10-13"),
    ),
    (
        "When is Heron 4 due?",
        Seek.DATE,
        ("Heron 4 is due in November 2026, says Acme.", "November 2026", "2026-06-15"),
        ("Acme has pushed back the launch of Heron 4 to March 2027.", "March 2027", "2026-10-19"),
    ),
    (
        "What is Acme worth?",
        Seek.ANYTHING,
        ("Acme is worth $7 billion after a round of funding.", "$7 billion", "2026-01-20"),
        ("A financing values Acme at $18.5 billion, all told.", "$18.5 billion", "2026-10-29"),
    ),
]


@pytest.mark.parametrize(("text", "seek", "old", "new"), NEWER)
def test_newest_value_leads_and_the_older_one_is_told_as_earlier(
    text: str, seek: Seek, old: tuple[str, str, str], new: tuple[str, str, str]
) -> None:
    """Though the older sentence says it more in the words of the question."""
    found = scored(*old, score=4.0), scored(*new, score=2.9, near=0.6)
    assert told(query(text, seek), *found) == [(new[0], StatementKind.REPORTED), (old[0], StatementKind.EARLIER)]
    assert leads(query(text, seek, present=False), *found) == old[0]


def test_what_grew_step_by_step_is_one_slot() -> None:
    """Fifteen times the first figure is another value of the last one."""
    steps = (
        ("Acme is worth $61 billion after a round.", "$61 billion", "2025-03-03"),
        ("Acme is worth $380 billion after a round.", "$380 billion", "2026-02-12"),
        ("Acme is worth $965 billion after a round.", "$965 billion", "2026-05-28"),
    )
    found = [scored(*step, score=4.0 - 0.1 * place) for place, step in enumerate(steps)]
    said = told(query("What is Acme worth?", Seek.MONEY), *found)
    assert said[0] == (steps[2][0], StatementKind.REPORTED)
    assert {kind for _, kind in said[1:]} == {StatementKind.EARLIER}


@pytest.mark.parametrize(
    "new",
    [
        "Acme is said to consider a price of $26 for Corvid Pro.",
        "Acme plans to charge $26 for Corvid Pro.",
        "Corvid Pro could cost $26 soon, according to the newsletter.",
        "Analysts expect Corvid Pro to cost $26 by then.",
        "Corvid Pro will cost $26 from 1 January 2027, Acme says.",
        "Corvid Pro should cost $26, argues its founder.",
    ],
)
def test_what_is_not_settled_displaces_nothing(new: str) -> None:
    """A rumour, a plan, a forecast or an opinion is no newer price, and gives way to the price even if it is nearer."""
    old, newer = scored(*OLD, score=4.0), scored(new, "$26", "2026-11-05", score=3.9)
    assert leads(query(*PRICE), old, newer) == OLD[0]
    assert leads(query(*PRICE), replace(newer, score=4.5), old) == OLD[0]


def test_a_plan_that_names_a_product_is_a_fact() -> None:
    """The word "plan" is a tariff as often."""
    newer = scored("The Corvid Pro plan now costs $26 a month.", "$26", "2026-09-17", score=3.0)
    assert leads(query(*PRICE), scored(*OLD, score=4.0), newer) == newer.text


@pytest.mark.parametrize(
    ("new", "answer"),
    [
        ("Corvid Mini now costs $9 a month for each seat.", "$9"),  # another product
        ("Corvid Pro now costs $20 a month in Norway, too.", "$20"),  # the same price
        ("Corvid Pro now has 26 themes to choose from.", "26"),  # no price
        ("Before, Corvid Pro had cost $15 a month.", "$15"),
        ("The maker of Corvid Pro has raised $26 from a passer-by.", "$26"),
        ("Corvid Pro now brings in $900 million a year.", "$900 million"),  # no price of such a thing
    ],
)
def test_another_thing_or_the_same_value_displaces_nothing(new: str, answer: str) -> None:
    """The newer sentence has to give another value for the same thing."""
    newer = scored(new, answer, "2026-09-17", score=3.5)
    assert leads(query(*PRICE), scored(*OLD, score=4.0), newer) == OLD[0]


def test_what_is_far_from_the_question_displaces_nothing() -> None:
    """Nor does what the reader does not take for the answer of its passage."""
    text, answer, day = "Guests of Corvid Pro paid at most $26 for lunch.", "$26", "2026-09-17"
    assert leads(query(*PRICE), scored(*OLD, score=4.0), scored(text, answer, day, score=3.0, near=0.1)) == OLD[0]
    far = scored("Corvid Pro now costs $26 a month.", "$26", day, score=3.0, near=0.1, share=0.02)
    assert leads(query(*PRICE), scored(*OLD, score=4.0), far) == OLD[0]


def test_reports_of_one_event_do_not_displace_each_other() -> None:
    """Where they differ, they disagree: that is shown otherwise."""
    newer = scored("Corvid Pro now costs $26 a month.", "$26", "2026-02-05", score=3.5)
    assert leads(query(*PRICE), scored(*OLD, score=4.0), newer) == OLD[0]


def test_a_newer_article_that_recalls_an_old_value_does_not_make_it_new() -> None:
    """What a sentence dates long before its article is as old as that."""
    old = scored("Corvid Pro costs $20 a month for each seat.", "$20", "2026-06-03", score=4.0)
    recalled = scored("In March 2025 Corvid Pro was sold at $15 a month.", "$15", "2026-09-17", score=3.8)
    assert leads(query(*PRICE), old, recalled) == old.text


def test_opinion_displaces_nothing() -> None:
    """Whatever a commentary takes for the price."""
    newer = scored("Corvid Pro now costs $26 a month.", "$26", "2026-09-17", score=3.5, kind=Kind.OPINION)
    assert leads(query(*PRICE), scored(*OLD, score=4.0), newer) == OLD[0]


def test_what_is_dated_ahead_of_its_article_alone_is_no_plan() -> None:
    """A year that ends in December is over once its result is told."""
    asked = query("What is the loss of Acme worth?", Seek.MONEY)
    newer = scored("The loss of Acme was $51 million in the year to December.", "$51 million", "2026-07-24", score=4.0)
    older = scored("The loss of Acme has now been put at $40 million.", "$40 million", "2026-03-05", score=2.5)
    assert leads(asked, newer, older) == newer.text


def test_yes_of_old_gives_way_to_a_newer_no() -> None:
    """Of a yes or no nothing is read: that something ended is told by its words."""
    asked = query("Is Acme buying Pellucid?", Seek.WHETHER)
    old = replace(scored("Acme has agreed on buying Pellucid.", "Acme", "2026-06-02", score=3.9), reading=None)
    new = scored("Acme walked away from Pellucid on Wednesday night.", "Acme", "2026-10-29", score=2.2)
    new = replace(new, reading=None, by_term={"buy": 0.3})
    assert told(asked, old, new) == [(new.text, StatementKind.REPORTED), (old.text, StatementKind.EARLIER)]


def test_nothing_else_of_an_outdated_article_is_told() -> None:
    """What stood beside the old price is as old."""
    old, new = scored(*OLD, score=4.0), scored("Corvid Pro now costs $26 a month.", "$26", "2026-09-17", score=3.5)
    beside = scored("Corvid Pro costs as much in euros for schools.", "euros", OLD[2], score=3.9)
    assert [text for text, _ in told(query(*PRICE), old, beside, new)] == [new.text, old.text]


def test_an_undated_world_needs_no_present() -> None:
    """Without sentences there is nothing to put first."""
    assert select(query(*PRICE), evidence(query(*PRICE), []), [], 4) == []


def test_answering_words_are_those_of_what_holds_now() -> None:
    """The older value is not shown as the answer."""
    old, new = scored(*OLD, score=4.0), scored("Corvid Pro now costs $26 a month.", "$26", "2026-09-17", score=3.5)
    asked = query(*PRICE)
    placed = [[replace(each, excerpt=number)] for number, each in enumerate((old, new))]
    claims = compose(select(asked, evidence(asked, [old.sentence.hit, new.sentence.hit]), placed, 4))
    assert [claim.text[slice(*claim.span)] if claim.span else "" for claim in claims] == ["$26", ""]
    assert datetime(2026, 9, 17, 8, tzinfo=UTC) == claims[0].citations[0].article.published
