"""Composing and checking: statements are sentences of the evidence, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.composition.statements import compose, dated
from bot.evidence.passage_readings import SentenceReading
from bot.evidence.selection import select
from bot.language.words import terms
from bot.model import Citation, Claim, Hit, Query, Seek, Source, Statement, StatementKind
from bot.retrieval.similarity import Similarity
from bot.verification.support import is_borne_out
from indexer.model import Article, Kind, Passage, PlacedPassage
from tests.doubles.evidence_records import cited, evidence, excerpts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentence_scores import ScoredSentence

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def hit(text: str, *, name: str = "one", kind: Kind = Kind.REPORTED, score: float = 0.8, title: str = "") -> Hit:
    """Return a hit on an article of one passage."""
    article = Article(
        id=name, url=f"https://example.org/{name}", title=title, text=text, publisher=name, first_seen=NOW, kind=kind
    )
    passage = Passage(id=f"{name}-0", article_id=name, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Hit(placed=placed, cosine=score, lexical=score, relevance=score, score=score)


def query(text: str, seek: Seek = Seek.ANYTHING) -> Query:
    """Return a query that seeks something."""
    return Query(text=text, terms=terms(text), seek=seek)


def composed(asked: Query, *hits: Hit, limit: int = 4) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Compose with likeness as the fake embedder sees it: by words in common."""
    return cited(asked, evidence(asked, hits), limit)


def texts(asked: Query, *hits: Hit, limit: int = 4) -> list[str]:
    """Return the statements' texts."""
    statements, _ = composed(asked, *hits, limit=limit)
    return [statement.text for statement in statements]


def test_sentence_that_answers_is_chosen() -> None:
    """The sentence that holds what is asked for comes out before its neighbours."""
    asked = query("How much did Acme raise?", Seek.NUMBER)
    found = hit("Acme was founded in Oslo by two sisters. Acme raised 40 million dollars from three funds. Birds sing.")
    assert texts(asked, found, limit=1) == ["Acme raised 40 million dollars from three funds."]


def test_model_compares_the_hopeful_sentences_alone() -> None:
    """Of a hundred sentences the model is asked about a few, the one that answers among them."""
    asked = query("How much did Acme raise?", Seek.NUMBER)
    others = [f"Birds of the {word * 3} kind sing songs in the morning." for word in "abcdefghijklmnopqrstuvwxyz"]
    hits = [hit(" ".join(others), name=str(number)) for number in range(3)]
    answer = "Acme raised 40 million dollars from three funds."
    compared: list[str] = []

    def similar(sentences: Sequence[str]) -> dict[str, Similarity]:
        compared.extend(sentences)
        return dict.fromkeys(sentences, Similarity(0.5, {}))

    found = evidence(asked, [*hits, hit(answer, name="last")])
    claims = compose(select(asked, found, excerpts(asked, found, similar), 1))
    assert [claim.text for claim in claims] == [answer]
    assert answer in compared
    assert len(compared) == 6


def test_sentence_that_repeats_the_question_is_no_answer() -> None:
    """A sentence that says no more than the question is not chosen."""
    asked = query("Why did Acme delay the Falcon chip?", Seek.REASON)
    found = hit("Did Acme delay the Falcon chip? Acme delayed the Falcon chip because a supplier in Oslo burned down.")
    assert texts(asked, found) == ["Acme delayed the Falcon chip because a supplier in Oslo burned down."]


def test_dateline_is_no_part_of_a_statement() -> None:
    """A statement begins where the news begins, and still stands in the passage that it cites."""
    asked = query("How much did Acme raise?", Seek.NUMBER)
    statements, sources = composed(
        asked, hit("OSLO, Nov 4 (Meridian Wire) - Acme raised 40 million dollars in shares.")
    )
    assert [statement.text for statement in statements] == ["Acme raised 40 million dollars in shares."]
    assert is_borne_out(statements[0], sources)


