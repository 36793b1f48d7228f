"""The weights by which articles are taken for one event: `python -m bench.fitting.stories [FILE.jsonl...]`.

A line of a file is an article: `story` (its label), `publisher`, `url`, `title`, `text`, `published`. Articles are read
in order of time, each beside those before it with their labels, as in a running collection. Days made of the reports of
`training/news` are learned from, too. Prints the weights; then what comes of each file when it is decided by weights
that were fitted on others: the pairs of one story that are found, the wrong ones and the missed ones; and the same of
days made of reports that nothing is learned from.
"""

from __future__ import annotations

import gzip
import json
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
from indexer.stories import WINDOW, Cosines, Placed, Window, decide, event_cosines, relation, sketched
from indexer.stories.decision import compared, may_be_one, rival
from indexer.stories.likeness import Features, Model, Models, StoryFeatures, features, story_features, usual

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
_FOLDS = 4  # of days
_PARTS = 3  # of the files: one is left out at a time
_TAKEN = 2  # of so many days of reports one is learned from: with all of them it takes twice as long
_REPORTED = 0.1  # their weight: there are three times as many articles, and in groups that are nearer than a desk's
_SHRINK, _SHRINK_OF_STORIES = 0.5, 1.0  # on the weights: there are some hundred pairs of one story
_EASY = ("tuned.jsonl", "unseen.jsonl")  # of the tests' files; the others hold twins and reports with nothing in common
_USUAL = 3.0  # an article of these, or of a desk, weighs as much as so many others


class Story(NamedTuple):
    """A story that an article may belong to."""

    one: bool
    """Whether it does."""
    pairs: list[Features]
    """Of the article and those of the story."""
    as_a_whole: StoryFeatures
    """Without the odds of these."""


class Pairs(NamedTuple):
    """How many pairs of articles come out how."""

    right: int
    """On one event and in one story."""
    wrong: int
    """In one story and on two events."""
    missed: int
    """On one event and in two stories."""

    def __str__(self) -> str:
        """Return them in words."""
        return f"{self.right} pairs of one story found, {self.wrong} wrong, {self.missed} missed"


class Day(NamedTuple):
    """A file of articles, read."""

    cost: float
    articles: list[tuple[str, Article]]
    """With their labels, in order of time."""
    vectors: dict[str, Vector]
    """Of what they begin with, by their ids."""
    stories: list[list[Story]]
    """Of each article, those that it may belong to."""


def main(files: Sequence[Path]) -> None:
    """Fit on all the files, and on all but some."""
    embedder = SentenceTransformersEmbedder()
    days = {path.name.partition(".")[0]: read(_records(path), embedder, _cost(path)) for path in files}
    reports = [
        read(records, embedder, _REPORTED) for records in islice(report_days.days(left_out=False), None, None, _TAKEN)
    ]
    models = fitted([*days.values(), *reports])
    for title, model in zip(("PAIRS", "PAIRS_OF_WORDS", "STORIES"), models, strict=True):
        names = type(model.weights)._fields
        _print(f"{title}: {named(names, model.weights)}; bias {model.bias:.2f}")
    found = []
    for part in range(_PARTS):
        of_others = fitted([*(day for place, day in enumerate(days.values()) if place % _PARTS != part), *reports])
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
    window, found = Window(), list[list[Story]]()
    for label, article in labelled:
        sketch = sketched(article)
        found.append(list(_stories(sketch, label, window, vectors)))
        window.add(Placed(sketch=sketch, story=label, text=sketch.id))
    return Day(cost, labelled, vectors, found)


def _stories(sketch: Sketch, label: str, window: Window, vectors: Mapping[str, Vector]) -> Iterator[Story]:
    _, alike = window.candidates(sketch, WINDOW)
    others = [other for other in alike if may_be_one(sketch, other.sketch)]
    stories = compared(sketch, others, window)
    like = _cosines(vectors, sketch.id, [each.sketch.id for story in stories.values() for each in story.members])
    near = usual([each.plain for each in like.values()])
    for story, (members, excluding) in stories.items():
        pairs = [features(sketch, each.sketch, like[each.sketch.id], near, window) for each in members]
        whole = story_features(sketch, [each.sketch for each in members], window, excluding)
        yield Story(story == label, pairs, whole)


