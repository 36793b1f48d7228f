"""The weights by which opinions, entries of lists and stories on a topic are chosen.

`python -m bench.fitting.open_answers` fits them again.

Collects the articles of `training/news` and asks the open questions on them, of which four writers have said which
articles and which of their sentences a good answer tells. Prints by form and writer: the share of these articles that
answers cite, the share of statements that cite none of them, the share of questions that are refused, and of those
whose form is understood. Then how well the shipped weights, and those fitted on the other writers, set apart what is
told (the area under the curve of a question's sentences, on average), and the weights fitted on all. Of entries only
the weights are fitted that tell articles apart; of overviews stories are chosen, where a topic is asked for. It changes
nothing.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bench.fitting.question_sets import QuestionSet
from bench.fitting.regression import area_under_curve, fit_logistic, named
from bench.timing import CHECKOUT
from bot.composition.listing import ENTRY, able_to_list, compared_entries
from bot.composition.listing import OFFSET as ENTRY_OFFSET
from bot.composition.open_answers import read_stories
from bot.composition.opinions import JUDGING, OFFSET, OpinionFeatures, plain_features, with_speaker
from bot.composition.overview import ON_TOPIC, topic_features
from bot.evidence.sentences import evidence_of_stories
from bot.model import Form, Question
from bot.retrieval.aim import aim_of
from indexer.web.urls import article_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.answering import Answering
    from bot.model import Answer, Query

NEWS = CHECKOUT / "training" / "news"
"""Articles, and the questions on them."""

_OF_AN_ARTICLE = 4  # features of an entry that are fitted, the first ones: the others choose within an article
_PART = 25  # characters from which a sentence that holds another one is the same, cut elsewhere


class OpenQuestion(NamedTuple):
    """An open question with what a good answer tells."""

    question: Question
    form: Form
    writer: str
    articles: frozenset[str]  # ids
    sentences: frozenset[str]

    def tells(self, text: str) -> bool:
        """Tell whether a sentence is one of those that are told."""
        said = _plain(text)
        return said in self.sentences or any(
            len(one) > _PART and (one in said or said in one) for one in self.sentences
        )


class Outcome(NamedTuple):
    """What came of a question."""

    cited: float  # share of the articles to the point that its answer cites
    statements: int
    beside: int  # statements that cite none of them
    refused: bool
    understood: bool  # its form is right


class Choice(NamedTuple):
    """The sentences, or of an overview the stories, that a question's answer is chosen from."""

    writer: str
    rows: np.ndarray  # their features
    told: np.ndarray  # mask: a good answer tells them, or of entries and stories their article


class Weighing(NamedTuple):
    """A record of weights that is fitted."""

    title: str
    names: tuple[str, ...]
    shipped: np.ndarray
    shrink: float  # on standardised features: sentences of a question hang together, and count for less than they are
    total: float = 0.0  # what fitted weights are made to add up to where only the order counts; 0: they are log-odds


class ClockAt(NamedTuple):
    """Stands still when the last question is asked: articles of later than now would have no date."""

    time: datetime

    def now(self) -> datetime:
        """Return the time at which it stands."""
        return self.time


WEIGHINGS = {
    Form.OPINIONS: Weighing(
        "opinions", (*OpinionFeatures._fields, "offset"), np.array([*JUDGING, OFFSET]), shrink=50.0
    ),
    Form.LIST: Weighing(
        "entries",
        (*ENTRY._fields[:_OF_AN_ARTICLE], "offset"),
        np.array([*ENTRY[:_OF_AN_ARTICLE], ENTRY_OFFSET]),
        shrink=10.0,
    ),
    Form.OVERVIEW: Weighing(
        "stories", (*ON_TOPIC._fields, "offset"), np.array([*ON_TOPIC, 0.0]), shrink=10.0, total=1.0
    ),
}
"""What is fitted here, by the form of answer that it chooses for."""


def main() -> None:
    """Ask, and fit."""
    questions = read_questions(NEWS / "open_questions.jsonl.gz")
    news = news_articles()
    outcomes: list[Outcome] = []
    choices: dict[Form, list[Choice]] = {form: [] for form in WEIGHINGS}
    with news.collected(ClockAt(max(each.question.now for each in questions))) as opened:
        answering = opened.answering()
        for each in questions:
            outcome, choice = observed(answering, each)
            outcomes.append(outcome)
            if choice:
                choices[each.form].append(choice)
    _print("\n".join(by_form_and_writer(questions, outcomes)))
    for form, weighing in WEIGHINGS.items():
        _print("\n".join(report(weighing, choices[form])))


def news_articles() -> QuestionSet:
    """Return the articles that the questions are on."""
    return QuestionSet(name="open", questions=(), articles=tuple(_lines(NEWS / "articles.jsonl.gz")))


def read_questions(path: Path) -> list[OpenQuestion]:
    """Read the questions of a file."""
    return [
        OpenQuestion(
            question=Question(text=each["question"], now=datetime.fromisoformat(each["now"])),
            form=Form(each["form"]),
            writer=each["writer"],
            articles=frozenset(article_id(told["url"]) for told in each["tell"]),
            sentences=frozenset(_plain(said) for told in each["tell"] for said in told["sentences"]),
        )
        for each in _lines(path)
    ]


