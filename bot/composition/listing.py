"""A list: one entry for each name that did, or was, what is asked for (pure)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.composition.entry_names import entry_name, place_name
from bot.composition.story_claims import Composed, Telling, label
from bot.composition.told_before import ToldBefore
from bot.language.event_kinds import sorts_asked
from bot.language.words import stems
from bot.retrieval.topic_coverage import TopicWords
from indexer.language.product_names import EVIDENCE, product_names, relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.evidence.story_sentences import TellingSentence
    from bot.retrieval.aim import Aim
    from bot.retrieval.similarity import Compare

MOST_ENTRIES = 12
"""Entries that a list tells."""

_MODELS = frozenset({"model", "models"})
_A_MODEL = re.compile(r"(?<!business )\bmodels?\b", re.IGNORECASE)
_A_NAME = r"(?:the )?[A-Z][\w\u2019'-]{0,40}(?: [A-Z][\w\u2019'-]{0,40}){0,5}"  # bounded: hostile text has no end
_LISTED = re.compile(rf"{_A_NAME}(?:, {_A_NAME}){{1,12}},? and {_A_NAME}")
_OTHERS = 2  # names that a sentence lists beside those of an entry, with which it is another
_PER_ARTICLE = 2  # sentences of an article that are compared with the question
_COMPARED = 32  # sentences that are: each that is new has to be embedded
_IS_THE_LIST = 0.45  # set by hand: likeness of how a round-up begins from which each of its items is an entry
_OPENING = 300  # characters of a first paragraph that say what the others are on
# These five are set by hand, by the totals of sets of lists: lower floors tell more beside the point.
_LIKELY_ENOUGH = -0.85  # log-odds from which it is told: three of ten
_LIKELY_AS_AN_EVENT = -2.5  # where an event is all that is asked for, which it tells
_LIKELY_IF_UNSAID = -1.8  # where hardly any says what else is asked for
_LEAST_LIKELY = -2.6  # below which nothing is told
_NEAR_THE_BEST = 1.0  # below the best one, to be told: where a question has words of its own, all are less likely
_REPORTED_FOR = timedelta(days=21)  # set by hand: as long one event is reported with other sums
_SAID_SHARE = 0.3  # set by hand: of what is asked for beside an event
_JOINED = 0.5  # set by hand: of what somebody is asked to have joined or left
_SAID_OF = 2  # set by hand: sentences that say something of what is asked for, so that it tells some from others
_SAME = 0.6  # set by hand: likeness from which two sentences are one entry


class EntryFeatures(NamedTuple):
    """What makes a sentence an entry of a list, each from 0 to 1."""

    found: float  # how relevant its passage was found
    said: float  # share of what is asked for that its passage says with its article's title
    like: float  # its cosine with the question
    title_like: float  # that of its article's title
    event: float  # 1: it tells an event of the kind that is asked for
    telling: float  # how well it tells its story


# The first four as a logistic regression weighs them over sentences of invented news, whose articles a good list tells
# or not (`python -m bench.fitting.open_answers` fits them again). The others choose the sentence within its article.
ENTRY = EntryFeatures(found=3.0, said=1.5, like=1.6, title_like=5.4, event=0.3, telling=0.3)
OFFSET = -6.7
"""Added to the weighed features, it makes them the log-odds that a sentence belongs into a list."""


def compose_list(aim: Aim, sentences: Sequence[TellingSentence], compare: Compare) -> Composed:
    """Return an entry for each name, or each story, of which a sentence tells what is asked for, in the order of time.

    `compare` says how like the question texts are. Entries that an earlier answer told are left out.
    """
    ranked = _ranked(able_to_list(aim, sentences), aim, compare)
    entries: list[tuple[TellingSentence, str]] = []
    for each in ranked:
        name = entry_name(each, aim.asked) or place_name(each, aim)
        known = (entry for entry in entries if not aim.series or entry[0].article.id == each.article.id)
        if not any(_is_same(name, each, *entry) for entry in known):
            entries.append((each, name))
    before = ToldBefore(aim.query.told)
    entries = [(each, name) for each, name in entries if not each.was_told and not before.is_entry(name)]
    left = tuple(each.story for each, _ in entries[MOST_ENTRIES:])
    first = sorted(entries[:MOST_ENTRIES], key=lambda entry: entry[0].article.when)
    return Composed(tuple(Telling(each, label(name)) for each, name in first), left)


def able_to_list(aim: Aim, sentences: Sequence[TellingSentence]) -> list[TellingSentence]:
    """Return the sentences that may be entries of a list: in its time, on its subject, of its kind of events."""
    since = aim.query.selection.since
    able = [each for each in sentences if _is_in_time(each, since) and _is_of_subject(each, aim)]
    if aim.event and not aim.topic:  # the event is all that is asked for
        able = [each for each in able if each.event and each.event.is_told]
        able = [each for each in able if entry_name(each, aim.asked) or place_name(each, aim)]
    if aim.event and aim.event.of_people and aim.topic:  # what somebody joined is no office: "the board"
        able = [each for each in able if TopicWords(aim.topic).coverage(_around(each)) >= _JOINED] or able
    if _MODELS & sorts_asked(aim.query.text):
        able = [each for each in able if _is_of_a_model(each)] or able
    return able


def _is_in_time(told: TellingSentence, since: datetime | None) -> bool:
    """Tell whether a sentence tells nothing from long before, or from before the time that is asked for.

    What an item of a round-up begins with is what it is for, however long ago.
    """
    item, text = told.sentence.item, told.sentence.text
    is_background = told.sentence.is_background and not (item and item.begins_with(text))
    is_earlier = since is not None and told.sentence.last_day is not None and told.sentence.last_day < since.date()
    return not (is_background or is_earlier)


def _is_of_a_model(told: TellingSentence) -> bool:
    """Tell whether a sentence is on a model: it goes by a version, or it or its title says so."""
    said = f"{told.article.title}\n{told.sentence.text}"
    return bool(_A_MODEL.search(said)) or any(each.version for each in product_names(said))


def _is_of_subject(told: TellingSentence, aim: Aim) -> bool:
    """Tell whether a sentence tells who joined or left a subject, and not what else its article tells."""
    if not (aim.event and aim.event.of_people and aim.names.names):
        return True
    people = [name for name in told.sentence.names if " " in name and not any(map(str.isdigit, name))]
    return bool(people) and aim.names.is_in(told.sentence.text)


def _ranked(sentences: Sequence[TellingSentence], aim: Aim, compare: Compare) -> list[TellingSentence]:
    """Return the sentences that belong into a list, best first; what is not likely to is left out."""
    scored = [(_weigh(found), each) for each, found in compared_entries(sentences, aim, compare)]
    best = max((score for score, _ in scored), default=0.0)
    likely = min(_LIKELY_ENOUGH, max(_LEAST_LIKELY, best - _NEAR_THE_BEST))
    is_said = _tells_apart(aim.topic, sentences)
    ranked = sorted(scored, key=lambda pair: -pair[0])
    return [each for score, each in ranked if aim.series or score >= min(likely, _least(each, aim.topic, is_said))]


def _least(told: TellingSentence, topic: str, is_said: bool) -> float:  # noqa: FBT001  of a topic
    """Return the log-odds from which a sentence is told that tells an event which is asked for.

    Where nothing else is asked for, or it says that, too, it belongs there unless it looks like nothing asked.
    """
    if not _is_event(told):
        return _LIKELY_ENOUGH
    if TopicWords(topic).coverage(_around(told)) >= _SAID_SHARE:
        return _LIKELY_AS_AN_EVENT
    return _LIKELY_ENOUGH if is_said else _LIKELY_IF_UNSAID


def _tells_apart(topic: str, sentences: Sequence[TellingSentence]) -> bool:
    """Tell whether what is asked for beside an event is said of some who did it.

    Few titles say of what sort somebody is: "which consultancies signed with Acme".
    """
    said = (TopicWords(topic).coverage(_around(each)) for each in sentences if _is_event(each))
    return sum(share > 0 for share in said) >= _SAID_OF


def _is_event(told: TellingSentence) -> bool:
    return told.event is not None and told.event.is_told


def _around(told: TellingSentence) -> str:
    """Return what stands around a sentence: its article's title, and its passage or item."""
    item = told.sentence.item
    return f"{told.article.title}\n{item.text if item else told.sentence.hit.placed.passage.text}"


