"""What the pages need beside the newsroom, in an opened installation."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

from bot.server.pages.source import StoryDetails
from bot.subscriptions.catalogue_stories import CatalogueStories
from bot.subscriptions.service import with_what_waits
from bot.wiring.feed_discovery import address_of, discover

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.config.watcher import LiveSettings
    from bot.model.chat import AnswerWeek, UnansweredQuestion
    from bot.operations.feed_trials import Discovery
    from bot.ports import AnswerStatistics
    from bot.subscriptions.ports import SubscriptionStore
    from bot.subscriptions.records import Difference, NewsStory, Subscription
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue

_COMPARED = 512  # stories whose differences are remembered: to find them takes longer than all the rest of a page


class InstalledPageSource:
    """`bot.server.pages.source.PageSource` of an installation."""

    def __init__(
        self,
        catalogue: Catalogue,
        statistics: AnswerStatistics,
        subscriptions: SubscriptionStore,
        live: LiveSettings,
    ) -> None:
        self._catalogue = catalogue
        self._statistics = statistics
        self._subscriptions = subscriptions
        self._live = live
        self._stories = CatalogueStories(catalogue)
        self._compared: LRUCache[object, tuple[Difference, ...]] = LRUCache(_COMPARED)
        self._lock = Lock()

    def openings(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        first = self._catalogue.opening_passages(article_ids)
        placed = self._catalogue.passages([passage for passage, _ in first.values()])
        return {each.article.id: each.passage.text for each in placed if each.passage.end}

    def details(self, story: NewsStory) -> StoryDetails:
        ids = [article.id for article in story.articles]
        return StoryDetails(
            placed=self._catalogue.stories(ids),
            versions=self._catalogue.earlier_versions(ids),
            differences=self._differences(story),
        )

    def unanswered(self, limit: int) -> Sequence[UnansweredQuestion]:
        return self._statistics.unanswered(limit)

    def keeps_questions(self) -> bool:
        return self._live.current.answers.retention > timedelta()

    def weeks(self, since: date) -> Sequence[AnswerWeek]:
        return self._statistics.weeks(since)

    def subscriptions(self) -> Sequence[tuple[Subscription, str]]:
        return with_what_waits(self._subscriptions)

    def try_feed(self, address: str) -> Discovery:
        return discover(self._live.current, address_of(address), allow="set allow_private_hosts = true under [indexer]")

    def add_feed(self, feed: Feed) -> bool:
        from bot.config.updates import added

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
