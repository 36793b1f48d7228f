"""What Byline knows and can be asked, behind /v1, MCP and the pages."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from bot.conversation.audience import Viewer
from bot.model.chat import Asked, Place, asked_id
from bot.subscriptions.records import NewsStory
from indexer.model import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.conversation.service import QuestionService
    from bot.model import Answer, AnswerStage, Question, ResultPage
    from bot.operations.health import Status
    from indexer.model import Article, Selection
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue

PLATFORM = "http"


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


class Newsroom:
    """What Byline knows. Synchronous, and safe to use from several threads: call it through `Workers`.

    Every method but `now` raises `BylineError` for a failure that the caller should be told, `UsageError` if the
    request makes no sense.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        questions: Callable[[], QuestionService],
        status: Callable[[], Status],
        feeds: Callable[[], Sequence[Feed]],
        zone: tzinfo,
    ) -> None:
        """Take functions that are called when something is asked: only then a language model must work."""
        self.zone = zone  # what "today" means
        self._catalogue = catalogue
        self._questions = questions
        self.status = status  # returns the health of feeds, index and adapters
        self.feeds = feeds  # returns those in force

    def now(self) -> datetime:
        """Return the time to give a question that has just come."""
        return self._questions().now()

    def may_ask(self, caller: str) -> float:
        """Count a question or a search of a caller; return 0.0, or the seconds to wait if it is one too many."""
        return self._questions().wait(_place(caller), caller).total_seconds()

    def ask(self, question: Question, caller: str, told: Callable[[AnswerStage], None] = lambda _: None) -> KeptAnswer:
        """Return the answer, and tell how far it is; it is kept, so that its caller can rate it."""
        service = self._questions()
        received = service.now()
        answer = service.ask(question, platform=PLATFORM, told=told)
        asked = Asked(
            id=asked_id(PLATFORM, caller, secrets.token_hex(8)),
            place=_place(caller),
            user=caller,
            text=question.text,
            received=received,
            private=True,
        )
        service.keep(asked, answer)
        return KeptAnswer(answer=answer, id=asked.id)

    def search(self, question: Question, *, limit: int, offset: int = 0) -> ResultPage:
        """Return articles, best first."""
        return self._questions().find(question, platform=PLATFORM, limit=limit, offset=offset)

    def latest(self, question: Question, *, limit: int, offset: int = 0) -> ResultPage:
        """Return articles on a topic, or on anything if the question's text is empty, newest first."""
        return self._questions().newest(question, platform=PLATFORM, limit=limit, offset=offset)

    def stories(self, selection: Selection, *, limit: int, after: Mark | None = None) -> StoryPage:
        """Return the stories with an article that the selection admits, those with the newest one first."""
        chosen = self._questions().tags.resolve(selection)
        mark = (after.when, after.id) if after else None
        newest = self._catalogue.newest_told(chosen, limit + 1, mark)
        shown = newest[:limit]
        told = self._told(shown)
        place = self._catalogue.article(shown[-1]) if len(newest) > limit else None
        return StoryPage(stories=tuple(told[each] for each in shown if each in told), after=_mark(place))

    def story(self, story_id: str) -> StoryFile | None:
        """Return a story by its id, or by that of one of its articles; None if there is none."""
        found = self._catalogue.report_of(story_id)
        if not found and (article := self._catalogue.article(story_id)):
            found = (_alone(article), (article,))
        if not found:
            return None
        story, outlines = found
        articles = tuple(self._catalogue.article(each.id) or each for each in outlines)
        versions = {each.id: self._catalogue.versions(each.id) for each in articles}
        return StoryFile(story=NewsStory(story=story, articles=articles), versions=versions)

    def articles(self, selection: Selection, *, limit: int, after: Mark | None = None) -> ArticlePage:
        """Return the articles that a selection admits, newest first."""
        chosen = self._questions().tags.resolve(selection)
        if after:
            end = after.when + timedelta(microseconds=1)  # the bound is exclusive, and others may be as old
            chosen = replace(chosen, until=min(chosen.until or end, end))
        every = self._catalogue.articles(chosen)
        if after:
            mark = (after.when, after.id)
            every = dropwhile(lambda article: (article.when, article.id) >= mark, every)
        found = tuple(islice(every, limit + 1))
        shown = found[:limit]
        stories = self._catalogue.stories([article.id for article in shown])
        return ArticlePage(articles=shown, stories=stories, after=_mark(shown[-1]) if len(found) > limit else None)

    def publishers(self) -> list[str]:
        """Return the publishers' names, most articles first."""
        return self._questions().publishers()

    def rate(self, answer_id: str, caller: str, vote: int, comment: str = "") -> bool:
        """Keep a caller's vote on an answer, 1 or -1; return False if it is not theirs, or not kept any more."""
        viewer = Viewer(user=caller, place=_place(caller))
        return self._questions().kept_answers.rate(answer_id, viewer, vote, comment)

    def _told(self, article_ids: Sequence[str]) -> dict[str, NewsStory]:
        """Return the story of each article."""
        wanted = set(article_ids)
        told = {
            article.id: NewsStory(story=story, articles=articles)
            for story, articles in self._catalogue.reports_with(list(article_ids))
            for article in articles
            if article.id in wanted
        }
        for article_id in wanted - told.keys():
            if article := self._catalogue.article(article_id):
                told[article_id] = NewsStory(story=_alone(article), articles=(article,))
        return told


def _alone(article: Article) -> Story:
    """Return the story of an article of which it is not decided yet."""
    return Story(id=article.id, articles=1, outlets=1, origins=1, first=article.id)


def _mark(article: Article | None) -> Mark | None:
    return Mark(when=article.when, id=article.id) if article else None


def _place(caller: str) -> Place:
    """Return where a caller asks: its answers are its own."""
    return Place(platform=PLATFORM, team="", channel=caller)
