"""Use case: decide to which story each new article belongs.

Articles are decided in order of time, each in view of those of the days before and of nothing that this process alone
knows. Where one comes in that was published before others which are decided already, those are decided again; where
that changes a decision, so are the ones that depend on it. The decisions are thus always those that would have been
made had everything come in order. What is open is kept in the catalogue together with what opened it: a crash in
between costs the batch in hand. What was collected before stories were kept is decided in the same way, by the first
pass that finds it.

Decisions read for one pass are kept for the next, so that a pass costs its new articles, not all of the last days
again.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from indexer.indexing.lease_keeper import INDEXING, Duty, left_to_others
from indexer.model import Membership
from indexer.stories import (
    FITTED_FOR,
    WINDOW,
    Cosines,
    Placed,
    Relation,
    Window,
    decide,
    event_cosines,
    packed,
    packed_vector,
    page_keys,
    relation,
    sketched,
    unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from indexer.model import Article
    from indexer.ports import Catalogue, Embedder, Progress, VectorIndex
    from indexer.stories import Sketch

BATCH = 100
"""Articles that are decided in one transaction; a crash repeats at most these."""

AT_ONCE = 300
"""Articles that are decided, beside collecting, before what was stored meanwhile is indexed: some seconds' work."""

SHARE = 0.5
"""New articles to wait for beside collecting, as a share of those that were decided again the last time. Where the
newest come in first each batch precedes all others: waiting for this share keeps the whole work below three times what
is done at the end."""

KEPT = 6_000
"""Decided articles that are kept in memory between two runs, 12 KB each; where there are more, they are read again."""


class StoryAssigner:
    """Assigns articles to stories. Titles are embedded; what articles begin with has its vectors in the index."""

    def __init__(
        self, *, catalogue: Catalogue, embedder: Embedder, vectors: VectorIndex, duty: Duty | None = None
    ) -> None:
        """Take the parts; `duty` tells whether this process decides, if there are several."""
        self._duty = duty or Duty(INDEXING)
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors
        self._view: _View | None = None  # as the last run left it
        self._again = 0  # articles that the last run decided again

    def keep_up(self, progress: Progress, stop: Callable[[], bool] = lambda: False) -> int:
        """Decide on some of what came in, while more comes in, and return the number; nothing if too little has come.

        What is decided and when makes no difference to how it is decided.
        """
        if not self._duty.is_held() or self._catalogue.count_undecided() < SHARE * self._again:
            return 0
        return self.run(progress, stop, most=AT_ONCE)

    def run(self, progress: Progress, stop: Callable[[], bool] = lambda: False, *, most: int = sys.maxsize) -> int:
        """Decide on every indexed article that is open, oldest first, and return their number.

        `stop` is asked between two batches; the rest stays open, as after `most` articles.
        """
        done = self._again = 0
        view, self._view = self._view, None  # whatever cuts a run short, the next one begins with the catalogue
        with left_to_others():
            while done < most and self._goes_on(stop) and (articles := self._catalogue.undecided(BATCH, indexed=True)):
                if view is None or not (done or view.is_true()):
                    view = _View(self._catalogue, self._with_titles)
                with self._catalogue.transaction():
                    self._duty.confirm()
                    done += self._decide_each(articles, view)
                progress("stories", done, done)
            self._view = view if view is not None and len(view) <= KEPT else None
        return done

    def _goes_on(self, stop: Callable[[], bool]) -> bool:
        return not stop() and self._duty.is_held()

    def _decide_each(self, articles: Sequence[Article], view: _View) -> int:
        """Decide on articles, up to where others come between them that are open again; return the number."""
        before = self._catalogue.memberships_of([article.id for article in articles])
        titles = self._title_vectors({each.id: each.title for each in articles if _is_new(each, before.get(each.id))})
        for number, article in enumerate(articles, 1):
            known = before.get(article.id)
            self._again += known is not None
            opened = self._decide(article, known, view, titles.get(article.id, b""))
            if opened and opened <= articles[-1].when:
                return number
        return len(articles)

    def _title_vectors(self, titles: Mapping[str, str]) -> dict[str, bytes]:
        """Return the vectors of titles, by the same keys; none of another model: its cosines mean something else."""
        if not titles or self._embedder.fingerprint != FITTED_FOR:
            return {}
        vectors = self._embedder.embed(list(titles.values()))
        return {key: packed_vector(vector) for key, vector in zip(titles, vectors, strict=True)}

    def _with_titles(self, sketches: Sequence[Sketch]) -> list[Sketch]:
        """Return sketches with the vectors of their titles, which earlier versions did not keep."""
        without = {each.id: each.heading for each in sketches if each.heading and not each.title_vector}
        vectors = self._title_vectors(without)
        return [replace(each, title_vector=vectors.get(each.id, each.title_vector)) for each in sketches]

    def _decide(self, article: Article, known: Membership | None, view: _View, title_vector: bytes) -> datetime | None:
        """Decide on one article; return the time of the first one that is open again by that."""
        if known and not _is_new(article, known):  # by what it was decided by before, whatever has become of its text
            stored = known.sketch
            (sketch,) = self._with_titles([unpacked(stored, article_id=article.id, when=article.when)])
        else:
            sketch = replace(sketched(article), title_vector=title_vector)
            stored = packed(sketch)
        if known and _is_new(article, known):
            view.clear()
        window = view.before(sketch)
        placed = decide(
            sketch,
            window,
            partial(self._relation, article),
            partial(self._cosines, article.id),
            self._linked(article, sketch, window),
        )
        window.add(placed)
        decided = Membership(
            article_id=article.id,
            when=sketch.when,
            decided=placed.story,
            text=placed.text,
            sketch=stored,
            joins=tuple(sorted(placed.joins)),
        )
        self._catalogue.add_membership(decided)
        if decided == known:
            return None
        places = {sketch.when, known.when} if known else {sketch.when}
        opened = [self._catalogue.reopen(when, when + WINDOW, after=article.id) for when in places]
        if article.issue is None:  # an item may lead to a page that is older than that
            opened.append(self._catalogue.reopen_items(_pages(article), min(places) + WINDOW))
        return min((when for when in opened if when), default=None)

    def _linked(self, article: Article, sketch: Sketch, window: Window) -> str:
        """Return the story that an article belongs to by the links of newsletters, "" for none.

        An item follows the page that it leads to, a page the item that was published before it.
        """
        if article.issue is None:
            return window.leading_to(_pages(article))
        for place, origin in enumerate(article.origins):
            page = self._catalogue.find([origin.url]) if origin.url else None
            known = self._catalogue.memberships_of([page]).get(page) if page else None
            is_before = known and (known.when, known.article_id) < (sketch.when, sketch.id)
            if known and is_before and (not place or sketch.when - known.when <= WINDOW):  # the first: what it is about
                return known.decided
        return ""

    def _relation(self, article: Article, other: str) -> Relation:
        known = self._catalogue.article(other)
        return relation(article, known) if known else Relation.NEITHER

    def _cosines(self, article_id: str, others: Sequence[str]) -> dict[str, Cosines]:
        """Return the cosines of the passages that the articles begin with, where there are vectors."""
        if self._embedder.fingerprint != FITTED_FOR:
            return {}
        openings = self._catalogue.opening_passages([article_id, *others])
        vectors = self._vectors.fetch(
            [passage_id for passage_id, _ in openings.values()], [period for _, period in openings.values()]
        )
        found = {key: vectors[passage_id] for key, (passage_id, _) in openings.items() if passage_id in vectors}
        mine = found.pop(article_id, None)
        if mine is None:
            return {}
        events = event_cosines(mine, found)
        return {key: Cosines(float(vector @ mine), events[key]) for key, vector in found.items()}


