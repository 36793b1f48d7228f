"""What each stage of an answer sees of a question, with what is right: the rows that weights are fitted on.

Looking at a question takes some tenths of a second, so what was seen is kept in a folder, a file a set. It holds
numbers alone, and is to be deleted when features change.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from bench.fitting.question_sets import question_sets
from bot.evidence.answerability import word_features
from bot.evidence.calibration import hit_probability
from bot.evidence.confidence import hit_features, judged_hits, neighbourhoods
from bot.evidence.known_names import with_known_names
from bot.evidence.passage_readings import read_passages
from bot.evidence.sentence_scores import add_similarity, score, to_compare
from bot.evidence.sentences import evidence_of
from bot.model import Form
from bot.retrieval.ranking import rank, rate
from bot.retrieval.retriever import Retrieval
from bot.retrieval.wordings import wordings_of
from bot.understanding.query import understand
from bot.wiring.answer_reader import reader_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bench.fitting.question_sets import LabelledQuestion, QuestionSet
    from bot.evidence.calibration import HitFeatures
    from bot.evidence.passage_readings import PassageReadings
    from bot.evidence.sentence_scores import Excerpt, ScoredSentence
    from bot.evidence.sentences import Evidence
    from bot.model import Hit, Query
    from bot.retrieval.ranking import Candidate, Order, RatedHit
    from bot.retrieval.similarity import Similarity
    from bot.wiring.installation import Engines


class PassageRow(NamedTuple):
    """A candidate of a question."""

    article: str
    relevant: bool
    parts: list[list[float]]  # features for each clause of the question, or for all of it
    favour: float
    bonus: float
    fresh: float


class SentenceRow(NamedTuple):
    """A sentence of a question's best passages."""

    holds: bool  # it is of an article that answers, and holds an answer
    features: list[float]
    passage: float  # cosine of its passage
    cosine: float | None  # its own; None: the model did not compare it
    reading: list[float] | None = None  # what the reader says of it: answerable, share, score of its span


class NearbyRow(NamedTuple):
    """A sentence before any was compared."""

    holds: bool
    features: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the stages see of a question; rows that the question does not have are empty."""

    group: str
    answerable: bool
    has_clauses: bool
    relevant: int  # articles that answer
    passages: list[PassageRow]
    hits: list[float]
    words: list[float]
    nearby: list[NearbyRow]
    sentences: list[SentenceRow]
    read: float | None = None  # the highest log-odds that a passage answers; None: none was read


def observed(description: str) -> dict[str, list[Observation]]:
    """Return what is seen of the sets that the command line names, by the name of the set."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", nargs="*", type=Path, help="more questions, such as ../shared/data/questions")
    parser.add_argument("--cache", type=Path, help="folder where what was seen of the questions is kept")
    given = parser.parse_args()
    return {each.name: observations(each, given.cache) for each in question_sets(given.folder)}


