"""The ports of the collecting side, as Protocols. `tests/contracts` holds one suite per port."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from indexer.ports.coordination import CoordinationStore
from indexer.ports.upkeep import ForgetStore, HoldStore, Outbox, RedirectStore, StoryStore, Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime, timedelta

    from indexer.errors import BylineError, FetchError
    from indexer.model import (
        Article,
        ArticleVersion,
        Lead,
        Page,
        Passage,
        PlacedPassage,
        Quality,
        Request,
        Scored,
        Selection,
        TextEmbedding,
        Vector,
        Vectors,
    )
    from indexer.model.feeds import FeedState, Link, Rhythm
    from indexer.model.mails import MailBatch, Mailbox, MailPosition

Key = TypeVar("Key")
Read = TypeVar("Read")


ASKABLE = "can be asked"
"""The task of which those pages are done whose articles are in both indexes: from the first one on one can ask."""


class Progress(Protocol):
    """Shows the progress of a task."""

    def __call__(self, what: str, done: int, total: int, /) -> None:
        """Show that `done` of `total` items of the task `what` are done."""


class Clock(Protocol):
    """The one place where time comes from."""

    def now(self) -> datetime:
        """Return the current time, aware and in UTC."""


class Fetcher(Protocol):
    """Feeds and pages over HTTP, politely and within limits."""

    def fetch(self, request: Request) -> Page:
        """Return the page, status 200 or 304; raise `FetchError` for everything else."""

    def fetch_all(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Page | FetchError]]:
        """Fetch many at once, within the limits per host; yield each as it comes, failures as values."""

    def fetch_steadily(
        self, requests: Iterable[Request], lull: float
    ) -> Iterator[tuple[Request, Page | FetchError] | None]:
        """Do what `fetch_all` does, and yield None whenever nothing came for `lull` seconds."""

    def close(self) -> None:
        """Give connections and threads back."""


class MailReader(Protocol):
    """Folders of mailboxes, read only, within limits: nothing is marked, moved or deleted."""

    def read(self, url: str, box: Mailbox, after: MailPosition, since: datetime) -> Generator[MailBatch, None, None]:
        """Yield the mails after a position that may be from the configured senders and lists, a few at a time.

        The first batch is empty, and says where that begins. Where the folder has another UIDVALIDITY than the position
        all begins anew, with the mails that were received on the day of `since` or later. Raises `FetchError` with
        `url`, which is the mailbox's name, if the server cannot be reached, refuses, or gives answers that make no
        sense; the batches before it count.
        """

    def close(self) -> None:
        """Give connections back; what is under way fails with `FetchError`."""


class Sandbox(Protocol):
    """Runs jobs on untrusted bytes, within limits of time and memory.

    A job is a function without arguments that a `functools.partial` can make and pickle can carry.
    """

    def read(self, job: Callable[[], Read]) -> Read:
        """Return what a job gives; raise its `ParseError`, or `Unreadable` if it goes beyond a limit."""

    def read_all(
        self, jobs: Iterable[tuple[Key, Callable[[], Read] | None]]
    ) -> Iterator[tuple[Key, Read | BylineError | None]]:
        """Do many jobs at once; yield each as it is done, failures as values, and None where there is no job.

        What is done is yielded whenever the next pair is taken from `jobs`, even one without a job.
        """

    def close(self) -> None:
        """Give processes and their memory back; the next job starts new ones."""


class Embedder(Protocol):
    """Turns text into vectors."""

    @property
    def name(self) -> str:
        """The model as configured or bundled, for people to read."""

    @property
    def fingerprint(self) -> str:
        """A short hash of the model's weights: another model, another fingerprint."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a passage it reads, as `count_tokens` counts them."""

    def describe_backend(self) -> str:
        """Describe the engine that computes the vectors, without loading anything."""

    def prepare(self) -> None:
        """Prepare to embed many passages, which may take some seconds; nothing else waits for it."""

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
        """Embed passages, in the order given; `pause` is called every sixteen of them, in any thread, and may wait."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions, in the order given; a text too long for the model is cut."""

    def embed_tokens(self, texts: Sequence[str], kind: Literal["query", "document"], /) -> list[TextEmbedding]:
        """Embed texts with their tokens, in the order given, before any passages; a text too long is cut."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many of the model's own tokens each text takes, without the special ones."""


