"""The fitted numbers of answerability and of the choice of sentences, and what each of them weighs (pure).

Beside each record stands the program that fits it again. They hold for one embedding model,
`bot.model.fitted_models.EMBEDDER`, and what is read for one reader: with another one a probability is a guess.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_CERTAIN = 0.999  # what a probability is cut to: certainty has no logit


class HitFeatures(NamedTuple):
    """What the best hits as a whole tell of whether they answer a question."""

    cosine: float  # the best one's
    coverage: float  # share of the words, by weight and without names, held by an article that holds all the names
    strangers: float  # share of the question's names that no candidate holds
    apart: float  # 1: the likeliest sentence does not stand near every name of the question
    other_time: float  # 1: it does not stand near the year, quarter or day that is asked about
    unread: float  # 1: the question is about an outlet's article, and nothing by the outlet was found
    doublings: float  # of the origins that tell it independently of each other: their logarithm to the base of 2


# Logistic model of "the best hits answer", fitted on 527 questions, 131 of them unanswerable and near the collection
# (`python -m bench.fitting.answerability`); strangers, unread and doublings are set by hand, since few questions have
# them.
HIT_WEIGHTS = HitFeatures(
    cosine=5.1,
    coverage=1.1,
    strangers=-2.5,
    apart=-1.0,
    other_time=-2.0,
    unread=-1.5,
    doublings=0.3,
)
HIT_BIAS = -2.1


class NearbyFeatures(NamedTuple):
    """What makes a sentence the likeliest one to answer, before any is compared with the question; each 0 to 1."""

    own: float  # share of the question's words, by weight, that it holds
    near: float  # the same, with its title and the sentence before it
    rank: float  # its passage's relevance, as a share of the best passage's


# Chosen with the weights of the hits, on the same questions (`python -m bench.fitting.sentences`).
NEARBY_WEIGHTS = NearbyFeatures(own=0.43, near=0.46, rank=1.2)


class WordFeatures(NamedTuple):
    """What the question's words tell, looked for one by one in the sentences; all but the first 0 to 1."""

    hits: float  # logit of the probability that the hits as a whole give
    said: float  # the words without names, by weight, in the sentence that answers best, its title and the one before
    least: float  # the word that these bear out least
    least_in_article: float  # the word that the sentences of its article bear out least
    most: float  # all words, by weight, in the sentence that holds most of them


# Logistic model of "the evidence answers", fitted on 581 questions, 169 of them unanswerable and near the collection
# (`python -m bench.fitting.answerability`), and set so that one in ten of the answerable ones is refused.
WORD_WEIGHTS = WordFeatures(hits=0.7, said=2.8, least=1.7, least_in_article=3.2, most=-5.1)
WORD_BIAS = 0.15
# The same for questions put into several clauses, whose words stand in several places: fitted on 249, of which 33 have
# no answer (`python -m bench.fitting.answerability`).
CLAUSE_WEIGHTS = WordFeatures(hits=1.0, said=0.0, least=0.0, least_in_article=0.0, most=14.0)
CLAUSE_BIAS = -5.2
WORD_NEARBY = 0.9
"""What it counts that the title or the sentence before holds a word; set by hand."""
WORD_RISE = 0.2
"""By which a logit may rise at most, set by hand: what the hits as a whole make unlikely, no word makes up for."""


class ReadFeatures(NamedTuple):
    """What the reader tells of whether the evidence answers, beside the words."""

    words: float  # logit of the probability that hits and words give
    read: float  # the highest log-odds that a passage answers


# Chosen on 1,795 questions on articles that are strange to the reader, 942 of them unanswerable (.31 → .43 of these are
# refused) by `python -m bench.fitting.answerability`, and by the totals of three closed sets; by themselves the words
# would be worth .9. What the passage of the best sentence says, and the span's log-probability, added nothing.
READ_WEIGHTS = ReadFeatures(words=0.6, read=0.6)
READ_BIAS = 0.3
READ_RISE = 0.8
"""By which a logit may rise at most, set by hand: what the words make unlikely, such as a question on another subject,
the reader cannot judge. By 1 a question on wine stains was answered by news."""
# Set by hand: certainty beyond these tells no more.
LEAST_READ = ReadFeatures(words=-6.0, read=-8.0)
MOST_READ = ReadFeatures(words=6.0, read=8.0)
"""What they are cut to; set by hand."""


