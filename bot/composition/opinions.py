"""Opinions: whose they are, for and against, from commentaries and from people who are quoted (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.holders import (
    author_of,
    holder,
    is_of_another,
    is_subject,
    signs,
    speaker_of,
    speaks_for,
    voice_of,
)
from bot.composition.overview import MOST_STATEMENTS, likeness
from bot.composition.told_before import NOTHING, ToldBefore
from bot.evidence.story_sentences import is_throughout
from bot.language.words import stem, stems
from bot.retrieval.story_ranking import LEAD
from bot.retrieval.topic_coverage import TopicWords
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.language.name_mentions import NameMentions
    from bot.retrieval.aim import Aim
    from indexer.model import Article


class OpinionFeatures(NamedTuple):
    """What makes a sentence an opinion on what is asked about."""

    relevance: float  # of its story, 0 to 1
    standing: float  # how much its story counts, of the best one's
    covered: float  # share of the topic's words that its article begins with, by weight; 0 where there is no topic
    topical: float  # share of the topic's words that it says
    before: float  # the same of the sentence before it
    titled: float  # 1: the title of its article names the subject
    of_subject: float  # 1: the question names a subject
    said: float  # 1: somebody else than the subject is said to say it
    commentary: float  # 1: it is of a commentary
    announcement: float  # 1: it is of a company's own post
    quoted: float  # 1: it holds somebody's words in quotation marks
    praises: float  # 1: it has a word of praise or blame
    stands: float  # 1: its author says what they think
    calls: float  # 1: it says what somebody calls something, in their words
    many: float  # 1: it tells of a poll, a protest or a mood
    first_person: float  # 1: its author says "I"
    narrates: float  # 1: its author says what they did
    ruled: float  # 1: it tells how a court decided
    heading: float  # 1: it is a title, but not a commentary's that claims something
    concrete: float  # 1: it has a number
    background: float  # 1: it tells of what was long before
    short: float  # 1: it has few words of content
    long: float  # how long it is, 0 to 1
    surveyed: float  # 1: it says how many of those who were asked think so
    asked_for: float  # 1: those whose opinion is asked for hold it


JUDGING = OpinionFeatures(
    relevance=2.27,
    standing=1.72,
    covered=0.82,
    topical=1.73,
    before=1.01,
    titled=0.13,
    of_subject=0.52,
    said=0.75,
    commentary=1.5,  # set, not fitted: little of the news is commentary, and from 0.3 to 1.5 nothing is lost on it
    announcement=-0.17,
    quoted=0.86,
    praises=0.29,
    stands=0.57,
    calls=0.84,
    many=1.00,
    first_person=0.44,
    narrates=-0.03,
    ruled=-2.01,
    heading=-1.31,
    concrete=-0.28,
    background=-0.15,
    short=-0.05,
    long=0.91,
    surveyed=1.29,
    asked_for=0.36,
)
"""Learned, by logistic regression, from the sentences that people chose who answered 80 questions for opinions.

