"""Stories -> the sentences that tell them, best first (pure).

A sentence that tells a story says what most of its reports begin with (their titles and leads: the centroid of Radev et
al. 2004, "Centroid-based summarization of multiple documents"), names the subject, and can stand alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bot.evidence.aspects import Aspect, aspects_of, is_label
from bot.evidence.attribution import Attribution, begins_by_saying
from bot.evidence.repetition import words_shared
from bot.evidence.sentences import is_in_pieces, is_short
from bot.evidence.told_event import ToldEvent
from bot.language.headlines import is_assertion
from bot.language.tense import HAPPENED
from bot.language.words import is_broad_name, is_dangling, stem, stems
from bot.retrieval.subject_coverage import SubjectCoverage
from indexer.model import Kind, Quality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.evidence.sentences import PassageSentence
    from bot.language.event_kinds import EventKind
    from bot.language.name_mentions import NameMentions
    from bot.language.round_ups import Item
    from bot.model import FoundStory
    from bot.retrieval.topic_coverage import TopicWords
    from indexer.model import Article


class TellingFeatures(NamedTuple):
    """What makes a sentence tell a story."""

    central: float  # share of what its reports begin with, by weight, that it says
    named: float  # 1: it names the subject; less where only its article's title does
    early: float  # 1 for the first sentence of an article, less for each later one
    background: float  # 1: all that it dates is long before its publication
    heading: float  # 1: it is a title
    crowded: float  # how much longer than a plain sentence it is, 0 to 1
    asked: float  # share of the words that are asked for beside the subject that it says
    concrete: float  # 1: it says a number
    own_words: float  # 1: its author speaks of "us" or "me", outside of quotation marks


# Set by hand, in keeping with what editors do: the lead, with the name in it, unless it only sets the scene.
TELLING = TellingFeatures(
    central=0.5,
    named=0.35,
    early=0.25,
    background=-0.4,
    heading=-0.45,
    crowded=-0.15,
    asked=0.3,
    concrete=0.1,
    own_words=-0.2,
)

_TITLE = 2  # content words
_SENTENCES = 24  # of a passage that are looked at
# Set by hand: what a sentence is worth as naming its subject where only its article's title or publisher does.
_BY_ITS_ARTICLE = 0.5
_HEAD_SAID = 0.3  # set by hand: of the words of what a title names, that a sentence says which is on it
_UNDER = 2  # sentences that a heading within a text is of for sure
_PLAIN, _LONGEST = 220, 500  # characters
_FRONT = 0.85  # set by hand: share of the reports' titles' words that is reckoned by, the rest by their first sentences
_OWN_WORDS = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Uu]s|[Mm]e|[Mm]y|[Ii]['\u2019]m|[Yy]ou|[Yy]our)\b")
_QUOTED = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d")
_VERSIONED = re.compile(r"\b(\w*(?:[A-Z][a-z]{2}|[a-z]{3})) (\d(?:\.\d)?)\b(?! (?:\w+ )?(?:million|billion|percent))")
_HEAD = re.compile(r":\s|\s[|\u2013\u2014-]\s")  # of a title: behind it the thing is described
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_APPOSED = re.compile(
    r"(?:Its|Their|His|Her) (?:[\w-]+ ){1,4}?[\w-]+, (?:[A-Z][\w.\u2019'-]+ ){1,3}?[A-Z][\w\u2019'-]+, "
)
_SAYING = 30  # characters of what is quoted
_QUESTION = ("?", "?\u201d", '?"')


@dataclass(frozen=True, kw_only=True)
class SentencesSought:
    """What the sentences are to tell that stories are told by, and which of them may."""

    names: NameMentions  # of the subject
    topic: TopicWords  # what is asked for beside it
    events: EventKind | None = None
    told: frozenset[str] = frozenset()  # texts that earlier answers told
    has_views: bool = False  # views stand behind their holder's name, or their subject's, so that some do not need it
    has_leaning: bool = False  # those that need the one before them stand last; else they are left out
    has_items: bool = False  # items of round-ups stand behind their own name


@dataclass(frozen=True, kw_only=True, eq=False)
class TellingSentence:
    """A sentence that tells a story. It has no slots, for the sake of `cached_property`."""

    sentence: PassageSentence
    story: FoundStory
    score: float
    sought: SentencesSought
    coverage: SubjectCoverage  # of the subject, by its article
    named: float = 1.0  # how well it names the subject, 0 to 1
    asked: float = 0.0  # how much of what is asked for beside the subject it says, 0 to 1

    @property
    def article(self) -> Article:
        """The report that says it."""
        return self.sentence.article

    @property
    def names(self) -> NameMentions:
        """Those of the subject: what all sentences share tells none apart."""
        return self.sought.names

    @cached_property
    def event(self) -> ToldEvent | None:
        """What it is to the events that are asked for, None where none are."""
        own = self.coverage.is_own
        return ToldEvent(self.sought.events, self.sentence, is_own=own) if self.sought.events else None

    @property
    def was_told(self) -> bool:
        """Whether an earlier answer told it as it stands."""
        return " ".join(self.sentence.text.split()) in self.sought.told

    @cached_property
    def attribution(self) -> Attribution:
        """Whose it is."""
        return Attribution(self.sentence, self.names)

    @cached_property
    def label(self) -> str:
        """The heading within the text that it stands under, "" for none."""
        at = None if self.sentence.is_heading else self.sentence
        for _ in range(_UNDER + 1):
            if at and is_label(at.text):
                return at.text
            at = at.before if at else None
        return ""

    @cached_property
    def aspects(self) -> frozenset[Aspect]:
        """What it tells of an event."""
        return aspects_of(self.sentence.text, self.label)

    @cached_property
    def named_at(self) -> int | None:
        """Where it names the subject first, None for nowhere."""
        return self.names.first(self.sentence.text)

    @property
    def worth(self) -> float:
        """Its score without regard to whether it names the subject: behind a sentence that does it need not."""
        return self.score - TELLING.named * self.named - TELLING.background * self.sentence.is_background

    @cached_property
    def happened(self) -> bool:
        """Whether it tells that something happened, was done or is to be done, and not only how things are."""
        told = {Aspect.REMEDY, Aspect.OUTCOME, Aspect.NEXT, Aspect.CORRECTION, Aspect.CAUSE}
        return bool(told & self.aspects) or bool(HAPPENED.search(self.sentence.text))

    @cached_property
    def names_told(self) -> frozenset[str]:
        """The stems of its names, less those of the subject and those of countries and days.

        A version is one with the word before it: "Vinter 4" and "Hop 4" share none.
        """
        own = self.names.terms
        versions = {
            f"{stem(name)} {number}"
            for name, number in _VERSIONED.findall(self.sentence.text)
            if not {stem(name), number} <= own
        }
        found = {term for term in stems(" ".join(self.sentence.names)) - own if not _NUMBER.fullmatch(term)}
        return frozenset(term for term in found | versions if not is_broad_name(term))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems of its words, less those of the subject."""
        return self.sentence.terms - self.names.terms

    def likeness(self, other: TellingSentence) -> float:
        """Return how much it says the same as another: the share of the words of the shorter one in common."""
        return words_shared(self.terms, other.terms)


