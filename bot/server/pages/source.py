"""What the pages need beside `bot.server.newsroom.Newsroom`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.model.chat import AnswerWeek, UnansweredQuestion
    from bot.operations.feed_trials import Discovery
    from bot.subscriptions.records import Difference, NewsStory, Subscription
    from indexer.model import ArticleVersion, Story
    from indexer.model.feeds import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDetails:
    """What is known of a story's articles beside themselves."""

    placed: Mapping[str, Story] = field(default_factory=dict)  # the story as each article sees it, by the article's id
    versions: Mapping[str, tuple[ArticleVersion, ...]] = field(default_factory=dict)  # replaced texts, by article id
    differences: Sequence[Difference] = ()  # what its reports say differently


class PageSource(Protocol):
    """Reads the disk, safe to use from several threads. Raises `BylineError` as `Newsroom` does."""

    def openings(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the text that articles begin with, by their ids; those without are left out."""

    def details(self, story: NewsStory) -> StoryDetails:
        """Return what is known of a story's articles."""

    def unanswered(self, limit: int) -> Sequence[UnansweredQuestion]:
        """Return the last questions of which nothing was found, newest first."""

    def keeps_questions(self) -> bool:
        """Tell whether the text of questions is kept once they are answered."""

    def weeks(self, since: date) -> Sequence[AnswerWeek]:
        """Return how the questions of each week since a day turned out."""

    def subscriptions(self) -> Sequence[tuple[Subscription, str]]:
        """Return all watches, then all digests, each with why something of it is not sent yet, "" for nothing."""

    def try_feed(self, address: str) -> Discovery:
        """Return the feed that an address, as a person types it, stands for; it is fetched, and nothing is stored.

        Raises `UsageError` for what is no address, `FetchError` or `NotAFeed` if there is no feed to be had.
        """

    def add_feed(self, feed: Feed) -> bool:
        """Write a feed into the config file, which is followed; return False if it is configured already."""
