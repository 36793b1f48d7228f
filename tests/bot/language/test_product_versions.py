"""What a text says of the products that a question names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.adapters.discord.markup import Markdown
from bot.adapters.jsonl import answer_record
from bot.adapters.messages.answer import format_answer
from bot.adapters.messages.answer_words import nothing_found
from bot.adapters.slack.markup import Mrkdwn
from bot.adapters.terminal import answer_text
from bot.composition.disagreements import contrast
from bot.conversation.serialization import answer_of
from bot.conversation.serialization import answer_text as kept_text
from bot.language.product_versions import (
    ProductFocus,
    asked_products,
    differ_in_product,
    missing_product,
    sought_products,
)
from bot.model import (
    Answer,
    Citation,
    Claim,
    Exchange,
    Hit,
    Instead,
    Query,
    Question,
    Refusal,
    RefusalReason,
    Source,
    StatementKind,
)
from bot.retrieval.ranking import demote
from bot.understanding.follow_ups import complete
from bot.verification.support import objections
from indexer.model import Article, Passage, PlacedPassage, Story
from tests.doubles.evidence_records import evidence

NOW = datetime(2026, 4, 25, 12, tzinfo=UTC)


def told(text: str, title: str = "News", key: str = "a") -> Article:
    """Return an article."""
    return Article(
        id=key,
        url=f"https://{key}.example/1",
        title=title,
        text=text,
        publisher="Ledger",
        published=NOW,
        first_seen=NOW,
    )


def hit(text: str, title: str = "News", key: str = "a", score: float = 0.8) -> Hit:
    """Return a hit on an article of one passage."""
    article = told(text, title, key)
    passage = Passage(id=f"{key}-0", article_id=key, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Hit(placed=placed, cosine=score, lexical=score, relevance=score, score=score)


def on_it(question: str, article: Article, *others: Hit) -> list[bool]:
    """Return of each sentence of an article whether it is about what a question asks for."""
    bearings = ProductFocus(sought_products(asked_products(question)), article, others)
    return [bearings.is_on_it(f"{sentence}.") for sentence in article.text.rstrip(".").split(". ")]


@pytest.mark.parametrize(
    ("question", "title", "text", "expected"),
    [
        ("What does Corvid 4 cost?", "News", "Corvid 4 costs $5. It is fast. Corvid 3 costs $2. It is slow.", "yynn"),
        ("What does Corvid 4 cost?", "Corvid 4 is out", "The price is $5. Users have waited long for this.", "yy"),
        ("What does Corvid 4 cost?", "Corvid 3 is out", "The price is $5. Users have waited long for this.", "nn"),
        ("What does Corvid 4.1 cost?", "News", "The price is $5. Users have waited long for this.", "nn"),
        ("What does Corvid 4 cost?", "Corvid 4 is out", "It costs twice as much as Corvid 3. It is fast.", "yy"),
        ("What does Corvid 4 cost?", "Corvid 4 is out", "Its predecessor Corvid 3 is gone. The price is $5.", "yy"),
        ("How long is Corvid 4's window?", "Corvid 4 is out", "It is 96,000 tokens, thrice that of Corvid 3.", "y"),
        ("What has Corvid 4 on Ace?", "Corvid 4 is out", "It solves 71% of cases, against 58% for Corvid 3.", "y"),
        ("What has Corvid 4 on Ace?", "Corvid 4 is out", "Seven worked, against three of 24 with Corvid 3.", "y"),
        ("How long is Corvid 4's window?", "Corvid 4 is out", "Context: 256k tokens, up from 128k in Corvid 3.", "y"),
        ("How fast is Corvid 4?", "Corvid 4 is out", "It is twice Corvid 3 at that, and 2 times Corvid 2.", "y"),
        ("How long is Corvid 4's window?", "Corvid 4 is out", "Corvid 3's is 32,000 tokens. It is old.", "nn"),
        ("What does Corvid 4 cost?", "Corvid 4 is out", "They cut the price from 5 to 3 dollars for Corvid 3.", "n"),
        ("What does Corvid 4 cost?", "Corvid 4 is out", "From 5 May on Corvid 3 costs $2.", "n"),
        ("Who pays for Corvid 4?", "Corvid 4 is out", "Tern took 9 million from Ibis for Corvid 3.", "n"),
        ("Is Corvid 4 dearer than Corvid 3?", "News", "Corvid 3 costs $2. Corvid 4 costs $5. Corvid 2 is gone.", "yyn"),
        ("What has Corvid 4 on Ace-bench 2?", "News", "Corvid 4 has 61 on Ace-bench 2. Ibis 1 has 7.", "yy"),
        ("What has Corvid 4.1 on Ace-bench 2?", "News", "Ibis 1 has 7 on Ace-bench 2. Nobody else was tested.", "nn"),
        ("Who are the Magnificent 7?", "News", "The seven largest firms bear that name. They are American.", "yy"),
    ],
)  # fmt: skip
def test_a_sentence_is_on_what_it_or_its_context_names(question: str, title: str, text: str, expected: str) -> None:
    """A sentence without a name is on what stands before it, or in the title; a comparison is on its subject."""
    assert on_it(question, told(text, title)) == [letter == "y" for letter in expected]


def test_what_others_tell_a_version_of_is_a_product() -> None:
    """A name that may be none is taken for one, and asked of each article, where another version of it is told of."""
    article = told("Ibis 1 has 7 on Ace-bench 2. Nobody else was tested there.")
    question = "What has Corvid 4 on Ace-bench 2?"
    assert on_it(question, article) == [True, True]
    assert on_it(question, article, hit("Corvid 3 is old.")) == [False, False]


def test_a_question_in_small_letters_names_a_product_where_articles_do() -> None:
    """What "corvid 4" is, the articles tell: where they name another version it is asked for exactly."""
    article = told("The price is $5. Users have waited long for this.")
    assert [name.text for name in asked_products("what does corvid 4 cost?")] == ["corvid 4"]
    assert on_it("what does corvid 4 cost?", article, hit("Corvid 3 is old.")) == [False, False]
    assert not asked_products("who founded 01.AI and raised 5 billion in the last 3 days?")
    assert on_it("which best 4.5 laptops cost $5?", article, hit("Corvid 3 is old.")) == [True, True]


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
    assert not differ_in_product("Corvid 4 beats Corvid 3.", "Corvid 3 is old.")


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
    ("question", "texts", "expected"),
    [
        ("When is Corvid 7 out?", ["Corvid 4 is here.", "Corvid 5 is here, Ibis 9 too."], ("Corvid 7", "Corvid 5")),
        ("When is Corvid 7 out?", ["Corvid 7 is no more."], None),
        ("When is Corvid 7 out?", ["Ibis 9 is here."], None),
        ("Who runs Tern?", ["Corvid 4 is here."], None),
    ],
)
def test_the_nearest_product_is_named_where_none_is_told(
    question: str, texts: list[str], expected: tuple[str, str] | None
) -> None:
    """The newest of the line is named if nothing found names the product itself."""
    found = missing_product(asked_products(question), [hit(text, key=text[-6:-1]) for text in texts])
    assert (found and (found.product, found.nearest)) == expected
    assert (found and found.article and expected and expected[1] in found.article.text) == (expected and True)


NEAREST = Instead(product="Corvid 7", nearest="Corvid 5", article=replace(told("", "Corvid 5 is here"), published=None))
HOSTILE = replace(NEAREST, product="<@U1> *Corvid* 7", nearest="Corvid 4 <!channel> @everyone")
REFUSED = Answer(
    question=Question(text="When?", now=NOW),
    refusal=Refusal(reason=RefusalReason.OTHER_PRODUCT, detail="nothing on Corvid 7", instead=NEAREST),
)


def test_every_surface_says_what_is_nearest() -> None:
    """Slack, Discord and the terminal say it in the same words; the JSON record has the reason."""
    expected = "Nothing on Corvid 7. Newest of its kind here: Corvid 5"
    for markup in (Mrkdwn(), Markdown()):
        assert format_answer(REFUSED, "q", markup).lines[0].startswith(expected)
    assert answer_text(REFUSED).startswith(expected)
    assert answer_record(REFUSED, "1")["refusal"] == {"reason": "other_product", "detail": "nothing on Corvid 7"}
    assert nothing_found(replace(REFUSED, refusal=None)).startswith("Nothing found")


def test_names_from_outside_are_escaped_and_kept() -> None:
    """A product's name is hostile text: it pings nobody; and it survives the journal."""
    assert REFUSED.refusal
    refused = replace(REFUSED, refusal=replace(REFUSED.refusal, instead=HOSTILE))
    slack, discord = (format_answer(refused, "q", markup).lines[0] for markup in (Mrkdwn(), Markdown()))
    assert "<!" not in slack
    assert "<@" not in slack
    assert discord.replace("\\<", "").count("<") == 0
    assert "@everyone" not in discord
    assert answer_of(kept_text(refused), refused.question).refusal == refused.refusal


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
