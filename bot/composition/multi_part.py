"""The answers to the parts of a question, and the evidence for them -> one (pure)."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from bot.composition.citations import merge
from bot.model import Answer, Composition, Form
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentences import Evidence
    from bot.model import Claim, Hit, Question

    Part = tuple[Answer, Composition]


def join_answers(question: Question, parts: Sequence[Part]) -> tuple[Answer, Composition]:
    """Return one answer to a question from those to its parts, with what it says; at least one part has an answer.

    Nothing is said twice. The parts without an answer are named, and what the others are missing. Sources have no
    numbers yet.
    """
    found = [part for part in parts if part[1].claims]
    answers = [answer for answer, _ in parts]
    searched, forms = {answer.searched for answer in answers}, {answer.form for answer, _ in found}
    composition = join_compositions([composition for _, composition in found])
    cited = {each.article.id for claim in composition.claims for each in claim.citations}
    further = {each.id: each for answer, _ in found for each in answer.further if each.id not in cited}
    joined = Answer(
        question=question,
        further=tuple(further.values()),
        stories={key: story for answer in answers for key, story in answer.stories.items()},
        form=forms.pop() if len(forms) == 1 else Form.FACT,
        missing=tuple(dict.fromkeys(each for part in parts for each in _missing(*part))),
        confidence=min(answer.confidence for answer, _ in found),
        newest=max((answer.newest for answer in answers if answer.newest), default=None),
        searched=searched.pop() if len(searched) == 1 else Selection(),
    )
    return joined, composition


def _missing(answer: Answer, composition: Composition) -> tuple[str, ...]:
    return answer.missing if composition.claims else (answer.question.text,)


def join_evidence(evidence: Sequence[Evidence]) -> Evidence:
    """Return as one what was found on the parts of a question: the best hit on each, then the next ones."""
    found = [each.retrieved for each in evidence]
    hits: dict[str, Hit] = {}
    for hit in filter(None, chain.from_iterable(zip_longest(*(each.hits for each in found)))):
        known = hits.get(hit.placed.passage.id)
        if known is None or (known.other_product and not hit.other_product):  # it is of the product of one part
            hits[hit.placed.passage.id] = hit
    same_story = {hit.placed.passage.id: hit for each in found for hit in each.same_story}
    whole = replace(
        found[0],
        hits=tuple(hits.values()),
        same_story=tuple(hit for key, hit in same_story.items() if key not in hits),
        stories={key: story for each in found for key, story in each.stories.items()},
    )
    return replace(
        evidence[0],
        retrieved=whole,
        read={key: sentences for each in evidence for key, sentences in each.read.items()},
    )


def join_compositions(compositions: Sequence[Composition]) -> Composition:
    """Return all claims in the order of the parts, each text once, from the first part that says it.

    An article is cited for all that any part cites it for.
    """
    every = [claim for each in compositions for claim in each.claims]
    cited = merge(citation for claim in every for citation in claim.citations)
    claims: dict[str, Claim] = {}
    for claim in every:
        citations = tuple(cited[citation.article.id] for citation in claim.citations)
        claims.setdefault(claim.text, replace(claim, citations=citations))
    place = {text: number for number, text in enumerate(claims)}
    pairs = ((each.claims, pair) for each in compositions for pair in each.disagreements)
    disagreements = dict.fromkeys((place[said[one].text], place[said[other].text]) for said, (one, other) in pairs)
    return Composition(claims=tuple(claims.values()), disagreements=tuple(disagreements))
