"""Which sentences are told: none, where the best one holds nothing of what is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.evidence.passage_readings import SentenceReading
from bot.evidence.selection import select
from bot.evidence.sentence_scores import ScoredSentence
from bot.model import Question
from bot.understanding.query import understand
from tests.doubles.evidence_records import evidence
from tests.doubles.product_hits import NOW, hit


@pytest.mark.parametrize(
    ("question", "text", "answer", "told"),
    [
        ("Which venue hosts the fair?", "The fair is held in the Town Hall again.", "the Town Hall", 1),
        ("Which venue hosts the fair?", "Acme Hall does.", "Acme Hall does.", 1),  # a short sentence may be a name
        ("Who hosts the fair?", "The fair takes place again in the spring.", "", 0),
        ("When is the fair?", "The fair takes place again in the spring.", "", 1),
    ],
)
def test_nothing_is_told_where_the_best_sentence_names_nobody(question: str, text: str, answer: str, told: int) -> None:
    """Where the reader has read it: it may be wrong of one that it has not."""
    query = understand(Question(text=question, now=NOW))
    found = evidence(query, [hit(text)])
    sentence = found.sentences(found.hits[0])[0]
    start = text.index(answer)
    reading = SentenceReading(
        answerable=1.0, share=0.9 if answer else 0.0, span=(start, start + len(answer)), span_score=-0.1
    )
    read = ScoredSentence(sentence=sentence, rank=0, excerpt=0, place=0, score=3.0, guess=0.0, reading=reading)
    assert len(select(query, found, [[read]], 4)) == told
    assert select(query, found, [[replace(read, reading=None)]], 4)