class VectorIndex(Protocol):
    """Nearest neighbours among passages, by period. Writes are idempotent; unknown ids are ignored."""

    def put(self, ids: Sequence[str], vectors: Vectors, periods: Sequence[str]) -> None:
        """Add or replace passages; the i-th has id, vector and period i."""

    def drop(self, ids: Sequence[str], periods: Sequence[str]) -> None:
        """Remove passages; the i-th stands in period i."""

    def present(self, ids: Sequence[str], periods: Sequence[str]) -> set[str]:
        """Return those of the ids that are there; the i-th is looked for in period i."""

    def fetch(self, ids: Sequence[str], periods: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors of those of the ids that are there; the i-th is looked for in period i."""

    def search(self, vectors: Vectors, limit: int, *, periods: Sequence[str] | None = None) -> list[list[Scored]]:
        """Return the nearest of each vector by cosine, best first; in some periods only, or in all."""

    def score(
        self, vector: Vector, ids: Sequence[str], periods: Sequence[str], *, limit: int | None = None
    ) -> list[Scored]:
        """Return the exact cosines of those of the given passages that are there, or of the nearest, best first."""

    def periods(self) -> list[str]:
        """Return the periods that have a collection, ascending."""

    def ids(self, period: str) -> set[str]:
        """Return the ids of all passages in a period."""

    def count(self) -> int:
        """Return the number of passages."""

    def clear(self) -> None:
        """Remove everything of this generation."""

    def remove_generation(self, generation: str) -> None:
        """Remove everything of another generation, if the same place holds it."""

    def close(self) -> None:
        """Give files and connections back."""


class LexicalIndex(Protocol):
    """BM25 over publisher, title, date and body. Derived data: it can be rebuilt.

    It keeps its own place in the outbox: a commit holds the changes and the cursor, or neither.
    """

    @property
    def cursor(self) -> int | None:
        """The last outbox number that was applied; None for an index that was never filled."""

    def apply(
        self, puts: Sequence[PlacedPassage], drops: Sequence[str], cursor: int, feeds: Mapping[str, Sequence[str]] = ...
    ) -> None:
        """Add or replace passages, remove others by id, and move the cursor, in one commit.

        `feeds` are the addresses of those that have named each article, by its id: for selections by feeds.
        """

    def search(
        self, text: str, limit: int, *, publishers: Sequence[str] = (), selection: Selection | None = None
    ) -> list[Scored]:
        """Return passages that hold words of the text, best first, exactly within the selection.

        Passages of the named `publishers` are preferred. The text is plain words, never query syntax.
        """

    def naming(
        self, names: Sequence[str], limit: int, *, selection: Selection | None = None, newest_first: bool = False
    ) -> list[Scored]:
        """Return passages in whose text, title or publisher's name all words of one of the names stand.

        What names them most comes first, and a title counts most; or the newest comes first, scored by time.
        """

    def count(self) -> int:
        """Return the number of passages."""

    def clear(self) -> None:
        """Remove everything, the cursor too."""

    def close(self) -> None:
        """Give files and threads back."""


class NamingLookup(Protocol):
    """Which feeds and posts have named articles, as the catalogue tells it."""

    def discussions(self, article_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the addresses of the posts that link to articles, in order, by article; those without are left out."""

    def feeds_of(self, article_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the addresses of the feeds that have named articles, in order, by article; an item's are its issue's.

        An article that no feed has named, because it was imported, is left out.
        """


class FeedStore(NamingLookup, Protocol):
    """Feeds and the links that their entries point to, as the catalogue keeps them."""

    def feed_states(self) -> dict[str, FeedState]:
        """Return every state by feed URL."""

    def record_poll(
        self,
        state: FeedState,
        links: Sequence[Link],
        named: Sequence[str] = (),
        discussions: Sequence[tuple[str, str]] = (),
        *,
        backlog_of: Collection[str] = (),
    ) -> None:
        """Keep a feed's new state and the links to add or change, in one transaction.

        `named` are the links that it names and that are known from another feed, `discussions` are posts that link to
        its entries' pages: pairs of a link's key and the post's address. A link that was another feed's before goes on
        being named by that.

        `backlog_of` are the links that stood in the feed when it was first read. A link that is backlog by other feeds
        is news, with its article, once one names it that has not named it before and to whose backlog it does not
        belong.
        """

    def rhythm(self, feed_url: str, now: datetime, span: timedelta) -> Rhythm:
        """Return how often a feed has had new entries in the span before its newest one."""

    def newest_by_feed(self, now: datetime) -> Mapping[str, datetime]:
        """Return when the newest entry of each feed that was polled is from, up to now; those without any left out."""

    def recent(self, feed_url: str, limit: int) -> list[tuple[Quality, str]]:
        """Return quality, and the reason why it is less than full, of a feed's last articles, newest first."""

    def links(self, keys: Sequence[str]) -> dict[str, Link]:
        """Return the links that are known, by the keys as they were given."""

    def due_links(self, now: datetime) -> list[Link]:
        """Return the links to fetch now, by key."""

    def all_links(self) -> Iterator[Link]:
        """Iterate over every link by key, fetched or not. No transaction is open in between."""

    def record_link(self, link: Link) -> None:
        """Keep a link's state where no article comes of it: a 304, a failure."""


class ArticleLookup(Protocol):
    """Articles and passages, as answering reads them in the catalogue."""

    def article(self, article_id: str) -> Article | None:
        """Return the current version."""

    def find(self, addresses: Sequence[str]) -> str | None:
        """Return the id of the article that is known under the first of these URLs that is known."""

    def passages(self, ids: Sequence[str]) -> list[PlacedPassage]:
        """Return the passages with their articles, in the order of the ids, unknown ones left out."""

    def passages_of(self, article_id: str) -> list[PlacedPassage]:
        """Return an article's passages in order."""

    def eligible(self, selection: Selection, limit: int) -> list[tuple[str, str]] | None:
        """Return (passage id, period) of all that a selection admits, or None if more than the limit."""

    def admitted(self, ids: Sequence[str], selection: Selection) -> set[str]:
        """Return those of the passages whose articles a selection admits."""

    def articles(self, selection: Selection, *, newest_first: bool = True) -> Iterator[Article]:
        """Iterate over the articles that a selection admits, by time. No transaction is open in between."""

    def publishers(self) -> list[str]:
        """Return the publishers' names, most articles first, each in its most frequent spelling."""

    def leads(self, limit: int) -> tuple[Lead, ...]:
        """Return how the newest articles begin, newest first: the same object until an article has changed."""

    def newest(self, selection: Selection) -> datetime | None:
        """Return the latest publication that a selection admits; undated articles do not count."""


class ArticleStore(ArticleLookup, Protocol):
    """Articles, their versions and passages, and the outbox, as the catalogue keeps them."""

    def save(self, article: Article, passages: Sequence[Passage], link: Link | None = None) -> None:
        """Keep an article with its passages, tell the outbox, and keep the link, in one transaction.

        Whether it is backlog is kept as it is first said, until a link leads to it that is news. A text that differs
        from the current version's is kept as a version of its own. Passages that keep their id keep their period.
        Saving the same article twice changes nothing but times.
        """

    def all_passages(self, batch: int) -> Iterator[list[PlacedPassage]]:
        """Iterate over every current passage, by article and place. No transaction is open in between."""

    def versions(self, article_id: str) -> int:
        """Return how many texts of an article were seen."""

    def earlier_versions(self, article_ids: Sequence[str]) -> Mapping[str, tuple[ArticleVersion, ...]]:
        """Return the texts that were replaced, the oldest first, by article; those without are left out."""

    def counts(self) -> Mapping[str, int]:
        """Return the number of "articles", "passages" and "versions"."""

    def counts_by_feed(self) -> Mapping[str, Mapping[str, int]]:
        """Return for each feed URL the number of articles by quality; empty for a feed without any."""


class Catalogue(
    FeedStore,
    ArticleStore,
    StoryStore,
    Outbox,
    Upkeep,
    ForgetStore,
    RedirectStore,
    HoldStore,
    CoordinationStore,
    Protocol,
):
    """The truth: both indexes can be rebuilt from it. Safe to use from several threads."""

    def transaction(self) -> AbstractContextManager[None]:
        """Make one transaction of all that the calling thread reads and writes within the block.

        Many small changes are faster together. An exception that leaves the block undoes all of them.
        """

    def close(self) -> None:
        """Give files and connections back."""
