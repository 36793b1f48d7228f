"""Opinions: whose they are, for and against, from commentaries and from people who are quoted (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.holders import holder, is_of_another, is_subject, speaker_of, speaks_for, voice_of
from bot.composition.overview import MOST_STATEMENTS, likeness
from bot.evidence.story_sentences import is_throughout
from bot.language.words import stem, stems
from bot.retrieval.story_ranking import LEAD
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.language.name_mentions import NameMentions
    from bot.retrieval.topic_coverage import TopicWords
    from indexer.model import Article


class OpinionFeatures(NamedTuple):
    """What makes a sentence an opinion on what is asked about."""

    relevance: float  # of its story, 0 to 1
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


JUDGING = OpinionFeatures(
    relevance=4.06,
    covered=0.77,
    topical=1.27,
    before=0.49,
    titled=0.36,
    of_subject=0.23,
    said=0.79,
    commentary=0.67,
    announcement=-0.62,
    quoted=0.88,
    praises=0.49,
    stands=0.71,
    calls=0.49,
    many=0.79,
    first_person=0.47,
    narrates=-0.26,
    ruled=-1.81,
    heading=-1.22,
    concrete=-0.27,
    background=-0.11,
    short=-0.26,
)
"""Learned, by logistic regression, from the sentences that people chose who answered 81 questions for opinions.

`python -m bench.fitting.open_answers` fits them again, on these questions and as many others.
"""

OFFSET = -7.65
"""Of the same regression: what is added to the weighed features."""

_SURE = -2.7  # from which an opinion is told: at the odds of 1 to 15 that people would have chosen this very sentence
_HOPEFUL = -3.5  # from which it is told where there are few
_FEW = 3
_SAME = 0.5  # likeness from which two sentences are one opinion
_AGAIN, _QUOTED_AGAIN = 0.7, 1.0  # what each further opinion of an author, or of somebody quoted, counts less
_LEAST = 3  # content words beside the subject that one needs
_SHORT = 5

_ARGUES = re.compile(
    r"\b(?:should(?:n't)?|must|ought|needs?(?: to)?|cannot|can['\u2019]t|proposal|has no|have no|deserves?|enough"
    r"|better|worse|does not|do not|is not|are not|prove[sd]?|case|point)\b",
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
_FIRST_PERSON = re.compile(r"\bI\b")
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


def compose_opinions(sentences: Sequence[TellingSentence], topic: TopicWords) -> list[tuple[TellingSentence, str]]:
    """Return the opinions on a topic with whose they are: those for and those against by turns, the best ones first.

    Each further one of a holder counts less: whose the opinions are is asked for as much as what they are.
    """
    ranked = _opinions_on(sentences, topic)
    whose = {id(each): holder(each.sentence) for each in ranked}
    left, held = ranked, Counter[str]()
    chosen: list[TellingSentence] = []

    def value(each: TellingSentence) -> float:
        return each.score - _again(each) * held[whose[id(each)]]

    while left and len(chosen) < MOST_STATEMENTS:
        best = max(left, key=value)
        left.remove(best)
        is_enough = value(best) >= _SURE or len(chosen) < _FEW
        if is_enough and all(likeness(best, other) < _SAME for other in chosen):
            chosen.append(best)
            held[whose[id(best)]] += 1
    chosen.sort(key=lambda each: -each.score)
    sides = ([each for each in chosen if (stance(each.sentence.text) < 0) is against] for against in (True, False))
    turns = [each for pair in zip_longest(*sides) for each in pair if each is not None]
    return [(each, whose[id(each)]) for each in turns]


def _again(told: TellingSentence) -> float:
    return _QUOTED_AGAIN if speaker_of(told.sentence) else _AGAIN


def _opinions_on(sentences: Sequence[TellingSentence], topic: TopicWords) -> list[TellingSentence]:
    """Return the sentences that are opinions on what is asked about, with how well they answer, best first.

    Each has words that judge, or is said by somebody; where there are few, less sure ones count, too.
    """
    hopeful = plain_features(sentences, topic)
    hopeful.sort(key=lambda pair: -_weigh(pair[1]))
    found: list[TellingSentence] = []
    for each, plain in hopeful:
        least = _SURE if sum(other.score >= _SURE for other in found) >= _FEW else _HOPEFUL
        if _weigh(plain) + JUDGING.said < least:
            break  # who says it is the slowest to find out, and would not help
        features = with_speaker(each, plain)
        if features is None:
            continue
        score = _weigh(features)
        if score >= least and (features.said or _is_judging(each)):
            found.append(replace(each, score=score))
    found.sort(key=lambda each: -each.score)
    return [each for place, each in enumerate(found) if each.score >= _SURE or place < _FEW]


def plain_features(
    sentences: Sequence[TellingSentence], topic: TopicWords
) -> list[tuple[TellingSentence, OpinionFeatures]]:
    """Return the sentences that may be opinions on what is asked about, with what is plain before they are parsed."""
    articles = {each.article.id: each.article for each in sentences}
    weighed = topic.weighed([_beginning(each) for each in articles.values()])
    covered = {key: weighed.coverage(_beginning(each)) for key, each in articles.items()}
    able = [each for each in sentences if len(each.terms) >= _LEAST and _is_of_subject(each)]
    return [(each, _features(each, topic, covered[each.article.id])) for each in able]


def with_speaker(told: TellingSentence, plain: OpinionFeatures) -> OpinionFeatures | None:
    """Return the features of a sentence with who says it; None if that is the subject, or another sentence says who."""
    return None if _is_its_own(told) else plain._replace(said=float(_is_said(told)))


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
    )


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

    That somebody is named and quoted makes it no opinion yet, nor does what a report says itself.
    """
    is_somebodys = _is_commentary(told) or _is_of_many(told) or _is_said(told)
    return is_somebodys and _is_judging(told)


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