class ReadStory(NamedTuple):
    """A story with what tells it."""

    story: FoundStory
    told: Sequence[TellingSentence]  # best first
    was_told: bool = False  # something of it, by an earlier answer


def is_of_headline(sentence: PassageSentence) -> bool:
    """Tell whether a sentence is the headline of an entry that has but a teaser beside it: that is what tells the news.

    A teaser adds to its headline, "Now in public beta.", and is read below it.
    """
    return sentence.is_title and (is_short(sentence.article) or is_in_pieces(sentence.article))


def telling_sentences(
    story: FoundStory, passages: Sequence[tuple[PassageSentence, ...]], sought: SentencesSought
) -> list[TellingSentence]:
    """Return the sentences that can tell a story, best first, each wording once.

    `passages` are the title and the sentences of each of its hits, as `Evidence.whole` reads them.
    Of a commentary they must name the subject, unless views are asked for: the rest is not on it.
    """
    centre = {term: weight for term, weight in _centre(story, passages).items() if term not in sought.names.terms}
    covered = {hit.article.id: SubjectCoverage(hit.article, sought.names) for hit in story.hits}
    found: dict[str, TellingSentence] = {}
    headlines: dict[str, TellingSentence] = {}
    for sentence in _sentences(story, passages):
        is_plain, is_headline = _is_plain(sentence, sought), _says_what_is_new(sentence, sought.names)
        if not (is_plain or is_headline):
            continue
        coverage = covered[sentence.article.id]
        features = _features(sentence, centre, coverage, sought)
        is_of_views = sentence.article.kind is Kind.OPINION and not sought.has_views
        if features.named < (1.0 if is_of_views else _BY_ITS_ARTICLE):
            continue
        value = _weigh(features)
        told = TellingSentence(
            sentence=sentence,
            story=story,
            score=value,
            sought=sought,
            coverage=coverage,
            named=features.named,
            asked=features.asked,
        )
        kept = found if is_plain else headlines
        if sentence.text not in kept or kept[sentence.text].score < value:
            kept[sentence.text] = told
    gives_orders = bool(headlines) and any(each.is_order for each in _sentences(story, passages))
    if not gives_orders and not any(map(_states, found.values())):
        found |= headlines
    if not any(not each.sentence.leans for each in found.values()):
        found = {each.sentence.text: each for each in _by_title(story, passages, sought, covered)}
    heads = {each.article.id: each for each in found.values() if is_of_headline(each.sentence)}
    return sorted(found.values(), key=lambda each: (_only_adds(each, heads.get(each.article.id)), *_best_first(each)))


