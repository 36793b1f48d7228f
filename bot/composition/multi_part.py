"""The answers to the parts of a question, and the evidence for them -> one (pure)."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.model import Answer, Source, Statement
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.model import Evidence, Question
    from indexer.model import Article


def together(question: Question, answers: Sequence[Answer]) -> Answer:
    """Return one answer to a question from those to its parts, of which one at least was found.

    Each article is one source, nothing is said twice, and the parts without an answer are named.
    """
    found = [answer for answer in answers if answer.found]
    sources = _sources(found)
    number = {source.article.id: source.number for source in sources}
    searched = {answer.searched for answer in answers}
    statements = _statements(found, number)
    return Answer(
        question=question,
        statements=statements,
        disagreements=_disagreements(found, statements),
        sources=sources,
        further=tuple(_others([article for answer in found for article in answer.further], number)),
        stories={key: story for answer in answers for key, story in answer.stories.items()},
        missing=tuple(answer.question.text for answer in answers if not answer.found),
        confidence=min(answer.confidence for answer in found),
        newest=max((answer.newest for answer in answers if answer.newest), default=None),
        searched=searched.pop() if len(searched) == 1 else Selection(),
    )


def mixed(evidence: Sequence[Evidence]) -> Evidence:
    """Return as one what was found on the parts of a question: the best hit on each, then the next ones."""
    rounds = zip_longest(*(each.hits for each in evidence))
    hits = {hit.placed.passage.id: hit for together in rounds for hit in together if hit}
    stories = {key: story for each in evidence for key, story in each.stories.items()}
    behind = {hit.placed.passage.id: hit for each in evidence for hit in each.behind}
    rest = tuple(hit for key, hit in behind.items() if key not in hits)
    return replace(evidence[0], hits=tuple(hits.values()), behind=rest, stories=stories)


def _sources(answers: Iterable[Answer]) -> tuple[Source, ...]:
    """Return the cited articles, each once, with all that it is cited for."""
    merged: dict[str, Source] = {}
    for source in (source for answer in answers for source in answer.sources):
        known = merged.get(source.article.id)
        if known is None:
            merged[source.article.id] = replace(source, number=len(merged) + 1)
        elif source.passage not in known.passage:
            merged[source.article.id] = replace(known, passage=f"{known.passage}\n\n{source.passage}")
    return tuple(merged.values())


def _statements(answers: Iterable[Answer], number: dict[str, int]) -> tuple[Statement, ...]:
    """Return what is said, each statement once, in the order of the parts, with the sources' new numbers."""
    merged: dict[str, Statement] = {}
    for answer in answers:
        renumbered = {source.number: number[source.article.id] for source in answer.sources}
        for said in answer.statements:
            citations = tuple(renumbered[cited] for cited in said.citations)
            merged.setdefault(said.text, replace(said, citations=citations))
    return tuple(merged.values())


def _disagreements(answers: Iterable[Answer], merged: Sequence[Statement]) -> tuple[tuple[int, int], ...]:
    """Return the places of the statements that disagree, each pair once; what was said earlier may have kept them."""
    place = {said.text: number for number, said in enumerate(merged)}
    pairs = ((answer.statements, pair) for answer in answers for pair in answer.disagreements)
    return tuple(dict.fromkeys((place[said[one].text], place[said[other].text]) for said, (one, other) in pairs))


def _others(articles: Iterable[Article], cited: dict[str, int]) -> Iterator[Article]:
    """Yield the articles that are not cited, each once."""
    yield from {article.id: article for article in articles if article.id not in cited}.values()
