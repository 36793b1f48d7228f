"""A comparison: what is told of each side on the same aspect, beside each other (pure)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.overview import IS_ON
from bot.composition.story_claims import Composed, Telling
from bot.evidence.answer_fit import fit
from bot.evidence.story_sentences import is_of_headline
from bot.language.name_mentions import NameMentions
from bot.language.words import stem, stems, terms, words
from bot.model import Query, Seek
from bot.retrieval.subject_coverage import SubjectCoverage
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.evidence.story_sentences import TellingSentence
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Compare, Similarity

# The sorts of amounts that aspects are told in, by the words for them.
_SORTS = (
    (Seek.MONEY, re.compile(r"pric\w*|costs?|cheap\w*|expensive|dear\w*|fees?|bills?", re.IGNORECASE)),
    (Seek.SPAN, re.compile(r"fast\w*|quick\w*|slow\w*|speeds?|latency", re.IGNORECASE)),
)
# The words that other aspects are told in.
_WORDINGS = (
    (
        re.compile(r"licen[cs]\w*|open(?:ness|ly|-?sourced?|-?weights?)?|weights?", re.IGNORECASE),
        re.compile(
            r"\b(?:licen[cs]es?|apache|mit|weights|open[- ]?(?:source|weights?)|not (?:be )?open|download(?:s|ed)?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"context|windows?", re.IGNORECASE),
        re.compile(r"\b(?:context|window)\b.*\btokens\b|\bcontext\b", re.IGNORECASE),
    ),
    (
        re.compile(r"financ\w*|revenues?|sales|profit\w*|earnings|funding|money|valu\w+|economic\w*", re.IGNORECASE),
        re.compile(
            r"\b(?:revenues?|sales|profits?|loss(?:es)?|lost|earn(?:s|ed|ings)?|rais(?:e[sd]?|ing)|valued|valuation|cash|debts?"
            r"|margins?|funding)\b.*\d|\d.*\b(?:revenues?|sales|profits?|loss(?:es)?|cash|debts?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"bugs?|faults?|errors?|mistakes?|accura\w+|quality|reliab\w+", re.IGNORECASE),
        re.compile(r"\b(?:faults?|bugs?|errors?|mistakes?|accura\w+)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"bench\w*|scores?|performance|tests?|results?", re.IGNORECASE),
        re.compile(r"\b(?:\w*bench|scores?|scored)\b.*\d|\d\s?%.*\b(?:\w*bench|test)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"fast\w*|quick\w*|slow\w*|speeds?|latency", re.IGNORECASE),
        re.compile(r"\b(?:speed|faster|slower|latency|seconds|tokens (?:a|per) second)\b", re.IGNORECASE),
    ),
)
_VERSION = re.compile(r"[\s-]v?\d[\w.]*$")
# Set by hand, by reading comparisons of open sets: an aspect that is told of both sides before anything else.
_ITS_OWN = 0.3  # what standing in a post of its maker adds, where a sentence is to tell an aspect
_BOTH = 0.6  # what a report that compares the sides itself adds to its sentences
_ENOUGH = 5  # sentences on what is asked for, with which nothing else is told
_ALWAYS = ("price", "context", "accuracy", "licence")  # what whoever chooses looks at
_ASPECTS = 6  # that are set beside each other
_TOLD = 0.45  # likeness of a sentence's nearest word to an aspect's, from which it tells of it
_SAME = 0.6  # likeness from which two sentences say the same
_ALIKE = 0.12  # of what two sentences share from which they are on one aspect, where none is asked for
_STANDING = 0.5  # what the story that counts most of a side, new and on it, adds to its sentences
_LEANS = 0.3  # what a sentence counts less that says "it" for its side
_FIGURES, _GUESSED = 0.3, 0.2  # what a further sentence counts more with amounts, and less with a guess
_UNIT = 0.5  # what amounts of one unit add to that
_OF_ONE = 5  # sentences that are told on a side: more of one are a portrait of it, and no comparison
_OF_A_SIDE = 20  # sentences on one side
_COMPARED = 12  # sentences that are compared with the question: each that is new has to be embedded
_TOGETHER = 4  # sentences that tell amounts of both sides
_OF_AN_ASPECT = 6  # sentences on each side, on all aspects together


class Side(NamedTuple):
    """One side of a comparison."""

    name: str  # as it is shown
    names: NameMentions
    sentences: tuple[TellingSentence, ...]  # on it, best first


def compose_comparison(
    aim: Aim, sentences: Sequence[TellingSentence], on_it: Mapping[str, float], compare: Compare
) -> Composed:
    """Return what is said on each side on each aspect, side by side; without aspects, on what both are told of.

    `on_it` says how much stories are on what is asked for, by id, and `compare` how like the question texts are. A side
    that nothing is told of is missing, and so is an aspect of a side that the other side is told on.
    """
    aspects = _known_aspects([word for word in words(aim.topic) if terms(word)])
    sides = _sides(aim, sentences, aspects, on_it)
    nearest = [each.sentence.text for side in sides for each in side.sentences[: _COMPARED // len(sides)]]
    told, missing = _by_aspect(sides, aspects, compare(list(dict.fromkeys(nearest))))
    direct = _measured_together(sides, sentences, aspects)
    told = direct + [each for each in told if _is_new(each.told, direct)]
    if len(told) < _ENOUGH or not _is_asked(aspects):
        told += [each for each in _by_what_is_shared(sides) if _is_new(each.told, told)]
        if not _is_asked(aspects):
            told += _further(sides, told)
    shown = _first_of_each(told)
    silent = [side.name for side in sides if not _is_told_of(side, shown)]
    partly = [f"{name}: {aspect}" for name, aspect in missing if name not in silent]
    return Composed(shown, missing=(*silent, *partly))


def _first_of_each(told: Sequence[Telling]) -> tuple[Telling, ...]:
    """Return the first few of what is told on each side, in the order in which they stand."""
    on = Counter[str]()
    chosen: list[Telling] = []
    for each in told:
        if on[each.subject] < _OF_ONE:
            on[each.subject] += 1
            chosen.append(each)
    return tuple(chosen)


def _is_told_of(side: Side, told: Sequence[Telling]) -> bool:
    """Tell whether something is told of a side, maybe beside the other one."""
    return any(each.subject == side.name or side.names.is_in(each.told.sentence.text) for each in told)


def _sides(
    aim: Aim, sentences: Sequence[TellingSentence], aspects: Sequence[str], on_it: Mapping[str, float]
) -> list[Side]:
    """Return the sides, each with the sentences on it, of each story that is hardly on the topic only the best one."""
    sides = []
    for subject, names in zip(aim.query.subjects, aim.named, strict=True):
        others = NameMentions(tuple(name for other in aim.named if other is not names for name in other.names))
        own = _scored_for(sentences, names, others, aspects)
        first = {each.story.id: each for each in reversed(own)}
        able = [each for each in own if on_it.get(each.story.id, 0.0) >= IS_ON or first[each.story.id] is each]
        sides.append(Side(subject.name, names, tuple(able[:_OF_A_SIDE])))
    return sides


def _known_aspects(asked: Sequence[str]) -> list[str]:
    """Return the words that are aspects of their own; if none is, what it is for and what is always looked at."""
    return list(filter(_is_known, asked)) or [*asked[:1], *_ALWAYS]


def _is_known(aspect: str) -> bool:
    return any(rule.fullmatch(aspect) for rule, _ in _WORDINGS) or _seek(aspect) is not None


def _seek(aspect: str) -> Seek | None:
    return next((seek for seek, rule in _SORTS if rule.fullmatch(aspect)), None)


def _by_aspect(
    sides: Sequence[Side], aspects: Sequence[str], similar: Mapping[str, Similarity]
) -> tuple[list[Telling], list[tuple[str, str]]]:
    """Return what is told on each aspect with its side, and (side, aspect) of what is told of the other side only."""
    told: list[Telling] = []
    missing: list[tuple[str, str]] = []
    asked = aspects[:_ASPECTS]
    for turn in range(max(1, _OF_AN_ASPECT // len(asked))):
        for aspect in asked:
            if turn and not _is_known(aspect):
                continue
            found: dict[str, TellingSentence] = {}
            said = [each.told for each in told]
            for side in sides:
                best = _best_on(aspect, side, sides, similar, said, [*found.values()])
                if best and (not turn or _is_on(best, aspect)):
                    found[side.name] = best
            if aspect in _ALWAYS and not _is_asked(aspects) and len(found) < len(sides):
                continue  # nobody asked for it
            once = {each.sentence.text: Telling(each, name) for name, each in reversed(found.items())}  # maybe on both
            told += reversed(once.values())
            if not turn and _is_asked(aspects):
                missing += [(side.name, aspect) for side in sides if found and side.name not in found]
    return told, missing


def _best_on(
    aspect: str,
    side: Side,
    sides: Sequence[Side],
    similar: Mapping[str, Similarity],
    said: Sequence[TellingSentence],
    beside: Sequence[TellingSentence],
) -> TellingSentence | None:
    """Return the sentence on a side that tells an aspect best, of those that say what is not said yet.

    What shares most with the sentences on other sides that it stands `beside` is on the same.
    """
    able = [each for each in side.sentences if _is_on(each, aspect) or _near(each, aspect, similar) >= _TOLD]
    others = [other.names for other in sides if other is not side]
    alone = [each for each in able if not any(names.is_in(each.sentence.text) for names in others)]

    def worth(told: TellingSentence) -> float:
        return _on(told, aspect, similar) + sum(_shared(told, other) for other in beside)

    ranked = sorted(alone or able, key=worth, reverse=True)
    return next((each for each in ranked if all(each.likeness(other) < _SAME for other in said)), None)


def _is_on(told: TellingSentence, aspect: str) -> bool:
    """Tell whether a sentence tells of an aspect: it says its word, or holds the sort of amount that it is told in."""
    if stem(aspect) in told.sentence.terms | stems(told.label):
        return True
    return _is_worded(told, aspect) or _holds_amount(told, aspect)


def _is_worded(told: TellingSentence, aspect: str) -> bool:
    """Tell whether a sentence tells of an aspect in the words that it is usually told in."""
    return any(asked.fullmatch(aspect) and told_in.search(told.sentence.text) for asked, told_in in _WORDINGS)


def _holds_amount(told: TellingSentence, aspect: str) -> bool:
    """Tell whether a sentence holds the sort of amount that an aspect is told in."""
    seek = _seek(aspect)
    return seek is not None and fit(told.sentence, Query(text=aspect, terms=(), seek=seek)) > 0


def _near(told: TellingSentence, aspect: str, similar: Mapping[str, Similarity]) -> float:
    """Return how near a sentence's nearest word comes to an aspect's, 0 to 1."""
    found = similar.get(told.sentence.text)
    return found.by_term.get(stem(aspect), 0.0) if found else 0.0


def _on(told: TellingSentence, aspect: str, similar: Mapping[str, Similarity]) -> float:
    found = similar.get(told.sentence.text)
    rule = next((rule for _, rule in _SORTS if rule.fullmatch(aspect)), None)
    says = stem(aspect) in told.sentence.terms or _is_worded(told, aspect)
    if rule:  # "cheaper" is told by what something costs, and not by whoever says "cheaper"
        says = _holds_amount(told, aspect) and bool(rule.search(told.sentence.text))
    plainly = float(_is_on(told, aspect)) + float(says)
    plainly += _ITS_OWN * (told.article.kind is Kind.ANNOUNCEMENT)
    return plainly + _near(told, aspect, similar) + (found.cosine if found else 0.0) + told.score / 2


def _measured_together(
    sides: Sequence[Side], sentences: Sequence[TellingSentence], aspects: Sequence[str]
) -> list[Telling]:
    """Return the sentences that give an amount for each side, best first: they compare the sides themselves.

    Each stands at the side that it names first.
    """
    able = [
        each
        for each in sentences
        if len(each.sentence.amounts) >= len(sides)
        and not (each.sentence.leans or each.sentence.is_heading)
        and _names_apart(each.sentence.text, sides)
        and (not _is_asked(aspects) or any(_is_on(each, aspect) for aspect in aspects))
    ]
    chosen: list[Telling] = []
    for each in sorted(able, key=lambda told: (-told.score, -told.article.when.timestamp())):
        if len(chosen) < _TOGETHER and _is_new(each, chosen):
            first = min(sides, key=lambda side: side.names.first(each.sentence.text) or 0)
            chosen.append(Telling(each, first.name))
    return chosen


def _names_apart(text: str, sides: Sequence[Side]) -> bool:
    """Tell whether a text names each side, and not as one name: "Acme 3 mini" is neither on Acme 3 nor on both."""
    found = sorted((at, side.names.written_in(text)) for side in sides if (at := side.names.first(text)) is not None)
    return len(found) == len(sides) and all(
        text[at + len(name) : following].strip() for (at, name), (following, _) in pairwise(found)
    )


def _is_asked(aspects: Sequence[str]) -> bool:
    """Tell whether aspects are those that a question names."""
    return [*aspects[-len(_ALWAYS) :]] != [*_ALWAYS]


def _further(sides: Sequence[Side], told: Sequence[Telling]) -> Iterator[Telling]:
    """Yield what else is told of the sides, by turns: what is new with figures in it first."""
    left = [[each for each in side.sentences if not each.sentence.is_heading] for side in sides]
    chosen = list(told)
    for _ in range(_OF_ONE):
        for side, sentences in zip(sides, left, strict=True):
            if able := [each for each in sentences if _is_new(each, chosen)]:
                chosen.append(Telling(max(able, key=_adds), side.name))
                yield chosen[-1]


def _adds(told: TellingSentence) -> float:
    """Return what a sentence is worth beside others: the sides differ in amounts, and a guess tells little."""
    return told.score + _FIGURES * bool(told.sentence.amounts) - _GUESSED * told.sentence.is_hedged


def _by_what_is_shared(sides: Sequence[Side]) -> list[Telling]:
    """Return pairs of the sides' sentences that share most, and the best sentence of a side that shares nothing."""
    one, other = sides[0], sides[1]
    pairs = sorted(
        ((_shared(mine, theirs), mine, theirs) for mine in one.sentences for theirs in other.sentences),
        key=lambda pair: -(pair[0] + (pair[1].score + pair[2].score) / 4),
    )
    told: list[Telling] = []
    for alike, mine, theirs in pairs:
        apart = mine.sentence.text != theirs.sentence.text and _is_new(mine, told) and _is_new(theirs, told)
        if alike >= _ALIKE and len(told) < 2 * (_ASPECTS - 1) and apart:
            told += [Telling(mine, one.name), Telling(theirs, other.name)]
    for side in sides:
        if side.sentences and not _is_told_of(side, told):
            told.append(Telling(side.sentences[0], side.name))
    return told