`python -m bench.fitting.open_answers` fits them again, on these questions and as many others.
"""

OFFSET = -7.81
"""Of the same regression: what is added to the weighed features."""

_SURE = -2.55  # from which an opinion is told: at the odds of 1 to 13 that people would have chosen this very sentence
"""Below it is the best sentence of what is beside the point for two of five questions, of what is not for one in 12."""

_FEW = 3
_SAME = 0.5  # likeness from which two sentences are one opinion
_AGAIN, _QUOTED_AGAIN = 0.4, 1.0  # what each further opinion of an author, or of somebody quoted, counts less
_LEAST = 3  # content words beside the subject that one needs
_SHORT = 5
_BEGINS = 6  # words of a sentence in which stands who it is of
_LONG = 250  # characters

_ARGUES = re.compile(
    r"\b(?:should(?:n't)?|must|ought|needs?(?: to)?|cannot|can['\u2019]t|proposal|has no|have no|deserves?|enough"
    r"|better|worse|prove[sd]?|no case|the point)\b",
    re.IGNORECASE,
)
_WEIGHS = re.compile(
    r"\b(?:more|less|fewer|rather|\w+er) (?:\w+ ){0,3}than\b|\bthe \w+est\b|\bnot free\b|\btoo (?:many|much)\b"
)
_RULED = re.compile(
    r"\b(?:[Jj]udge|[Cc]ourt|[Jj]ury|[Tt]ribunal)\b[^\"\u201c]*\b(?:ruled|held|found|ordered|granted|dismissed)\b"
)
_STANDS = re.compile(
    r"\b(?:I|[Ww]e) (?:(?:also|still|really|do not|don['\u2019]t|never) )?(?:think|believe|suspect|doubt|expect|fear"
    r"|hope|would|like|love|prefer|trust|recommend|bet|wish|wonder)\b|\bseems to me\b|\b[Nn]or do (?:I|we) think\b"
    r"|\bI(?: am|['\u2019]m) (?:not )?(?:in favou?r|against|all for|glad|sorry|scepti\w+"
    r"|skepti\w+|worried|convinced|afraid)\b"
    r"|\b[Ww]hat (?:\w+s) me\b"
    r"|\b[Mm]y (?:\w+ )?(?:guess|view|advice|proposal|forecast|verdict|bet|fear|hope|conclusion|complaint)\b"
)
_CLAIMS = re.compile(
    r"\b(?:is|are|was|were|isn['\u2019]t|aren['\u2019]t|has|have|do|does|don['\u2019]t|doesn['\u2019]t|should|must|can|cannot|will"
    r"|would|needs?|wants?|deserves?)\b|^(?:Stop|Let|Give|Keep|Make|Put|Ask|Ban|Beware)\b"
)
_NARRATES = re.compile(
    r"\b(?:I|[Ww]e) (?:\w+ed|have|had|spent|teach|was|were|got|ran|read|tried|gave|wrote|took|did)\b"
    r"|\bwas called\b|\bgathered\b"
)
_MANY_SAY = re.compile(
    r"\b(?:petition|signatures|open letter|signed|polls?|survey|votes?|outcry|backlash|uproar|protests?|revolt|boycott"
    r"|uneasy|furious|angry|delighted|divided|split|relieved|alarmed|sceptical|skeptical|disappointed|worried|unhappy|thread)\b"
)
_CALLS = re.compile(
    r"\b(?:call(?:s|ed)?|describ\w+|dismiss\w+|label\w*|finds?|found|thinks?|consider\w*)\b[^\"\u201c]{0,60}[\"\u201c]"
)
_SHARE = re.compile(
    r"\b\d+(?:\.\d+)?(?: percent| per cent|%)|\b(?:two thirds|three quarters|a third|half|most|majority) of\b"
)
_SURVEYED = re.compile(
    r"\b(?:polls?|surveys?\w*|respond\w*|asked|answer\w*)\b|\bof (?:\w+ ){0,2}(?:users|\w{3,}(?:ers|ists|ians))\b"
)
_FIRST_PERSON = re.compile(r"\bI\b")
_QUOTED = re.compile(r"\"[^\"]+\"|\u201c[^\u201d]+\u201d")
_FOR = """
    good better best great excellent impressive fast faster cheap cheaper useful helpful reliable honest fair right
    worth praise welcome like love lovely enjoy prefer strong robust safe safer favour favor agree trust pleased happy
    glad frank frankest easy smooth defend necessary
"""
_AGAINST = """
    bad worse worst poor slow slower expensive costly useless unreliable dishonest unfair wrong dangerous risk risky
    critic criticism criticise criticize complain complaint hate dislike fear doubt object oppose broken fail
    failure weak unsafe unclear harm harmful angry concern worry warn mistake mess confusing annoying reject
    disappoint disappointed disappointing forgive blame overpriced hype cannot nobody