LAUNCHED = 0.9
"""Probability that an announcement of just that answers when it came out, set by hand: each word is held to it."""
LAUNCH_RISE = 1.0
"""What its title gains on other sentences, on the scale of their scores; set by hand."""


class SentenceFeatures(NamedTuple):
    """What makes a sentence answer, apart from its cosine with the question, which is worth 1 on this scale."""

    rank: float  # its passage's score, as a share of the best passage's
    said: float  # share of the question's words, by weight, that it holds
    nearby: float  # share that only the title, the publisher or the sentence before it holds
    named: float  # share of the question's names that it holds: they count less than other words, as titles hold them
    sought: float  # how well it holds the sort of thing that is asked for, 0 to 1
    added: float  # words that it adds to the question, as a share of what a sentence of news holds
    early: float  # 1 at the beginning of its article, less with each sentence before it
    hedged: float  # 1: it is a guess
    heading: float  # 1: it is a title, which is quoted only where no sentence says it as well
    by_the_named: float  # 1: its article is by somebody whom the question names
    beside: float  # share of the names on the other side of a comparison that it holds


# Fitted on 399 questions in plain words (`python -m bench.fitting.sentences`); the last two are set by hand, since few
# questions have them.
SENTENCE_WEIGHTS = SentenceFeatures(
    rank=0.77,
    said=0.6,
    nearby=0.3,
    named=-0.16,
    sought=0.75,
    added=0.14,
    early=0.08,
    hedged=-0.06,
    heading=-0.25,
    by_the_named=0.3,
    beside=0.4,
)


class ReadingFeatures(NamedTuple):
    """What the reader says of a sentence that answers, beside what the words say; each 0 to 1."""

    answers: float  # probability that its passage answers
    share: float  # probability that the answer of its passage begins in it
    both: float  # of both


# On the scale of the sentences' scores, fitted on 475 questions of four sets on which the reader was not trained
# (`python -m bench.fitting.sentences`).
READING_WEIGHTS = ReadingFeatures(answers=0.13, share=0.71, both=0.39)


class SlotFeatures(NamedTuple):
    """What tells whether a sentence gives another value for what the best one tells."""

    said: float  # mean nearness of the question's words, names apart, to what it says, 0 to 1
    named: float  # share of the names that stand in it, its title or the sentence before
    answers: float  # log-odds that its passage answers, -4 to 4
    share: float  # probability that the answer of its passage begins in it; 1 where nothing can be read, of a yes or no
    mentions: float  # 1: its passage holds the words with which the best one answers
    changes: float  # 1: it tells of a change


# Logistic model of "fills the slot", fitted on 21 sentences of invented cases that do, and 51 that do not, most of them
# newer ones that 125 questions of fact on a collection of 3,370 articles find beside the right sentence; on 189 others
# `python -m bench.fitting.slots` finds none that are better.
SLOT_WEIGHTS = SlotFeatures(said=1.9, named=0.9, answers=0.3, share=4.0, mentions=1.1, changes=2.9)
SLOT_BIAS = -5.5
SLOT_LEAST = 0.5
"""Logit from which a sentence may take the lead, set by hand: 17 of the 21 do then, and at 2 of the 125 questions a
wrong one."""


class ReasonFeatures(NamedTuple):
    """What tells whether a sentence gives the reason of the event that is asked about; each 0 to 1 but `answers`."""

    told: float  # how well it, or one of the two before it, tells the event
    plain: float  # 1: it has words that give a reason
    likely: float  # 1: it has others that often do
    share: float  # probability that the answer of its passage begins in it
    answers: float  # log-odds that its passage answers, as a share of sure ones, -1 to 1


# Set by hand, by 365 questions why on the invented news, most of which the reader knows: of the 199 that nothing
# answers 53 are answered and not 114, and of the 166 others 83 rightly and 28 wrongly, not 100 and 39. The event counts
# for more than there, by cases of other events of the same company, of which the news has few.
REASON_WEIGHTS = ReasonFeatures(told=6.0, plain=3.5, likely=2.5, share=2.5, answers=1.0)
REASON_LEAST = 7.0
"""From which a sentence is taken to give the reason."""
TOLD_LEAST = 0.42
"""How well the event must be told in it or before it."""


