"""The records of the collecting side.

Every record is frozen, keyword-only and made of immutable parts. Times are aware and in UTC. The
vocabulary is that of docs/glossary.md: feed -> entry -> page -> article -> passage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]
    """Shape (n, dimension), each row of unit length, so that a dot product is a cosine."""

    Vector = npt.NDArray[np.float32]
    """Shape (dimension,), of unit length."""

MOST_ALIASES = 50
"""Other addresses that an article is known by. Each link to a page may have one of its own, without end."""


class Kind(StrEnum):
    """The sort of text; it decides how statements are presented."""

    REPORTED = "reported"
    ANNOUNCEMENT = "announcement"  # a company's own post
    OPINION = "opinion"
    RESEARCH = "research"
    UNKNOWN = "unknown"


class Quality(StrEnum):
    """How much of an article was available."""

    FULL = "full"
    PARTIAL = "partial"  # only the body that the feed itself carried
    HEADLINE = "headline"  # title and summary: paywall, consent page, too short, fetch refused

    @property
    def rank(self) -> int:
        """0 for the poorest; a text is never replaced by one of lower rank."""
        return (Quality.HEADLINE, Quality.PARTIAL, Quality.FULL).index(self)


class Purpose(StrEnum):
    """Why something is fetched: it decides size limit, Accept header and whether robots.txt binds."""

    FEED = "feed"
    SITEMAP = "sitemap"  # or the robots.txt that names it
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to fetch, with the validators of an earlier answer for a conditional GET."""

    url: str
    purpose: Purpose
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The answer to a request: the bytes of a feed or page, or the word that they are unchanged."""

    url: str  # as requested
    final_url: str  # after redirects
    status: int  # 200, or 304 with an empty body
    content_type: str = ""  # media type in lower case, without parameters
    charset: str = ""  # as the header declares it
    body: bytes = b""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""  # final_url, if every redirect on the way was permanent (301, 308)
    max_age: timedelta | None = None  # from Cache-Control
    fetched: datetime

    @property
    def not_modified(self) -> bool:
        """Whether the server said that nothing has changed."""
        return self.status == HTTPStatus.NOT_MODIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that an article says its news comes from."""

    name: str
    url: str = ""  # resolved as far as it could be; empty if the article names no link


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueItem:
    """One subject of an issue of a newsletter, as it was cut out."""

    title: str
    text: str = ""  # paragraphs separated by a blank line; empty: the title says all
    links: tuple[str, ...] = ()  # clean addresses, the one that it is about first


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """The issue of a newsletter that an article is an item of, or is itself."""

    id: str  # of the article that the issue as a whole is
    title: str
    place: int = 0  # 1, 2, ...: of an item; 0: this is the issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it was extracted."""

    id: str  # of the identity URL: see `indexer.web.urls.article_id`
    url: str  # the one that is shown: really fetched or followed
    title: str
    text: str  # paragraphs separated by a blank line; plain text
    publisher: str
    aliases: tuple[str, ...] = ()  # other addresses under which it was met, the first `MOST_ALIASES`
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None  # when the text was last seen to change
    first_seen: datetime
    language: str = ""  # ISO 639-1; empty: not known
    kind: Kind = Kind.UNKNOWN
    quality: Quality = Quality.FULL
    reason: str = ""  # in words: why the quality is less than full
    origins: tuple[Origin, ...] = ()
    tags: tuple[str, ...] = ()
    version: int = 1  # 1, 2, ...: which text of the article this is
    gone: datetime | None = None  # since when its page is known to be no longer there
    correction: str = ""  # what the publisher says of a correction, in its own words; no part of the text
    issue: Issue | None = None  # of a newsletter's only
    backlog: bool = False  # no news: each feed that named it had it when it was first read, or it was imported
    items: tuple[IssueItem, ...] = ()  # of an issue that was just read; each is stored as an article of its own

    @property
    def is_issue(self) -> bool:
        """Whether this is an issue as a whole: its items are what is found."""
        return self.issue is not None and not self.issue.place

    @property
    def when(self) -> datetime:
        """The time that filters and ranking go by: publication, else when it was first seen."""
        return self.published or self.first_seen

    @property
    def stated(self) -> datetime:
        """When it said what it says now: a text that was changed counts from then."""
        return max(self.when, self.updated or self.when)

    def met_under(self, addresses: Iterable[str]) -> Self:
        """Return the article with more aliases, as far as there is room: those that it has stay."""
        others = (each for each in dict.fromkeys((*self.aliases, *addresses)) if each != self.url)
        return replace(self, aliases=tuple(islice(others, MOST_ALIASES)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVersion:
    """A text of an article that another one has replaced."""

    number: int  # 1, 2, ...
    collected: datetime  # when it was first seen
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What an article says first: enough to learn which names it is on."""

    title: str
    text: str  # its first characters
    when: datetime  # `Article.when`


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of whole sentences of an article's text, small enough for the embedding model; without one the title."""

    id: str  # of article and text: the same text keeps its id from version to version
    article_id: str
    ordinal: int  # 0, 1, ... within the article
    start: int  # offsets in Article.text, in characters
    end: int
    text: str  # Article.text[start:end]; Article.title, if end is 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPassage:
    """A passage together with its article: what a hit is resolved to."""

    passage: Passage
    article: Article
    period: str  # the collection its vector lives in: "2026-11", or "2026" for sparse months


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles on one event, as one of them sees it."""

    id: str  # of its first article
    articles: int  # one text that an outlet prints twice is counted once
    outlets: int
    origins: int  # independent ones: copies of one text have one
    first: str  # id of the article whose text this one copies, its own if none: it stands for all copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The decision to which story an article belongs."""

    article_id: str
    when: datetime  # that it was decided by
    decided: str  # id of the first article of the story; `Story.id` is that of all that is joined to it
    text: str  # id of the article that this text was first known by
    sketch: str  # what it was decided by, for the decisions that follow
    joins: tuple[str, ...] = ()  # further stories that it belongs to, in order of their ids: it makes them one


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A link whose target only the service behind it tells, such as one of Google News."""

    token: str  # the service's own, which every spelling of the link has in common
    link: str  # as it was met
    url: str = ""  # the publisher's; empty until it is known
    due: datetime | None = None  # None: known, or given up
    attempts: int = 0  # that failed
    error: str = ""


class DependentKind(StrEnum):
    """What needs the target of a redirect."""

    LINK = "link"  # of a feed's entry, by its key
    ARTICLE = "article"  # which names it as an origin's, by its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """A link or an article that needs the target of a redirect."""

    token: str  # the redirect's
    kind: DependentKind
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What the catalogue holds of an address or of a source."""

    articles: tuple[str, ...] = ()  # ids
    links: tuple[str, ...] = ()  # keys
    feeds: tuple[str, ...] = ()  # addresses

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not (self.articles or self.links or self.feeds)


class Outcome(StrEnum):
    """The outcome of storing an article."""

    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"  # known under another address
    UNCHANGED = "unchanged"
    REJECTED = "rejected"  # poorer than the known version, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A hard filter on articles. Empty fields let everything through."""

    since: datetime | None = None  # inclusive, on Article.when
    until: datetime | None = None  # exclusive, on Article.when
    sources: tuple[str, ...] = ()  # publishers' names or domains, in any spelling: see `web.source_filter`
    kinds: tuple[Kind, ...] = ()
    tags: tuple[str, ...] = ()  # of feeds, as they were stated; what they admit is decided by `feeds`
    feeds: tuple[tuple[str, ...], ...] = ()  # addresses: of each of these, one feed must have named the article
    language: str = ""  # ISO 639-1

    @property
    def is_empty(self) -> bool:
        """Whether it filters nothing."""
        return self == Selection()

    @property
    def is_of_time(self) -> bool:
        """Whether it filters by nothing but time."""
        return self == Selection(since=self.since, until=self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChange:
    """One line of the outbox: a change that both indexes have yet to apply."""

    seq: int  # ascending, never used twice
    passage_id: str
    period: str
    put: bool  # False: to be dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLease:
    """What only one process may do at a time, or that a process lives."""

    name: str
    holder: str  # the process, by the name of its own lease
    until: datetime  # by the database's clock
    fence: int  # goes up whenever another holder takes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A lexical index that applies the outbox."""

    name: str
    seq: int  # up to which change it has come
    seen: datetime  # when it said so, by the database's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage id with the score that one index gave it: higher is better."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class TextEmbedding:
    """A text as an embedding model reads it: one vector of the whole, and one of each token."""

    vector: Vector
    tokens: npt.NDArray[np.float16]  # shape (n, width), rows of unit length; special tokens and prompts left out
    spans: tuple[tuple[int, int], ...]  # of each token its first character in the text, and one past its last