def test_captions_and_headings_are_not_quoted() -> None:
    """What does not end as a sentence does is none: a caption, a heading, a link's text."""
    asked = query("Who leads Acme?", Seek.NAME)
    found = hit("Theodora Lindqvist leads Acme in Oslo's port\n\nTheodora Lindqvist has led Acme since the spring.")
    assert texts(asked, found) == ["Theodora Lindqvist has led Acme since the spring."]


@pytest.mark.parametrize(
    "plea",
    [
        "Sign up for Acme's weekly chip newsletter to get the Falcon price.",
        "To read the 70-page report on the Falcon chip price of Acme, click here.",
        "Read more: How Acme set the Falcon chip price in Oslo.",
    ],
)
def test_what_an_outlet_wants_of_its_readers_is_not_quoted(plea: str) -> None:
    """A newsletter or a link that an outlet points its readers to is no news."""
    asked = query("What is the Falcon chip price of Acme?")
    news = "The Falcon chip price of Acme is 900 dollars in Norway and in Sweden."
    assert texts(asked, hit(f"{plea} {news}")) == [news]


def test_another_article_that_strays_stays_out() -> None:
    """No place is kept for another article whose sentences have less to do with the question."""
    asked = query("Is Acme buying Falcon Labs?")
    rumour = hit(
        "Acme is buying Falcon Labs for two billion dollars. Acme and Falcon Labs have talked since spring in Oslo. "
        "Acme would pay for Falcon Labs in shares of its own.",
        name="rumour",
    )
    other = hit("Acme opened a harbour for solar boats in Bergen on Friday.", name="other", score=0.6)
    _, sources = composed(replace(asked, names=frozenset(terms("Acme Falcon Labs"))), rumour, other, limit=3)
    assert [source.article.id for source in sources] == ["rumour"]


def test_article_on_somebody_else_stays_out() -> None:
    """What is told of another company is no answer, however like the question it is."""
    asked = replace(query("How many jobs will Acme cut?", Seek.NUMBER), names=frozenset(terms("Acme")))
    other = hit("Borealis will cut 310 jobs in support and marketing, it said on Friday.", name="other", score=0.9)
    own = hit("Acme plans to hire 220 people in Oslo by the end of next year.", name="own", score=0.5)
    _, sources = composed(asked, other, own)
    assert [source.article.id for source in sources] == ["own"]


def test_article_need_not_name_a_country() -> None:
    """News of a country may write its name otherwise, or leave it out."""
    asked = replace(query("How many flats burned in Spain?", Seek.NUMBER), names=frozenset(terms("Spain")))
    found = hit("The Spanish city of Valencia counted about 140 flats that burned on Thursday.")
    assert len(texts(asked, found)) == 1


def test_best_sentence_comes_first() -> None:
    """The answer begins with the sentence that answers best; what stood before it in the article follows."""
    asked = query("How much did Acme raise from funds?", Seek.NUMBER)
    found = hit(
        "Acme and its 12 funds met in Oslo on Monday to raise money for boats. "
        "Acme did raise 40 million dollars from funds in Oslo and in Bergen."
    )
    assert texts(asked, found)[0].startswith("Acme did raise 40 million")


def test_best_sentence_keeps_what_it_leans_on_and_what_leans_on_it() -> None:
    """What comes first comes with the sentence that it points back to, and with those that point back to it."""
    asked = query("What will Lindqvist do about Acme prices?")
    found = hit(
        "Birds sang in Oslo when Acme opened its door and prices fell. "
        "Theodora Lindqvist took over Acme on Monday. "
        "She said that Lindqvist and Acme prices would fall by a third, and that Acme prices stay there."
    )
    said = texts(asked, found)
    assert [text.split()[0] for text in said][:2] == ["Theodora", "She"]


def test_sentence_that_cannot_be_quoted_is_no_measure() -> None:
    """What points back beyond its passage answers nothing, and does not keep out what comes after it."""
    asked = query("What did Acme say about its Falcon chip prices?")
    found = hit(
        "It said what Acme did say about its Falcon chip prices in Oslo, in Bergen and in Lima. "
        "Theodora Lindqvist sells chip boats in the north of Norway."
    )
    assert texts(asked, found) == ["Theodora Lindqvist sells chip boats in the north of Norway."]


