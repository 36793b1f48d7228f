"""Titles: which of them say something, and what they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.evidence.sentences import is_quotable
from bot.language.headlines import introduced_names, is_assertion, is_bare_name, is_label, without_opening
from bot.language.words import terms
from bot.model import Hit, Query, Seek, Source, Statement
from bot.verification.support import is_borne_out
from indexer.model import Article, Kind, Passage, PlacedPassage, Quality
from indexer.passages import split_article
from tests.doubles.evidence_records import cited, evidence
from tests.doubles.fakes import FakeEmbedder

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    [
        "Corvid opens an office in Oslo",
        "xAI joins SpaceX",
        "Corvid Raises $40M Series B",
        "Corvid names Ada Lorne chief executive of its Nordic business",
        "Ada Lorne appointed to the board of Corvid",
        "Ada Lorne to join Corvid as Chief Scientist",
        "Corvid and Amberly expand their partnership",
        "Corvid is donating $20 million to a museum of looms",
        "Vinter 2, a workbench for weavers, is now available",
        "Introducing Vinter 2",
        "Council bans Corvid's chatbot from schools",
        "Ada Lorne leaves Corvid",
        "Vinter 2 now stays within its frame",
        "Vinter 2 also targets cotton",
        "How Corvid cut its bills with Vinter 2",
        "At the loom: How an Oslo weaver uses Vinter",
        "Corvid scrapped its plan for a mill",
        "Corvid dropped the Amberly suit",
        "Amberly stopped selling looms",
        "Corvid admitted the mistake",
        "Corvid trimmed its forecast",
        "Amberly planned a merger",
        "Corvid drove a loom to Oslo",
        "Corvid is sued, Ostrel eyed",
        "Ada Lorne throws a shuttle",
    ],
)
def test_titles_that_state_something(title: str) -> None:
    """A title with a predicate, or one that announces something, says that it is so."""
    assert is_assertion(title)


@pytest.mark.parametrize(
    ("thing", "names"),
    [
        ("Vinter 2 and Vinter Mini", ["Vinter 2", "Vinter Mini"]),
        ("Vinter 2, a loom for flax and wool", ["Vinter 2, a loom for flax and wool"]),
    ],
)
def test_names_that_are_introduced_together(thing: str, names: list[str]) -> None:
    """What is said beside a name belongs to it."""
    assert introduced_names(thing) == names


@pytest.mark.parametrize(
    "title",
    [
        "Is the loom dead?",
        "Why Corvid opens an office in Oslo",
        "How we built Vinter 2",
        "How We Built Vinter 2",
        "How to Weave Linen in a Day",
        "How looms changed the north",
        "What Corvid taught us about weaving",
        "Weekly roundup: looms, mills and more",
        "Our position on open patterns",
        "A guide to weaving with Vinter",
        "Results from the first weaving contest",
        "This loom will change your life",
        "Here's what Corvid does next",
        "You won't believe what Corvid launched",
        "Ten ways to weave with Vinter",
        "Ask HN: who uses Vinter?",
        "Vinter 2",
        "Scaling laws for looms",
        "Vinter at work: how Amberly weaves its cloth",
        "Corvid's approach to patterns",
        "Corvid opens the door to …",
        "Put Vinter to work on your loom",
        "Large Looms and How to Cut Wool",
        "Corvid seed round for looms",
        "The real cost of looms",
        "The sales forecast of Corvid",
        "Now offers of looms",
        "The still life of looms",
    ],
)
def test_titles_that_state_nothing(title: str) -> None:
    """A title that asks, teases, explains how, or only names a subject answers nothing."""
    assert not is_assertion(title)


def hit(title: str, text: str = "", quality: Quality = Quality.HEADLINE) -> Hit:
    """Return a hit on an article's first passage, as it is cut."""
    article = Article(
        id=title,
        url="https://example.org/1",
        title=title,
        text=text,
        publisher="The Ledger",
        first_seen=NOW,
        kind=Kind.ANNOUNCEMENT,
        quality=quality,
    )
    passage = split_article(article, FakeEmbedder().count_tokens)[0]
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Hit(placed=placed, cosine=0.8, lexical=0.8, relevance=0.8, score=0.8)


