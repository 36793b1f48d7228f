"""Watches and digests for chat adapters: the real store, planner and use cases on stories that a test sets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.adapters.chat.subscriptions import ChatSubscriptions
from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.ports import Meter
from bot.subscriptions.exclusions import narrowing
from bot.subscriptions.planner import Planner
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.previews import Preview
from bot.subscriptions.records import Turn, TurnKind
from bot.subscriptions.schedule import quiet_hours
from bot.subscriptions.sender import Sender
from bot.subscriptions.service import SubscriptionService
from tests.doubles.catalogue_records import article
from tests.doubles.subscriptions import FakeRelevance, FakeStories, FakeTeller, news, story_of, watch

if TYPE_CHECKING:
    from bot.model.chat import Filters, Place
    from bot.subscriptions.ports import Destination
    from bot.subscriptions.records import Digest, DigestPost, NewsStory, QuietHours, Watch
    from indexer.model import Article
    from tests.doubles.chat_stage import Stage


@dataclass(slots=True, kw_only=True)
class SubscriptionStage:
    """Watches and digests of a stage; `plan` decides what is due by its clock."""

    stage: Stage
    stories: FakeStories = field(default_factory=FakeStories)
    teller: FakeTeller = field(default_factory=FakeTeller)
    relevance: FakeRelevance = field(default_factory=FakeRelevance)
    _planner: Planner | None = None

    @property
    def store(self) -> CatalogueSubscriptions:
        """What is on the disk."""
        return CatalogueSubscriptions(self.stage.catalogue.subscriptions)

    def chat(self) -> ChatSubscriptions:
        """Return what an adapter works with."""
        posts = PostMaker(stories=self.stories, teller=self.teller)

        def requested(digest: Digest) -> DigestPost:
            return posts.requested(digest, self.planner().requested(digest), self.stage.clock.now())

        def sender(destination: Destination, run_io: Any) -> Sender:
            return Sender(
                destination=destination,
                store=self.store,
                posts=posts,
                quiet=self._quiet,
                clock=self.stage.clock,
                meter=Meter(),
                run_io=run_io,
            )

        return ChatSubscriptions(
            service=SubscriptionService(store=self.store, quiet=self._quiet, clock=self.stage.clock),
            sender=sender,
            preview=self._preview,
            narrowing=self._narrowing,
            requested=requested,
            quiet=self._quiet,
            edits=lambda: self.planner().edits,
            clock=self.stage.clock,
        )

    def planner(self) -> Planner:
        """Return the planner."""
        if self._planner is None:
            self._planner = Planner(
                store=self.store,
                stories=self.stories,
                relevance=self.relevance,
                teller=self.teller,
                quiet=self._quiet,
                journal=self.stage.journal,
                clock=self.stage.clock,
            )
        return self._planner

    def happens(self, name: str, *, title: str = "", **changes: Any) -> NewsStory:
        """Have a story on looms come in a minute later, and plan what is due."""
        now = self.stage.clock.now() + timedelta(minutes=1)
        values: dict[str, Any] = {"tags": ("looms",), "published": now, "first_seen": now, "title": title or name}
        self.stories.stories.append(news(name, **(values | changes)))
        self.passes(timedelta(minutes=2))
        return self.stories.stories[-1]

    def grows(self, story: NewsStory, *others: Article, origins: int) -> None:
        """Have more outlets tell a story a quarter of an hour later, and plan what is due."""
        self.stories.stories.remove(story)
        self.stories.stories.append(story_of((*story.articles, *others), origins=origins))
        self.passes(timedelta(minutes=15))

    def turns(self, story: NewsStory, now: str) -> None:
        """Have the first article of a story say something else."""
        first = story.articles[0]
        changed = replace(first, updated=self.stage.clock.now(), version=first.version + 1)
        kept = next(each for each in self.stories.stories if first in each.articles)
        self.stories.stories.remove(kept)
        self.stories.stories.append(story_of((changed, *kept.articles[1:]), origins=kept.story.origins))
        turn = Turn(id=f"{first.id} 2", kind=TurnKind.CORRECTION, article=changed, was=first.title, now=now)
        self.teller.found[first.id] = [turn]
        self.passes(timedelta(minutes=1))

    def passes(self, span: timedelta) -> None:
        """Let time go by, and plan what is due."""
        self.stage.clock.advance(span)
        self.planner().run()

    def _quiet(self, place: Place) -> QuietHours | None:
        service = self.stage.question_service()
        return quiet_hours(service.scopes.of(place), "UTC")

    def _preview(self, query: str, filters: Filters, place: Place) -> Preview:
        """Return the stories that are on a watch; all of a hundred a day are on "everything"."""
        if query == "everything":
            return Preview(articles=tuple(article(f"n{number}") for number in range(280)))
        asked = watch(query=query, place=place)
        told = [story.articles[0] for story in self.stories.stories if self.relevance.watches_on(story, [asked])]
        kinds = [each for each in told if not filters.kinds or each.kind.value in filters.kinds]
        return Preview(articles=tuple(kinds), said={each.id: (query,) for each in kinds})

    def _narrowing(self, watched: Watch, story: str) -> str:
        (found,) = self.stories.stories_with([story]).values()
        return narrowing(watched.query, found.articles[0], {})