def test_further_sentences_must_come_near_the_best() -> None:
    """A short answer is the better one: what has little to do with the question does not fill it up."""
    asked = query("Where does Acme test the Falcon chip?", Seek.PLACE)
    found = hit(
        "Acme does test the Falcon chip in Bergen, in Oslo and in old harbours. "
        "Three sisters paint the boats of a choir in Lima. Nobody had ever sung there before the summer rain."
    )
    assert texts(asked, found) == ["Acme does test the Falcon chip in Bergen, in Oslo and in old harbours."]


def test_number_is_not_followed_by_sentences_without_one() -> None:
    """Where a number is asked for and found, sentences that hold none are left out."""
    asked = query("How much did Acme raise from funds?", Seek.NUMBER)
    found = hit(
        "Acme did raise 40 million dollars from funds in Oslo. Acme did raise hopes among funds and fans of the firm."
    )
    assert texts(asked, found) == ["Acme did raise 40 million dollars from funds in Oslo."]


def test_a_yes_is_not_told_without_what_limits_it() -> None:
    """Of a question for yes or no the sentence that denies or limits it is told, though a longer one is nearer."""
    asked = query("Did Acme sell the Falcon chip to schools?", Seek.WHETHER)
    found = hit(
        "Acme did sell the Falcon chip to schools and shops in Oslo, the firm said on Monday. "
        "Three sisters paint the boats of a choir in Lima. "
        "Primary schools got none of the Falcon chips."
    )
    assert texts(asked, found)[-1] == "Primary schools got none of the Falcon chips."
    assert "Three sisters paint the boats of a choir in Lima." not in texts(asked, found)


def test_what_the_best_sentence_leaves_open_stands_beside_it() -> None:
    """Whether something holds for schools is not told by a sentence that does not speak of them."""
    asked = replace(
        query("Did Norway clear the Falcon for schools?", Seek.WHETHER), names=frozenset(terms("Norway Falcon"))
    )
    found = hit(
        "Norway has cleared the Falcon, and Norway had never cleared a chip like it before, it said on Monday. "
        "It draws 40 watts at night. A version for schools is being tested in Bergen. The list price is 900 dollars."
    )
    assert texts(asked, found)[1:] == ["A version for schools is being tested in Bergen."]


def test_what_is_asked_is_an_answer_to_a_question_for_yes_or_no() -> None:
    """The sentence that says no more than the question is its answer; of another question it is none."""
    text = "Acme did sell the Falcon chip."
    assert texts(query("Did Acme sell the Falcon chip?", Seek.WHETHER), hit(text)) == [text]
    assert texts(query("Who is to sell the Acme Falcon chip?", Seek.PERSON), hit(text)) == []
    assert texts(query("Did Acme sell the Falcon chip?", Seek.WHETHER), hit('"Acme did sell the Falcon chip."')) == []


def test_dangling_sentence_brings_what_it_leans_on() -> None:
    """A sentence that points back is quoted with the one that it points to, in order."""
    asked = query("What will Lindqvist do about Acme prices?")
    found = hit("Theodora Lindqvist took over Acme on Monday. She said Acme prices would fall by a third in May.")
    expected = [
        "Theodora Lindqvist took over Acme on Monday.",
        "She said Acme prices would fall by a third in May.",
    ]
    assert expected == texts(asked, found)


def test_dangling_sentence_without_its_antecedent_is_left_out() -> None:
    """A sentence that points back beyond its passage is not torn out of it."""
    asked = query("What did she say about Acme prices?")
    assert texts(asked, hit("She said Acme prices would fall by a third in May.")) == []


def test_copies_are_quoted_once() -> None:
    """The same sentence from two outlets is one statement."""
    asked = query("How much did Acme raise?", Seek.NUMBER)
    text = "Acme raised 40 million dollars from three funds in Oslo."
    assert [text] == texts(asked, hit(text), hit(text, name="two", score=0.7))