def observations(asked: QuestionSet, cache: Path | None) -> list[Observation]:
    """Return what is seen of a set; with a `cache` it is read from there, or kept there."""
    kept = cache / f"{asked.name}.jsonl" if cache else None
    if kept and kept.is_file():
        return [_observation(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    with asked.collected() as opened:
        found = list(observe(opened, asked.questions))
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("\n".join(json.dumps(asdict(each)) for each in found), encoding="utf-8")
    return found


def _observation(line: str) -> Observation:
    given = json.loads(line)
    for name, row in (("passages", PassageRow), ("nearby", NearbyRow), ("sentences", SentenceRow)):
        given[name] = [row(*values) for values in given[name]]
    return Observation(**given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the stages of an answer make of a question, one after the other."""

    labelled: LabelledQuestion
    query: Query
    rated: list[RatedHit]
    evidence: Evidence
    hits: HitFeatures | None
    readings: PassageReadings
    excerpts: list[Excerpt]
    similar: Mapping[str, Similarity]  # of the sentences that were compared with the question, by their texts


def retrieval_of(opened: Engines, order: Order) -> Retrieval:
    """Return a search in what was collected that puts its candidates in such an order."""
    return Retrieval(
        library=opened.catalogue,
        embedder=opened.embedder,
        vectors=opened.vectors,
        lexical=opened.lexical,
        order=order,
    )


def looked_at(opened: Engines, questions: Sequence[LabelledQuestion]) -> Iterator[Look]:
    """Yield what the stages make of the questions, but for those that ask for whatever is new."""
    order = _Order()
    retrieval = retrieval_of(opened, order)
    publishers = opened.catalogue.publishers()
    reader = reader_of(opened.settings)
    for labelled in questions:
        query = understand(labelled.question, publishers)
        if query.form is Form.OVERVIEW:
            continue
        retrieved = retrieval.retrieve(query, labelled.question.now)
        query = with_known_names(query, retrieved.candidates)
        evidence = evidence_of(wordings_of(query), retrieved)
        hits = hit_features(query, evidence)
        readings = read_passages(reader, query, evidence)
        excerpts = score(query, evidence, readings)
        similar = retrieval.similarities(query, retrieved, to_compare(query, excerpts))
        yield Look(
            labelled=labelled,
            query=query,
            rated=order.rated,
            evidence=evidence,
            hits=hits,
            readings=readings,
            excerpts=add_similarity(excerpts, similar),
            similar=similar,
        )


def observe(opened: Engines, questions: Sequence[LabelledQuestion]) -> Iterator[Observation]:
    """Yield the rows of the questions, but for those that ask for whatever is new."""
    for look in looked_at(opened, questions):
        labelled, query, evidence, hits = look.labelled, look.query, look.evidence, look.hits
        words = word_features(query, evidence, look.excerpts, hit_probability(hits)) if hits else None
        cosines = {text: each.cosine for text, each in look.similar.items()}
        yield Observation(
            group=labelled.group,
            answerable=labelled.is_answerable,
            has_clauses=bool(query.clauses),
            relevant=len(labelled.urls),
            passages=[_passage_row(each, labelled) for each in look.rated],
            hits=list(hits or ()),
            words=list(words or ()),
            nearby=_nearby_rows(query, evidence, labelled) if labelled.answers and hits else [],
            sentences=_sentence_rows(look.excerpts, cosines, labelled),
            read=look.readings.answerable if look.readings.by_passage else None,
        )


class _Order:
    """`bot.retrieval.ranking.Order` that keeps what the scores of the last candidates are made of."""

    def __init__(self) -> None:
        self.rated: list[RatedHit] = []

    def __call__(self, query: Query, candidates: Sequence[Candidate], now: datetime, /) -> list[Hit]:
        self.rated = rate(query, candidates, now)
        return rank(query, candidates, now)


def _passage_row(rated: RatedHit, labelled: LabelledQuestion) -> PassageRow:
    return PassageRow(
        article=rated.hit.article.id,
        relevant=answers(rated.hit, labelled),
        parts=[list(each) for each in rated.features],
        favour=rated.favour,
        bonus=rated.bonus,
        fresh=rated.fresh,
    )


def _nearby_rows(query: Query, evidence: Evidence, labelled: LabelledQuestion) -> list[NearbyRow]:
    _, best = judged_hits(query, evidence)
    return [
        NearbyRow(holds=holds(near.sentence.text, near.sentence.hit, labelled), features=list(near.features))
        for near in neighbourhoods(query, evidence, best)
        if near.sentence
    ]


def _sentence_rows(
    excerpts: Sequence[Excerpt], cosines: dict[str, float], labelled: LabelledQuestion
) -> list[SentenceRow]:
    return [
        SentenceRow(
            holds=holds(each.text, each.sentence.hit, labelled),
            features=list(each.features),
            passage=each.sentence.hit.cosine,
            cosine=cosines.get(each.text),
            reading=_reading_row(each),
        )
        for each in _sentences(excerpts)
        if each.features
    ]


def _sentences(excerpts: Sequence[Excerpt]) -> Iterator[ScoredSentence]:
    return (each for excerpt in excerpts for each in excerpt)


def _reading_row(scored: ScoredSentence) -> list[float] | None:
    if scored.reading is None:
        return None
    return [scored.reading.answerable, scored.reading.share, scored.reading.span_score]


def holds(text: str, hit: Hit, labelled: LabelledQuestion) -> bool:
    """Tell whether a sentence of a hit holds an answer, in an article that answers."""
    said = text.casefold()
    return answers(hit, labelled) and any(answer.casefold() in said for answer in labelled.answers)


def answers(hit: Hit, labelled: LabelledQuestion) -> bool:
    """Tell whether a hit is of an article that answers."""
    url = hit.article.url
    return url in labelled.urls or urlsplit(url).path in labelled.urls