"""


def compose_opinions(
    sentences: Sequence[TellingSentence], aim: Aim, before: ToldBefore = NOTHING
) -> list[tuple[TellingSentence, str]]:
    """Return the opinions on a topic with whose they are: those for and those against by turns, the best ones first.

    Each further one of a holder on the same side counts less: whose the opinions are is asked for as much as what they
    are, and what somebody finds good and what they find bad are one verdict. Those that were told `before` are left
    out, and so is what says the same.
    """
    ranked = _opinions_on(sentences, aim)
    whose = {id(each): holder(each.sentence) for each in ranked}
    sides = {id(each): (whose[id(each)], stance(each.sentence.text) < 0) for each in ranked}
    said = [each for each in ranked if before.is_statement(each)]
    left = [each for each in ranked if not before.is_statement(each)]
    held = Counter(sides[id(each)] for each in said)
    chosen = list(said)

    def value(each: TellingSentence) -> float:
        return each.score - _again(each) * held[sides[id(each)]]

    while left and len(chosen) < MOST_STATEMENTS + len(said):
        best = max(left, key=value)
        left.remove(best)
        is_enough = value(best) >= _SURE or len(chosen) < _FEW
        if is_enough and all(likeness(best, other) < _SAME for other in chosen):
            chosen.append(best)
            held[sides[id(best)]] += 1
    chosen = sorted(chosen[len(said) :], key=lambda each: -each.score)
    both = ([each for each in chosen if sides[id(each)][1] is against] for against in (True, False))
    turns = [each for pair in zip_longest(*both) for each in pair if each is not None]
    return [(each, whose[id(each)]) for each in turns]


def _again(told: TellingSentence) -> float:
    return _QUOTED_AGAIN if speaker_of(told.sentence) else _AGAIN


def _opinions_on(sentences: Sequence[TellingSentence], aim: Aim) -> list[TellingSentence]:
    """Return the sentences that are opinions on what is asked about, with how well they answer, best first.

    Each has words that judge, or is said by somebody.
    """
    hopeful = plain_features(sentences, aim)
    hopeful.sort(key=lambda pair: -_weigh(pair[1]))
    found: list[TellingSentence] = []
    for each, plain in hopeful:
        if _weigh(plain) + JUDGING.said + JUDGING.asked_for < _SURE:
            break  # who says it is the slowest to find out, and would not help
        features = with_speaker(each, plain, aim.holders)
        if features is not None and _weigh(features) >= _SURE and _may_be_told(each, features):
            found.append(replace(each, score=_weigh(features)))
    return sorted(found, key=lambda each: -each.score)


def _may_be_told(told: TellingSentence, found: OpinionFeatures) -> bool:
    """Tell whether a sentence is somebody's, or judges: of a commentary each is its author's, part of an argument.

    What a company tells in its own post is neither, unless it quotes somebody.
    """
    return not _is_of_own_post(told) and (bool(found.said or found.commentary) or _is_judging(told))


def _is_of_own_post(told: TellingSentence) -> bool:
    return told.article.kind is Kind.ANNOUNCEMENT and not _QUOTED.search(told.sentence.text)


def plain_features(sentences: Sequence[TellingSentence], aim: Aim) -> list[tuple[TellingSentence, OpinionFeatures]]:
    """Return the sentences that may be opinions on what is asked about, with what is plain before they are parsed."""
    articles = {each.article.id: each.article for each in sentences}
    topic = TopicWords(aim.topic)
    weighed = topic.weighed([_beginning(each) for each in articles.values()])
    top = max((each.story.weight for each in sentences), default=0.0) or 1.0
    covered = {key: weighed.coverage(_beginning(each)) for key, each in articles.items()}
    found: list[tuple[TellingSentence, OpinionFeatures]] = []
    for each in sentences:
        if len(each.terms) >= _LEAST and _is_of_subject(each) and not signs(each.sentence):
            plain = _features(each, topic, covered[each.article.id])
            found.append((each, plain._replace(standing=each.story.weight / top)))
    return found


def with_speaker(
    told: TellingSentence, plain: OpinionFeatures, holders: frozenset[str] = frozenset()
) -> OpinionFeatures | None:
    """Return the features of a sentence with who says it; None if that is the subject, or another sentence says who."""
    if _is_its_own(told):
        return None
    return plain._replace(said=float(_is_said(told)), asked_for=float(bool(holders) and _is_by_any_of(holders, told)))


def _beginning(article: Article) -> str:
    return f"{article.title}\n{article.text[:LEAD]}"


def _weigh(features: OpinionFeatures) -> float:
    return OFFSET + sum(weight * value for weight, value in zip(JUDGING, features, strict=True))


def _features(told: TellingSentence, topic: TopicWords, covered: float) -> OpinionFeatures:
    """Return what can be told of a sentence before it is parsed for who says it."""
    sentence, text = told.sentence, told.sentence.text
    unquoted = _QUOTED.sub(" ", text)
    return OpinionFeatures(
        relevance=max(hit.relevance for hit in told.story.hits),
        standing=0.0,
        covered=covered if topic.concepts else 0.0,
        topical=topic.likeness(text) if topic.concepts else 0.0,
        before=topic.likeness(sentence.before.text) if topic.concepts and sentence.before else 0.0,
        titled=float(bool(told.names.names) and told.names.is_in(told.article.title)),
        of_subject=float(bool(told.names.names)),
        said=0.0,
        commentary=float(_is_commentary(told)),
        announcement=float(told.article.kind is Kind.ANNOUNCEMENT),
        quoted=float(unquoted != text),
        praises=float(bool(_judgements(text))),
        stands=float(bool(_STANDS.search(unquoted))),
        calls=float(bool(_CALLS.search(text))),
        many=float(_is_of_many(told)),
        first_person=float(bool(_FIRST_PERSON.search(unquoted))),
        narrates=float(bool(_NARRATES.search(unquoted))),
        ruled=float(bool(_RULED.search(text))),
        heading=float(sentence.is_title and not _is_thesis(told)),
        concrete=float(any(map(str.isdigit, text))),
        background=float(told.is_background),
        short=float(len(told.terms) < _SHORT),
        long=min(1.0, len(text) / _LONG),
        surveyed=float(bool(_SHARE.search(text) and _SURVEYED.search(text))),
        asked_for=0.0,
    )


def _is_by_any_of(holders: frozenset[str], told: TellingSentence) -> bool:
    """Tell whether who says a sentence is one of those who are asked for, or it begins with them."""
    sentence = told.sentence
    begins = " ".join(sentence.text.split()[:_BEGINS])
    who = f"{speaker_of(sentence)} {voice_of(sentence)} {author_of(told.article)} {begins}"
    return not holders.isdisjoint(stems(who))


def _is_of_subject(told: TellingSentence) -> bool:
    """Tell whether a sentence is on the subject, and not by it: of a report's several items one may be."""
    if told.is_own:
        return False
    if _is_commentary(told) or told.named >= 1 or is_throughout(told.article.text, told.names):
        return True
    before = told.sentence.before
    near = [each for each in (before, before.before if before else None) if each]
    lead = told.article.text[:LEAD]
    is_titled = told.names.is_in(told.article.title) and stems(told.names.names[0]) <= stems(lead)
    return is_titled or told.names.is_in(lead) or any(told.names.is_in(each.text) for each in near)


