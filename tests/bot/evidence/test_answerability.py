"""What a question's words, looked for in the sentences one by one, change in the confidence."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.evidence.answerability import answerability, may_answer
from bot.evidence.calibration import READ_RISE, ReadFeatures, probability, read_probability
from bot.evidence.passage_readings import PassageReadings
from bot.evidence.sentences import Evidence, evidence_of
from bot.model import Hit, Question, RetrievedHits
from bot.retrieval.similarity import QueryTokens, Similarity
from bot.retrieval.term_coverage import term_weights, vocabulary
from bot.retrieval.wordings import wordings_of
from bot.understanding.query import understand
from indexer.model import Article, Passage, PlacedPassage
from tests.doubles.evidence_records import excerpts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Query
    from indexer.model import TextEmbedding
    from indexer.ports import Embedder

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TITLE = "Quanterra buys a chip designer"
TEXT = (
    "Quanterra has bought the chip designer Ostrel for 310 million dollars, the company said on Tuesday. "
    "Ostrel employs 90 engineers in Tartu and makes accelerators for small servers. "
    "The board of Ostrel agreed to the deal without a vote against it."
)


def hit(text: str = TEXT) -> Hit:
    """Return a hit on an article of one passage."""
    article = Article(
        id="one", url="https://example.org/1", title=TITLE, text=text, publisher="The Ledger", first_seen=NOW
    )
    passage = Passage(id="one-0", article_id="one", ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    words = vocabulary(placed)
    return Hit(placed=placed, cosine=0.6, lexical=0.6, relevance=0.8, score=0.8, words=words)


def evidence(embedder: Embedder, query: Query, text: str = TEXT) -> Evidence:
    """Return an article of one passage as evidence for a query."""
    hits = (hit(text),)
    embedded = tuple(embedder.embed_tokens([query.text, *query.clauses], "query"))
    weights = term_weights(query, [each.words for each in hits])
    retrieved = RetrievedHits(hits=hits, candidates=hits, embedded=embedded, weights=weights)
    return evidence_of(wordings_of(query), retrieved)


def alike(embedder: Embedder, query: Query, found: Evidence, texts: Sequence[str]) -> dict[str, Similarity]:
    """Compare texts with a query as retrieval does."""
    asked = found.retrieved.embedded[0]
    tokens, whole = QueryTokens(query, asked), asked.vector
    embedded = zip(texts, embedder.embed_tokens(list(texts), "document"), strict=True)
    return {text: Similarity(float(each.vector @ whole), tokens.nearest(each)) for text, each in embedded}


def judged(embedder: Embedder, question: str, confidence: float = 0.7, text: str = TEXT) -> float:
    """Return the confidence that the article answers a question, once its sentences were read."""
    query = understand(Question(text=question, now=NOW), ())
    found = evidence(embedder, query, text)
    read = excerpts(query, found, lambda texts: alike(embedder, query, found, texts))
    return answerability(query, found, read, PassageReadings(), confidence)


@pytest.mark.parametrize(
    ("answerable", "near"),
    [
        ("How much did Quanterra pay for Ostrel?", "How much did Ostrel spend on research?"),
        ("How many engineers work at Ostrel?", "How many patents does Ostrel hold?"),
        ("Who bought Ostrel?", "Which bank advised Ostrel?"),
        ("Where are Ostrel's engineers?", "Where did Ostrel's founder study?"),
    ],
)
def test_words_that_nothing_comes_near_to_lower_it(fast_embedder: Embedder, answerable: str, near: str) -> None:
    """Of two questions on one company, the one on what no sentence speaks of is the less likely to be answered."""
    assert judged(fast_embedder, answerable) > judged(fast_embedder, near)


def test_other_words_for_it_will_do(fast_embedder: Embedder) -> None:
    """A word that the article has in another form, or another word for, is not missing."""
    assert judged(fast_embedder, "What did Quanterra pay to acquire Ostrel?") > 0.5


def test_no_word_makes_up_for_unlikely_evidence(fast_embedder: Embedder) -> None:
    """However well its words are borne out, what is unlikely on the whole stays so."""
    assert judged(fast_embedder, "Who has bought the chip designer Ostrel?", 0.2) < 0.25


def test_confidence_stays_where_nothing_was_compared(fast_embedder: Embedder) -> None:
    """Without sentences to look into the confidence is that of the evidence."""
    query = understand(Question(text="Who bought Ostrel?", now=NOW))
    assert answerability(query, evidence(fast_embedder, query), [], PassageReadings(), 0.61) == 0.61


def test_who_runs_it_is_who_holds_the_office(fast_embedder: Embedder) -> None:
    """Whoever asks who runs something is answered by an office; that somebody merely works there answers nothing."""
    heads = "Ostrel has named Ada Lorne general manager of its business in Tartu."
    works = "Ostrel has hired Ada Lorne as an engineer of its business in Tartu."
    likely = [judged(fast_embedder, "Who runs Ostrel in Tartu?", text=text) for text in (heads, works)]
    assert likely[0] > likely[1] + 0.1


def test_the_sort_of_a_name_need_not_be_said(fast_embedder: Embedder) -> None:
    """Whoever names a firm need not call it a company; what names none does not bear the word out."""
    named, nobody = "Quanterra buys Ostrel as its looms sell well.", "Quanterra buys wool as its looms sell well."
    likely = [judged(fast_embedder, "Which company did Quanterra buy?", text=text) for text in (named, nobody)]
    assert likely[0] > likely[1] + 0.05


def test_question_of_names_alone(fast_embedder: Embedder) -> None:
    """A question that says nothing but a name, and one of no words at all, have a confidence, too."""
    assert 0 < judged(fast_embedder, "Ostrel?") < 1
    assert judged(fast_embedder, "Who is it?", 0.4) <= 0.45


def test_clauses_are_looked_for_as_a_whole(fast_embedder: Embedder) -> None:
    """A question on several facts whose words stand nowhere is less likely to be answered than one whose words do."""
    asked = "Which company that {} also {}, according to The Ledger?"
    told = judged(fast_embedder, asked.format("bought a chip designer", "paid 310 million dollars for it"))
    other = judged(fast_embedder, asked.format("sells vegetables in Lima", "sponsors a football club"))
    assert told > other


def test_terms_have_the_tokens_of_their_words(fast_embedder: Embedder) -> None:
    """A word of several tokens is borne out as one, and one that stands in the text is borne out best."""
    query = understand(Question(text="Which accelerators does Ostrel make?", now=NOW))
    (asked,) = fast_embedder.embed_tokens([query.text], "query")
    (same, other) = fast_embedder.embed_tokens(["Ostrel makes accelerators.", "It rained on Monday."], "document")
    near, far = QueryTokens(query, asked).nearest(same), QueryTokens(query, asked).nearest(other)
    assert set(near) == set(query.terms)
    assert all(near[term] > far[term] for term in query.terms)


def test_text_without_tokens_bears_nothing_out(fast_embedder: Embedder) -> None:
    """An empty text is like nothing, and that is no error."""
    query = understand(Question(text="Who bought Ostrel?", now=NOW))
    asked: TextEmbedding
    asked, empty = fast_embedder.embed_tokens([query.text, ""], "query")
    assert set(QueryTokens(query, asked).nearest(empty).values()) == {0.0}


@pytest.mark.parametrize("confidence", [0.0, 0.2, 0.5, 0.9, 0.9999])
@pytest.mark.parametrize(
    "text",
    ["How much did Quanterra pay for Ostrel?", "Who bought Ostrel, and how many engineers work there?", "And?"],
)
def test_what_is_given_up_unread_would_not_have_been_believed(
    fast_embedder: Embedder, text: str, confidence: float
) -> None:
    """Where no sentence is compared, none could have brought the confidence up to what is asked for."""
    query, reached = understand(Question(text=text, now=NOW)), judged(fast_embedder, text, confidence)
    assert may_answer(query, confidence, reached)
    assert not may_answer(understand(Question(text="Who bought Ostrel?", now=NOW)), 0.2, 0.5)


def test_the_reader_takes_away_more_than_it_gives() -> None:
    """What the words make very unlikely stays so, and what no passage seems to answer becomes unlikely."""
    for words in (-3.0, -0.4, 0.0, 1.5):
        sure = read_probability(ReadFeatures(words=words, read=5.0))
        doubtful = read_probability(ReadFeatures(words=words, read=-5.0))
        assert sure == pytest.approx(probability(words + READ_RISE))
        assert doubtful < probability(words) / 2
    assert read_probability(ReadFeatures(words=1.5, read=-math.inf)) < 0.5