def compared_entries(
    sentences: Sequence[TellingSentence], aim: Aim, compare: Compare
) -> list[tuple[TellingSentence, EntryFeatures]]:
    """Return the sentences that look best by their words, with what makes each an entry.

    A round-up that begins with what is asked for is itself the list: of each of its items as many are compared as else
    of an article, and nothing else of it.
    """
    spoken, able = TopicWords(aim.spoken), list(_by_text_or_title(sentences))
    opening = _likenesses(compare, (_opening(each) for each in able if each.sentence.item))
    lists = {each.article.id for each in able if each.sentence.item and opening[_opening(each)] >= _IS_THE_LIST}
    topic = aim.topic.split()
    by_event = " ".join(word for word in aim.spoken.split() if word not in topic)
    features = [
        (each, _features(each, spoken, by_event)) for each in able if each.sentence.item or each.article.id not in lists
    ]
    features.sort(key=lambda each: -_weigh(each[1]))
    of_part: Counter[tuple[str, str]] = Counter()
    hopeful: list[tuple[TellingSentence, EntryFeatures]] = []
    for each, by_words in features:
        part = _part(each) if each.article.id in lists else (each.article.id, "")
        if of_part[part] < _PER_ARTICLE and len(hopeful) < _COMPARED:
            of_part[part] += 1
            hopeful.append((each, by_words))
    texts = [text for each, _ in hopeful for text in (each.sentence.text, *_titles(each))]
    like = _likenesses(compare, texts)
    return [
        (each, by_words._replace(like=like[each.sentence.text], title_like=max(like[one] for one in _titles(each))))
        for each, by_words in hopeful
    ]


