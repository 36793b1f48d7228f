"""The latest articles: of a topic those of a search that are about as good as the best one, else the newest of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.model import Result, ResultPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.answering import Answering
    from bot.model import Question
    from bot.ports import Library
    from indexer.model import Article, Story

_CANDIDATES = 100  # articles that "latest" goes through
_COMPARABLE = 0.5  # set by hand: of the best score: less is not on the topic


class LatestArticles:
    """Finds them. Safe to use from several threads."""

    def __init__(self, *, answering: Answering, library: Library) -> None:
        self._answering = answering
        self._library = library

    def find(self, question: Question, *, limit: int, offset: int) -> ResultPage:
        """Return articles on a topic, or on anything if there is no text, newest first."""
        page = self._on_topic(question) if question.text.strip() else self._newest(question, offset + limit)
        return replace(page, results=page.results[offset : offset + limit])

    def _on_topic(self, question: Question) -> ResultPage:
        """Return the articles of a search that are about as good as the best one, newest first."""
        asked = replace(question, text=f"latest {question.text}")
        page = self._answering.search(asked, limit=_CANDIDATES)
        more = page.total > len(page.results) or page.more
        least = _COMPARABLE * max((result.score for result in page.results), default=0.0)
        good = sorted((result for result in page.results if result.score >= least), key=_newest_first)
        more = more and len(good) == len(page.results)  # what was left out is worse than the last of them
        return replace(page, question=question, results=tuple(good), total=len(good), more=more)

    def _newest(self, question: Question, number: int) -> ResultPage:
        """Return the newest of the articles that are online, each text once."""
        latest = question.now + timedelta(microseconds=1)  # the bound is exclusive
        chosen = self._answering.tags.resolve(question.selection)
        selection = replace(chosen, until=min(chosen.until or latest, latest))
        every = self._library.articles(selection)
        online = (each for each in every if not each.gone and not each.is_issue)  # of a newsletter's issue the items
        found = list(islice(online, _CANDIDATES))
        more = next(online, None) is not None
        stories = self._library.stories(sorted(article.id for article in found), selection.until)
        told = _one_of_each_text(found, stories)
        results = tuple(
            Result(article=article, score=0.0, snippet="", story=stories.get(article.id))
            for article in found
            if article.id in told
        )
        return ResultPage(question=question, results=results[:number], total=len(results), more=more)


def _one_of_each_text(articles: Sequence[Article], stories: Mapping[str, Story]) -> set[str]:
    """Return the ids of the articles that texts come from; of a text that comes from none of them, of the oldest."""
    ids = {article.id for article in articles}
    texts = {article.id: stories[article.id].first if article.id in stories else article.id for article in articles}
    oldest = {texts[article.id]: article.id for article in articles}  # newest first: the last one stays
    return {text if text in ids else article_id for text, article_id in oldest.items()}


def _newest_first(result: Result) -> tuple[bool, float, str]:
    """Return what results are sorted by; what is gone comes last."""
    return result.article.gone is not None, -result.article.when.timestamp(), result.article.id