def answered(question: str, *hits: Hit, seek: Seek = Seek.ANYTHING) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return what is said and cited."""
    asked = Query(text=question, terms=terms(question), seek=seek)
    return cited(asked, evidence(asked, hits))


TITLE = "Corvid names Ada Lorne head of its Nordic business"


def test_a_headline_answers() -> None:
    """The title of an article without text is quoted as it stands, of its article's kind, and passes the check."""
    statements, sources = answered("Who is head of Corvid's Nordic business?", hit(TITLE), seek=Seek.PERSON)
    assert [(each.text, each.kind.value) for each in statements] == [(TITLE, "announcement")]
    assert (sources[0].passage, sources[0].article.quality) == (TITLE, Quality.HEADLINE)
    assert is_borne_out(statements[0], sources)


def test_a_label_answers_nothing() -> None:
    """The title of an article without text that states nothing is not quoted, and is known for a label."""
    label = hit("Our position on the Nordic business of Corvid")
    assert answered("What is the position of Corvid on the Nordic business?", label) == ((), ())
    assert is_label(label.placed)
    assert not is_label(hit(TITLE).placed)
    assert not is_label(hit("Our position", "Corvid opens an office. It is red.").placed)


def test_a_title_without_the_figure_answers_no_question_for_one() -> None:
    """That something is introduced does not say what it costs, nor that it won who leads it."""
    question = "How much does Vinter 2 cost?"
    assert answered(question, hit("Introducing Vinter 2 for weavers"), seek=Seek.MONEY) == ((), ())
    assert answered("Who leads Vinter 2?", hit("Vinter 2 wins at home"), seek=Seek.PERSON) == ((), ())
    statements, _ = answered(question, hit("Vinter 2 costs $40 a month"), seek=Seek.MONEY)
    assert [each.text for each in statements] == ["Vinter 2 costs $40 a month"]


def test_what_a_title_only_introduces_is_told_by_it_and_no_more() -> None:
    """Of a thing that is asked about it says that it is there, and since when; of another question, which it is."""
    title = "Introducing Vinter 2 for weavers"
    for question, seek, is_told in (
        ("What does Vinter 2 for weavers run on?", Seek.ANYTHING, False),
        ("Which loom drives Vinter 2 for weavers?", Seek.NAME, False),
        ("Is Vinter 2 for weavers out?", Seek.WHETHER, True),
        ("When was Vinter 2 for weavers launched?", Seek.DATE, True),
        ("What is there for weavers?", Seek.ANYTHING, True),
    ):
        assert bool(answered(question, hit(title), seek=seek)[0]) is is_told
    both = hit("Introducing Vinter 2 and Vinter Mini")
    assert not answered("What does Vinter 2 run on?", both, seek=Seek.ANYTHING)[0]


@pytest.mark.parametrize(
    "told",
    ["Corvid 2.5 weaves cotton, wool and silk for every weaver.", "Vinter brings support for wool to many mills."],
)
def test_a_sentence_without_the_figure_answers_no_question_for_one(told: str) -> None:
    """What is told of it in a text is no answer to how many; nor is the number of a version."""
    question, title = "How many sorts of wool does Corvid weave?", "Corvid at work"
    assert answered(question, hit(title, told, Quality.FULL), seek=Seek.COUNT) == ((), ())
    counted = "Corvid 2.5 weaves 14 sorts of wool for every weaver."
    statements, _ = answered(question, hit(title, counted, Quality.FULL), seek=Seek.COUNT)
    assert [each.text for each in statements] == [counted]


def test_an_entry_about_somebody_else_is_left_out() -> None:
    """Of entries of a sentence those that hold the question's names answer; of a long article one is enough."""
    other, own = hit("Amberly raises $61 million Series E"), hit("Corvid raises $20 million Series E")
    question = "How much did Corvid raise in Series E?"
    asked = Query(text=question, terms=terms(question), seek=Seek.MONEY, names=frozenset({"corvid", "seri"}))
    statements, _ = cited(asked, evidence(asked, [other, own]))
    assert [each.text for each in statements] == [own.article.title]
    statements, _ = cited(asked, evidence(asked, [other]))
    assert not statements


def test_a_title_says_what_its_text_does_not() -> None:
    """Where no sentence of a text says it the title is quoted, and passes the check though no passage holds it."""
    brief = hit(TITLE, "She will begin in May and bring long experience with her.", Quality.PARTIAL)
    statements, sources = answered("Who is head of Corvid's Nordic business?", brief, seek=Seek.PERSON)
    assert statements[0].text == TITLE
    assert is_borne_out(statements[0], sources)


