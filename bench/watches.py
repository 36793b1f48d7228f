"""Watches: what stories cost with few and with many of them, and how long a preview takes."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bench.inventing import LATEST
from bot.model.chat import Place
from bot.subscriptions.records import NewsStory, Watch
from bot.wiring.subscriptions import story_relevance
from indexer.errors import UsageError
from indexer.model import Selection, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bench.options import Options
    from bot.wiring.installation import Engines
    from indexer.model import Article

NUMBERS = (10, 100, 1_000)
"""Watches."""

_A_DAY = 500  # articles
_SECONDS = 86_400
_PLACE = Place(platform="slack", team="T1", channel="C1")


class _Clock:
    def now(self) -> datetime:
        """Return the time of the newest article."""
        return LATEST


def measure(options: Options) -> Iterator[str]:
    """Evaluate a day's articles for each number of watches; then preview some of these."""
    for corpus in options.corpora():
        with corpus.opened() as opened:
            yield from _curve(replace(opened, clock=_Clock()), f"{corpus.size:,} passages")


def _curve(opened: Engines, size: str) -> Iterator[str]:
    told = story_relevance(opened, opened.answering())
    stories = [_story(each) for each in _newest(opened, _A_DAY)]
    titles = [each.title for each in _newest(opened, _A_DAY * 4)]
    for number in NUMBERS:
        watches = _watches(titles, number)
        begun = time.process_time()
        told.watches_on(stories[0], watches)
        made = time.process_time() - begun
        begun = time.process_time()
        due = sum(len(told.watches_on(each, watches)) for each in stories)
        took = time.process_time() - begun
        yield (
            f"{size}, {number:,} watches: made in {made:.1f} s; {len(stories)} articles in {took:.2f} s of "
            f"processor time, {100 * (took + made) / _SECONDS:.3f} % of a day, {due} due"
        )
    begun = time.perf_counter()
    for watch in watches[:20]:
        with suppress(UsageError):  # one of such words may be on everything
            told.preview(watch.query, watch.filters, watch.place)
    yield f"{size}: a preview takes {(time.perf_counter() - begun) / 20:.2f} s"


def _story(article: Article) -> NewsStory:
    one = Story(id=article.id, articles=1, outlets=1, origins=1, first=article.id)
    return NewsStory(story=one, articles=(article,))


def _newest(opened: Engines, number: int) -> Sequence[Article]:
    found = opened.catalogue.articles(Selection())
    return [article for article, _ in zip(found, range(number), strict=False)]


def _watches(titles: Sequence[str], number: int) -> list[Watch]:
    """Return watches on two or three words of titles, names among them."""
    queries = list(dict.fromkeys(" ".join(title.split()[at : at + 3]) for at in range(3) for title in titles))
    return [
        Watch(id=str(place), place=_PLACE, maker="U1", query=query, created=LATEST)
        for place, query in enumerate(queries[:number])
    ]