class CosineFeatures(NamedTuple):
    """What the cosine of a sentence with the question is guessed from, where the model has not compared them."""

    said: float  # share of the question's words, by weight, that it holds
    passage: float  # cosine of its passage


# By least squares over the sentences that the model compares with the questions (`python -m bench.fitting.sentences`).
COSINE_WEIGHTS = CosineFeatures(said=0.42, passage=0.51)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionMargins:
    """How far below the best sentence's score a further one may be: a worse one says something else."""

    second: float
    third: float
    later: float
    elsewhere: float  # in another article than the best one's
    latest: float  # share of the best score that is needed where the latest is asked for, since being new counts too

    def below(self, said: int) -> float:
        """Return how far below the best sentence's score one may be that follows `said` others."""
        margins = (self.second, self.third, self.later)
        return margins[min(max(said, 1), len(margins)) - 1]


# Not fitted: a short answer is the better one.
SELECTION = SelectionMargins(second=0.6, third=0.5, later=0.35, elsewhere=0.4, latest=0.7)


def hit_probability(found: HitFeatures) -> float:
    """Return the probability that hits with such features answer."""
    return probability(_weigh(HIT_WEIGHTS, found, HIT_BIAS))


def word_probability(found: WordFeatures, *, has_clauses: bool) -> float:
    """Return the probability that the evidence answers, once the words were looked for in its sentences."""
    if has_clauses:
        return probability(_weigh(CLAUSE_WEIGHTS, found, CLAUSE_BIAS))
    return probability(min(_weigh(WORD_WEIGHTS, found, WORD_BIAS), found.hits + WORD_RISE))


def read_probability(found: ReadFeatures) -> float:
    """Return the probability that the evidence answers, once its best passages were read.

    The words are those of the sentence that the reader may have put first.
    """
    words, *read = (min(max(each, least), most) for each, least, most in zip(found, LEAST_READ, MOST_READ, strict=True))
    return probability(min(words + READ_RISE, _weigh(READ_WEIGHTS, (words, *read), READ_BIAS)))


def reading_features(answerable: float, share: float) -> ReadingFeatures:
    """Return what a reading says of a sentence: log-odds that its passage answers, and its share of the answer."""
    answers = probability(answerable) if answerable > -math.inf else 0.0
    return ReadingFeatures(answers=answers, share=share, both=answers * share)


def reading_score(found: ReadingFeatures) -> float:
    """Return what the reader adds to the score of a sentence."""
    return _weigh(READING_WEIGHTS, found)


def nearby_score(found: NearbyFeatures) -> float:
    """Return how likely a sentence with such features is to answer, compared with others."""
    return _weigh(NEARBY_WEIGHTS, found)


def sentence_score(found: SentenceFeatures) -> float:
    """Return how well a sentence with such features answers, its cosine with the question apart."""
    return _weigh(SENTENCE_WEIGHTS, found)


def slot_score(found: SlotFeatures) -> float:
    """Return the logit of the probability that a sentence with such features fills the slot of the best one."""
    return _weigh(SLOT_WEIGHTS, found, SLOT_BIAS)


def reason_score(found: ReasonFeatures) -> float:
    """Return how surely a sentence with such features gives the reason; comparable with `REASON_LEAST`."""
    return _weigh(REASON_WEIGHTS, found)


def guessed_cosine(found: CosineFeatures) -> float:
    """Return what the cosine of a sentence with the question is guessed to be."""
    return _weigh(COSINE_WEIGHTS, found)


def probability(logit: float) -> float:
    """Return the probability of a logit."""
    return 1 / (1 + math.exp(-logit))


def logit_of(given: float) -> float:
    """Return the logit of a probability; that of a certain one is bounded."""
    bounded = min(max(given, 1 - _CERTAIN), _CERTAIN)
    return math.log(bounded / (1 - bounded))


def _weigh(weights: Iterable[float], values: Iterable[float], bias: float = 0.0) -> float:
    """Return the weighted sum, added up in the order of the features: `sum` rounds differently in newer Pythons."""
    total = bias
    for weight, value in zip(weights, values, strict=True):
        total += weight * value
    return total