def _is_new(article: Article, known: Membership | None) -> bool:
    """Tell whether an article was not decided yet, or for another time than it has now."""
    return known is None or known.when != article.when


def _pages(article: Article) -> frozenset[int]:
    """Return what an article's addresses are known by in the sketches of items."""
    return page_keys((article.url, *article.aliases))


class _View:
    """The decided articles of the days before one, moved along with the articles."""

    def __init__(self, catalogue: Catalogue, complete: Callable[[Sequence[Sketch]], list[Sketch]]) -> None:
        """Nothing is read yet; `complete` returns sketches with what earlier versions did not keep."""
        self._catalogue = catalogue
        self._complete = complete
        self.clear()

    def clear(self) -> None:
        """Read everything anew."""
        self._window = Window()
        self._at: tuple[datetime, str] | None = None  # up to this article the window holds all decisions

    def __len__(self) -> int:
        return len(self._window)

    def is_true(self) -> bool:
        """Tell whether the decisions that were read are still those in the catalogue.

        They are not after articles were removed, or decided by another process.
        """
        if self._at is None:
            return True
        when, _ = self._at
        current = self._catalogue.placements(when - WINDOW, when)
        return self._window.placements() == {each for each in current if (each[1], each[0]) <= self._at}

    def before(self, sketch: Sketch) -> Window:
        """Return the window with all that was decided of the days before an article, and nothing else."""
        place, since = (sketch.when, sketch.id), sketch.when - WINDOW
        if self._at is None or not self._at < place or self._at[0] < since:
            self.clear()
            begin, after = since, ""
        else:
            begin, after = self._at
            self._window.keep_between(since, sketch.when)
        placed = [
            each
            for each in self._catalogue.memberships(begin, sketch.when, after=after)
            if (each.when, each.article_id) < place and each.article_id != sketch.id
        ]
        sketches = [unpacked(each.sketch, article_id=each.article_id, when=each.when) for each in placed]
        for each, known in zip(placed, self._complete(sketches), strict=True):
            self._window.add(Placed(sketch=known, story=each.decided, text=each.text))
        self._at = place
        return self._window