def observed(answering: Answering, asked: OpenQuestion) -> tuple[Outcome, Choice | None]:
    """Return what comes of a question, and what its answer would be chosen from if its form is one of `WEIGHINGS`."""
    found = answering.find(asked.question)
    query = replace(found.query, form=asked.form, clarification=None)  # whatever form was understood
    return _outcome(found.answer, asked), _choice(answering, asked, query) if asked.form in WEIGHINGS else None


def _outcome(answer: Answer, asked: OpenQuestion) -> Outcome:
    known = {
        source.number: {article_id(url) for url in (source.article.url, *source.article.aliases)}
        for source in answer.sources
    }
    cited = [set[str]().union(*(known[number] for number in said.citations)) for said in answer.statements]
    return Outcome(
        cited=len(asked.articles & set[str]().union(*cited)) / len(asked.articles),
        statements=len(cited),
        beside=sum(asked.articles.isdisjoint(each) for each in cited),
        refused=not answer.found,
        understood=answer.form is asked.form,
    )


def _choice(answering: Answering, asked: OpenQuestion, query: Query) -> Choice | None:
    """Return the sentences that an answer is chosen from; None if there are none."""
    aim = aim_of(query)
    stories = answering.retrieval.stories(aim, asked.question.now)
    read = read_stories(aim, stories.found, evidence_of_stories(query.products, stories))
    compare = partial(answering.retrieval.compare, query)
    sentences = [each for story in read for each in story.told]
    if asked.form is Form.OVERVIEW:
        on_it = topic_features([each.story for each in read], compare) if aim.topic else {}
        known = {each.story.id: {each.story.article.id, *(hit.article.id for hit in each.story.hits)} for each in read}
        found = [(list(own), not asked.articles.isdisjoint(known[key])) for key, own in on_it.items()]
    elif asked.form is Form.OPINIONS:
        plain = plain_features(sentences, aim)
        heard = [(each, with_speaker(each, features, aim.holders)) for each, features in plain]
        found = [(list(own), asked.tells(each.sentence.text)) for each, own in heard if own]
    else:
        compared = compared_entries(able_to_list(aim, sentences), aim, compare)
        found = [(list(own[:_OF_AN_ARTICLE]), each.article.id in asked.articles) for each, own in compared]
    rows, told = np.array([row for row, _ in found]), np.array([told for _, told in found])
    return Choice(asked.writer, rows, told) if found else None


def by_form_and_writer(questions: Sequence[OpenQuestion], outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a line for each form and writer, and one for each form."""
    for form in dict.fromkeys(each.form for each in questions):
        of_form = [(each.writer, got) for each, got in zip(questions, outcomes, strict=True) if each.form is form]
        for writer in (*sorted({writer for writer, _ in of_form}), ""):
            own = [got for by, got in of_form if writer in ("", by)]
            told = sum(each.statements for each in own)
            cited, refused, understood = np.mean([(each.cited, each.refused, each.understood) for each in own], axis=0)
            beside = sum(each.beside for each in own) / told if told else 0.0
            shares = f"cited {cited:.3f}, beside {beside:.3f}, refused {refused:.3f}, form right {understood:.3f}"
            yield f"{form.value} {writer or 'all'}, {len(own)} questions: {shares}"


def fit(weighing: Weighing, choices: Sequence[Choice]) -> np.ndarray:
    """Return weights with the offset, fitted on standardised features and put back, and on their scale."""
    rows, told = np.concatenate([each.rows for each in choices]), np.concatenate([each.told for each in choices])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    found = fit_logistic((rows - mean) / spread, told.astype(float), shrink=weighing.shrink)
    plain = found[:-1] / spread
    whole = weighing.total / plain.sum() if weighing.total else 1.0
    return np.append(plain, found[-1] - plain @ mean) * whole


def area(choices: Sequence[Choice], weights: np.ndarray) -> float:
    """Return how often a sentence that is told comes before one of the same question that is not."""
    return float(np.mean([area_under_curve(each.rows @ weights[: each.rows.shape[1]], each.told) for each in choices]))


def report(weighing: Weighing, choices: Sequence[Choice]) -> Iterator[str]:
    """Yield how well the shipped weights do, and those fitted on other writers, then both."""
    told, number = sum(int(each.told.sum()) for each in choices), sum(len(each.told) for each in choices)
    yield f"{weighing.title}: {number} candidates of {len(choices)} questions, {told} of them told"
    judged = [each for each in choices if each.told.any() and not each.told.all()]
    for writer in sorted({each.writer for each in judged}):
        own = [each for each in judged if each.writer == writer]
        if others := [each for each in choices if each.writer != writer]:
            shipped, fitted = area(own, weighing.shipped), area(own, fit(weighing, others))
            yield f"{weighing.title} {writer}, {len(own)} questions: shipped {shipped:.3f}, fitted {fitted:.3f}"
    yield f"{weighing.title}, shipped: {named(weighing.names, weighing.shipped)}"
    yield f"{weighing.title}, fitted:  {named(weighing.names, fit(weighing, choices))}"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
