"""The weights by which articles are taken for one event: `python -m bench.fitting.stories [FILE.jsonl...]`.

A line of a file is an article: `story` (its label), `publisher`, `url`, `title`, `text`, `published`. Articles are read
in order of time, each beside those before it with their labels, as in a running collection. The shipped weights owe
most to days of real feeds, which are others' words and not in this repository: they are the FILEs. Prints the weights;
then what comes of each file when it is decided by weights that were fitted on others: the pairs of one story that are
found, the wrong ones and the missed ones; and the same of days made of reports that nothing is learned from.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting import report_days
from bench.fitting.regression import fit_logistic, named
from indexer import articles
from indexer.embedding import SentenceTransformersEmbedder
from indexer.passages import split_article
from indexer.stories import WINDOW, Cosines, Placed, Window, decide, event_cosines, packed_vector, relation, sketched
from indexer.stories.decision import compared, may_be_one
from indexer.stories.likeness import Features, Model, features, usual
from indexer.stories.weights import Models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from indexer.model import Article, Vector
    from indexer.stories import Sketch

    Record = Mapping[str, str]

INVENTED = Path("tests/data/stories")
"""The labelled articles that come with the project's tests."""

DESK = Path("bench/fitting/desk")
"""Those that read as feeds on AI do."""

_WRONG = 1.5  # a wrong pair weighs as much as so many missed ones
_PARTS = 3  # of the files: one is left out at a time
_SHRINK = 1.0  # on the weights: there are some thousand pairs of one story
_EASY = ("tuned.jsonl", "unseen.jsonl")  # of the tests' files; the others hold twins and reports with nothing in common
_USUAL, _HARD = 3.0, 0.1  # what an article of these weighs, and one of the others; of real days it is 1


class Outcome(NamedTuple):
    """How many pairs of articles come out how, and the sums over articles by which B-cubed is reckoned.

    Bagga and Baldwin 1998: for each article the share of its story that is on its event, and the share of its event
    that is in its story; other than pairs, a large story does not outweigh all the small ones.
    """

    right: int
    """On one event and in one story."""
    wrong: int
    """In one story and on two events."""
    missed: int
    """On one event and in two stories."""
    articles: int
    precision: float
    """Sum over the articles."""
    recall: float
    """The same."""

    def __str__(self) -> str:
        """Return them in words."""
        cubed = f"B-cubed {self.precision / self.articles:.3f}, {self.recall / self.articles:.3f}"
        return f"{self.right} pairs of one story found, {self.wrong} wrong, {self.missed} missed; {cubed}"


class Day(NamedTuple):
    """A file of articles, read."""

    cost: float
    articles: list[tuple[str, Article]]
    """With their labels, in order of time."""
    vectors: dict[str, Vector]
    """Of what they begin with, by their ids."""
    sketches: dict[str, Sketch]
    """By their ids."""
    compared: list[tuple[bool, Features]]
    """Of each article and those before it that may be on its event: whether they are, and what speaks for it."""


def main(files: Sequence[Path]) -> None:
    """Fit on all the files, and on all but some."""
    embedder = SentenceTransformersEmbedder()
    days = {path.name.partition(".")[0]: read(_records(path), embedder, _cost(path)) for path in files}
    models = fitted([*days.values()])
    for title, model in zip(("PAIRS", "PAIRS_OF_WORDS"), models, strict=True):
        _print(f"{title}: {named(Features._fields, model.weights)}; bias {model.bias:.2f}")
    found = []
    for part in range(_PARTS):
        of_others = fitted([day for place, day in enumerate(days.values()) if place % _PARTS != part])
        for name, held_out in islice(days.items(), part, None, _PARTS):
            found.append(decided(held_out, of_others))
            _print(f"{name}: {found[-1]}")
    _print(f"all of these: {_sum(found)}")
    _print(f"{report_days.REPORTS}: {_sum(decided(day, models) for day in _unseen(embedder))}")


def _unseen(embedder: SentenceTransformersEmbedder) -> Iterator[Day]:
    return (read(records, embedder) for records in report_days.days(left_out=True))


def read(records: Iterable[Record], embedder: SentenceTransformersEmbedder, cost: float = 1.0) -> Day:
    """Return labelled articles, each with the stories before it that are near enough in time and in words."""
    labelled = sorted(map(labelled_article, records), key=lambda pair: (pair[1].when, pair[1].id))
    openings = [opening(article, embedder) for _, article in labelled]
    vectors = dict(zip((article.id for _, article in labelled), embedder.embed(openings), strict=True))
    titles = embedder.embed([article.title for _, article in labelled])
    sketches = {
        article.id: replace(sketched(article), title_vector=packed_vector(title))
        for (_, article), title in zip(labelled, titles, strict=True)
    }
    window, found = Window(), list[tuple[bool, Features]]()
    for label, article in labelled:
        sketch = sketches[article.id]
        found += _compared(sketch, label, window, vectors)
        window.add(Placed(sketch=sketch, story=label, text=sketch.id))
    return Day(cost, labelled, vectors, sketches, found)


