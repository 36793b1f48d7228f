"""The weights by which articles are taken for one event: `python -m bench.fitting.stories [FILE.jsonl...]`.

A line of a file is an article: `story` (its label), `publisher`, `url`, `title`, `text`, `published`. Articles are read
in order of time, each beside those before it with their labels, as in a running collection. Prints how many articles
the weights put into the right story, and into a wrong one, in each file when they are fitted on the others; then the
weights fitted on all.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.regression import fit_logistic, named
from indexer import articles
from indexer.embedding import SentenceTransformersEmbedder
from indexer.passages import split_article
from indexer.stories import WINDOW, Placed, Window, sketched
from indexer.stories.decision import LIKELY, compared, may_be_one, rival
from indexer.stories.likeness import Features, Model, StoryFeatures, features, story_features, usual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.model import Article
    from indexer.stories import Sketch

INVENTED = Path("tests/data/stories")
"""The labelled articles that come with the project's tests."""

DESK = Path("bench/fitting/desk")
"""Those that read as feeds on AI do."""

_WRONG = 1.5  # a wrong pair weighs as much as so many missed ones
_FOLDS = 4  # of days
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


class Day(NamedTuple):
    """A file of articles, read."""

    cost: float
    stories: list[list[Story]]
    """Of each article, those that it may belong to."""
    joined: int
    """Articles whose story is there before them."""


def main(files: Sequence[Path]) -> None:
    """Fit on all the files, and on all but each."""
    embedder = SentenceTransformersEmbedder()
    days = {path.name.partition(".")[0]: read(path, embedder) for path in files}
    for name, held_out in days.items():
        pairs, stories = fitted([day for other, day in days.items() if other != name])
        right, wrong = _placed(held_out, pairs, stories)
        _print(f"{name}: of {held_out.joined} articles {right} in the story that is there, {wrong} in another")
    pairs, stories = fitted(list(days.values()))
    of_words, _ = fitted(list(days.values()), without_cosine=True)
    for title, model in (("PAIRS", pairs), ("PAIRS_OF_WORDS", of_words), ("STORIES", stories)):
        names = type(model.weights)._fields
        _print(f"{title}: {named(names, model.weights)}; bias {model.bias:.2f}")


def read(path: Path, embedder: SentenceTransformersEmbedder) -> Day:
    """Return a file's articles, each with the stories before it that are near enough in time and in words."""
    labelled = sorted(_articles(path), key=lambda pair: (pair[1].when, pair[1].id))
    openings = [split_article(article, embedder.count_tokens)[0].text for _, article in labelled]
    vectors = dict(zip((article.id for _, article in labelled), embedder.embed(openings), strict=True))
    window, day = Window(), list[list[Story]]()
    seen = set[str]()
    joined = 0
    for label, article in labelled:
        sketch = sketched(article)
        day.append(list(_stories(sketch, label, window, vectors)))
        window.add(Placed(sketch=sketch, story=label, text=sketch.id))
        joined += label in seen
        seen.add(label)
    return Day(_USUAL if path.parent == DESK or path.name in _EASY else 1.0, day, joined)


def _stories(sketch: Sketch, label: str, window: Window, vectors: Mapping[str, np.ndarray]) -> Iterator[Story]:
    _, alike = window.candidates(sketch, WINDOW)
    others = [other for other in alike if may_be_one(sketch, other.sketch)]
    stories = compared(sketch, others, window)
    near = usual([_cosine(vectors, sketch, each) for members in stories.values() for each in members])
    for story, members in stories.items():
        pairs = [features(sketch, each.sketch, _cosine(vectors, sketch, each), near, window) for each in members]
        yield Story(story == label, pairs, story_features(sketch, [each.sketch for each in members], window))


def _cosine(vectors: Mapping[str, np.ndarray], sketch: Sketch, other: Placed) -> float:
    return float(vectors[sketch.id] @ vectors[other.sketch.id])


def fitted(days: Sequence[Day], *, without_cosine: bool = False) -> tuple[Model, Model]:
    """Return the models of pairs and of stories.

    That of stories learns from the odds of pairs that other days give: their own would look surer than those of a day
    to come.
    """
    rows = [_rows(day, without_cosine=without_cosine) for day in days]
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
    return _fitted([row for day in rows for row in day], _SHRINK), _fitted(whole, _SHRINK_OF_STORIES)


def _rows(day: Day, *, without_cosine: bool) -> list[tuple[float, bool, Features]]:
    return [
        (day.cost, story.one, _blind(pair) if without_cosine else pair)
        for stories in day.stories
        for story in stories
        for pair in story.pairs
    ]


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
    return pair._replace(cosine=0.0, bare_cosine=0.0, nearer=0.0, bare_nearer=0.0)


def _with_odds(stories: Sequence[Story], model: Model) -> list[StoryFeatures]:
    """Return stories' features with the odds that a model gives their articles."""
    odds = {str(place): [model.log_odds(pair) for pair in story.pairs] for place, story in enumerate(stories)}
    return [
        story.as_a_whole.with_odds(odds[str(place)], rival(odds, str(place))) for place, story in enumerate(stories)
    ]


def _placed(day: Day, pairs: Model, stories: Model) -> tuple[int, int]:
    """Return how many articles join the right story, and how many a wrong one."""
    right = wrong = 0
    for found in day.stories:
        likely = {place: stories.probability(each) for place, each in enumerate(_with_odds(found, pairs))}
        best = max(likely, key=likely.__getitem__, default=None)
        if best is not None and likely[best] >= LIKELY:
            right += found[best].one
            wrong += not found[best].one
    return right, wrong


def _articles(path: Path) -> Iterator[tuple[str, Article]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            when = datetime.fromisoformat(record["published"])
            given = {name: record[name] for name in ("url", "title", "text", "publisher")}
            article = articles.from_text(published=when, now=when, **given)
            yield record["story"], replace(article, publisher=given["publisher"])  # whatever its invented address is


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main([*sorted(INVENTED.glob("*.jsonl")), *sorted(DESK.glob("*.gz")), *map(Path, sys.argv[1:])])