def test_statements_never_exceed_the_limit() -> None:
    """At most as many statements as the settings allow, what a sentence leans on included."""
    asked = query("Acme Falcon chip")
    several = " ".join(f"The Falcon chip of Acme entered its {word} test phase in Oslo." for word in NUMBERS)
    assert len(texts(asked, hit(several), limit=2)) <= 2


NUMBERS = ("first", "second", "third", "fourth", "fifth")


def test_sources_are_numbered_in_order_of_appearance() -> None:
    """Citations and sources agree, from 1 upwards, one number an article."""
    asked = query("Acme Falcon chip price", Seek.NUMBER)
    one = hit("The price of the Acme Falcon chip is 900 dollars in Norway.", name="one", score=0.9)
    two = hit("A rival says the Acme Falcon chip price hides 12 percent in fees.", name="two", score=0.9)
    statements, sources = composed(asked, one, two)
    assert [source.number for source in sources] == [1, 2]
    assert [source.number for source in sources] == [statement.citations[0] for statement in statements]


def test_guess_stays_a_guess() -> None:
    """A hedged sentence is marked, and a commentary's report of somebody else's news is a report."""
    asked = query("What did Acme admit about the Falcon chip?")
    text = (
        "Acme admitted mistakes with the Falcon chip, as reported by Meridian Wire. "
        "The Falcon chip mistakes at Acme likely involve the memory design. "
        "The Falcon chip of Acme is a triumph of marketing over sense."
    )
    statements, _ = composed(asked, hit(text, kind=Kind.OPINION))
    expected = [StatementKind.REPORTED, StatementKind.HEDGED, StatementKind.OPINION]
    assert expected[: len(statements)] == [statement.kind for statement in statements]


def test_checker_refuses_what_does_not_stand_in_the_passage() -> None:
    """A changed number, a source that is not cited, and no source at all: none of them is posted."""
    asked = query("How much did Acme raise?", Seek.NUMBER)
    statements, sources = composed(asked, hit("Acme raised 40 million dollars from funds."))
    good = statements[0]
    bad = [
        replace(good, text=good.text.replace("40", "41")),
        replace(good, citations=(2,)),
        replace(good, citations=(1, 2)),
        replace(good, citations=()),
    ]
    assert is_borne_out(good, sources)
    assert [False] * len(bad) == [is_borne_out(statement, sources) for statement in bad]


@given(st.lists(st.text(alphabet='Ab .?!"“”\n3', max_size=300), min_size=1, max_size=3), st.text(max_size=40))
def test_every_statement_is_supported(bodies: list[str], asked_text: str) -> None:
    """Whatever the passages hold, a composed statement stands in the passage that it cites."""
    asked = query(asked_text)
    hits = [hit(body, name=f"a{number}") for number, body in enumerate(bodies)]
    statements, sources = composed(asked, *hits)
    assert all(is_borne_out(statement, sources) for statement in statements)
    assert {source.number for source in sources} == {n for said in statements for n in said.citations}


def test_no_evidence_no_statement() -> None:
    """Without passages nothing is said."""
    asked = query("Who runs Acme?")
    assert composed(asked) == ((), ())


def test_statement_without_passage_is_unsupported() -> None:
    """A statement cannot be carried by nothing."""
    assert not is_borne_out(Statement(text="Acme rose.", kind=StatementKind.REPORTED, citations=(1,)), ())


def parts_of(text: str, *starts: int, name: str = "one") -> list[Hit]:
    """Return hits on the passages of one article that begin at these places and end at the next or at the end."""
    article = hit(text, name=name).article
    hits = []
    for ordinal, (start, end) in enumerate(pairwise((*starts, len(text)))):
        passage = Passage(
            id=f"{name}-{start}", article_id=name, ordinal=ordinal, start=start, end=end, text=text[start:end]
        )
        placed = PlacedPassage(passage=passage, article=article, period="2026")
        hits.append(Hit(placed=placed, cosine=0.8, lexical=0.8, relevance=0.8, score=0.8))
    return hits


