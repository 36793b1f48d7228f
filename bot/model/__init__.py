"""The records of the answering side: question -> query -> hits -> statements -> answer (all frozen)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from indexer.language.product_names import ProductName
    from indexer.model import Article, Kind, PlacedPassage, Story, TextEmbedding, Vector


MAX_RESULTS = 100
"""Articles on one page of a search."""

OPINIONS_MISSING, REASON_MISSING = "opinions", "a reason"
"""What an answer is missing that tells what is reported in place of what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStatement:
    """A statement of an earlier answer: what it is, for what follows it up."""

    text: str  # on one line
    story: str = ""  # id of the story that it tells; "": not known
    articles: tuple[str, ...] = ()  # ids of those that carry it
    subject: str = ""  # the entry of a list, the side of a comparison or the holder that it is of
    words: str = ""  # of it that answer the question
    goes_on: bool = False  # with what the statement before it tells: both are shown as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One earlier turn of a conversation."""

    question: str
    answer: str = ""  # its statements in their order, one a line; or their text in one
    told: tuple[ToldStatement, ...] = ()  # the same with what each is; empty where only the text is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asked, and everything that its meaning depends on."""

    text: str
    now: datetime  # when it was asked: nothing published later is used
    zone: tzinfo = UTC  # the asker's: it decides what "today" means
    selection: Selection = field(default_factory=Selection)  # filters that the asker stated
    conversation: tuple[Exchange, ...] = ()  # oldest first


class Form(StrEnum):
    """What sort of answer a question wants."""

    FACT = "fact"
    OVERVIEW = "overview"  # of an event, a subject or everything, mostly over a time
    COMPARISON = "comparison"
    OPINIONS = "opinions"
    LIST = "list"  # "which companies", "who is suing whom"
    CLARIFY = "clarify"  # its subject is missing: it is asked back


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a question is on: a company, say, with all that stands for it."""

    name: str  # as it is shown
    aliases: tuple[str, ...] = ()  # names that tell of it, too: its products, who speaks for it

    @property
    def names(self) -> tuple[str, ...]:
        """All names that tell of it, its own first."""
        return self.name, *self.aliases


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """What is asked back where a question's subject is missing."""

    missing: str  # the words that point nowhere: "it"
    choices: tuple[str, ...] = ()  # questions that may be meant, each whole: it can be asked as it stands


