"""Sentences that tell stories -> claims, each under whose opinion it is, or which entry of a list (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.words import terms
from bot.model import Citation, Claim
from bot.verification.support import is_quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.evidence.story_sentences import TellingSentence
    from bot.model import FoundStory, StatementKind

_WORDS = 6  # most of a label
_NEXT_SENTENCE = re.compile(r"(?:(?<=[a-z]{4})|(?<=[A-Z]{3}))[.!?;]\s|\s[\u2013\u2014]\s")  # no "Gov."
_TURNS = re.compile(r"[,:]\s|\.{3}|\u2026")  # behind these a name is only described
_LED_BY = re.compile(
    r"^(?:(?:on|in|by|since|until|late|early)\s(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|this|that)\s\w+)"
    r"|about|of|from|with|by|at|for|as|but|and|or|so|yet|which|that|while|when|where|what|according to)\s+(?=\S)",
    re.IGNORECASE,
)
_VERB = re.compile(r"n['\u2019]t$|^(?:ha(?:s|ve|d)|is|are|was|were|do|does|did|exists?)$", re.IGNORECASE)


class Telling(NamedTuple):
    """A sentence as it is told."""

    told: TellingSentence
    subject: str = ""  # its side of a comparison, whose opinion it is, or the entry of a list
    kind: StatementKind | None = None  # None: the one that the sentence is of by itself


class Composed(NamedTuple):
    """What is told of stories."""

    told: tuple[Telling, ...]  # in the order in which it is read
    untold: tuple[FoundStory, ...] = ()  # further stories, what counts most first; of a list that of each entry
    missing: tuple[str, ...] = ()  # the sides of a comparison, or their aspects, that nothing is told of


def claims_of(told: Iterable[Telling]) -> tuple[Claim, ...]:
    """Return what is told as claims, each with its article, those that stand in their passages."""
    claims = (
        Claim(
            text=each.sentence.text,
            kind=kind or each.sentence.kind,
            citations=(Citation(article=each.article, passage=each.sentence.hit.placed.passage.text),),
            story=each.story.id,
            date=each.article.when,
            subject=subject,
        )
        for each, subject, kind in told
    )
    return tuple(each for each in claims if is_quoted(each.text, each.citations))


def label(name: str) -> str:
    """Return a name as the label of a claim; "" where it is a piece of a sentence and no name."""
    name = _NEXT_SENTENCE.split(name.strip())[-1]
    name = _LED_BY.sub("", name, count=1)
    if len(name.split()) > _WORDS:
        name = _TURNS.split(name)[0]
    told = name.split()
    if not told or len(told) > _WORDS:
        return ""
    is_cut = told[-1].islower() and (not terms(told[-1]) or bool(_VERB.search(told[-1])))  # "the guide it"
    return "" if is_cut else name