def _by_text_or_title(sentences: Sequence[TellingSentence]) -> Iterator[TellingSentence]:
    """Yield the sentences of each article, or its title where none is able, or it alone tells their subject's event."""
    texts: dict[str, list[TellingSentence]] = {}
    for each in sentences:
        if not each.sentence.is_heading:
            texts.setdefault(each.article.id, []).append(each)
    by_title = {
        each.article.id
        for each in sentences
        if each.sentence.is_heading and _tells_alone(each, texts.get(each.article.id, []))
    }
    return (each for each in sentences if each.sentence.is_heading == (each.article.id in by_title))


def _tells_alone(title: TellingSentence, texts: Sequence[TellingSentence]) -> bool:
    """Tell whether a title says what no sentence of its article says, of somebody whom they name."""
    if not texts:
        return True
    if not _is_event(title) or any(map(_is_event, texts)):
        return False
    return any(not (each.sentence.names and {*each.sentence.names}.isdisjoint(title.sentence.names)) for each in texts)


def _likenesses(compare: Compare, texts: Iterable[str]) -> dict[str, float]:
    """Return how like the question each text is, 0 to 1."""
    return {text: max(0.0, found.cosine) for text, found in compare(list(dict.fromkeys(texts))).items()}


def _opening(told: TellingSentence) -> str:
    """Return how an article begins: its title, and what it says of itself."""
    first, _, _ = told.article.text.partition("\n")
    return f"{told.article.title}. {first[:_OPENING]}"


def _titles(told: TellingSentence) -> tuple[str, ...]:
    """Return what says the subject of a sentence: its article's title; of an item also how that begins, and its own."""
    title, item = told.article.title, told.sentence.item
    return (title, _opening(told), item.title) if item else (title,)


def _part(told: TellingSentence) -> tuple[str, str]:
    """Return what tells the article of a sentence from others, or its item: that is an article by itself."""
    return told.article.id, told.sentence.item.heading if told.sentence.item else ""


def _features(told: TellingSentence, spoken: TopicWords, by_event: str) -> EntryFeatures:
    """Return what makes a sentence an entry, before it was compared with the question.

    `by_event` are the words of the question for the events that it asks for: who tells one in other words says them.
    """
    is_event = _is_event(told)
    return EntryFeatures(
        found=told.sentence.hit.relevance,
        said=spoken.coverage(f"{_around(told)}\n{by_event if is_event else ''}"),
        like=0.0,
        title_like=0.0,
        event=float(is_event),
        telling=told.score,
    )


def _weigh(found: EntryFeatures) -> float:
    """Return the log-odds that a sentence belongs into a list."""
    return OFFSET + sum(weight * value for weight, value in zip(ENTRY, found, strict=True))


def _is_same(name: str, further: TellingSentence, told: TellingSentence, entry: str) -> bool:
    """Tell whether a further sentence is on an entry.

    One name holds the other, or one sentence says nearly the same and has the other's name, or it goes on with its
    story.
    """
    one, other = stems(name), stems(entry)
    if _are_two_products(name, entry) or _are_two_events(further, told):
        return False
    is_apart = told.story.id != further.story.id or _part(told)[1] != _part(further)[1]
    if not (one and other):  # what is told without a name is its story's
        return not is_apart or further.likeness(told) >= _SAME
    listed = _LISTED.search(further.sentence.text) if is_apart else None  # "suits from Acme, Hooli and Globex"
    if listed and len(stems(listed.group()) - told.sentence.terms) >= _OTHERS:
        return False
    if one <= other or other <= one:
        return True
    is_named = one <= told.sentence.terms or other <= further.sentence.terms  # a word alone, "AI", is many names'
    if is_named and further.likeness(told) >= _SAME:
        return True
    goes_on = further.sentence.is_title or bool(other & (stems(told.article.title) | further.sentence.terms))
    return not is_apart and goes_on


def _are_two_products(one: str, other: str) -> bool:
    """Tell whether two names are of two products, or versions of one: "Opus 5" is neither "Sonnet 5" nor "Opus 4.8"."""
    products = [[each for each in product_names(name) if each.version] for name in (one, other)]
    return all(products) and not any(
        relation(mine, theirs) in EVIDENCE or relation(theirs, mine) in EVIDENCE
        for mine in products[0]
        for theirs in products[1]
    )


def _are_two_events(one: TellingSentence, other: TellingSentence) -> bool:
    """Tell whether two sentences tell of two sums weeks apart: somebody may raise money, or be fined, twice."""
    if not (one.event and one.event.kind.measured) or abs(one.article.when - other.article.when) <= _REPORTED_FOR:
        return False
    sums = [[each for each in told.sentence.amounts if each.is_money] for told in (one, other)]
    return all(sums) and not any(mine.same_size(theirs) for mine in sums[0] for theirs in sums[1])
