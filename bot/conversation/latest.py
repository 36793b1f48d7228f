"""The latest articles: of a topic those of a search that are about as good as the best one, else the newest of all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.model import Result, ResultPage

if TYPE_CHECKING:
    from bot.answering import Answering
    from bot.model import Question
    from bot.ports import Library

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
        """Return the newest articles of all; of those that have one text the one that it comes from."""
        latest = question.now + timedelta(microseconds=1)  # the bound is exclusive
        chosen = self._answering.tags.resolve(question.selection)
        selection = replace(chosen, until=min(chosen.until or latest, latest))
        each = self._library.articles(selection)  # of a newsletter's issue the items
        found = tuple(islice((article for article in each if not article.is_issue), _CANDIDATES + 1))
        ids = {article.id for article in found[:_CANDIDATES]}
        stories = self._library.stories(sorted(ids), selection.until)
        results = tuple(
            Result(article=article, score=0.0, snippet="", story=story)
            for article in found[:_CANDIDATES]
            if (story := stories.get(article.id)) is None or story.first == article.id or story.first not in ids
        )
        more = len(found) > _CANDIDATES
        return ResultPage(question=question, results=results[:number], total=len(results), more=more)


def _newest_first(result: Result) -> tuple[float, str]:
    return -result.article.when.timestamp(), result.article.id
