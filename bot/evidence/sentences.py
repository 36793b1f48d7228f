"""Retrieved hits -> evidence: each passage is taken apart into sentences once, and each sentence read once (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bot.evidence.statement_kind import kind_of
from bot.language.datelines import clean_sentences
from bot.language.dates import is_background, last_day
from bot.language.headlines import is_assertion
from bot.language.product_versions import sought_products
from bot.language.prompt_injection import addresses_a_machine
from bot.language.round_ups import item_with
from bot.language.stated_amounts import stated_amounts
from bot.language.words import dates, is_dangling, is_hedged, names, places, stems, words
from bot.model import RetrievedHits
from bot.retrieval.wordings import Wordings
from bot.verification.parsing.annotation import annotate
from indexer.model import Kind, Quality
from indexer.passages import is_continuation, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.language.amounts import Amount
    from bot.language.product_versions import SoughtProducts
    from bot.language.round_ups import Item
    from bot.model import FoundStories, Hit, StatementKind
    from bot.verification.parsing.annotation import Sentence
    from indexer.language.product_names import ProductName
    from indexer.model import Article

MAX_SENTENCE = 600
"""Longer sentences are lists and tables that lost their shape: they are not quoted."""

_MIN_WORDS = 5  # shorter ones are headings, captions and exclamations, or brief
_BRIEF = 3  # words of a statement
_FEW = 3  # sentences of a short text
_LEAD_IN = 2  # sentences before a passage that its first one may lean on
_LEAD_IN_CHARS = 1_500
_PROMOTES = re.compile(
    r"\b(?:sign(?:ing)?\sup\s(?:to|for)\s(?:\S+\s){0,6}(?:newsletters?|alerts?|updates|emails?|briefings?)|in\syour\sinbox"
    r"|subscribe\s(?:to|now|here|today)|click\s(?:here|below|on\sthe\slink)|(?:read|watch|see)\smore(?=:)"
    r"|follow\sus\son|download\s(?:our|the)\sapp|all\srights\sreserved)\b",
    re.IGNORECASE,
)
_NO_NEWS = re.compile(
    r"^(?:Disclosure|Disclaimer|Editor['\u2019]s note)\b|\brequests? for comment\b"
    r"|\b(?:declin|refus)(?:ed|es) to comment\b"
    r"|\b(?:did|has|had|have) ?n(?:o|['\u2019])t (?:immediately |yet )?(?:respond|repl(?:y|ied))(?:ed)?\b"
    r"|\bcould ?n(?:o|['\u2019])t (?:immediately )?be reached\b",
    re.IGNORECASE,
)
"""That somebody said nothing, or what ties an outlet has: true, and no news."""

_ADDRESSES = re.compile(r"\bhttps?://\S|<[!@#]|(?<!\w)@(?:everyone|here|channel)\b")
"""What is written for browsers and chats: no words of news."""

_TEASES = re.compile(
    r"\W*(?:here(?:['\u2019]s|\sis|\sare)\s(?:what|how|why|where|who|when|everything|all|a\slook|our)"
    r"|(?:read\son|find\sout|learn|discover)\s(?:what|how|why|where|who|when|more)|use\sth(?:is|ese)\s\w+\sto)\b",
    re.IGNORECASE,
)
"""What a sentence begins with that says only that something is told behind it: "Here's what it is about"."""

_POINTS = re.compile(
    r"(?:(?:He|She|They) said (?:that )?)?(?:It|The (?:company|firm|start-?up|group|lab|model|chip|service|bill|law))"
    r" (?!(?:is|was) (?:said|thought|unclear|not clear|possible|likely))\w",
    re.IGNORECASE,
)
_MARKS = re.compile(r"(?<!\d)\"")  # no inches
_CUT_OFF = re.compile(r"(?:\.\.\.|\u2026)[\])]?\s?$")
_ENDED = re.compile(r"[.!\u2026][\"'\u2019\u201d)\]]*$")


@dataclass(frozen=True, kw_only=True, eq=False)
class PassageSentence:
    """A sentence of a passage, or its article's title. Each property is computed once, when it is first needed.

    It has no slots, because `cached_property` keeps its values in the instance's dictionary.
    """

    text: str  # on one line, without the dateline of an agency's report
    hit: Hit  # whose passage it is of; of a lead-in, the hit behind it
    place: int  # in the passage, from 0; below 0: it leads in to the passage
    before: PassageSentence | None = None  # the sentence before it in the passage, or in what leads in to it
    is_heading: bool = False  # it is the title of an article that has a text, and stands before all sentences
    wordings: Wordings = field(default_factory=Wordings)  # of the question

    @property
    def article(self) -> Article:
        """The article that says it."""
        return self.hit.article

    @property
    def position(self) -> tuple[int, int]:
        """Where it stands in its article: the number of its passage, and its own in that; a title before all."""
        return self.hit.placed.passage.ordinal, self.place - self.is_heading

    @property
    def is_lead_in(self) -> bool:
        """Whether it stands before its passage, and is quoted only for a sentence that leans on it."""
        return self.place < 0

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems of its words, and those of the question that it says in other words, or its article's date."""
        return stems(self.text) | self.wordings.terms(self.text) | self.hit.dated

    @cached_property
    def names(self) -> list[str]:
        """Its names, as they stand."""
        return names(self.text)

    @cached_property
    def places(self) -> list[str]:
        """What may be places, with the preposition before them."""
        return places(self.text)

    @cached_property
    def amounts(self) -> list[Amount]:
        """Its amounts, of which those in its dates and in names of products are none."""
        return stated_amounts(self.text)

    @cached_property
    def dates(self) -> list[str]:
        """What says when in it."""
        return dates(self.text)

    @cached_property
    def is_title(self) -> bool:
        """Whether it is its article's title, even of an article that has no other text."""
        return is_title(self.text, self.article)

    @cached_property
    def is_quotable(self) -> bool:
        """Whether it is a sentence of news: see `is_quotable`."""
        return is_quotable(self.text, self.article)

    @cached_property
    def is_brief(self) -> bool:
        """Whether it states something in few words, "Corvid took 33 days.": it may answer, and tells no story."""
        return not self.is_title and is_brief(self.text, self.article)

    @property
    def is_no_news(self) -> bool:
        """Whether it only says that somebody said nothing, or what ties its outlet has."""
        return bool(_NO_NEWS.search(self.text))

    @cached_property
    def is_hedged(self) -> bool:
        """Whether it says how sure it is not."""
        return is_hedged(self.text)

    @cached_property
    def leans(self) -> bool:
        """Whether it cannot be understood without the one before it."""
        return is_dangling(self.text)

    @cached_property
    def points_to_subject(self) -> bool:
        """Whether it leans on the one before it for the name of its subject alone: "The company lost ..."."""
        return bool(_POINTS.match(self.text))

    @cached_property
    def is_order(self) -> bool:
        """Whether it speaks to whatever reads the page for somebody else: see `addresses_a_machine`."""
        return addresses_a_machine(self.text)

    @cached_property
    def last_day(self) -> date | None:
        """The last day that it dates, None if it dates nothing."""
        return last_day(self.text, self.article.when.date())

    @cached_property
    def is_background(self) -> bool:
        """Whether it tells of an event long before its publication."""
        return is_background(self.last_day, self.article.when.date())

    @cached_property
    def item(self) -> Item | None:
        """The item of a round-up that it stands in; what a company posts on itself has chapters, and no items."""
        if self.article.kind is Kind.ANNOUNCEMENT or self.is_heading:
            return None
        return item_with(self.article.text, self.text)

    @property
    def stands_alone(self) -> bool:
        """Whether it can be quoted by itself: it is news, needs no other sentence, and gives a machine no orders."""
        return self.is_quotable and not self.leans and not self.is_order

    @cached_property
    def kind(self) -> StatementKind:
        """How it is to be taken."""
        return kind_of(self.text, self.article)

    @cached_property
    def annotated(self) -> Sentence:
        """It, as verification compares it with others."""
        return annotate(self.text, self.article.when.date())


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was retrieved for a query, with the sentences of the passages."""

    retrieved: RetrievedHits
    wordings: Wordings = field(default_factory=Wordings)  # of the query
    read: dict[str, tuple[PassageSentence, ...]] = field(default_factory=dict, repr=False, compare=False)
    """By passage id: the sentences of the passages that were asked for so far."""

    @property
    def sought(self) -> SoughtProducts:
        """The products that the query names."""
        return self.wordings.products

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The best hits, see `RetrievedHits`."""
        return self.retrieved.hits

    def sentences(self, hit: Hit) -> tuple[PassageSentence, ...]:
        """Return the sentences of a hit's passage, in order."""
        key = hit.placed.passage.id
        if key not in self.read:
            self.read[key] = _chained(hit, clean_sentences(hit.placed.passage.text), 0, self.wordings)
        return self.read[key]

    def lead_in(self, hit: Hit) -> tuple[PassageSentence, ...]:
        """Return the sentences of the article that stand right before a hit's passage."""
        texts = clean_sentences(lead_in(hit))
        return _chained(hit, texts, -len(texts), self.wordings)

    def heading(self, hit: Hit) -> PassageSentence | None:
        """Return the title of a hit's article as a sentence; None if it is the whole passage."""
        if not hit.placed.passage.end:
            return None
        title = " ".join(hit.article.title.split())
        return PassageSentence(text=title, hit=hit, place=0, is_heading=True, wordings=self.wordings)

    def whole(self, hit: Hit) -> tuple[PassageSentence, ...]:
        """Return the title of a hit's article and the sentences of its passage."""
        heading = self.heading(hit)
        return (*([heading] if heading else ()), *self.sentences(hit))