def _shared(one: TellingSentence, other: TellingSentence) -> float:
    """Return how much two sentences are on one aspect: words in common, and amounts of one unit."""
    units = {each.unit for each in one.sentence.amounts} & {each.unit for each in other.sentence.amounts}
    return one.likeness(other) + _UNIT * bool(units - {""})


def _is_new(told: TellingSentence, said: Sequence[Telling]) -> bool:
    others = [each.told for each in said]
    return all(told.sentence.text != each.sentence.text and told.likeness(each) < _SAME for each in others)


def _scored_for(
    sentences: Sequence[TellingSentence], side: NameMentions, others: NameMentions, aspects: Sequence[str]
) -> list[TellingSentence]:
    """Return the sentences that are on a side, those on an aspect first: they name it, or their article is on it alone.

    A sentence that names both is on both.
    """
    articles = {each.article.id: each.article for each in sentences}
    covered = {key: (SubjectCoverage(each, side), SubjectCoverage(each, others)) for key, each in articles.items()}
    found, short = [], _without_versions(side)  # a sentence that begins with that is on another version
    told = {each.article.id for each in sentences if not each.sentence.is_heading}
    for each in sentences:
        text, (mine, theirs) = each.sentence.text, covered[each.article.id]
        if each.sentence.is_heading and each.article.id in told and not is_of_headline(each.sentence):
            continue  # its text says the same, and more
        is_of_both = mine.is_headed and theirs.is_headed
        if each.sentence.leans:
            if _is_meant(each, mine, theirs):
                found.append(replace(each, score=each.score - _LEANS))
        elif side.is_in(text) or (is_of_both and short.is_in(text)):
            found.append(replace(each, score=each.score + _BOTH * is_of_both))
        elif _is_alone(each, mine, theirs) and not others.is_in(text) and short.first(text) != 0:
            found.append(replace(each, score=each.score / 2))
    top = max((each.story.weight for each in found), default=0.0) or 1.0
    found = [replace(each, score=each.score + _STANDING * each.story.weight / top) for each in found]
    return sorted(found, key=lambda each: -(sum(_is_on(each, aspect) for aspect in aspects) + each.score))


def _is_alone(told: TellingSentence, mine: SubjectCoverage, theirs: SubjectCoverage) -> bool:
    """Tell whether the article or the paragraph of a sentence is on a side alone."""
    text = told.sentence.text
    return (mine.is_headed and not theirs.is_headed) or (mine.holds(text) and not theirs.holds(text))


def _is_meant(told: TellingSentence, mine: SubjectCoverage, theirs: SubjectCoverage) -> bool:
    """Tell whether "it" is a side: the one that the sentence before names, else what its article alone is on."""
    if not told.sentence.points_to_subject or told.sentence.before is None:
        return False
    before = told.sentence.before.text
    one, other = mine.names.first(before), theirs.names.first(before)
    if one is None and other is None:
        return mine.is_headed and not theirs.is_headed
    return one is not None and (other is None or one < other)


def _without_versions(side: NameMentions) -> NameMentions:
    """Return names as a report goes on to call what it has named: "Heron" for "Heron 2"."""
    return NameMentions(tuple(short for name in side.names if (short := _VERSION.sub("", name)) and short != name))
