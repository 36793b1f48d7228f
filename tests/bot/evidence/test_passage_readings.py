"""What the reader says of passages, and of each of their sentences."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.evidence.passage_readings import READ, PassageReadings, read_passages
from bot.language.words import terms
from bot.model import Hit, Query
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import NOW, article
from tests.doubles.evidence_records import evidence
from tests.doubles.fakes import FakeReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentences import Evidence
    from bot.model import Reading

QUERY = Query(text="Who bought Ostrel?", terms=terms("Who bought Ostrel?"))
TEXT = "Ostrel was bought in May. Quanterra paid 40 million dollars.\n\nIts shares fell."


def found(*texts: str, title: str = "Ostrel is sold") -> Evidence:
    """Return hits on articles of one passage each as evidence."""
    return evidence(QUERY, [hit(f"a{number}", text, title) for number, text in enumerate(texts)])


def hit(name: str, text: str, title: str) -> Hit:
    """Return a hit on an article of one passage."""
    about = article(name, text=text, title=title, published=NOW, first_seen=NOW)
    whole = Passage(id=about.id, article_id=about.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=whole, article=about, period="2026-11")
    return Hit(placed=placed, cosine=0.6, lexical=0.6, relevance=0.8, score=0.8)


def test_each_sentence_has_its_share_of_the_answer() -> None:
    """The shares of a passage's sentences add up to 1, and the span of each stands within it."""
    seen = found(f"{TEXT} Nobody said why.")
    readings = read_passages(FakeReader(), QUERY, seen)
    sentences = seen.sentences(seen.hits[0])
    told = [readings.of(each) for each in sentences]
    assert all(told)
    assert math.isclose(sum(each.share for each in told if each), 1.0, rel_tol=1e-3)
    for sentence, each in zip(sentences, told, strict=True):
        assert each is not None
        start, end = each.span
        assert sentence.text[start:end] == sentence.text[start:end].strip() != ""
    assert [each.answerable for each in told if each] == [readings.answerable] * len(sentences)


def test_a_title_is_read_beside_a_passage_and_not_as_a_sentence_of_it() -> None:
    """What stands above a passage of a longer article has no reading of its own."""
    told = hit("a0", TEXT, "Ostrel is sold")
    longer = replace(told.placed.article, text=f"{TEXT} Nobody said why.")
    reader, seen = RecordingReader(), evidence(QUERY, [replace(told, placed=replace(told.placed, article=longer))])
    readings = read_passages(reader, QUERY, seen)
    heading = seen.heading(seen.hits[0])
    assert heading is not None
    assert readings.of(heading) is None
    assert [title for title, _ in reader.read_texts] == ["Ostrel is sold"]


def test_the_title_of_a_short_article_is_read_as_its_first_sentence() -> None:
    """What a feed tells of an entry does not repeat its title: the title has a share of the answer, too."""
    seen, reader = found("It paid 40 million dollars.", title="Quanterra bought Ostrel"), RecordingReader()
    readings = read_passages(reader, QUERY, seen)
    assert reader.read_texts == [("", "Quanterra bought Ostrel. It paid 40 million dollars.")]
    told = {each.text: readings.of(each) for each in seen.whole(seen.hits[0])}
    assert all(told.values())
    assert math.isclose(sum(each.share for each in told.values() if each), 1.0, rel_tol=1e-3)
    for text, each in told.items():
        assert each is not None
        assert 0 <= each.span[0] < each.span[1] <= len(text)


def test_only_the_best_passages_are_read_each_once() -> None:
    """The reader costs time: it reads no more than so many."""
    reader, seen = FakeReader(), found(*(f"{TEXT} Number {n}." for n in range(READ + 3)))
    read_passages(reader, QUERY, seen)
    read_passages(reader, QUERY, seen)
    assert reader.computed == READ


class RecordingReader(FakeReader):
    """Keeps the questions that it was asked, with the number of passages, and what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []
        self.read_texts: list[tuple[str, str]] = []

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """Read as its parent does."""
        self.asked.append((question, len(passages)))
        self.read_texts += passages
        return super().read(question, passages)


def test_a_passage_of_the_time_need_not_say_it() -> None:
    """Where an article's date says when, the reader is not asked about the time; other articles have to tell it."""
    query = replace(QUERY, text="Who bought Ostrel in May?", undated=QUERY.text, dated=frozenset({"may"}))
    then, later = hit("a1", TEXT, "Ostrel is sold"), hit("a2", TEXT, "Ostrel, a year on")
    reader = RecordingReader()
    readings = read_passages(reader, query, evidence(query, [replace(then, dated=query.dated), later]))
    assert reader.asked == [(QUERY.text, 1), (query.text, 1)]
    assert len(readings.by_passage) == len(reader.asked)


def test_without_a_reader_nothing_is_read() -> None:
    """Then nothing is known of any sentence, and no passage answers."""
    readings = read_passages(None, QUERY, found(TEXT))
    assert readings == PassageReadings()
    assert readings.answerable == -math.inf
