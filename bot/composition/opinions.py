"""Opinions: whose they are, for and against, from commentaries and from people who are quoted (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.further_sentences import MOST_STATEMENTS
from bot.composition.story_claims import Composed, Telling, label
from bot.language.round_ups import is_list_of_headlines
from bot.language.words import stem, stems
from bot.model import StatementKind
from bot.retrieval.subject_coverage import LEAD, beginning_of
from bot.retrieval.topic_coverage import TopicWords
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.retrieval.aim import Aim


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
"""It rejects the best sentence that is off the topic in 2 of 5 questions, the best one on the topic in 1 of 12."""

_ARGUED = 1.0
"""By how much less sure a further sentence of a commentary may be of which an opinion is told: it is on the topic, and
argues to its end. Set by hand, by the totals of two open sets, which gain up to 1 and no more beyond."""

FEW_OPINIONS = 3
"""Opinions below which what is reported is told beside them."""

_SAME = 0.5  # set by hand: likeness from which two sentences are one opinion
# Set by hand: what each further opinion of an author, or of somebody quoted, counts less.
_AGAIN, _QUOTED_AGAIN = 0.4, 1.0
_LEAST = 3  # content words beside the subject that one needs
_SHORT = 5
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


@dataclass(frozen=True, eq=False)
class Opinion:
    """A sentence that may be told as an opinion. It has no slots, for the sake of `cached_property`."""

    told: TellingSentence
    features: OpinionFeatures

    @cached_property
    def score(self) -> float:
        """How likely it answers, as log-odds."""
        return _weigh(self.features)

    @cached_property
    def side(self) -> tuple[str, bool]:
        """Whose it is, and whether it says more words against something than for it."""
        return self.told.attribution.holder, sum(_judgements(self.told.sentence.text)) < 0

    @cached_property
    def is_judging(self) -> bool:
        """Whether it praises or blames, argues, weighs, or says what somebody thinks."""
        text, found = self.told.sentence.text, self.features
        is_stand = bool(found.stands or found.calls or _ARGUES.search(text) or _WEIGHS.search(text))
        return is_stand or bool(found.praises or found.many) or _is_thesis(self.told)

    @property
    def may_be_told(self) -> bool:
        """Whether it is somebody's, or judges: of a commentary each is its author's, part of an argument.

        What a company tells in its own post is neither, unless it quotes somebody.
        """
        found = self.features
        if found.announcement and not found.quoted:
            return False
        return bool(found.said or found.commentary) or self.is_judging

    @property
    def telling(self) -> Telling:
        """It as it is told: an opinion if it is an author's judgement, or that of who is said to say it.

        That somebody is named and quoted makes it no opinion yet, nor does what a report says itself.
        """
        found, kind = self.features, self.told.sentence.kind
        if (found.commentary or found.many or found.said) and self.is_judging:
            kind = StatementKind.OPINION
        elif kind is StatementKind.OPINION:
            kind = StatementKind.REPORTED
        return Telling(self.told, label(self.side[0]) or self.told.article.publisher, kind)


def compose_opinions(aim: Aim, sentences: Sequence[TellingSentence]) -> Composed:
    """Return the opinions on a topic: those for and those against by turns, the best ones first.

    Each further one of a holder on the same side counts less: whose the opinions are is asked for as much as what they
    are, and what somebody finds good and what they find bad are one verdict. Where room is left after that, the
    commentaries that are told say what else they argue. Those that an earlier answer told are left out, and so is what
    says the same.
    """
    ranked = _opinions_on(sentences, aim)
    said = [each for each in ranked if each.told.was_told]
    left = [each for each in ranked if not each.told.was_told]
    held = Counter(each.side for each in said)
    chosen = list(said)

    def value(each: Opinion) -> float:
        return each.score - (_QUOTED_AGAIN if each.told.attribution.speaker else _AGAIN) * held[each.side]

    most = MOST_STATEMENTS + len(said)
    sure = [each for each in left if each.score >= _SURE]
    while sure and len(chosen) < most:
        best = max(sure, key=value)
        sure.remove(best)
        if (value(best) >= _SURE or len(chosen) < FEW_OPINIONS) and _is_new(best, chosen):
            chosen.append(best)
            held[best.side] += 1
    arguing = {each.told.article.id for each in chosen if each.features.commentary}
    for each in left:
        argues = each.told.article.id in arguing and (each.is_judging or not each.features.first_person)
        if len(chosen) < most and argues and _is_new(each, chosen):
            chosen.append(each)
    chosen = sorted(chosen[len(said) :], key=lambda each: -each.score)
    both = ([each for each in chosen if each.side[1] is against] for against in (True, False))
    return Composed(tuple(each.telling for pair in zip_longest(*both) for each in pair if each is not None))


def _is_new(opinion: Opinion, chosen: Sequence[Opinion]) -> bool:
    return all(opinion.told.likeness(other.told) < _SAME for other in chosen)


def _opinions_on(sentences: Sequence[TellingSentence], aim: Aim) -> list[Opinion]:
    """Return the sentences that are opinions on what is asked about, best first.

    Each has words that judge, or is said by somebody; of a commentary it may be less sure.
    """
    found: list[Opinion] = []
    for each, plain in plain_features(sentences, aim):
        least = _SURE - _ARGUED * plain.commentary
        if _weigh(plain) + JUDGING.said + JUDGING.asked_for < least:
            continue  # who says it is the slowest to find out, and would not help
        features = with_speaker(each, plain, aim.holders)
        opinion = Opinion(each, features) if features else None
        if opinion and opinion.score >= least and opinion.may_be_told:
            found.append(opinion)
    return sorted(found, key=lambda each: -each.score)


def plain_features(sentences: Sequence[TellingSentence], aim: Aim) -> list[tuple[TellingSentence, OpinionFeatures]]:
    """Return the sentences that may be opinions on what is asked about, with what is plain before they are parsed."""
    able = [(each, _features(each)) for each in sentences if _may_be_opinion(each)]
    topic, top = TopicWords(aim.topic), max((each.story.weight for each in sentences), default=0.0) or 1.0
    begin = {each.article.id: beginning_of(each.article) for each in sentences}
    weighed = topic.weighed([*begin.values()])
    covered = {key: weighed.coverage(text) for key, text in begin.items()}
    found: list[tuple[TellingSentence, OpinionFeatures]] = []
    for each, plain in able:
        own, before = (
            topic.likeness(said.text) if topic.concepts and said else 0.0
            for said in (each.sentence, each.sentence.before)
        )
        if topic.concepts and not (own or before) and is_list_of_headlines(each.article.title):
            continue  # of an issue that has an item on the topic it may be another one
        on_it = covered[each.article.id] if topic.concepts else 0.0
        features = plain._replace(standing=each.story.weight / top, covered=on_it, topical=own, before=before)
        found.append((each, features))
    return found


def with_speaker(told: TellingSentence, plain: OpinionFeatures, holders: frozenset[str]) -> OpinionFeatures | None:
    """Return the features of a sentence with who says it; None if that is the subject, or another sentence says who."""
    whose = told.attribution
    if whose.is_by_subject or (told.sentence.leans and not whose.speaker):
        return None
    is_asked_for = bool(holders) and whose.is_by_any_of(holders)
    return plain._replace(said=float(whose.is_by_another), asked_for=float(is_asked_for))


def _weigh(features: OpinionFeatures) -> float:
    return OFFSET + sum(weight * value for weight, value in zip(JUDGING, features, strict=True))


def _features(told: TellingSentence) -> OpinionFeatures:
    """Return what can be told of a sentence by itself, before it is parsed for who says it."""
    sentence, text = told.sentence, told.sentence.text
    unquoted = _QUOTED.sub(" ", text)
    return OpinionFeatures(
        relevance=max(hit.relevance for hit in told.story.hits),
        standing=0.0,
        covered=0.0,
        topical=0.0,
        before=0.0,
        titled=float(bool(told.names.names) and told.coverage.is_titled),
        of_subject=float(bool(told.names.names)),
        said=0.0,
        commentary=float(told.article.kind is Kind.OPINION),
        announcement=float(told.article.kind is Kind.ANNOUNCEMENT),
        quoted=float(unquoted != text),
        praises=float(bool(_judgements(text))),
        stands=float(bool(_STANDS.search(unquoted))),
        calls=float(bool(_CALLS.search(text))),
        many=float(bool(_MANY_SAY.search(unquoted))),
        first_person=float(bool(_FIRST_PERSON.search(unquoted))),
        narrates=float(bool(_NARRATES.search(unquoted))),
        ruled=float(bool(_RULED.search(text))),
        heading=float(sentence.is_title and not _is_thesis(told)),
        concrete=float(any(map(str.isdigit, text))),
        background=float(sentence.is_background),
        short=float(len(told.terms) < _SHORT),
        long=min(1.0, len(text) / _LONG),
        surveyed=float(bool(_SHARE.search(text) and _SURVEYED.search(text))),
        asked_for=0.0,
    )


def _may_be_opinion(told: TellingSentence) -> bool:
    """Tell whether a sentence says enough on the subject, and not by it: of a report's several items one may be."""
    covered, before = told.coverage, told.sentence.before
    if told.sentence.is_title and is_list_of_headlines(told.article.title):
        return False
    if len(told.terms) < _LEAST or covered.is_own or told.attribution.is_signature:
        return False
    if told.article.kind is Kind.OPINION or told.named >= 1 or covered.is_throughout:
        return True
    near = [each for each in (before, before.before if before else None) if each]
    is_titled = covered.is_titled and stems(told.names.names[0]) <= stems(told.article.text[:LEAD])
    return is_titled or covered.is_in_lead or any(told.names.is_in(each.text) for each in near)


def _is_thesis(told: TellingSentence) -> bool:
    """Tell whether a sentence is the title of a commentary, and claims something."""
    return told.sentence.is_title and told.article.kind is Kind.OPINION and bool(_CLAIMS.search(told.sentence.text))


def _judgements(text: str) -> list[int]:
    """Return a 1 for each word of praise in a text, and a -1 for each of blame."""
    words = {stem(word) for word in re.findall(r"[^\W_]+", text)}
    good, bad = _lists()
    return [1] * len(words & good) + [-1] * len(words & bad)


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(map(stem, _FOR.split())), frozenset(map(stem, _AGAINST.split()))
