"""What a language model wrote, and what becomes of it: statements with sources that we name, or a quoted answer."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.answering import Answering, Writing
from bot.composition.acceptance import accept, with_passages
from bot.composition.citations import cite
from bot.evidence.statement_kind import kind_of
from bot.language.product_versions import SoughtProducts, asked_products, sought_products
from bot.language.words import terms
from bot.model import Draft, Question, StatementKind, Support
from bot.retrieval.retriever import Retrieval
from bot.verification.premises import premise_of
from indexer.errors import ModelError, WritingFailed
from indexer.indexing.sync import Syncer
from indexer.model import Kind, Passage, PlacedPassage
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import NOW, article
from tests.doubles.fakes import FakeEmbedder, FakeLexicalIndex, FakeReader, FakeTally, FakeVectorIndex, FakeWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

WHO = "Who opened the Amberly works?"
WORKS = "Ada Lorne opened the Amberly works with forty engineers. The council of Amberly had agreed in March 2026."
MILL = "Bo Quist may close the Calder mill in May, two people familiar with the plans said."
OPINION = "The Amberly works are a mistake, because the town needs houses first."


def placed(text: str, name: str, kind: Kind = Kind.REPORTED) -> PlacedPassage:
    """Return an article of one passage."""
    about = article(name, text=text, title="", kind=kind, published=NOW, first_seen=NOW)
    whole = Passage(id=about.id, article_id=about.id, ordinal=0, start=0, end=len(text), text=text)
    return PlacedPassage(passage=whole, article=about, period="2026-11")


SHOWN = [placed(WORKS, "works"), placed(MILL, "mill"), placed(OPINION, "opinion", Kind.OPINION)]


SURE = Support(supported=0.98, contradicted=0.01, not_stated=0.01)


def read(*said: tuple[str, tuple[int, ...]], limit: int = 4) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return (text, kind, addresses' numbers) of the statements that hold."""
    drafts = [Draft(text=text, passages=numbers) for text, numbers in said]
    claims = accept(with_passages(drafts, SHOWN), terms(WHO), SoughtProducts(), limit, [SURE] * len(drafts))
    statements, sources = cite(claims, {})
    assert [source.number for source in sources] == [*range(1, len(sources) + 1)]
    return [(each.text, each.kind.value, each.citations) for each in statements]


FORTY = "Ada Lorne opened the Amberly works with 40 engineers."
AGREED = "Amberly's council had agreed in March 2026."


def test_kind_and_number_are_ours() -> None:
    """A statement's kind comes from its article and its sentence, and sources are numbered as they are cited."""
    mill = "The Calder mill may be closed by Bo Quist in May."
    opinion = "The works are a mistake, because the town needs houses."
    assert read((mill, (2,)), (FORTY, (1,)), (opinion, (3,))) == [
        (mill, "hedged", (1,)),
        (FORTY, "reported", (2,)),
        (opinion, "opinion", (3,)),
    ]


def test_what_is_taken_from_a_guess_is_one() -> None:
    """A statement that leaves out who said it is still marked as unconfirmed."""
    text = "Bo Quist may close the Calder mill in May."
    assert read((text, (2,))) == [(text, "hedged", (1,))]


def test_the_most_cautious_article_decides() -> None:
    """Of two articles that carry a statement the opinion counts."""
    text = "Ada Lorne opened the Amberly works with forty engineers, and the town needs houses."
    assert read((text, (1, 3))) == [(text, "opinion", (1, 2))]


def test_what_does_not_hold_is_dropped() -> None:
    """A wrong number, an invented name and a passage that was never shown cost the sentence."""
    assert read((FORTY, (1,)), ("Ada Lorne opened the Amberly works with 50 engineers.", (1,))) == [
        (FORTY, "reported", (1,))
    ]
    for bad in (("Zed Mallory opened the works.", (1,)), (AGREED, (9,)), (AGREED, (0,)), (AGREED, ())):
        assert read((FORTY, (1,)), bad) == [(FORTY, "reported", (1,))]


def test_a_sentence_that_points_back_falls_with_the_one_before() -> None:
    """What "it" is must not change because a sentence was dropped."""
    wrong = ("Zed Mallory opened the works.", (1,))
    back = ("The council had agreed in March 2026.", (1,))
    it = ("It may be closed by Bo Quist in May, the mill.", (2,))
    assert read((FORTY, (1,)), back, wrong, it) == [(FORTY, "reported", (1,)), (back[0], "reported", (1,))]


def test_nothing_is_said_twice_and_not_too_much() -> None:
    """Of two sentences that say the same the first is kept, and no more than are wanted."""
    again = "With forty engineers Ada Lorne opened the Amberly works."
    assert read((FORTY, (1,)), (again, (1,))) == [(FORTY, "reported", (1,))]
    assert read((FORTY, (1,)), (AGREED, (1,)), limit=1) == [(FORTY, "reported", (1,))]