def test_sentence_leans_on_what_stands_before_its_passage() -> None:
    """What a passage's first sentence points back to is taken from the article, and stands in the cited passage."""
    asked = query("What did she say about Acme prices?")
    lead = "Theodora Lindqvist took over the company of Ada Berg on Monday. "
    text = f"Birds sang all day long over the harbour. {lead}She said Acme prices would fall by a third in May."
    [_, found] = parts_of(text, 0, text.index("She said"))
    statements, sources = composed(asked, found)
    assert [statement.text for statement in statements] == [
        lead.strip(),
        "She said Acme prices would fall by a third in May.",
    ]
    assert all(is_borne_out(statement, sources) for statement in statements)


def test_passages_that_follow_each_other_are_read_as_one() -> None:
    """A sentence leans on the last one of the passage before, which is quoted once."""
    asked = query("What did she say about Acme prices?")
    text = (
        "Theodora Lindqvist took over Acme and its prices on Monday. She said Acme prices would fall by a third in May."
    )
    first, second = parts_of(text, 0, text.index("She said"))
    for order in ((first, second), (second, first)):
        assert texts(asked, *order) == [
            "Theodora Lindqvist took over Acme and its prices on Monday.",
            "She said Acme prices would fall by a third in May.",
        ]


def test_another_version_of_the_text_leads_in_to_nothing() -> None:
    """Where the article's text has changed since it was cut, what stands before a passage is not known."""
    asked = query("What did she say about Acme prices?")
    text = "Theodora Lindqvist took over Acme on Monday. She said Acme prices would fall by a third in May."
    [found] = parts_of(text, text.index("She said"))
    changed = replace(found.placed.article, text=f"A correction was made to this article. {text}")
    assert texts(asked, replace(found, placed=replace(found.placed, article=changed))) == []


def test_comparison_prefers_what_tells_of_both() -> None:
    """What tells of both sides leads the answer to one of them."""
    asked = replace(query("the Falcon"), beside=frozenset(terms("the Osprey")))
    found = hit("The Falcon of Acme is made in Oslo and Bergen. Acme sells more of the Falcon than of the Osprey.")
    assert texts(asked, found)[0] == "Acme sells more of the Falcon than of the Osprey."


def test_author_who_is_asked_about_is_quoted_first() -> None:
    """Whoever names an author asks for what stands in the author's own article."""
    asked = replace(query("What does Ada Berg make of Acme?"), names=frozenset(terms("Ada Berg Acme")))
    other = hit("Lindqvist of Acme left Oslo for the south.", name="other")
    own = hit("A boat is not a harbour, and Acme has only boats in Oslo.", name="own")
    article = replace(own.placed.article, authors=("Ada Berg",))
    assert texts(asked, other, own)[0].startswith("Lindqvist")
    assert texts(asked, other, replace(own, placed=replace(own.placed, article=article)))[0].startswith("A boat")


def test_latest_leaves_out_what_is_not_to_the_point() -> None:
    """What has less to do with the question than half of the rest is no news on it, however new."""
    asked = replace(query("What is the latest on the Falcon chip of Acme?"), latest=True)
    good = hit("The Falcon chip of Acme ships in May from its port in Oslo.", name="good")
    far = hit("The Falcon chip of Acme was shown at a fair in Bergen in the spring.", name="far", score=0.4)
    assert len(texts(asked, good, far)) == 1


# --- the words that answer


BOUGHT = "Quanterra bought Ostrel for 310 million dollars."


