"""What the pages need beside `bot.server.newsroom.Newsroom`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

from bot.config.updates import added
from bot.subscriptions.catalogue_stories import CatalogueStories
from bot.subscriptions.service import with_what_waits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.config.watcher import LiveSettings
    from bot.operations.feed_trials import Discovery
    from bot.ports import AnswerStatistics
    from bot.subscriptions.ports import SubscriptionStore
    from bot.subscriptions.records import Difference, NewsStory, Subscription
    from indexer.model import ArticleVersion, Story
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue

_COMPARED = 512  # stories whose differences are remembered: to find them takes longer than all the rest of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDetails:
    """What is known of a story's articles beside themselves."""

    placed: Mapping[str, Story] = field(default_factory=dict)  # the story as each article sees it, by the article's id
    versions: Mapping[str, tuple[ArticleVersion, ...]] = field(default_factory=dict)  # replaced texts, by article id
    differences: Sequence[Difference] = ()  # what its reports say differently


class PageSource:
    """Reads the disk, safe to use from several threads. Raises `BylineError` as `Newsroom` does."""

    def __init__(
        self,
        catalogue: Catalogue,
        statistics: AnswerStatistics,
        subscriptions: SubscriptionStore,
        live: LiveSettings,
        try_feed: Callable[[str], Discovery],
    ) -> None:
        """Take a function that returns the feed that an address, as a person types it, stands for.

        It raises `UsageError` for what is no address, `FetchError` or `NotAFeed` if there is no feed to be had.
        """
        self.try_feed = try_feed
        self.statistics = statistics
        self._catalogue = catalogue
        self._subscriptions = subscriptions
        self._live = live
        self._stories = CatalogueStories(catalogue)
        self._compared: LRUCache[object, tuple[Difference, ...]] = LRUCache(_COMPARED)
        self._lock = Lock()

    def openings(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the text that articles begin with, by their ids; those without are left out."""
        first = self._catalogue.opening_passages(article_ids)
        placed = self._catalogue.passages([passage for passage, _ in first.values()])
        return {each.article.id: each.passage.text for each in placed if each.passage.end}

    def details(self, story: NewsStory) -> StoryDetails:
        """Return what is known of a story's articles."""
        ids = [article.id for article in story.articles]
        return StoryDetails(
            placed=self._catalogue.stories(ids),
            versions=self._catalogue.earlier_versions(ids),
            differences=self._differences(story),
        )

    def keeps_questions(self) -> bool:
        """Tell whether the text of questions is kept once they are answered."""
        return self._live.current.answers.retention > timedelta()

    def subscriptions(self) -> Sequence[tuple[Subscription, str]]:
        """Return all watches, then all digests, each with why something of it is not sent yet, "" for nothing."""
        return with_what_waits(self._subscriptions)

    def add_feed(self, feed: Feed) -> bool:
        """Write a feed into the config file, which is followed; return False if it is configured already."""
        is_new = bool(added(self._live.current.path, [feed]))
        self._live.refresh()
        return is_new

    def _differences(self, story: NewsStory) -> tuple[Difference, ...]:
        key = tuple((article.id, article.version, article.gone) for article in story.articles)
        with self._lock:
            found = self._compared.get(key)
        if found is None:
            found = tuple(self._stories.differences(story))
            with self._lock:
                self._compared[key] = found
        return found