def test_two_things_that_a_model_tells_in_one_way_are_kept() -> None:
    """They do not say the same."""
    ends = "a month for each of the boats and crews of a harbour in Oslo."
    plans = (f"The Pro plan of Acme costs $20 {ends}", f"The Max plan of Acme costs $90 {ends}")
    drafts = with_passages([Draft(text=plan, passages=(1,)) for plan in plans], [placed(" ".join(plans), "plans")])
    assert [each.text for each in accept(drafts, (), SoughtProducts(), 4, [SURE] * 2)] == list(plans)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([], "no answer"),
        ([("Zed Mallory opened the works.", (1,))], "of its 1 sentences 0"),
        ([(FORTY, (1,)), ("Zed Mallory paid.", (1,)), ("It rained.", (1,))], "of its 3 sentences 1"),
        ([("The Amberly works opened.", (1,))], "repeats the question"),
    ],
)
def test_too_little_is_left(said: list[tuple[str, tuple[int, ...]]], reason: str) -> None:
    """Where less than half of it holds, or nothing beyond the question, none of it is used."""
    with pytest.raises(WritingFailed, match=reason):
        read(*said)


def test_what_a_reader_doubts_falls() -> None:
    """A sentence that the rules let pass falls where a reader doubts it; one that stands in a passage does not."""
    quoted = Draft(text="Ada Lorne opened the Amberly works with forty engineers.", passages=(1,))
    drafts = [Draft(text=AGREED, passages=(1,)), quoted]
    sure = Support(supported=0.9, contradicted=0.05, not_stated=0.05)
    doubtful = Support(supported=0.1, contradicted=0.8, not_stated=0.1)

    def kept(*said: Support) -> list[str]:
        return [each.text for each in accept(with_passages(drafts, SHOWN), terms(WHO), SoughtProducts(), 4, said)]

    assert kept(sure, sure) == [AGREED, quoted.text]
    assert kept(doubtful, doubtful) == [quoted.text]


# --- in the use case


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Yield what answering is made of."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as catalogue:
        for each in SHOWN:
            catalogue.save(each.article, [each.passage])
        engines: dict[str, Any] = {
            "embedder": FakeEmbedder(),
            "vectors": FakeVectorIndex(),
            "lexical": FakeLexicalIndex(),
        }
        Syncer(catalogue=catalogue, generation="g1", **engines).open(lambda *_: None)
        retrieval = Retrieval(library=catalogue, **engines)
        yield {"library": catalogue, "retrieval": retrieval, "max_statements": 4, "min_confidence": 0.0}


QUESTION = Question(text=WHO, now=NOW + timedelta(days=1))


def test_a_reader_is_given_what_is_likest(parts: dict[str, Any]) -> None:
    """A model's sentence is read beside the sentences of its passages that share most words with it."""
    reader = FakeReader()
    drafts = [Draft(text=FORTY, passages=(1, 2)), Draft(text="It rained.", passages=(9,))]
    given = reader.support([(each.text, each.premise) for each in with_passages(drafts, SHOWN)])
    assert [round(each.supported, 2) for each in given] == [0.89, 0.0]
    assert premise_of(FORTY, [WORKS, MILL, "x. " * 500]).startswith("Ada Lorne opened the Amberly works with forty")
    writer = FakeWriter(Draft(text="Zed Mallory opened the works.", passages=(1,)))
    answer = Answering(**parts, writing=Writing(writer=writer, judge=reader, tally=FakeTally())).ask(QUESTION)
    assert answer.composer == "extractive"


def test_an_answer_in_a_models_words(parts: dict[str, Any]) -> None:
    """It has the shape of any other, says who composed it, and is counted."""
    writer, tally = FakeWriter(Draft(text=FORTY, passages=(1,))), FakeTally()
    answer = Answering(**parts, writing=Writing(writer=writer, judge=FakeReader(), tally=tally)).ask(QUESTION)
    assert (answer.composer, [each.text for each in answer.statements]) == ("model", [FORTY])
    assert [(source.number, source.article.url, source.passage) for source in answer.sources] == [
        (1, SHOWN[0].article.url, WORKS)
    ]
    assert answer.nearest == ()
    assert SHOWN[0].article.id not in {each.id for each in answer.further}
    assert (tally.health.answers, tally.health.fallbacks) == (1, 0)
    (asked,) = writer.asked
    assert (asked[0], asked[1][0].passage.text, asked[2]) == (WHO, WORKS, 4)


