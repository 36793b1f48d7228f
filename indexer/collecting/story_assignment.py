"""Use case: decide to which story each new article belongs.

It comes last in a pass, when the vectors are there. Articles are decided in order of time, each in view of all that
was decided before and of nothing that this process alone knows, and a batch is kept in one transaction: after a
crash the next pass goes on where the last one ended, and comes to the same stories. What was collected before stories
were kept is decided in the same way, by the first pass that finds it.

Decisions read for one pass are kept for the next, so that a pass costs its new articles, not all of the last days
again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from indexer.model import Membership
from indexer.stories import (
    FITTED_FOR,
    WINDOW,
    Placed,
    Relation,
    Window,
    decide,
    packed,
    page_keys,
    relation,
    sketched,
    unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from indexer.model import Article
    from indexer.ports import Catalogue, Embedder, Progress, VectorIndex

BATCH = 100
"""Articles that are decided in one transaction; a crash repeats at most these."""

KEPT = 6_000
"""Decided articles that are kept in memory between two runs, 12 KB each; where there are more, they are read again."""


class StoryAssigner:
    """Assigns articles to stories. No text is embedded: likeness is that of vectors which the index has."""

    def __init__(self, *, catalogue: Catalogue, embedder: Embedder, vectors: VectorIndex) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors
        self._view: _View | None = None  # as the last run left it

    def run(self, progress: Progress, stop: Callable[[], bool] = lambda: False) -> int:
        """Decide on every article that is not decided yet, oldest first, and return their number.

        `stop` is asked between two batches; the rest stays undecided.
        """
        done = 0
        view, self._view = self._view, None  # whatever cuts a run short, the next one begins with the catalogue
        while not stop() and (articles := self._catalogue.undecided(BATCH)):
            if view is None or not (done or view.is_true(articles[0].when)):
                view = _View(self._catalogue, articles[0].when)
            with self._catalogue.transaction():
                for article in articles:
                    self._decide(article, view)
            done += len(articles)
            progress("stories", done, done)
        self._view = view if view is not None and len(view) <= KEPT else None
        return done

    def _decide(self, article: Article, view: _View) -> None:
        sketch = sketched(article)
        window = view.around(article.when)
        placed = decide(
            sketch,
            window,
            partial(self._relation, article),
            partial(self._cosines, article.id),
            self._linked(article, window),
        )
        window.add(placed)
        self._catalogue.add_membership(
            Membership(
                article_id=article.id, when=sketch.when, story=placed.story, text=placed.text, sketch=packed(sketch)
            )
        )

    def _linked(self, article: Article, window: Window) -> str:
        """Return the story that an article belongs to by the links of newsletters, "" for none."""
        if article.issue is None:
            return window.leading_to(page_keys((article.url, *article.aliases)))
        for place, origin in enumerate(article.origins):
            found = self._catalogue.article(self._catalogue.find([origin.url]) or "") if origin.url else None
            near = found and (not place or abs(found.when - article.when) <= WINDOW)  # the first is what it is about
            story = self._catalogue.stories([found.id]).get(found.id) if found and near else None
            if story:
                return story.id
        return ""

    def _relation(self, article: Article, other: str) -> Relation:
        known = self._catalogue.article(other)
        return relation(article, known) if known else Relation.NEITHER

    def _cosines(self, article_id: str, others: Sequence[str]) -> dict[str, float]:
        """Return the cosine of the passages that the articles begin with, where there are vectors."""
        if self._embedder.fingerprint != FITTED_FOR:
            return {}
        openings = self._catalogue.opening_passages([article_id, *others])
        vectors = self._vectors.fetch(
            [passage_id for passage_id, _ in openings.values()], [period for _, period in openings.values()]
        )
        found = {key: vectors[passage_id] for key, (passage_id, _) in openings.items() if passage_id in vectors}
        mine = found.pop(article_id, None)
        return {} if mine is None else {key: float(vector @ mine) for key, vector in found.items()}


class _View:
    """The window on the decisions, moved along with the articles."""

    def __init__(self, catalogue: Catalogue, when: datetime) -> None:
        """Look at a time. Nothing is read yet."""
        self._catalogue = catalogue
        self._window = Window()
        self._span = (when - WINDOW, when - WINDOW)  # what the window holds is all that was decided of it

    def __len__(self) -> int:
        return len(self._window)

    def is_true(self, when: datetime) -> bool:
        """Tell whether the decisions near a time are still those in the catalogue.

        They are not after articles were removed, or decided by another process.
        """
        self._narrow(when - WINDOW, when + WINDOW)
        return self._window.summed(self._span[0]) == self._catalogue.membership_sum(*self._span)

    def around(self, when: datetime) -> Window:
        """Return the window with all that was decided of the time around `when`, and nothing else."""
        since, until = when - WINDOW, when + WINDOW
        self._narrow(since, until)
        begin, end = self._span
        if since < begin:
            self._read(since, begin)
        if end < until:
            self._read(end, until)
        self._span = (since, until)
        return self._window

    def _narrow(self, since: datetime, until: datetime) -> None:
        self._window.keep_between(since, until)
        begin, end = max(self._span[0], since), min(self._span[1], until)
        self._span = (begin, end) if begin <= end else (since, since)

    def _read(self, since: datetime, until: datetime) -> None:
        for each in self._catalogue.memberships(since, until):
            if not self._window.holds(each.article_id):
                sketch = unpacked(each.sketch, article_id=each.article_id, when=each.when)
                self._window.add(Placed(sketch=sketch, story=each.story, text=each.text))