class Seek(StrEnum):
    """What an answer to a question must hold, beside what the question itself says."""

    ANYTHING = "anything"
    PERSON = "person"  # "who": mostly somebody, now and then an organisation
    NAME = "name"  # "which company", "what is it called"
    MEANING = "meaning"  # "who is Ada Lovelace": what she is
    PLACE = "place"
    DATE = "date"
    COUNT = "count"  # "how many engineers"
    MONEY = "money"
    SHARE = "share"
    SPAN = "span"  # "how long": a time
    AGE = "age"
    FREQUENCY = "frequency"  # "how often"
    MEASURE = "measure"  # a length or a weight
    NUMBER = "number"  # of any other sort
    REASON = "reason"
    SPEECH = "speech"  # "what did she say": her words
    WHETHER = "whether"  # "did they sell it": that it is so, or not, or only in part


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days of the asker's that a question speaks of, both inclusive; None: without end on that side."""

    first: date | None = None
    last: date | None = None
    firm: bool = True  # it restricts the search; else what was published then is only preferred

    @property
    def days(self) -> int | None:
        """The number of its days, None if it has no end on a side."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    def holds(self, day: date) -> bool:
        """Tell whether news of this period may have appeared on a day of the asker's.

        What is only guessed reaches into the next day, whose news tell what happened late.
        """
        slack = timedelta() if self.firm else timedelta(days=1)
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last + slack)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question understood: what to search for, where, and what would answer it."""

    text: str
    terms: tuple[str, ...]  # stems of its content words, without repetition
    names: frozenset[str] = frozenset()  # those of the terms that are part of a name
    form: Form = Form.FACT
    subjects: tuple[Subject, ...] = ()  # of an open question, the sides of a comparison in their order
    clarification: Clarification | None = None  # what is to be asked back
    told: tuple[ToldStatement, ...] = ()  # statements of earlier answers that "more" follows up: not to be said again
    within: tuple[str, ...] = ()  # ids of the articles that it is answered from, if "the second one" says so
    heard: tuple[str, ...] = ()  # ids of the articles that earlier answers cite: they are looked at, too
    seek: Seek = Seek.ANYTHING
    present: date | None = None  # the day whose state it asks for: "who runs it now", "what does it cost"
    latest: bool = False  # "latest", "new": newer evidence before better matching evidence
    newest: int = 0  # so many articles, the newest that its selection admits, are asked for; 0: all of its time
    clauses: tuple[str, ...] = ()  # of a question on several facts: each is compared on its own
    publishers: tuple[str, ...] = ()  # known ones that the question names: preferred, not required
    outlets: tuple[frozenset[str], ...] = ()  # whose articles it speaks of, known or not: the terms of each one's name
    kinds: tuple[Kind, ...] = ()  # that it asks for: preferred, not required
    periods: tuple[Period, ...] = ()  # that it may mean: what was published then is preferred
    zone: tzinfo = UTC  # the asker's, whose days the periods are
    selection: Selection = field(default_factory=Selection)
    beside: frozenset[str] = frozenset()  # terms of what it is compared with: what tells of both is preferred
    products: tuple[ProductName, ...] = ()  # that it names: what stands for another version of one is no evidence
    undated: str = ""  # the text without the times that are its periods or its selection; "": it has none
    dated: frozenset[str] = frozenset()  # the terms of these times: what was published then need not say them

    @property
    def content(self) -> str:
        """What is embedded, searched for by its words and read."""
        return self.undated or self.text

    def periods_at(self, when: datetime) -> tuple[Period, ...]:
        """Return the periods of which news may have appeared at a time."""
        if not self.periods:
            return ()
        day = when.astimezone(self.zone).date()
        return tuple(period for period in self.periods if period.holds(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that a search found, with its scores."""

    placed: PlacedPassage
    cosine: float  # of passage and query, -1 to 1
    lexical: float  # the share of the query's words, by weight, that it and its title say, 0 to 1
    relevance: float  # both, weighed for the question, whatever the age; comparable within one search only
    score: float  # what hits are ranked by: the relevance, less for age and for saying what a better one says
    # Stems of passage, title, publisher and authors, plus the query's terms that the text says in other words; left
    # out where passages are found to tell stories from, of which there are hundreds.
    words: frozenset[str] = frozenset()
    dated: frozenset[str] = frozenset()  # those of the words that only its article's date says
    other_product: bool = False  # it names another version of what is asked for, and not that one

    @property
    def article(self) -> Article:
        """The article that the passage is from."""
        return self.placed.article


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievedHits:
    """What retrieval found for a query."""

    hits: tuple[Hit, ...]  # best first, or newest first if the latest is asked for; at most four an article
    embedded: tuple[TextEmbedding, ...]  # the query and its clauses: what sentences are compared with
    candidates: tuple[Hit, ...] = ()  # everything that was found, best first, the hits among them
    same_story: tuple[Hit, ...] = ()  # candidates of other reports of the stories that the hits tell
    weights: Mapping[str, float] = field(default_factory=dict)  # of the query's terms: how much each tells apart
    stories: Mapping[str, Story] = field(default_factory=dict)  # by article id
    newest: datetime | None = None  # the latest publication in what was searched
    has_gone: bool = False  # hits were left out because the pages of their articles are gone


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStory:
    """A story of a time that is on a subject, as it was found."""

    id: str
    hits: tuple[Hit, ...]  # of its best report first; each report's beginning, and where it names the subject
    prominence: float  # how much of it is on the subject, 0 to 1
    weight: float  # how much it counts among the others: above 0, comparable within one search only

    @property
    def article(self) -> Article:
        """Its best report."""
        return self.hits[0].article


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStories:
    """The stories of a time on a subject."""

    found: tuple[FoundStory, ...] = ()  # what counts most first
    counts: Mapping[str, Story] = field(default_factory=dict)  # by article id
    before: tuple[Article, ...] = ()  # where there are none: the last ones on it before that time, newest first
    newest: datetime | None = None  # the latest publication in what was searched
    has_gone: bool = False  # some were left out because the pages of their articles are gone


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What a reader makes of a question and a passage of n tokens, read together."""

    answerable: float  # log-odds that the passage answers
    tokens: tuple[tuple[int, int], ...]  # where each token stands in the passage, in characters
    starts: Vector  # n: log-probability that the answer begins with the token
    ends: Vector  # n: that it ends with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a passage says of a statement, as probabilities that add up to 1."""

    supported: float
    contradicted: float
    not_stated: float


class StatementKind(StrEnum):
    """How a statement is to be taken: an article's kind, hedged, or superseded."""

    REPORTED = "reported"
    ANNOUNCEMENT = "announcement"
    OPINION = "opinion"
    RESEARCH = "research"
    UNKNOWN = "unknown"
    HEDGED = "hedged"  # "likely", "sources say"
    EARLIER = "earlier"  # it held before: a newer statement of the answer says what holds now


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer, with the numbers of the sources that carry it."""

    text: str
    kind: StatementKind
    citations: tuple[int, ...]
    span: tuple[int, int] | None = None  # where the words stand in it that answer the question; None: nowhere
    story: str = ""  # id of the story that it tells
    date: datetime | None = None  # when what it tells was published
    subject: str = ""  # the side of a comparison that it is on, or whose opinion it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sentence as a language model wrote it: nothing of it is checked yet."""

    text: str
    passages: tuple[int, ...]  # numbers, from 1, of the passages that it was given and says it is from


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article that carries a claim, with the words that it is cited for."""

    article: Article
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement while an answer is composed: the articles that carry it have no numbers yet."""

    text: str
    kind: StatementKind
    citations: tuple[Citation, ...]  # the article that says it comes first
    span: tuple[int, int] | None = None  # see `Statement`
    story: str = ""
    date: datetime | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What an answer says, before its sources are numbered."""

    claims: tuple[Claim, ...] = ()
    disagreements: tuple[tuple[int, int], ...] = ()  # places of claims that speak against each other, later first


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that an answer cites, with the words that it is cited for."""

    number: int
    article: Article
    passage: str
    origin: Article | None = None  # the article that this one says its news comes from, if it was collected
    discussions: tuple[str, ...] = ()  # addresses of the posts in communities that link to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """A product of which nothing was found, and the nearest one of which something was: it is named, never posed."""

    product: str  # as it was asked for: "Claude Opus 7"
    nearest: str  # the newest of its line, as it is told
    article: Article  # the best one that tells of it


class AnswerStage(StrEnum):
    """How far a question has come on its way to an answer."""

    SEARCHING = "searching"  # it waits no more for others
    CHECKING = "checking"  # what may answer it was found


class RefusalReason(StrEnum):
    """Why nothing is answered."""

    NOTHING_RETRIEVED = "nothing_retrieved"
    """No article in the collection, or in the time and from the sources asked for, has to do with the question."""

    OTHER_PRODUCT = "other_product"
    """Only another version, variant or size of the product that is asked for is told of: GPT-5.5 for GPT-5.4."""

    NOT_MENTIONED = "not_mentioned"
    """Articles were found, and none that was searched mentions a name in the question."""

    ALL_TOLD = "all_told"
    """More was asked for, and earlier answers of the conversation told all that was found."""

    UNLIKELY = "unlikely"
    """Articles were found, but the probability that they answer is below the configured minimum."""

    NO_QUOTABLE_SENTENCE = "no_quotable_sentence"
    """An article may well answer, but none of its sentences on what is asked for can stand as an answer."""

    NOT_SUPPORTED = "not_supported"
    """The sentences that were selected are not borne out by the passages that they cite, or speak to a machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a question is not answered."""

    reason: RefusalReason
    detail: str  # in words, for whoever runs or calls the bot: with the figures and names that decided
    instead: Instead | None = None  # the nearest product, where another one was asked for
    unmentioned: tuple[str, ...] = ()  # names that no article mentions, as the question spells them


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said in reply to a question: statements with sources, or nothing found with the nearest articles."""

    question: Question
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    nearest: tuple[Article, ...] = ()
    nearest_quote: str = ""  # the sentence of the first of these that comes nearest to an answer; "": none comes near
    refusal: Refusal | None = None  # why nothing was found
    further: tuple[Article, ...] = ()  # what else was found and is not cited, best first; empty if nothing is cited
    disagreements: tuple[tuple[int, int], ...] = ()  # places of statements that speak against each other, later first
    form: Form = Form.FACT
    clarification: Clarification | None = None  # what is asked back in place of an answer
    untold: int = 0  # stories on it, or entries of a list, beside those that are told
    missing: tuple[str, ...] = ()  # what was not found: parts of the question, sides, a reason; if refused, subjects
    searched: Selection = field(default_factory=Selection)  # what was searched: as stated, or as the question says
    stories: Mapping[str, Story] = field(default_factory=dict)  # of all these articles by their ids, as far as known
    subjects: tuple[str, ...] = ()  # names of what an open question is on
    confidence: float = 0.0
    composer: str = "extractive"  # or "model"
    newest: datetime | None = None
    elapsed_ms: float = 0.0

    @property
    def found(self) -> bool:
        """Whether there is an answer at all."""
        return bool(self.statements)

    def goes_on(self, before: Statement | None, said: Statement) -> bool:
        """Tell whether a statement goes on with the one before it, on one story: both are one line's worth."""
        return (
            self.form in (Form.OVERVIEW, Form.LIST)
            and before is not None
            and (before.story, before.subject) == (said.story, said.subject)
            and said.story != ""
        )

    @property
    def on_nearest_product(self) -> Article | None:
        """The article on the nearest product, where nothing was found on the one that was asked for."""
        return self.refusal.instead.article if self.refusal and self.refusal.instead else None

    @property
    def alternatives(self) -> tuple[Article, ...]:
        """What is known instead of an answer, each once: the article on the nearest product, the nearest articles."""
        first = self.on_nearest_product
        return (first, *(each for each in self.nearest if each.id != first.id)) if first else self.nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHealth:
    """How the language model does: answers in its words, and those that were quoted instead."""

    answers: int = 0
    fallbacks: int = 0
    since: datetime | None = None  # when the first of them was asked for
    last_error: str = ""  # why the last one was quoted
    last_error_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One article of a search."""

    article: Article
    score: float
    snippet: str
    story: Story | None = None  # None: it is not decided yet
    copies: tuple[str, ...] = ()  # addresses of the articles that were found and have the same text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """A part of a search's articles, best first."""

    question: Question
    results: tuple[Result, ...] = ()
    total: int = 0  # articles that were found, this page's and the others: the same on every page
    more: bool = False  # there may be more than `total`: only so many candidates were gone through
    elapsed_ms: float = 0.0