def _only_adds(told: TellingSentence, headline: TellingSentence | None) -> bool:
    """Tell whether a sentence says nothing of what its headline names: of what it is stays open if it stands alone."""
    is_on_subject = told.named >= 1 and bool(told.names.names)
    return headline is not None and told is not headline and not (is_on_subject or _says_head(told))


def _says_head(told: TellingSentence) -> bool:
    """Tell whether a sentence says enough of what its title names, beside the subject and what news leaves out.

    Of a title that is a list of headlines a sentence on one of them says little.
    """
    named = {term for term in stems(_HEAD.split(told.article.title)[0]) - told.names.terms if not is_broad_name(term)}
    return len(named & told.sentence.terms) >= _HEAD_SAID * (len(named) or 1)


def _best_first(told: TellingSentence) -> tuple[bool, bool, bool, float, datetime, int]:
    """Return what sentences are sorted by: news before background, and those that name the subject before others."""
    leans = told.sentence.leans
    return leans, told.sentence.is_background, told.named < 1, -told.score, told.article.when, told.sentence.place


def _by_title(
    story: FoundStory,
    passages: Sequence[tuple[PassageSentence, ...]],
    sought: SentencesSought,
    covered: Mapping[str, SubjectCoverage],
) -> Iterator[TellingSentence]:
    """Yield the titles of posts, and of reports without a text: they say at least what was published."""
    for hit, read in zip(story.hits, passages, strict=True):
        title = read[0] if read else None
        if hit.article.kind is not Kind.ANNOUNCEMENT and hit.article.quality is not Quality.HEADLINE:
            continue
        coverage = covered[hit.article.id]
        able = title is not None and title.is_title and len(title.terms) >= _TITLE and bool(_named(title, coverage))
        if title and able and not title.text.endswith(_QUESTION) and not title.is_order:
            yield TellingSentence(sentence=title, story=story, score=0.0, sought=sought, coverage=coverage)


def _sentences(story: FoundStory, passages: Sequence[tuple[PassageSentence, ...]]) -> Iterator[PassageSentence]:
    """Yield the titles of a story's reports and the sentences of their passages."""
    titled: set[str] = set()
    for hit, read in zip(story.hits, passages, strict=True):
        headings = [each for each in read if each.is_heading]
        if headings and hit.article.id not in titled:
            titled.add(hit.article.id)
            yield headings[0]
        yield from read[len(headings) :][:_SENTENCES]


def _is_plain(sentence: PassageSentence, sought: SentencesSought) -> bool:
    """Tell whether a sentence can be understood where it would stand, and says it to people."""
    is_plain = _may_tell(sentence, has_leaning=sought.has_leaning)
    is_plain = is_plain or (sought.has_views and _is_plain_behind_a_name(sentence))
    if sought.has_items and (item := sentence.item):
        is_plain = (is_plain or _is_plain_behind_heading(sentence, item)) and not item.is_heading(sentence.text)
    has_words = sought.has_views or bool(re.search(r"\w", _QUOTED.sub("", sentence.text)))
    return is_plain and has_words and not sentence.is_order  # without words of its own: of nobody knows whom


def _may_tell(sentence: PassageSentence, *, has_leaning: bool = False) -> bool:
    """Tell whether a sentence can be quoted alone, or if it `has_leaning` behind the one before it."""
    if (
        not sentence.is_quotable
        or sentence.text.startswith("*")
        or sentence.text.endswith(_QUESTION)
        or sentence.is_order
        or sentence.is_no_news
    ):
        return False
    if not sentence.leans:
        return True
    before = sentence.before
    return has_leaning and before is not None and not before.leans and _may_tell(before)


