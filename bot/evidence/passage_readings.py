"""What the reader says of the best passages, and of each of their sentences.

A passage is read as its sentences, so that it is known of each of its tokens in which sentence it stands. The title of
an article is told beside it; that of a short one, which does not say it again, is read as its first sentence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.evidence.reader.spans import best_span, share
from bot.evidence.sentences import is_short
from bot.model import Seek

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.model import Hit, Query, Reading
    from bot.ports import Reader

READ = 4
"""Hits whose passages are read."""

_READ_FOR_A_REASON = 8
"""The same where a reason is asked for: it stands where the event is told in passing, and not in the best passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReading:
    """What the reader says of a sentence in its passage."""

    answerable: float  # log-odds that the passage answers
    share: float  # probability that the answer begins in this sentence of it, 0 to 1
    span: tuple[int, int]  # where the likeliest answer stands in the sentence
    span_score: float  # its log-probability among all spans of the passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageReadings:
    """The readings of passages by their ids; empty where there is no reader."""

    by_passage: Mapping[str, Reading] = field(default_factory=dict)
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By passage: where each of its sentences begins in what was read."""

    def of(self, sentence: PassageSentence) -> SentenceReading | None:
        """Return what is said of a sentence; None of one that was not read, as the titles of long articles are not."""
        key = sentence.hit.placed.passage.id
        reading = self.by_passage.get(key)
        if reading is None or sentence.is_lead_in or (sentence.is_heading and not is_short(sentence.article)):
            return None
        start = 0 if sentence.is_heading else self.places[key][sentence.place]
        span = best_span(reading, start, start + len(sentence.text))
        if span is None:
            return None
        return SentenceReading(
            answerable=reading.answerable,
            share=share(reading, start, start + len(sentence.text)),
            span=(span.start - start, span.end - start),
            span_score=span.score,
        )

    @property
    def answerable(self) -> float:
        """The highest log-odds that a passage answers; minus infinity where none was read."""
        return max((each.answerable for each in self.by_passage.values()), default=-math.inf)


def read_passages(reader: Reader | None, query: Query, evidence: Evidence) -> PassageReadings:
    """Return the readings of the best hits' passages. Raises `ModelError`."""
    if reader is None:
        return PassageReadings()
    hits = {
        hit.placed.passage.id: hit for hit in evidence.hits[: _READ_FOR_A_REASON if query.seek is Seek.REASON else READ]
    }
    read: dict[str, Reading] = {}
    for asked in dict.fromkeys(_question_to(hit, query) for hit in hits.values()):
        own = [key for key, hit in hits.items() if _question_to(hit, query) == asked]
        texts = [(_title(hits[key]), _text(hits[key], evidence)) for key in own]
        read.update(zip(own, reader.read(asked, texts), strict=True))
    return PassageReadings(by_passage=read, places={key: _places(hit, evidence) for key, hit in hits.items()})


def _question_to(hit: Hit, query: Query) -> str:
    """Return what a passage is to answer: where its date does not say the time that is asked about, it has to."""
    return query.text if query.dated and not hit.dated else query.content


def _title(hit: Hit) -> str:
    """Return the title of a passage's article, "" where it is read with the passage, or is the passage itself."""
    return "" if is_short(hit.article) else " ".join(hit.article.title.split())


def _text(hit: Hit, evidence: Evidence) -> str:
    return _above(hit, evidence) + " ".join(sentence.text for sentence in evidence.sentences(hit))


def _above(hit: Hit, evidence: Evidence) -> str:
    """Return the title where it is read as the first sentence, ended as one."""
    heading = evidence.heading(hit) if is_short(hit.article) else None
    return f"{heading.text}. " if heading else ""


def _places(hit: Hit, evidence: Evidence) -> tuple[int, ...]:
    found, place = [], len(_above(hit, evidence))
    for sentence in evidence.sentences(hit):
        found.append(place)
        place += len(sentence.text) + 1
    return tuple(found)