def _compared(
    sketch: Sketch, label: str, window: Window, vectors: Mapping[str, Vector]
) -> Iterator[tuple[bool, Features]]:
    _, alike = window.candidates(sketch, WINDOW)
    others = [other for other in alike if may_be_one(sketch, other.sketch)]
    stories = compared(sketch, others, window)
    like = _cosines(vectors, sketch.id, [each.sketch.id for members in stories.values() for each in members])
    near = usual([each.plain for each in like.values()])
    for story, members in stories.items():
        for each in members:
            yield story == label, features(sketch, each.sketch, like[each.sketch.id], near, window)


def _cosines(vectors: Mapping[str, Vector], one: str, others: Sequence[str]) -> dict[str, Cosines]:
    events = event_cosines(vectors[one], {other: vectors[other] for other in others})
    return {other: Cosines(float(vectors[one] @ vectors[other]), events[other]) for other in others}


def fitted(days: Sequence[Day]) -> Models:
    """Return the models."""
    known = [(day.cost, label, pair) for day in days for label, pair in day.compared]
    of_words = [(cost, label, _blind(pair)) for cost, label, pair in known]
    return Models(_fitted(known), _fitted(of_words))


def _fitted(rows: Sequence[tuple[float, bool, Features]]) -> Model:
    costs, labels = np.array([cost for cost, _, _ in rows]), np.array([label for _, label, _ in rows])
    *weights, bias = fit_logistic(
        np.array([found for _, _, found in rows]),
        labels,
        cost=costs * np.where(labels, 1.0, _WRONG),
        shrink=_SHRINK,
    )
    return Model(Features._make(weights), bias)


def _blind(pair: Features) -> Features:
    """Return a pair's features as they are without vectors."""
    return pair._replace(
        cosine=0.0,
        bare_cosine=0.0,
        nearer=0.0,
        bare_nearer=0.0,
        event_cosine=0.0,
        bare_event_cosine=0.0,
        title_cosine=0.0,
        title_event_cosine=0.0,
    )


def decided(day: Day, models: Models) -> Outcome:
    """Return what comes of a day's articles when they are decided one after the other."""
    known = {article.id: article for _, article in day.articles}
    window, joined = Window(), dict[str, str]()
    stories = {}
    for _, article in day.articles:
        placed = decide(
            day.sketches[article.id],
            window,
            lambda other, one=article: relation(one, known[other]),
            partial(_cosines, day.vectors, article.id),
            models=models,
        )
        window.add(placed)
        stories[article.id] = placed.story
        for further in placed.joins:
            joined[_whole(further, joined)] = _whole(placed.story, joined)
    return outcome([(label, _whole(stories[article.id], joined)) for label, article in day.articles])


def outcome(articles: Sequence[tuple[str, str]]) -> Outcome:
    """Return what comes of articles, each by its event and its story."""
    pairs = Counter((one[0] == other[0], one[1] == other[1]) for one, other in combinations(articles, 2))
    together = Counter(articles)
    events, stories = Counter(event for event, _ in articles), Counter(story for _, story in articles)
    return Outcome(
        pairs[True, True],
        pairs[False, True],
        pairs[True, False],
        len(articles),
        math.fsum(together[event, story] / stories[story] for event, story in articles),
        math.fsum(together[event, story] / events[event] for event, story in articles),
    )


def _whole(story: str, joined: Mapping[str, str]) -> str:
    """Return the story that stands for all that one is joined to."""
    while story in joined and joined[story] != story:
        story = joined[story]
    return story


def _sum(found: Iterable[Outcome]) -> Outcome:
    return Outcome(*map(sum, zip(*found, strict=True)))


def _cost(path: Path) -> float:
    if path.name in _EASY:
        return _USUAL
    return _HARD if path.parent in (INVENTED, DESK) else 1.0


def _records(path: Path) -> list[Record]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled_article(record: Record) -> tuple[str, Article]:
    """Return the article of a line, behind the label of its story."""
    when = datetime.fromisoformat(record["published"])
    article = articles.from_text(
        url=record["url"],
        title=record["title"],
        text=record["text"],
        publisher=record["publisher"],
        published=when,
        now=when,
    )
    return record["story"], replace(article, publisher=record["publisher"])  # whatever its invented address is


def opening(article: Article, embedder: SentenceTransformersEmbedder) -> str:
    """Return what an article begins with, as the index has it."""
    return split_article(article, embedder.count_tokens)[0].text


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main([*sorted(INVENTED.glob("*.jsonl")), *sorted(DESK.glob("*.gz")), *map(Path, sys.argv[1:])])