def _cosines(vectors: Mapping[str, Vector], one: str, others: Sequence[str]) -> dict[str, Cosines]:
    events = event_cosines(vectors[one], {other: vectors[other] for other in others})
    return {other: Cosines(float(vectors[one] @ vectors[other]), events[other]) for other in others}


def fitted(days: Sequence[Day]) -> Models:
    """Return the models.

    That of stories learns from the odds of pairs that other days give: their own would look surer than those of a day
    to come.
    """
    rows = [_rows(day) for day in days]
    whole = list[tuple[float, bool, StoryFeatures]]()
    for fold in range(_FOLDS):
        others = [row for place, day in enumerate(rows) if place % _FOLDS != fold for row in day]
        pairs = _fitted(others, _SHRINK)
        whole += [
            (day.cost, story.one, found)
            for day in days[fold::_FOLDS]
            for stories in day.stories
            for story, found in zip(stories, _with_odds(stories, pairs), strict=True)
        ]
    known = [row for day in rows for row in day]
    of_words = [(cost, label, _blind(pair)) for cost, label, pair in known]
    return Models(_fitted(known, _SHRINK), _fitted(of_words, _SHRINK), _fitted(whole, _SHRINK_OF_STORIES))


def _rows(day: Day) -> list[tuple[float, bool, Features]]:
    return [(day.cost, story.one, pair) for stories in day.stories for story in stories for pair in story.pairs]


def _fitted(rows: Sequence[tuple[float, bool, Features | StoryFeatures]], shrink: float) -> Model:
    costs, labels = np.array([cost for cost, _, _ in rows]), np.array([label for _, label, _ in rows])
    *weights, bias = fit_logistic(
        np.array([found for _, _, found in rows]),
        labels,
        cost=costs * np.where(labels, 1.0, _WRONG),
        shrink=shrink * _USUAL,
    )
    return Model(type(rows[0][2])._make(weights), bias)


def _blind(pair: Features) -> Features:
    """Return a pair's features as they are without vectors."""
    return pair._replace(
        cosine=0.0, bare_cosine=0.0, nearer=0.0, bare_nearer=0.0, event_cosine=0.0, bare_event_cosine=0.0
    )


def _with_odds(stories: Sequence[Story], model: Model) -> list[StoryFeatures]:
    """Return stories' features with the odds that a model gives their articles."""
    odds = {str(place): [model.log_odds(pair) for pair in story.pairs] for place, story in enumerate(stories)}
    return [
        story.as_a_whole.with_odds(odds[str(place)], rival(odds, str(place))) for place, story in enumerate(stories)
    ]


def decided(day: Day, models: Models) -> Pairs:
    """Return what comes of a day's articles when they are decided one after the other."""
    known = {article.id: article for _, article in day.articles}
    window, stories = Window(), dict[str, str]()
    for _, article in day.articles:
        placed = decide(
            sketched(article),
            window,
            lambda other, one=article: relation(one, known[other]),
            partial(_cosines, day.vectors, article.id),
            models=models,
        )
        window.add(placed)
        stories[article.id] = placed.story
    pairs = combinations([(label, stories[article.id]) for label, article in day.articles], 2)
    found = Counter((one[0] == other[0], one[1] == other[1]) for one, other in pairs)
    return Pairs(found[True, True], found[False, True], found[True, False])


def _sum(found: Iterable[Pairs]) -> Pairs:
    return Pairs(*map(sum, zip(*found, strict=True)))


def _cost(path: Path) -> float:
    return _USUAL if path.parent == DESK or path.name in _EASY else 1.0


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