def evidence_of(wordings: Wordings, retrieved: RetrievedHits) -> Evidence:
    """Return what was retrieved as evidence for a question."""
    return Evidence(retrieved=retrieved, wordings=wordings)


def evidence_of_stories(products: Iterable[ProductName], stories: FoundStories) -> Evidence:
    """Return the passages of stories as evidence for an open question."""
    hits = tuple(hit for story in stories.found for hit in story.hits)
    found = RetrievedHits(hits=hits, embedded=(), stories=stories.counts, newest=stories.newest)
    return evidence_of(Wordings(sought_products(products)), found)


def _chained(hit: Hit, texts: Iterable[str], first: int, wordings: Wordings) -> tuple[PassageSentence, ...]:
    """Return texts that follow each other as sentences; `first` is the place of the first one."""
    found: list[PassageSentence] = []
    for place, text in enumerate(texts, start=first):
        before = found[-1] if found else None
        found.append(PassageSentence(text=text, hit=hit, place=place, before=before, wordings=wordings))
    return tuple(found)


def is_short(article: Article) -> bool:
    """Tell whether an article has a sentence or two, or none, as much as many feeds tell of an entry.

    Such a text does not say again what its title says, as that of an article does. Slogans, "Fast and accurate.", are
    no sentences.
    """
    text = article.text
    if len(text) > MAX_SENTENCE:
        return False
    told = (text[start:end] for start, end in sentences(text))
    return sum(not _is_slogan(each) for each in told) <= _FEW


