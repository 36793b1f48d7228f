"""Opinions: whose they are, for and against, from commentaries and from people who are quoted (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.composition.overview import likeness
from bot.language.words import is_broad_name, names, stem, stems
from bot.verification.parsing.clauses import parse
from bot.verification.parsing.speakers import speakers
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.sentences import PassageSentence
    from bot.evidence.story_sentences import TellingSentence

_MOST = 6
_SAME = 0.5  # likeness from which two sentences are one opinion
_ON_IT = 0.8  # of the prominence, or the relevance to what is asked, that the story of one needs

_OWNER = re.compile(r"['\u2019]s?$")
_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|should|must|ought)\b")
_QUOTED = re.compile(r"\"[^\"]+\"|\u201c[^\u201d]+\u201d")
_FOR = """
    good better best great excellent impressive fast faster cheap cheaper useful helpful reliable honest fair right
    worth praise welcome like love enjoy prefer credit win winner strong robust safe safer clear simple improve
    improvement benefit favour favor agree trust pleased happy glad frank frankest easy smooth defend support necessary
"""
_AGAINST = """
    bad worse worst poor slow slower expensive costly useless unreliable dishonest unfair wrong dangerous risk risky
    critic criticism criticise criticize complain complaint hate dislike fear doubt object oppose problem broken fail
    failure weak unsafe unclear harm harmful angry concern worry warn tax mistake mess confusing annoying reject
    disappoint disappointed disappointing lie forgive deny blame overpriced hype cannot nobody
"""


def compose_opinions(ranked: Sequence[TellingSentence]) -> list[tuple[TellingSentence, str]]:
    """Return opinions with whose they are: those for and those against by turns, the best ones first.

    `ranked` are opinions with how well they are on what is asked about, best first.
    """
    chosen: list[TellingSentence] = []
    for each in ranked:
        if _is_on_it(each) and all(likeness(each, other) < _SAME for other in chosen):
            chosen.append(each)
    sides = ([each for each in chosen if (stance(each.sentence.text) < 0) is against] for against in (True, False))
    turns = [each for pair in zip_longest(*sides) for each in pair if each is not None]
    return [(each, holder(each.sentence)) for each in turns[:_MOST]]


def _is_on_it(told: TellingSentence) -> bool:
    return max(told.story.prominence, *(hit.relevance for hit in told.story.hits)) >= _ON_IT


def is_opinion(told: TellingSentence) -> bool:
    """Tell whether a sentence says what somebody thinks: one of a commentary, or of somebody who is quoted or judges.

    What the subject says of itself is none.
    """
    sentence = told.sentence
    speaker = speaker_in(sentence)
    if speaker and told.names.is_in(speaker):
        return False
    judged = bool(_judgements(sentence.text))
    if sentence.article.kind is Kind.OPINION:
        return bool(sentence.is_title or judged or _OWN.search(sentence.text) or speaker)
    return bool(speaker) and not sentence.is_title and (judged or bool(_QUOTED.search(sentence.text)))


def speaker_in(sentence: PassageSentence) -> str:
    """Return the name of who is said in a sentence to say it, "" for nobody with a name.

    Where no clause has such a speaker, it is somebody whose full name stands beside a quotation.
    """
    unquoted = _people(_QUOTED.sub(" ", sentence.text))
    if not unquoted:
        return ""
    parsed = parse(sentence.annotated)
    spans = [parsed.text(each.span) for each in speakers(parsed) if each]
    named = [name for name in unquoted if any(name in span for span in spans)]
    if not named and _QUOTED.search(sentence.text):
        named = [name for name in unquoted if " " in name]
    return _OWNER.sub("", named[0]) if named else ""


def _people(text: str) -> list[str]:
    """Return the names in a text that no day or country goes by."""
    return [name for name in names(text) if not all(map(is_broad_name, stems(name)))]


def stance(text: str) -> int:
    """Return the words for less those against that a text says: below 0 it is against."""
    return sum(_judgements(text))


def holder(sentence: PassageSentence) -> str:
    """Return whose opinion a sentence is: who is said to say it, else who wrote the article, else its publisher."""
    article = sentence.article
    return speaker_in(sentence) or (article.authors[0] if article.authors else article.publisher)


def _judgements(text: str) -> list[int]:
    words = {stem(word) for word in re.findall(r"[^\W_]+", text)}
    good, bad = _lists()
    return [1] * len(words & good) + [-1] * len(words & bad)


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(stem, _FOR.split())), frozenset(map(stem, _AGAINST.split()))
