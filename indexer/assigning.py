"""Use case: decide to which story each new article belongs.

It comes last in a pass, when the vectors are there. Articles are decided in order of time, each in view of all that
was decided before and of nothing that this process alone remembers, and a batch is kept in one transaction: after a
crash the next pass goes on where the last one ended, and comes to the same stories. What was collected before stories
were kept is decided in the same way, by the first pass that finds it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from indexer.model import Membership
from indexer.stories import FITTED_FOR, WINDOW, Placed, Relation, Window, decide, packed, relation, sketched, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from indexer.model import Article
    from indexer.ports import Catalogue, Embedder, Progress, VectorIndex

BATCH = 100
"""Articles that are decided in one transaction: so many a crash may have to repeat."""


class StoryAssigner:
    """Assigns articles to stories. No text is embedded: likeness is that of vectors which the index has."""

    def __init__(self, *, catalogue: Catalogue, embedder: Embedder, vectors: VectorIndex) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors

    def run(self, progress: Progress, stop: Callable[[], bool] = lambda: False) -> int:
        """Decide on every article that is not decided yet, oldest first, and return their number.

        `stop` is asked between two batches; what is left over stays undecided.
        """
        done = 0
        view: _View | None = None
        while not stop() and (articles := self._catalogue.undecided(BATCH)):
            view = view or _View(self._catalogue)
            with self._catalogue.together():
                for article in articles:
                    self._decide(article, view)
            done += len(articles)
            progress("stories", done, done)
        return done

    def _decide(self, article: Article, view: _View) -> None:
        sketch = sketched(article)
        window = view.around(article.when)
        placed = decide(sketch, window, partial(self._relation, article), partial(self._cosines, article.id))
        window.add(placed)
        self._catalogue.join_story(
            Membership(
                article_id=article.id, when=sketch.when, story=placed.story, text=placed.text, sketch=packed(sketch)
            )
        )

    def _relation(self, article: Article, other: str) -> Relation:
        known = self._catalogue.article(other)
        return relation(article, known) if known else Relation.NEITHER

    def _cosines(self, article_id: str, others: Sequence[str]) -> dict[str, float]:
        """Return the cosine of the passages that the articles begin with, as far as there are vectors that tell."""
        if self._embedder.fingerprint != FITTED_FOR:
            return {}
        openings = self._catalogue.openings([article_id, *others])
        vectors = self._vectors.fetch(
            [passage_id for passage_id, _ in openings.values()], [period for _, period in openings.values()]
        )
        found = {key: vectors[passage_id] for key, (passage_id, _) in openings.items() if passage_id in vectors}
        mine = found.pop(article_id, None)
        return {} if mine is None else {key: float(vector @ mine) for key, vector in found.items()}


class _View:
    """The window on what is decided, moved along with the articles, which come in order of time."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._window = Window()
        self._read_to: datetime | None = None

    def around(self, when: datetime) -> Window:
        """Return the window with all that was decided of the time around `when`, and nothing else."""
        since = when - WINDOW
        self._window.drop_before(since)
        for each in self._catalogue.decided(max(since, self._read_to or since), when + WINDOW):
            if not self._window.holds(each.article_id):
                sketch = unpacked(each.sketch, article_id=each.article_id, when=each.when)
                self._window.add(Placed(sketch=sketch, story=each.story, text=each.text))
        self._read_to = when + WINDOW
        return self._window
