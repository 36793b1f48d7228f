"""Fits what decides which stories a watch is sent, and says how well it does.

`python -m bench.fitting.relevance TOPICS.jsonl COLLECTION.jsonl…` measures; with `--fit` it prints weights, each topic
judged by those of the others. A line of the topics: `topic`, as a member would type it, `urls` of the articles that are
on it, and perhaps `doubtful` ones, which count neither way. The collections are what `byline import` takes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.regression import fit_logistic, logistic, named, with_bias
from bot.config.loader import load
from bot.subscriptions.aboutness import (
    DUE,
    FIELD_BIAS,
    FIELD_WEIGHTS,
    TOPIC_BIAS,
    TOPIC_WEIGHTS,
    Aboutness,
    FieldAboutness,
)
from bot.subscriptions.profiles import features, field_features, relevance
from bot.subscriptions.topics import names_it
from bot.wiring.installation import SystemClock
from bot.wiring.opening import engines
from bot.wiring.subscriptions import story_relevance
from indexer.model import Selection
from indexer.web.urls import article_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.subscriptions.profiles import Profile, ReadArticle
    from bot.subscriptions.relevance import StoryRelevance

_SHRINK = 1.0


class Labelled(NamedTuple):
    """A topic with its labels."""

    topic: str
    on_it: frozenset[str]  # ids of articles
    doubtful: frozenset[str]


class Score(NamedTuple):
    """How well one topic's articles are found."""

    topic: str
    sent: int
    right: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what is sent that is on the topic; 1 if nothing is."""
        return self.right / self.sent if self.sent else 1.0

    @property
    def recall(self) -> float:
        """Share of what is on the topic that is sent."""
        return self.right / self.wanted if self.wanted else 1.0


class Rated(NamedTuple):
    """The articles of a collection beside one topic."""

    rows: np.ndarray  # their features
    labels: np.ndarray
    counted: np.ndarray  # mask: no doubtful ones
    named: np.ndarray  # mask: they pass the test of names


def read_topics(path: Path) -> list[Labelled]:
    """Read the topics of a file."""
    given = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Labelled(
            topic=each["topic"],
            on_it=frozenset(map(article_id, each["urls"])),
            doubtful=frozenset(map(article_id, each.get("doubtful", ()))) - frozenset(map(article_id, each["urls"])),
        )
        for each in given
    ]


@contextmanager
def collected(files: Sequence[Path]) -> Iterator[tuple[StoryRelevance, list[ReadArticle]]]:
    """Import collections into a folder that is removed afterwards; yield what tells relevance, and all articles."""
    with tempfile.TemporaryDirectory(prefix="byline-bench-") as folder:
        config = Path(folder) / "config.toml"
        config.write_text(f"[byline]\ndata_dir = {json.dumps(str(Path(folder) / 'data'))}\n", encoding="utf-8")
        with engines(load(config), purpose="bench", progress=_silent, clock=SystemClock()) as opened:
            opened.importer().run(files, _silent)
            told = story_relevance(opened, opened.answering())
            yield told, told.read(list(opened.catalogue.articles(Selection())))


def measure(told: StoryRelevance, articles: Sequence[ReadArticle], topics: Sequence[Labelled]) -> list[Score]:
    """Return how well the articles of each topic are found."""
    known = {each.article.id for each in articles}
    scores = []
    for each in topics:
        profile = told.profile(each.topic)
        sent = {found.article.id for found in articles if relevance(profile, found) >= DUE} - each.doubtful
        scores.append(Score(each.topic, len(sent), len(sent & each.on_it), len(each.on_it & known)))
    return scores


def total(scores: Sequence[Score]) -> Score:
    """Return the score of all topics together."""
    return Score("all together", *(sum(getattr(each, name) for each in scores) for name in Score._fields[1:]))


def _of(score: Score) -> tuple[float, float]:
    return score.precision, score.recall


def _rated(profile: Profile, articles: Sequence[ReadArticle], labelled: Labelled) -> Rated:
    ids = [each.article.id for each in articles]
    field = next(iter(profile.fields), None)
    return Rated(
        rows=np.array(
            [field_features(profile, field, each) if field else features(profile, each) for each in articles]
        ),
        labels=np.array([key in labelled.on_it for key in ids], dtype=float),
        counted=np.array([key not in labelled.doubtful for key in ids]),
        named=np.array([names_it(profile.topic, each.article) for each in articles]),
    )


def fit_weights(rated: Sequence[Rated], columns: Sequence[int]) -> np.ndarray:
    """Return weights and bias by standardised features, each topic counting by the root of its size, put back."""
    masks = [each.counted & each.named for each in rated]
    rows = np.concatenate([each.rows[mask][:, columns] for each, mask in zip(rated, masks, strict=True)])
    labels = np.concatenate([each.labels[mask] for each, mask in zip(rated, masks, strict=True)])
    cost = np.concatenate(
        [np.full(mask.sum(), 20 / max(8.0, each.labels.sum())) for each, mask in zip(rated, masks, strict=True)]
    )
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    weights = fit_logistic((rows - mean) / spread, labels, cost=cost, shrink=_SHRINK)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


def fit(useful: Sequence[Rated], names: Sequence[str], shipped: Sequence[float]) -> Iterator[str]:
    """Yield weights of the features of some names, and how well each topic does by those of the others."""
    columns = list(range(len(names)))
    yield f"shipped: {named([*names, 'bias'], shipped)}"
    yield f"fitted:  {named([*names, 'bias'], fit_weights(useful, columns))}"
    odds = []
    for left_out in useful:
        others = fit_weights([each for each in useful if each is not left_out], columns)
        found = logistic(with_bias(left_out.rows[:, columns]) @ others)
        odds.append(np.where(left_out.named, found, 0.0)[left_out.counted])
    labels = [each.labels[each.counted] for each in useful]
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        right = [float(label[found >= least].sum()) for found, label in zip(odds, labels, strict=True)]
        sent = [float((found >= least).sum()) for found in odds]
        wanted = [float(label.sum()) for label in labels]
        each = " ".join(f"{r / max(s, 1):.2f}/{r / w:.2f}" for r, s, w in zip(right, sent, wanted, strict=True))
        whole = f"precision {sum(right) / max(sum(sent), 1):.2f}, recall {sum(right) / sum(wanted):.2f}"
        yield f"at {least}: {whole}; {each}"


def main() -> None:
    """Measure, and fit if that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.fitting.relevance", description=__doc__)
    parser.add_argument("topics", type=Path)
    parser.add_argument("collections", type=Path, nargs="+")
    parser.add_argument("--fit", action="store_true", help="print weights that fit these topics")
    given = parser.parse_args()
    topics = read_topics(given.topics)
    with collected(given.collections) as (told, articles):
        scores = measure(told, articles, topics)
        for each in (*scores, total(scores)):
            _print(f"{each.topic:<36} precision {each.precision:.2f} recall {each.recall:.2f} of {each.wanted}")
        precision, recall = (sum(found) / len(scores) for found in zip(*map(_of, scores), strict=True))
        _print(f"{'mean of the topics':<36} precision {precision:.2f} recall {recall:.2f}")
        if given.fit:
            profiles = [(told.profile(each.topic), each) for each in topics]
            for group, names, shipped in (
                (
                    [pair for pair in profiles if len(pair[0].fields) == len(pair[0].weights) == 1],
                    FieldAboutness._fields,
                    (*FIELD_WEIGHTS, FIELD_BIAS),
                ),
                (
                    [pair for pair in profiles if pair[0].weights and not pair[0].fields],
                    Aboutness._fields,
                    (*TOPIC_WEIGHTS, TOPIC_BIAS),
                ),
            ):
                if len(group) > 1:
                    _print("\n".join(fit([_rated(profile, articles, each) for profile, each in group], names, shipped)))


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _silent(*_: object) -> None:
    """Show nothing."""


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