def _is_slogan(sentence: str) -> bool:
    return len(words(sentence)) < _MIN_WORDS and not (is_assertion(sentence) or is_dangling(sentence))


def is_in_pieces(article: Article) -> bool:
    """Tell whether a short text has no sentence of news, but pieces: "Fast. Light. Under your own flag."."""
    text = article.text
    return len(text) <= MAX_SENTENCE and all(len(words(text[start:end])) < _MIN_WORDS for start, end in sentences(text))


def lead_in(hit: Hit) -> str:
    """Return the sentences of the article's text that lead in to a passage, as they stand; "" for none."""
    passage, text = hit.placed.passage, hit.article.text
    if not passage.start or text[passage.start : passage.end] != passage.text:  # of another version of the article
        return ""
    first = max(0, passage.start - _LEAD_IN_CHARS)
    before = text[first : passage.start]
    spans = sentences(before)[1 if first else 0 :]  # the first may be cut
    return before[spans[-_LEAD_IN:][0][0] :] if spans else ""


def is_quotable(sentence: str, article: Article) -> bool:
    """Tell whether a sentence is one of the news: no heading, caption, table, fragment, or "Sign up for our letter".

    The title is one if it states something.
    """
    if len(sentence) > MAX_SENTENCE or any(rule.search(sentence) for rule in (_PROMOTES, _CUT_OFF, _ADDRESSES)):
        return False
    if _TEASES.match(sentence):
        return False
    if is_title(sentence, article):
        return is_assertion(sentence)
    if len(words(sentence)) < _MIN_WORDS or _begins_within(sentence, article) or _is_half_quoted(sentence):
        return False
    # What a feed says of an article is often one sentence that is not ended.
    if _ENDED.search(sentence):
        return True
    return (article.quality is not Quality.FULL or _ends_entry(sentence, article)) and is_assertion(sentence)


def is_brief(sentence: str, article: Article) -> bool:
    """Tell whether a sentence is too short for one of the news, but whole: with a subject, a verb and an end."""
    if not _BRIEF <= len(words(sentence)) < _MIN_WORDS or _PROMOTES.search(sentence) or _ADDRESSES.search(sentence):
        return False
    if _begins_within(sentence, article) or _is_half_quoted(sentence):
        return False
    return bool(_ENDED.search(sentence)) and is_assertion(sentence)


def _ends_entry(sentence: str, article: Article) -> bool:
    """Tell whether a sentence is the last one of a short text."""
    return is_short(article) and " ".join(article.text.split()).endswith(sentence)


def is_title(sentence: str, article: Article) -> bool:
    """Tell whether a sentence is its article's title."""
    return sentence == " ".join(article.title.split())


def _is_half_quoted(sentence: str) -> bool:
    """Tell whether a quotation ends in a sentence that does not begin there, or the reverse: whose it is stays open."""
    return len(_MARKS.findall(sentence)) % 2 == 1 or sentence.count("\u201c") != sentence.count("\u201d")


def _begins_within(sentence: str, article: Article) -> bool:
    """Tell whether a sentence begins in lower case, as parts of a list do, in an article that uses capitals."""
    if not is_continuation(sentence):
        return False
    return any(part[:1].isupper() for part in article.text.split("\n\n"))
