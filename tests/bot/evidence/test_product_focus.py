"""Which sentences are about the products asked for, and the nearest product where none is told of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.adapters.discord.markup import Markdown
from bot.adapters.jsonl import answer_record
from bot.adapters.messages.answer import format_answer
from bot.adapters.messages.answer_words import nothing_found
from bot.adapters.slack.markup import Mrkdwn
from bot.adapters.terminal import answer_text
from bot.conversation.serialization import answer_of
from bot.conversation.serialization import answer_text as kept_text
from bot.evidence.product_focus import ProductFocus, missing_product
from bot.language.product_versions import asked_products, sought_products
from bot.model import Answer, Hit, Instead, Question, Refusal, RefusalReason
from tests.doubles.product_hits import NOW, hit, told

if TYPE_CHECKING:
    from indexer.model import Article


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


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        ("When is Corvid 7 out?", ["Corvid 4 is here.", "Corvid 5 is here, Ibis 9 too."], ("Corvid 7", "Corvid 5")),
        ("When is Corvid 7 out?", ["Corvid 7 is no more."], None),
        ("When is Corvid 7 out?", ["Ibis 9 is here."], None),
        ("Who runs Tern?", ["Corvid 4 is here."], None),
        ("What does mistral OCR cost?", ["Mistral Small 4 is here."], ("mistral OCR", "Mistral Small 4")),
        ("What does mistral OCR cost?", ["Mistral Small 4 is here.", "Mistral OCR reads on."], None),
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
