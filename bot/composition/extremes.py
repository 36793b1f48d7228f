"""The greatest or the least of what a question compares, with the next ones, so that it is seen against what (pure)."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bot.evidence.corrected_figures import corrected
from bot.evidence.told_event import ToldEvent
from bot.language.amounts import PERCENT, POWER
from bot.language.superlatives import Measure
from bot.language.tense import HAPPENED
from bot.language.words import is_broad_name, stems
from bot.model import Citation, Claim, StatementKind
from bot.retrieval.subject_coverage import beginning_of
from bot.retrieval.topic_coverage import TopicWords
from bot.verification.support import is_quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.language.amounts import Amount
    from bot.language.event_kinds import EventKind
    from bot.language.superlatives import Superlative
    from bot.model import FoundStory
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Compare

MOST_COMPARED = 3
"""Sentences that a question of fact is answered with: what wins, and what it is seen against."""

_DOLLAR = "$"  # of currencies that are as common, the one that is compared
_ON_TOPIC = 0.5  # set by hand: share of a topic's concepts in an article on it
_TELLS = 0.6  # the same in a sentence with its title that tells what somebody was the first to do
_LIKE = 0.45  # set by hand: the cosine with the question that the likest candidate of something asked has at least
_NEAR = 60  # characters beside an amount that say what it is of
# Which sort of thing won, and what is done with anything: the articles say it in other words.
_SORTS = re.compile(
    r"\b(?:ai|model|service|product|app|tool|startup|start-up|compan|firm|lab|maker|plan|version|group|report|announce|sign"
    r"|releas|unveil|ga?ve|g[eo]t|ma[dk]e|order|cost|has|have|money)(?:s|ies|y|ed|d)?\b",
    re.IGNORECASE,
)
_OF_ELSE = re.compile(
    r"\b(?:valu\w+(?:\s\w+)?\s(?:at|of)|worth|revenues?(?:\s\w+)?|sales|profits?|total\w*(?:\s\w+)?|from|than|against"
    r"|compared (?:to|with)|instead of)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_VALUE = re.compile(r"valu|revenue|profit|sales", re.IGNORECASE)  # if these are compared, `_OF_ELSE` does not apply
_NOT_SO = re.compile(
    r"\b(?:not|never|nor|may|might|could|would|if|talks|rumou?rs?|(?:plan|aim|want|hope|foresee|expect)(?:s|ed)?|discussing"
    r"|considering)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"\b[A-Z][\w-]*\s$")  # "Gate 3"
_RATE = re.compile(
    r"^\s?(?:(?:per|an?|each)\s|/\s?)((?:(?:million|thousand|1m)\s)?(?:(?:input|output)\s)?[a-z]+)", re.IGNORECASE
)
_PRICED = re.compile(
    r"\b(?:costs?|pric\w+|charg\w+|fees?|sells?|sold|sale|cheap\w*|dear\w*|expensive|per|a month|a year)\b",
    re.IGNORECASE,
)
_TIMES = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080, "month": 43_200, "year": 525_600}
_TIME = re.compile(rf"^[\s-](?P<unit>{'|'.join(_TIMES)})s?\b", re.IGNORECASE)
_OUTRIGHT = (
    r"\b(?:{}|record)\b[^.,;:]{{0,60}}?\b(?:ever|on record|in history|to date|so far|this year|of the year)\b"
    r"(?!\s(?:in|for|by|at)\b)"
)
_NARROWER = re.compile(r"\b(?:its|their|his|her|\w+['\u2019]s|in|for)\s(?:\w+\s){0,2}$")


class Contender(NamedTuple):
    """A sentence that tells one of what is compared."""

    sentence: PassageSentence
    value: float
    unit: str  # only values of one unit are compared
    fit: float  # how plainly it tells it
    said: float  # share of the topic that it says with its title
    span: tuple[int, int] | None = None  # of the amount


def compose_extreme(
    asked: Superlative, aim: Aim, stories: Sequence[FoundStory], evidence: Evidence, compare: Compare, most: int
) -> tuple[Claim, ...]:
    """Return what tells the greatest or the least of what is asked for and the next ones, `most` in all, or nothing.

    What is in another currency than most cannot be compared, and stands behind, unless it says that it wins. `compare`
    says how like the question texts are: where no kind of events is asked for, something has to be.
    """
    told = _contenders(asked, aim, stories, evidence)
    plainest = [max(found, key=lambda each: each.fit) for found in told]
    if not (aim.event and _is_compared(asked, aim.event)) and not _is_like(plainest, compare):
        return ()
    units = Counter(each.unit for each in plainest)
    common = max(units, key=lambda unit: (units[unit], unit == _DOLLAR), default="")
    chosen: list[Contender] = []
    for each in _ranked(asked, told, common):
        is_told = any(_is_same(each, other) for other in chosen)
        if not chosen or (each.said >= _ON_TOPIC and not is_told):
            chosen.append(each)
    return tuple(claim for each in chosen[:most] for claim in _claims(each))


def _contenders(
    asked: Superlative, aim: Aim, stories: Sequence[FoundStory], evidence: Evidence
) -> list[list[Contender]]:
    """Return what each story on the topic has of what is compared; a figure that a later report takes back is none."""
    topic = _topic(asked, aim, stories)
    if not (topic.text or aim.names.names or aim.event):
        return []  # "the cheapest model" of all: what is compared with what is not known
    read = {story.id: list(chain.from_iterable(map(evidence.whole, story.hits))) for story in stories}
    wrong = corrected(chain.from_iterable(read.values()))
    on_it = (read[story.id] for story in stories if topic.coverage(_text(story)) >= _ON_TOPIC)
    told = (
        [
            (each, topic.coverage(f"{each.article.title} {each.text}"))
            for each in sentences
            if each.text not in wrong and _may_tell(each, aim)
        ]
        for sentences in on_it
    )
    found = ([one for each, said in able for one in _in_sentence(asked, aim, each, said)] for able in told)
    return [each for each in found if each]


def _ranked(asked: Superlative, told: Sequence[Sequence[Contender]], common: str) -> list[Contender]:
    """Return the plainest contender of each story, what wins first; a price for another quantity is left out."""
    best = [max(found, key=lambda each: (each.unit == common, each.fit)) for found in told]
    able = [each for each in best if each.unit.partition("/")[2] == common.partition("/")[2]]
    able.sort(key=lambda each: (each.unit != common, -each.value if asked.is_greatest else each.value))
    return sorted(able, key=lambda each: each.unit == common or not _says_so(asked, each.sentence.text))


def _is_like(found: Sequence[Contender], compare: Compare) -> bool:
    texts = [f"{each.sentence.article.title}. {each.sentence.text}" for each in found]
    return max((each.cosine for each in compare(texts).values()), default=0.0) >= _LIKE


def _topic(asked: Superlative, aim: Aim, stories: Sequence[FoundStory]) -> TopicWords:
    """Return what articles have to be on, apart from the name: what none of them says tells none from another."""
    dropped = asked.noun.split() if aim.names.names else ()
    spoken = aim.spoken if aim.event and not _is_compared(asked, aim.event) else aim.topic
    other = " ".join(word for word in _SORTS.sub(" ", spoken).split() if word not in dropped)
    topic = TopicWords(other)
    return topic.among(frozenset[str]().union(*(topic.said(_text(story)) for story in stories)))


def _text(story: FoundStory) -> str:
    return f"{story.article.title}\n{story.article.text}"


def _may_tell(sentence: PassageSentence, aim: Aim) -> bool:
    """Tell whether a sentence can be quoted as a fact of the time, with the one before it if it leans on that."""
    since, before = aim.query.selection.since, sentence.before
    if not sentence.is_quotable or sentence.is_order or sentence.kind is StatementKind.HEDGED:
        return False
    if sentence.leans and (before is None or not before.stands_alone):
        return False
    is_earlier = since is not None and sentence.last_day is not None and sentence.last_day < since.date()
    return not (sentence.is_background or is_earlier)


def _in_sentence(asked: Superlative, aim: Aim, sentence: PassageSentence, said: float) -> Iterator[Contender]:
    """Yield what a sentence has: the day of what it tells, or of each unit the amount that is most likely meant.

    `said` is the share of the topic that it says with its title.
    """
    event, text, title = ToldEvent(aim.event, sentence) if aim.event else None, sentence.text, sentence.article.title
    if event and _is_compared(asked, event.kind) and not _is_of(event):
        return
    fit = said + bool(event and event.is_told) - 0.5 * sentence.is_heading + 0.5 / (1 + sentence.place)
    fit += 0.3 * bool(sentence.names)
    if asked.by == (Measure.DAY,):
        is_so = not (_NOT_SO.search(text) or _NOT_SO.search(title) or sentence.is_heading)
        if is_so and said >= _TELLS:
            yield Contender(sentence, sentence.article.when.timestamp(), "", fit, said)
        return
    start = event.place[0] if event and event.place else 0
    found: dict[str, Contender] = {}
    for amount in sorted(sentence.amounts, key=lambda each: each.end <= start):
        if measured := _measured(amount, text, asked):
            found.setdefault(measured[1], Contender(sentence, *measured, fit, said, (amount.start, amount.end)))
    yield from found.values()


def _is_compared(asked: Superlative, kind: EventKind) -> bool:
    """Tell whether the events themselves are compared, and not something of what was released, say."""
    return asked.by == (Measure.DAY,) or not frozenset(asked.by).isdisjoint(kind.measured)


def _is_of(event: ToldEvent) -> bool:
    """Tell whether a sentence tells an event, or speaks of one as of what happened, or its article's beginning does."""
    kind, text = event.kind, event.sentence.text
    begins = beginning_of(event.sentence.article)
    is_past = kind.is_asked(text) and HAPPENED.search(text)
    return event.is_told or bool(is_past) or (kind.place(begins) is not None and bool(kind.words & stems(begins)))


