"""The weights by which articles are taken for one event: `python -m bench.fitting.stories [FILE.jsonl...]`.

A line of a file is an article: `story` (its label), `publisher`, `url`, `title`, `text`, `published`. Articles are read
in order of time, each beside those before it with their labels, as in a running collection. Prints how many articles
the weights put into the right story, and into a wrong one, in each file when they are fitted on the others; then the
weights fitted on all: of pairs, of pairs that the reader has read, and of stories.
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
from bot.evidence.reader.model_folder import BUNDLED
from bot.evidence.reader.onnx_reader import OnnxReader
from indexer import articles
from indexer.embedding import SentenceTransformersEmbedder
from indexer.passages import split_article
from indexer.stories import WINDOW, Placed, Window, sketched
from indexer.stories.decision import LIKELY, compared, may_be_one, rival, to_read
from indexer.stories.likeness import (
    PAIRS,
    Features,
    Model,
    ReadFeatures,
    StoryFeatures,
    features,
    read_features,
    story_features,
    usual,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.model import Article
    from indexer.ports import ReportReader
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
    reads: list[ReadFeatures | None]
    """Of the same, without the odds of their words; None of those that are not read."""
    as_a_whole: StoryFeatures
    """Without the odds of these."""


class Day(NamedTuple):
    """A file of articles, read."""

    cost: float
    stories: list[list[Story]]
    """Of each article, those that it may belong to."""
    joined: int
    """Articles whose story is there before them."""


class Models(NamedTuple):
    """The models that decide."""

    pairs: Model
    read: Model
    stories: Model


def main(files: Sequence[Path]) -> None:
    """Fit on all the files, and on all but each."""
    embedder, reader = SentenceTransformersEmbedder(), OnnxReader(BUNDLED)
    days = {path.name.partition(".")[0]: read(path, embedder, reader) for path in files}
    for name, held_out in days.items():
        right, wrong = _placed(held_out, fitted([day for other, day in days.items() if other != name]))
        _print(f"{name}: of {held_out.joined} articles {right} in the story that is there, {wrong} in another")
    models, of_words = fitted(list(days.values())), fitted(list(days.values()), without_cosine=True)
    for title, model in (
        ("PAIRS", models.pairs),
        ("PAIRS_OF_WORDS", of_words.pairs),
        ("READ", models.read),
        ("STORIES", models.stories),
    ):
        names = type(model.weights)._fields
        _print(f"{title}: {named(names, model.weights)}; bias {model.bias:.2f}")


def read(path: Path, embedder: SentenceTransformersEmbedder, reader: ReportReader) -> Day:
    """Return a file's articles, each with the stories before it that are near enough in time and in words."""
    labelled = sorted(_articles(path), key=lambda pair: (pair[1].when, pair[1].id))
    openings = [split_article(article, embedder.count_tokens)[0].text for _, article in labelled]
    vectors = dict(zip((article.id for _, article in labelled), embedder.embed(openings), strict=True))
    window, day = Window(), list[list[Story]]()
    seen = set[str]()
    joined = 0
    for label, article in labelled:
        sketch = sketched(article)
        day.append(list(_stories(sketch, label, window, vectors, reader)))
        window.add(Placed(sketch=sketch, story=label, text=sketch.id))
        joined += label in seen
        seen.add(label)
    return Day(_USUAL if path.parent == DESK or path.name in _EASY else 1.0, day, joined)


def _stories(
    sketch: Sketch, label: str, window: Window, vectors: Mapping[str, np.ndarray], reader: ReportReader
) -> Iterator[Story]:
    _, alike = window.candidates(sketch, WINDOW)
    others = [other for other in alike if may_be_one(sketch, other.sketch)]
    stories = compared(sketch, others, window)
    near = usual([_cosine(vectors, sketch, each) for members in stories.values() for each in members])
    pairs = {
        each.sketch.id: features(sketch, each.sketch, _cosine(vectors, sketch, each), near, window)
        for members in stories.values()
        for each in members
    }
    known = {each.sketch.id: each.sketch for members in stories.values() for each in members}
    chosen = to_read({key: PAIRS.log_odds(pair) for key, pair in pairs.items()})
    said = reader.on_one_event([(sketch.report, known[key].report) for key in chosen])
    reads = {key: read_features(sketch, known[key], 0.0, each) for key, each in zip(chosen, said, strict=True)}
    for story, members in stories.items():
        ids = [each.sketch.id for each in members]
        whole = story_features(sketch, [each.sketch for each in members], window)
        yield Story(story == label, [pairs[key] for key in ids], [reads.get(key) for key in ids], whole)


def _cosine(vectors: Mapping[str, np.ndarray], sketch: Sketch, other: Placed) -> float:
    return float(vectors[sketch.id] @ vectors[other.sketch.id])


def fitted(days: Sequence[Day], *, without_cosine: bool = False) -> Models:
    """Return the models of pairs, of those that were read, and of stories.

    The last two learn from the odds of pairs that other days give: their own would look surer than those of a day
    to come.
    """
    rows = [_rows(day, without_cosine=without_cosine) for day in days]
    folds = [
        _fitted([row for place, day in enumerate(rows) if place % _FOLDS != fold for row in day], _SHRINK)
        for fold in range(_FOLDS)
    ]
    read = _fitted(
        [row for place, day in enumerate(days) for row in _read_rows(day, folds[place % _FOLDS])], _SHRINK_OF_STORIES
    )
    whole = [
        (day.cost, story.one, found)
        for place, day in enumerate(days)
        for stories in day.stories
        for story, found in zip(stories, _with_odds(stories, folds[place % _FOLDS], read), strict=True)
    ]
    return Models(_fitted([row for day in rows for row in day], _SHRINK), read, _fitted(whole, _SHRINK_OF_STORIES))


def _read_rows(day: Day, pairs: Model) -> list[tuple[float, bool, ReadFeatures]]:
    return [
        (day.cost, story.one, read._replace(odds=pairs.log_odds(pair)))
        for stories in day.stories
        for story in stories
        for pair, read in zip(story.pairs, story.reads, strict=True)
        if read
    ]


def _rows(day: Day, *, without_cosine: bool) -> list[tuple[float, bool, Features]]:
    return [
        (day.cost, story.one, _blind(pair) if without_cosine else pair)
        for stories in day.stories
        for story in stories
        for pair in story.pairs
    ]


def _fitted(rows: Sequence[tuple[float, bool, Features | ReadFeatures | StoryFeatures]], shrink: float) -> Model:
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


def _with_odds(stories: Sequence[Story], pairs: Model, read: Model) -> list[StoryFeatures]:
    """Return stories' features with the odds that models give their articles."""
    odds = {str(place): list(_odds(story, pairs, read)) for place, story in enumerate(stories)}
    return [
        story.as_a_whole.with_odds(odds[str(place)], rival(odds, str(place))) for place, story in enumerate(stories)
    ]


def _odds(story: Story, pairs: Model, read: Model) -> Iterator[float]:
    for pair, said in zip(story.pairs, story.reads, strict=True):
        odds = pairs.log_odds(pair)
        yield odds if said is None else read.log_odds(said._replace(odds=odds))


def _placed(day: Day, models: Models) -> tuple[int, int]:
    """Return how many articles join the right story, and how many a wrong one."""
    right = wrong = 0
    for found in day.stories:
        whole = _with_odds(found, models.pairs, models.read)
        likely = {place: models.stories.probability(each) for place, each in enumerate(whole)}
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
