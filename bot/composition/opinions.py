"""Opinions: whose they are, for and against, from commentaries and from people who are quoted (pure)."""

from __future__ import annotations

import re
from dataclasses import replace
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
    from bot.retrieval.topic_coverage import TopicWords

_MOST = 6
_SAME = 0.5  # likeness from which two sentences are one opinion
_PER_ARTICLE = 4
_ON_IT = 0.8  # of the prominence, or the relevance to what is asked, that the story of one needs
_ON_IT_BY_NAME = 0.4  # of the relevance, where the story is mainly on the subject
_LEAST = 5  # content words beside the subject that one needs
_JUDGES = 0.2  # strength that one needs
# What makes a sentence judge, set by hand.
_SPOKEN, _IN_WORDS, _JUDGED, _ARGUED, _COMPARED = 0.15, 0.1, 0.2, 0.25, 0.15
_NARRATED, _TITLE = 0.25, 0.2
_SAYS_IT = 0.3  # what saying the words of the topic adds

_OWNER = re.compile(r"['\u2019]s?$")
_TITLES = frozenset(["Dr", "Gen", "Gov", "Mr", "Mrs", "Ms", "Prof", "Rep", "Sen"])  # parted from names by a full stop
_OF = re.compile(r"\s(?:of|from)\s")
_LED_BY = re.compile(r"\b(?:on|in|at|of|from|with|to|for)\s(?:the\s)?$")
_ARGUES = re.compile(
    r"\b(?:should(?:n't)?|must|ought|needs?(?: to)?|cannot|can['\u2019]t|proposal|has no|have no|deserves?|enough"
    r"|better|worse|does not|do not|is not|are not|prove[sd]?|case|point)\b",
    re.IGNORECASE,
)
_OF_ONES_OWN = re.compile(r"\b(?:told|said|wrote|says)\b.*\b(?:her|his|their)\b")
_WEIGHS = re.compile(
    r"\b(?:more|less|fewer|rather|\w+er) (?:\w+ ){0,3}than\b|\bthe \w+est\b|\bnot free\b|\btoo (?:many|much)\b"
)
_NARRATES = re.compile(
    r"\b(?:I|[Ww]e) (?:\w+ed|have|had|spent|teach|was|were|got|ran|read|tried|gave|wrote|took|did)\b"
    r"|\bwas called\b|\bgathered\b"
)
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
        of_article = sum(other.article.id == each.article.id for other in chosen)
        if of_article < _PER_ARTICLE and all(likeness(each, other) < _SAME for other in chosen):
            chosen.append(each)
    sides = ([each for each in chosen if (stance(each.sentence.text) < 0) is against] for against in (True, False))
    turns = [each for pair in zip_longest(*sides) for each in pair if each is not None]
    return [(each, holder(each.sentence)) for each in turns[:_MOST]]


def opinions_on(sentences: Sequence[TellingSentence], topic: TopicWords) -> list[TellingSentence]:
    """Return the sentences that judge what is asked about, with how well they do, best first.

    Their story must be on it: mainly on the subject, or if a topic of it is asked about, as relevant as any.
    """
    found = []
    for each in sentences:
        relevance = max(hit.relevance for hit in each.story.hits)
        on_it = relevance if topic.concepts else each.story.prominence
        is_named = bool(each.names.names) and each.story.prominence >= _ON_IT
        able = on_it >= (_ON_IT_BY_NAME if is_named else _ON_IT) and len(each.terms) >= _LEAST
        strength = _strength(each) if able else 0.0
        if strength >= _JUDGES:
            said = _SAYS_IT * topic.likeness(each.sentence.text) if topic.concepts else 0.0
            found.append(replace(each, score=on_it / 2 + strength + said))
    return sorted(found, key=lambda each: -each.score)


def _strength(told: TellingSentence) -> float:
    """Return how much a sentence judges, 0 to about 1: it argues, weighs, praises or blames, or somebody is quoted.

    What the subject says of itself is no opinion on it, what an author did is none either.
    """
    sentence, text = told.sentence, told.sentence.text
    speaker = speaker_in(sentence)
    if speaker and told.names.is_in(speaker):
        return 0.0
    is_commentary = sentence.article.kind is Kind.OPINION
    if not speaker and not is_commentary:
        return 0.0
    unquoted = _QUOTED.sub(" ", text)
    quoted = _SPOKEN * bool(speaker) + _IN_WORDS * (bool(speaker) and unquoted != text)
    judged = _JUDGED * min(2, len(_judgements(text)))
    quoted += _IN_WORDS * bool(speaker and " " in speaker and _OF_ONES_OWN.search(unquoted))
    argued = _ARGUED * bool(_ARGUES.search(text)) + _COMPARED * bool(_WEIGHS.search(text))
    narrated = _NARRATED * bool(_NARRATES.search(unquoted)) + _TITLE * sentence.is_title
    return quoted + judged + argued - narrated


def speaker_in(sentence: PassageSentence) -> str:
    """Return the name of who is said in a sentence to say it, "" for nobody with a name.

    Where no clause has such a speaker, it is somebody whose full name stands beside a quotation.
    """
    unquoted = _people(_QUOTED.sub(" ", sentence.text))
    if not unquoted:
        return ""
    parsed = parse(sentence.annotated)
    spans = [parsed.text(each.span) for each in speakers(parsed) if each]
    named = [name for name in unquoted if any(_heads(name, span) for span in spans)]
    if not named and _QUOTED.search(sentence.text):
        named = [name for name in unquoted if " " in name and not _LED_BY.search(sentence.text.split(name)[0])]
    return _OF.split(_OWNER.sub("", named[0]))[0] if named else ""


def _people(text: str) -> list[str]:
    """Return the names in a text that no day or country goes by."""
    return [name for name in names(text) if name not in _TITLES and not all(map(is_broad_name, stems(name)))]


def _heads(name: str, span: str) -> bool:
    """Tell whether a name is who a phrase is of: "chief executive Ada Lorne", not "the Acme subsidiary", "on Acme"."""
    before, found, behind = span.partition(name)
    return (
        bool(found)
        and not _LED_BY.search(before)
        and not re.match(r"(?:['\u2019]s?)?\s(?!who\b|which\b|and\b|of\b|at\b|in\b)[a-z]", behind)
    )


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