def _measured(amount: Amount, text: str, asked: Superlative) -> tuple[float, str] | None:
    """Return the value and the unit of an amount if it may be of what is compared, else None."""
    before, behind = text[max(0, amount.start - _NEAR) : amount.start], text[amount.end : amount.end + _NEAR]
    is_else = _OF_ELSE.search(before) and not _VALUE.search(asked.noun)
    if is_else or amount.bound or _NOT_SO.search(before):
        return None
    value, time = float(amount.high), _TIME.match(behind)
    if amount.is_money and (Measure.MONEY in asked.by or (Measure.PRICE in asked.by and _PRICED.search(text))):
        rate = _RATE.match(behind)
        return value, f"{amount.unit}/{rate[1].lower()}" if rate else amount.unit
    if Measure.POWER in asked.by and amount.unit == POWER:
        return value, POWER
    if Measure.DURATION in asked.by and not amount.unit and time:
        return value * _TIMES[time["unit"].lower()], "time"
    is_name = amount.scale == 1 and (_NAME_BEFORE.search(before) or time)
    is_written = text[amount.start].isdigit() and not (is_name and not amount.unit)
    return (value, amount.unit) if Measure.NUMBER in asked.by and amount.unit in ("", PERCENT) and is_written else None


def _says_so(asked: Superlative, text: str) -> bool:
    """Tell whether a sentence states outright that it wins: "the largest fine ever", and not "its largest"."""
    found = re.search(_OUTRIGHT.format(re.escape(asked.word)), text, re.IGNORECASE)
    return found is not None and not _NARROWER.search(text[: found.start()])


def _is_same(one: Contender, other: Contender) -> bool:
    """Tell whether two stories tell one and the same: the same amount, of somebody whom both name."""
    named = stems(" ".join(one.sentence.names)) & stems(" ".join(other.sentence.names))
    return one.value == other.value and one.unit == other.unit and bool(named)


def _claims(found: Contender) -> Iterator[Claim]:
    """Yield a sentence as a claim, behind the one before it if it leans on that, or names nobody."""
    sentence, before = found.sentence, found.sentence.before
    is_nameless = all(map(is_broad_name, stems(" ".join(sentence.names))))
    needs = before is not None and before.stands_alone and (sentence.leans or is_nameless)
    for each in (before, sentence) if before and needs else (sentence,):
        citation = Citation(article=each.article, passage=each.hit.placed.passage.text)
        span = found.span if each is sentence else None
        claim = Claim(text=each.text, kind=each.kind, citations=(citation,), span=span)
        if is_quoted(claim.text, claim.citations):
            yield claim
