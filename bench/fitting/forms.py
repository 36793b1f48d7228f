"""The weights of what form of answer a message wants: `python -m bench.fitting.forms [--write] [--facts FILE...]`.

A multinomial logistic regression on the messages in `bench/fitting/messages`, each with its form, and on questions of
fact: those in `training/news` and each FILE with `--facts`. The weights of words come from the bundled embedding model:
a word counts by its vector there, so that words count, too, which no example has. What a vector weighs is put into one
number for each word and form beforehand: nothing is embedded when a message is read.

Prints, with each writer's messages held out in turn, how many forms are found, and how many of the questions of fact on
the held-out articles are taken for something else; the same of each FILE to judge by (`question` or `query` on
a line). With `--write` the weights fitted on all are written beside `bot.understanding.form`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array

from bench.timing import CHECKOUT
from bot.model import Exchange, Form
from bot.understanding import form as shipped
from bot.understanding.follow_ups import complete
from bot.understanding.form import FORMS, learned_form, request_of
from bot.understanding.form_features import asks_for_several, form_features, tokens
from bot.understanding.subjects import known_subjects
from indexer.embedding.model_files import ModelFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MESSAGES = CHECKOUT / "bench" / "fitting" / "messages"
_FACTS = (CHECKOUT / "training" / "news" / "questions.jsonl.gz", CHECKOUT / "tests" / "data" / "golden.jsonl")
_CHUNK = 240  # questions of fact in a row that are on one collection of articles
_MOST = 2_400  # questions of a file, from all over it
_FACT_COST = 0.6  # what a question of fact counts, compared with a message of the writers
_OTHER_COST = 0.02  # one that is not on news of the industry
_SHRINK = 0.03
_OFTEN = 3  # messages with a word, so that it counts as it stands
_TWICE = 2  # messages with a mark, so that it counts
_DIMENSIONS = 300  # of the words' vectors
_COMMON = 12_000  # words of the embedding model, the commonest, that are looked at
_STEPS = 150
_MARKS, _WORDS = 2_500, 5_000  # that are kept, those that weigh most
_UNITS = 0.04  # what weights are rounded to


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its form."""

    text: str
    form: Form
    group: str  # its writer, or the articles that it is on
    cost: float = 1.0


class WordVectors:
    """The vectors of words in the bundled embedding model's first layer, centred and with fewer dimensions."""

    def __init__(self, words: Iterable[str]) -> None:
        """Look up the commonest words and others that are given."""
        from safetensors.numpy import load_file

        files = ModelFiles()
        (table,) = (
            rows for name, rows in load_file(files.folder / "model.safetensors").items() if "word_embeddings" in name
        )
        common = (files.folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        own = [word for word in common if word.isascii() and word.isalpha() and len(word) > 1][:_COMMON]
        self.words = list(dict.fromkeys((*own, *sorted(words))))
        vectors = np.array([table[files.token_ids(word)[1:-1]].mean(axis=0) for word in self.words], dtype=np.float64)
        vectors -= vectors.mean(axis=0)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        left, sizes, _ = np.linalg.svd(vectors, full_matrices=False)
        self.rows = left[:, :_DIMENSIONS] * sizes[:_DIMENSIONS]
        self.place = {word: place for place, word in enumerate(self.words)}

    def of(self, words: Sequence[str]) -> np.ndarray:
        """Return the sum of some words' vectors, by the root of their number."""
        known = [self.place[word] for word in words if word in self.place]
        return np.asarray(self.rows[known].sum(axis=0) / np.sqrt(len(known) or 1))


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted on some examples."""

    vocabulary: frozenset[str]
    marks: dict[str, int]
    weights: np.ndarray  # of the marks, then of the vectors' dimensions, then the bias; a column a form

    def scores(self, text: str, vectors: WordVectors) -> tuple[float, ...]:
        """Return the logits of a message."""
        found = form_features(text, self.vocabulary)
        shown = self.weights[[self.marks[mark] for mark in found.marks if mark in self.marks]].sum(axis=0)
        own = vectors.of(found.words) @ self.weights[len(self.marks) : -1]
        return tuple(shown / np.sqrt(len(found.marks)) + own + self.weights[-1])


def main() -> None:
    """Judge by what was held out; fit on all and write."""
    options = argparse.ArgumentParser(description="fit the form of answer that a message wants")
    options.add_argument("--write", action="store_true")
    options.add_argument("--facts", nargs="*", type=Path, default=[])
    options.add_argument("--judge", nargs="*", type=Path, default=[])
    chosen = options.parse_args()
    written, facts = list(_written()), [each for path in _FACTS for each in _questions(path)]
    facts += [each for path in chosen.facts for each in _questions(path, _OTHER_COST)]
    vectors = WordVectors({token for each in (*written, *facts) for token in tokens(each.text) if token.isalpha()})
    judge(written, facts, vectors)
    model = fit([*written, *facts], vectors)
    for path in chosen.judge:
        _report(path.name, [(each, model.scores(each.text, vectors)) for each in _questions(path)])
    if chosen.write:
        write(model, [*written, *facts], vectors)


def judge(written: Sequence[Example], facts: Sequence[Example], vectors: WordVectors) -> None:
    """Print what is found of each writer's messages, and of a part of the facts, by the others'."""
    writers = list(dict.fromkeys(each.group for each in written))
    parts = list(dict.fromkeys(each.group for each in facts))
    found: list[tuple[Example, tuple[float, ...]]] = []
    for place, writer in enumerate(writers):
        held = {writer, *parts[place :: len(writers)]}
        everything = [*written, *facts]
        model = fit([each for each in everything if each.group not in held], vectors)
        told = [(each, model.scores(each.text, vectors)) for each in everything if each.group in held]
        _report(writer, [each for each in told if each[0].group == writer])
        found += told
    _report("facts of the news", [each for each in found if each[0].cost < 1])
    alone = [each for each in found if each[0].cost == 1]
    _report("all writers", alone)
    for (form, taken), number in sorted(Counter((each.form, _taken(scores)) for each, scores in alone).items()):
        if form != taken:
            _print(f"  {form} taken for {taken}: {number}")


def fit(examples: Sequence[Example], vectors: WordVectors) -> Fitted:
    """Return the weights that some examples give."""
    often = Counter(chain.from_iterable({*tokens(each.text)} for each in examples))
    vocabulary = frozenset(token for token, number in often.items() if number >= _OFTEN and token[0] != "~")
    found = [form_features(each.text, vocabulary) for each in examples]
    seen = Counter(chain.from_iterable(each.marks for each in found))
    marks = {mark: place for place, mark in enumerate(sorted(mark for mark in seen if seen[mark] >= _TWICE))}
    told = [sorted(marks[mark] for mark in each.marks if mark in marks) for each in found]
    sizes = np.array([len(each) for each in told])
    values = np.repeat([1 / np.sqrt(len(each.marks)) for each in found], sizes)
    shown = csr_array(
        (values, np.concatenate(told).astype(int), np.concatenate([[0], sizes.cumsum()])), (len(found), len(marks))
    )
    own = np.array([vectors.of(each.words) for each in found])
    wanted = np.eye(len(FORMS))[[FORMS.index(each.form) for each in examples]]
    return Fitted(vocabulary, marks, fit_choice(shown, own, wanted, np.array([each.cost for each in examples])))


def fit_choice(marks: csr_array, vectors: np.ndarray, wanted: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Return the weights of a multinomial logistic regression: of the marks, of the vectors, and last the bias."""
    parts = (marks, np.column_stack([vectors, np.ones(len(vectors))]))
    turned = tuple(part.T for part in parts)
    shape = (marks.shape[1] + vectors.shape[1] + 1, len(FORMS))
    free = np.full((shape[0], 1), _SHRINK)
    free[-1] = 0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape)
        logits = parts[0] @ weights[: marks.shape[1]] + parts[1] @ weights[marks.shape[1] :]
        logits -= logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        slope = cost[:, None] * (np.exp(logs) - wanted)
        value = -(cost[:, None] * wanted * logs).sum() + (free * weights**2).sum() / 2
        return float(value), (np.concatenate([part @ slope for part in turned]) + free * weights).ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(found.x.reshape(shape))