@pytest.mark.parametrize(
    "writer", [FakeWriter(fails="it refused"), FakeWriter(Draft(text="Zed did it.", passages=(1,))), FakeWriter()]
)
def test_a_model_that_is_of_no_use(parts: dict[str, Any], writer: FakeWriter) -> None:
    """The answer is the one without a model, and why is counted."""
    tally = FakeTally()
    quoted = Answering(**parts).ask(QUESTION)
    answer = Answering(**parts, writing=Writing(writer=writer, judge=FakeReader(), tally=tally)).ask(QUESTION)
    assert (answer.composer, answer.statements, answer.sources) == ("extractive", quoted.statements, quoted.sources)
    assert (tally.health.answers, tally.health.fallbacks) == (0, 1)
    assert tally.health.last_error != ""


class NoJudge:
    """Cannot be computed."""

    def support(self, statements: Sequence[tuple[str, tuple[str, str]]]) -> list[Support]:
        """Fail."""
        raise ModelError(f"the file is not whole, for {len(statements)}")


def test_nothing_is_said_unchecked(parts: dict[str, Any]) -> None:
    """Where a model's sentences cannot be judged the answer is quoted, and why is counted."""
    writer, tally = FakeWriter(Draft(text=FORTY, passages=(1,))), FakeTally()
    answer = Answering(**parts, writing=Writing(writer=writer, judge=NoJudge(), tally=tally)).ask(QUESTION)
    assert answer.composer == "extractive"
    assert tally.health.last_error == "its sentences cannot be checked: the file is not whole, for 1"


def test_a_model_is_not_asked_where_nothing_was_found(parts: dict[str, Any]) -> None:
    """Below the floor the answer is "nothing found", whatever a model might say."""
    writer = FakeWriter(Draft(text=FORTY, passages=(1,)))
    answer = Answering(
        **(parts | {"min_confidence": 1.0}), writing=Writing(writer=writer, judge=FakeReader(), tally=FakeTally())
    ).ask(QUESTION)
    assert not answer.found
    assert writer.asked == []


def test_giving_way(parts: dict[str, Any]) -> None:
    """After it was told to give way answering quotes; without a model it has nothing to do."""
    writer = FakeWriter(Draft(text=FORTY, passages=(1,)))
    answering = Answering(**parts, writing=Writing(writer=writer, judge=FakeReader(), tally=FakeTally()))
    answering.give_way()
    assert answering.ask(QUESTION).composer == "extractive"
    Answering(**parts).give_way()


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Acme might sell it.", Kind.REPORTED, "hedged"),
        ("The regulator opened an inquiry, saying that the deal might make rivals weaker.", Kind.REPORTED, "reported"),
        ("The FTC warned that prices could rise.", Kind.REPORTED, "reported"),
        ("The regulator might block the deal, Acme said.", Kind.REPORTED, "hedged"),
        ("Acme said that the deal might close in May.", Kind.REPORTED, "hedged"),
        ("The court ruled that it could go on, people familiar with the case said.", Kind.REPORTED, "hedged"),
        ("Acme confirmed the sale.", Kind.OPINION, "reported"),
        ("The sale is a mistake.", Kind.OPINION, "opinion"),
        ("We are glad to open.", Kind.ANNOUNCEMENT, "announcement"),
    ],
)
def test_kind_of_a_sentence(text: str, kind: Kind, expected: str) -> None:
    """A guess stays a guess, and what a commentary passes on is a report; else the article's kind counts."""
    assert kind_of(text, placed(text, "any", kind).article).value == expected


def test_kinds_are_in_the_order_of_caution() -> None:
    """Every kind that an article can have has its place in the order; "earlier" is by what else is told."""
    from bot.composition.acceptance import _CAUTION

    assert set(_CAUTION) == set(StatementKind) - {StatementKind.EARLIER}


def test_what_tells_of_another_version_is_not_used() -> None:
    """A sentence that holds, but stands for another version than the one that is asked for, is left out."""
    passage = placed(
        "Corvid 4 solved 36 tasks in Rotterdam, a test says. Corvid 4 Mini solved 31 tasks in Rotterdam, a test says.",
        "corvid",
    )
    question = "How many tasks did Corvid 4 Mini solve?"
    sought = sought_products(asked_products(question))
    told = ("Corvid 4 solved 36 tasks in Rotterdam.", "Corvid 4 Mini solved 31 tasks in Rotterdam.")
    big, small = (Draft(text=text, passages=(1,)) for text in told)
    claims = accept(with_passages([big, small], [passage]), terms(question), sought, 4, [SURE, SURE])
    assert [each.text for each in claims] == [small.text]
    with pytest.raises(WritingFailed, match="another product"):
        accept(with_passages([big], [passage]), terms(question), sought, 4, [SURE])