def test_a_sentence_is_preferred_to_its_title() -> None:
    """Where a sentence says it as well it is the one that is quoted."""
    text = "Corvid has named Ada Lorne head of its Nordic business, the company said on Monday."
    statements, _ = answered("Who is head of Corvid's Nordic business?", hit(TITLE, text, Quality.FULL))
    assert [each.text for each in statements] == [text]


def test_a_title_adds_nothing_to_a_sentence_of_its_article() -> None:
    """Beside a sentence that says it in other words, and more of it, a title is not quoted."""
    text = "Corvid has raised 480 million pounds in a round that Sundry Lane Capital led, Ada Lorne said on Monday."
    found = hit("Corvid raises 480 million pounds for weaving mill near Oslo", text, Quality.FULL)
    statements, _ = answered("How much money did Corvid raise?", found, seek=Seek.MONEY)
    assert [each.text for each in statements] == [text]


def test_nothing_leans_on_a_title() -> None:
    """A sentence that points back does not take the title for what it points to."""
    found = hit(TITLE, "She said that Oslo was the best place for a mill by far.", Quality.FULL)
    statements, _ = answered("What is the best place for a mill?", found)
    assert not any(each.text.startswith("She said") for each in statements)


@pytest.mark.parametrize(
    ("sentence", "quotable"),
    [
        ("The repair of the loom took tw...", False),
        ("faster shuttles for all looms of the last ten years.", False),
        ("xAI has bought a mill in Oslo this week.", True),
        ("The mill closes at the end of May.", True),
        ("An overview of mills and their many owners", False),
        ("Here\u2019s what the dearest case of the mills is all about.", False),
        ("Use this map to find the mills that are near to your house.", False),
        ("Here the mill was built in the spring of the last year.", True),
    ],
)
def test_fragments_are_not_quoted(sentence: str, quotable: bool) -> None:  # noqa: FBT001  a table
    """What begins within a sentence, is cut off, or is no sentence at all is no statement."""
    article = replace(hit("Mills", "Mills are closing. " + sentence, Quality.FULL).article)
    assert is_quotable(sentence, article) is quotable


def test_a_sentence_that_a_feed_does_not_end_is_quoted() -> None:
    """What a feed says of an article is often one sentence without a mark at its end."""
    text = "Ada Lorne will bring her long experience to the company's board"
    assert is_quotable(text, hit("Mills", text, Quality.PARTIAL).article)
    assert is_quotable(text, hit("Mills", text, Quality.FULL).article)
    assert not is_quotable(
        text, hit("Mills", "She has run mills in Oslo and Bergen. " * 20 + text, Quality.FULL).article
    )
    assert not is_quotable(text, hit("Mills", f"{text}\n\nShe has run mills.", Quality.FULL).article)


def test_posts_in_lower_case_are_quoted() -> None:
    """An article that knows no capitals has sentences all the same."""
    text = "we are opening a mill in the north today."
    assert is_quotable(text, hit("mills", f"hello.\n\n{text}", Quality.FULL).article)


def test_a_passage_of_a_title_is_no_span_of_a_text() -> None:
    """The title's passage ends at 0."""
    assert hit(TITLE).placed.passage == Passage(
        id=hit(TITLE).placed.passage.id, article_id=TITLE, ordinal=0, start=0, end=0, text=TITLE
    )


@pytest.mark.parametrize(
    ("title", "is_bare"),
    [
        ("Vinter 2", True),
        ("Corvid Looms and Loom Library", True),
        ("Vinter for Weavers", True),
        ("Vinter Wool to Cloth API", True),
        ("Introducing Vinter 2", False),
        ("Use Vinter in Cotton", False),
        ("Corvid joins Amberly", False),
        ("Our Looms", False),
        ("Corvid\u2019s Promise", False),
        ("How Vinter Weaves", False),
        ("Looms for everybody", False),
        ("", False),
    ],
)
def test_a_title_may_be_but_a_name(title: str, is_bare: bool) -> None:  # noqa: FBT001
    """Of a thing: nothing is stated of it, asked or bidden."""
    assert is_bare_name(title) is is_bare


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("How Corvid", "Corvid"),
        ("Introducing the Corvid Fund", "Corvid Fund"),
        ("Using Vinter", "Vinter"),
        ("Corvid Looms", "Corvid Looms"),
        ("Why", "Why"),
    ],
)
def test_what_opens_a_title_is_no_part_of_a_name(name: str, without: str) -> None:
    """A word that asks, or says what is done, has its capital from its place."""
    assert without_opening(name) == without