def write(model: Fitted, examples: Sequence[Example], vectors: WordVectors) -> None:
    """Write the weights that count most, rounded."""
    number = len(model.marks)
    found = [form_features(each.text, model.vocabulary) for each in examples]
    seen = Counter(chain.from_iterable(each.marks for each in found))
    used = Counter(chain.from_iterable(each.words for each in found))
    marks = _heaviest(list(model.marks), model.weights[:number], seen, _MARKS)
    words = _heaviest(vectors.words, vectors.rows @ model.weights[number:-1], used, _WORDS)
    stored = {
        "unit": _UNITS,
        "bias": [round(each, 3) for each in model.weights[-1]],
        "vocabulary": " ".join(sorted(model.vocabulary)),
        **{
            part + suffix: value
            for part, (names, weights) in (("marks", marks), ("words", words))
            for suffix, value in (("", "\n".join(names)), ("_weights", np.rint(weights / _UNITS).astype(int).tolist()))
        },
    }
    text = json.dumps(stored, separators=(",", ":"))
    Path(shipped.__file__).with_name(shipped.WEIGHTS).write_bytes(gzip.compress(text.encode(), mtime=0))


def _heaviest(names: Sequence[str], weights: np.ndarray, seen: Counter[str], most: int) -> tuple[list[str], np.ndarray]:
    """Return the names whose weights tell most between the forms, in the examples above all, sorted, with them."""
    centred = weights - weights.mean(axis=1, keepdims=True)
    spread = np.ptp(centred, axis=1) * np.sqrt([seen[name] + 0.5 for name in names])
    kept = sorted(np.argsort(-spread)[:most], key=lambda place: names[place])
    return [names[place] for place in kept], centred[kept]


def _written() -> Iterator[Example]:
    for path in sorted(_MESSAGES.glob("*.jsonl.gz")):
        for line in _lines(path):
            turns = tuple(Exchange(question=each["question"], answer=each["answer"]) for each in line["conversation"])
            whole = complete(line["question"], turns, known_subjects)
            yield Example(request_of(whole.asks or whole.text), Form(line["form"]), path.name.partition(".")[0])


def _questions(path: Path, cost: float = _FACT_COST) -> Iterator[Example]:
    lines = list(_lines(path))
    for place, line in enumerate(lines[:: max(1, len(lines) // _MOST)]):
        asked = request_of(line.get("question") or line["query"])
        if asks_for_several(asked):  # that an article answers it does not say that it is for one
            continue
        yield Example(asked, Form.FACT, f"{path.name} {place // _CHUNK}", cost)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    yield from map(json.loads, filter(None, text.decode().split("\n")))


def _taken(scores: tuple[float, ...]) -> Form:
    return learned_form(scores, may_be_unclear=True)


def _report(title: str, judged: Sequence[tuple[Example, tuple[float, ...]]]) -> None:
    right = sum(each.form == _taken(scores) for each, scores in judged)
    facts = [scores for each, scores in judged if each.form is Form.FACT]
    opened = sum(_taken(scores) is not Form.FACT for scores in facts)
    _print(f"{title}: {right} of {len(judged)} right; of {len(facts)} facts {opened} are taken for something else")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