def _says_what_is_new(title: PassageSentence, names: NameMentions) -> bool:
    """Tell whether a headline without a verb says at least what there is of its subject: "Acme Small 4", of Acme."""
    if not is_of_headline(title) or title.article.kind is Kind.OPINION:
        return False
    is_news = len(title.terms) >= _TITLE and bool(title.terms - names.terms)
    return is_news and not (title.leans or title.text.endswith(_QUESTION))


def _states(told: TellingSentence) -> bool:
    """Tell whether a sentence says by itself what its subject does, or what is done to it: no headline has to.

    Where nothing is the subject, it is what the title names.
    """
    is_on_it = told.named >= 1 if told.names.names else _says_head(told)
    return is_on_it and not told.sentence.leans and is_assertion(told.sentence.text)


def _is_plain_behind_a_name(sentence: PassageSentence) -> bool:
    """Tell whether a sentence that leans is plain if the name of its subject, or of its speaker, stands before it."""
    said = " ".join(_QUOTED.findall(sentence.text))
    is_saying = bool(_APPOSED.match(sentence.text)) or begins_by_saying(sentence.text)
    is_saying = is_saying or (len(said) > _SAYING and not is_dangling(said))
    return sentence.is_quotable and (is_saying or sentence.points_to_subject)


def _is_plain_behind_heading(sentence: PassageSentence, item: Item) -> bool:
    """Tell whether a sentence that leans begins an item under a name, which stands before it: "Acme | It raised"."""
    elsewhere = f"{sentence.article.title}\n{sentence.article.text}"
    return sentence.is_quotable and item.begins_with(sentence.text) and item.is_named(elsewhere)


def _centre(story: FoundStory, passages: Sequence[tuple[PassageSentence, ...]]) -> dict[str, float]:
    """Return the stems that a story's reports begin with, by the share of the reports that do."""
    titles: Counter[str] = Counter()
    leads: Counter[str] = Counter()
    reports = {hit.article.id: (hit, read) for hit, read in zip(story.hits[::-1], passages[::-1], strict=True)}
    for hit, read in reports.values():
        titles.update(stems(hit.article.title))
        leads.update(next((each.terms for each in read if not each.is_heading), frozenset()))
    weights = {term: _FRONT * titles[term] + (1 - _FRONT) * leads[term] for term in {*titles, *leads}}
    return {term: weight / len(reports) for term, weight in weights.items()}


def _features(
    sentence: PassageSentence, centre: dict[str, float], coverage: SubjectCoverage, sought: SentencesSought
) -> TellingFeatures:
    whole = sum(centre.values()) or 1.0
    place = sentence.place + _SENTENCES * sentence.hit.placed.passage.ordinal
    return TellingFeatures(
        central=sum(weight for term, weight in centre.items() if term in sentence.terms) / whole,
        named=_named(sentence, coverage, has_views=sought.has_views),
        early=0.0 if sentence.is_heading else 1 / (1 + place),
        background=float(sentence.is_background),
        heading=float(sentence.is_title and not is_of_headline(sentence)),
        crowded=min(1.0, max(0, len(sentence.text) - _PLAIN) / (_LONGEST - _PLAIN)),
        asked=sought.topic.likeness(sentence.text) if sought.topic.text else 0.0,
        concrete=float(any(map(str.isdigit, sentence.text))),
        own_words=float(bool(_OWN_WORDS.search(_QUOTED.sub(" ", sentence.text)))),
    )


def _named(sentence: PassageSentence, coverage: SubjectCoverage, *, has_views: bool = False) -> float:
    """Return how well a sentence names the subject, 0 to 1; 0 where nothing says that it is on it."""
    said = f"{sentence.text}\n{sentence.article.text}" if is_of_headline(sentence) else sentence.text
    if not coverage.names.names or coverage.names.is_in(said):
        return 1.0
    is_headed = coverage.is_in_beginning if has_views else coverage.is_headed
    is_of_views = has_views and sentence.article.kind is Kind.OPINION  # it was found to be on it
    is_on_it = is_headed or is_of_views or coverage.is_own or coverage.is_throughout or coverage.holds(sentence.text)
    return _BY_ITS_ARTICLE * is_on_it


def _weigh(found: TellingFeatures) -> float:
    return sum(weight * value for weight, value in zip(TELLING, found, strict=True))