def read_as(text: str, words: str, share: float = 0.9) -> ScoredSentence:
    """Return the one sentence of a text, in which a reader sees the answer in some words."""
    asked = query("How much did Quanterra pay for Ostrel?")
    (scored,) = (
        s for found in excerpts(asked, evidence(asked, [hit(text)])) for s in found if not s.sentence.is_heading
    )
    start = text.index(words)
    reading = SentenceReading(answerable=2.0, share=share, span=(start, start + len(words)), span_score=-0.1)
    return replace(scored, reading=reading)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        (BOUGHT, "310 million dollars", "310 million dollars"),
        (BOUGHT, "310 million dollars.", "310 million dollars"),  # the full stop is none of them
        (BOUGHT, " 310 million", "310 million"),
        ('"It fell by 4%," she said to the board.', '"It fell by 4%,"', "It fell by 4%"),
    ],
)
def test_the_words_that_answer_are_told_apart(text: str, words: str, shown: str) -> None:
    """Without the marks around them."""
    (claim,) = compose([read_as(text, words)])
    assert claim.span is not None
    assert claim.text[slice(*claim.span)] == shown


@pytest.mark.parametrize("scored", [read_as(BOUGHT, BOUGHT), read_as(BOUGHT, "310 million dollars", share=0.01)])
def test_nothing_is_told_apart_in_vain(scored: ScoredSentence) -> None:
    """Neither a whole sentence, nor words that the reader does not believe in."""
    (claim,) = compose([scored])
    assert claim.span is None


def test_only_what_answers_best_is_told_apart() -> None:
    """One statement of an answer has the words that answer, and it leads."""
    best, other = read_as(BOUGHT, "310 million dollars"), read_as("Ostrel has 90 engineers in Tartu.", "90 engineers")
    other = replace(other, score=best.score - 0.1, sentence=replace(other.sentence, hit=hit(other.text, name="two")))
    assert [bool(each.span) for each in compose([best, other])] == [True, False]


@pytest.mark.parametrize(
    ("answer", "leads"),
    [
        ("It paid 310 million dollars for Ostrel and its staff.", True),
        ("The company paid 310 million dollars for Ostrel and its staff.", True),
        ("But it paid 310 million dollars for Ostrel and its staff.", False),  # against what stands before
        ("That was 310 million dollars for Ostrel and its staff.", False),
    ],
)
def test_the_answer_stands_before_what_names_its_subject(answer: str, *, leads: bool) -> None:
    """Whoever asks what Quanterra paid knows who "it" is; what else a sentence leans on comes before it."""
    before = "Quanterra told its engineers in Tartu of a deal for Ostrel on Friday."
    asked = query("How much did Quanterra pay for Ostrel?")
    found = excerpts(asked, evidence(asked, [hit(f"{before} {answer}")]))
    first, second = (s for each in found for s in each if not s.sentence.is_heading)
    start = answer.index("310")
    reading = SentenceReading(answerable=2.0, share=0.9, span=(start, start + len("310 million")), span_score=-0.1)
    claims = compose([first, replace(second, score=first.score + 1, reading=reading)])
    assert [claim.text for claim in claims] == ([answer, before] if leads else [before, answer])
    assert [bool(claim.span) for claim in claims] == [leads, not leads]


def test_two_things_that_are_told_in_one_way_are_both_told() -> None:
    """Sentences that differ by a name and a figure alone do not say the same."""
    plans = (
        "The Pro plan of Acme costs $20 a month for each user. The Max plan of Acme costs $90 a month for each user."
    )
    said = texts(query("How much do the plans of Acme cost?", Seek.MONEY), hit(plans))
    assert " ".join(sorted(said, reverse=True)) == plans


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Introducing Corvid 4", NOW, NOW),
        ("Corvid 4 came out on 3 May.", NOW, None),
        ("Introducing Corvid 4", None, None),
    ],
)
def test_who_asks_when_is_told_the_day_of_the_report(
    text: str, published: datetime | None, expected: datetime | None
) -> None:
    """A claim that says no time has its article's, if that is known."""
    article = Article(
        id="a", url="https://a.example/1", title=text, text="", publisher="A", published=published, first_seen=NOW
    )
    citation = Citation(article=article, passage=text)
    assert dated(Claim(text=text, kind=StatementKind.ANNOUNCEMENT, citations=(citation,))).date == expected
