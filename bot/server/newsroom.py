"""The one port behind /v1, MCP and the pages: what Byline knows and can be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.model import Answer, AnswerStage, Question, ResultPage
    from bot.operations.health import Status
    from bot.subscriptions.records import NewsStory
    from indexer.model import Article, Selection, Story
    from indexer.model.feeds import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in a list that is ordered by time, newest first: the last entry of a page."""

    when: datetime
    id: str  # of the article


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer that can be rated."""

    answer: Answer
    id: str  # what `Newsroom.rate` takes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """Some stories, those with the newest articles first."""

    stories: tuple[NewsStory, ...]
    after: Mark | None = None  # where the next page begins; None: there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFile:
    """A story with everything that is known of its articles."""

    story: NewsStory  # its articles come with their texts
    versions: Mapping[str, int] = field(default_factory=dict)  # how many texts an article has had, by its id


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Some articles, newest first."""

    articles: tuple[Article, ...]
    stories: Mapping[str, Story] = field(default_factory=dict)  # by article id; those without a story yet are left out
    after: Mark | None = None  # where the next page begins; None: there is none


class Newsroom(Protocol):
    """What Byline knows. Synchronous, and safe to use from several threads: call it through `Workers`.

    Every method but `now` raises `BylineError` for a failure that the caller should be told, `UsageError` if the
    request makes no sense.
    """

    @property
    def zone(self) -> tzinfo:
        """What "today" means."""

    def now(self) -> datetime:
        """Return the time to give a question that has just come."""

    def may_ask(self, caller: str) -> float:
        """Count a question or a search of a caller; return 0.0, or the seconds to wait if it is one too many."""

    def ask(self, question: Question, caller: str, told: Callable[[AnswerStage], None] = lambda _: None) -> KeptAnswer:
        """Return the answer, and tell how far it is; it is kept, so that its caller can rate it."""

    def search(self, question: Question, *, limit: int, offset: int = 0) -> ResultPage:
        """Return articles, best first."""

    def latest(self, question: Question, *, limit: int, offset: int = 0) -> ResultPage:
        """Return articles on a topic, or on anything if the question's text is empty, newest first."""

    def stories(self, selection: Selection, *, limit: int, after: Mark | None = None) -> StoryPage:
        """Return the stories with an article that the selection admits, those with the newest one first."""

    def story(self, story_id: str) -> StoryFile | None:
        """Return a story by its id, or by that of one of its articles; None if there is none."""

    def articles(self, selection: Selection, *, limit: int, after: Mark | None = None) -> ArticlePage:
        """Return the articles that a selection admits, newest first."""

    def feeds(self) -> Sequence[Feed]:
        """Return the feeds in force."""

    def publishers(self) -> list[str]:
        """Return the publishers' names, most articles first."""

    def status(self) -> Status:
        """Return the health of feeds, index and adapters."""

    def rate(self, answer_id: str, caller: str, vote: int, comment: str = "") -> bool:
        """Keep a caller's vote on an answer, 1 or -1; return False if it is not theirs, or not kept any more."""