def judges(told: TellingSentence) -> bool:
    """Tell whether a sentence is somebody's judgement: an author's, or of who is said to say it, in words for it.

    That somebody is named and quoted makes it no opinion yet, nor does what a report or a company says itself.
    """
    is_somebodys = _is_commentary(told) or _is_of_many(told) or _is_said(told)
    return is_somebodys and _is_judging(told) and not _is_of_own_post(told)


def _is_judging(told: TellingSentence) -> bool:
    """Tell whether a sentence praises or blames, argues, weighs, or says what somebody thinks."""
    text = told.sentence.text
    is_stand = any(pattern.search(text) for pattern in (_ARGUES, _WEIGHS, _CALLS))
    is_stand = is_stand or bool(_STANDS.search(_QUOTED.sub(" ", text)))
    return bool(_judgements(text)) or is_stand or _is_of_many(told) or _is_thesis(told)


def _is_said(told: TellingSentence) -> bool:
    """Tell whether somebody else than the subject, or who speaks for it, is said to say a sentence."""
    if speaker := speaker_of(told.sentence):
        return not speaks_for(speaker, told.article, told.names)
    return is_of_another(voice_of(told.sentence), told.names)


def _is_its_own(told: TellingSentence) -> bool:
    """Tell whether a sentence is what the subject says of itself, or leans on another for whose it is."""
    speaker = speaker_of(told.sentence)
    is_own_words = bool(speaker) and is_subject(speaker, told.names) and not _is_person(speaker, told.names)
    return is_own_words or (told.sentence.leans and not speaker)


def _is_commentary(told: TellingSentence) -> bool:
    return told.article.kind is Kind.OPINION


def _is_of_many(told: TellingSentence) -> bool:
    return bool(_MANY_SAY.search(_QUOTED.sub(" ", told.sentence.text)))


def _is_thesis(told: TellingSentence) -> bool:
    """Tell whether a sentence is the title of a commentary, and claims something."""
    return told.sentence.is_title and _is_commentary(told) and bool(_CLAIMS.search(told.sentence.text))


def _is_person(speaker: str, subject: NameMentions) -> bool:
    """Tell whether a speaker who is one of a subject's names is somebody, who may defend it, and not a company."""
    return " " in speaker and not any(name in speaker or speaker in name for name in subject.names[:1])


def stance(text: str) -> int:
    """Return the words for less those against that a text says: below 0 it is against."""
    return sum(_judgements(text))


def _judgements(text: str) -> list[int]:
    words = {stem(word) for word in re.findall(r"[^\W_]+", text)}
    good, bad = _lists()
    return [1] * len(words & good) + [-1] * len(words & bad)


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(stem, _FOR.split())), frozenset(map(stem, _AGAINST.split()))
