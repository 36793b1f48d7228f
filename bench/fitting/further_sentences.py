"""The weights by which an overview adds further sentences: `python -m bench.fitting.further_sentences` fits them.

Asks the overviews among the open questions on the articles of `training/news` (see `bench.fitting.open_answers`), and
looks at what can be added to the first sentence of each story that is told: the sentences that the writer of the
question has named are those to add. Prints how well the shipped weights, and those fitted on the other writers, set
them apart (the area under the curve of a question's sentences, on average), and the weights fitted on all. It changes
nothing.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bench.fitting.open_answers import NEWS, Choice, ClockAt, Weighing, news_articles, read_questions, report
from bot.composition.further_sentences import FURTHER, further_features
from bot.composition.open_answers import read_stories
from bot.composition.overview import compose_overview
from bot.evidence.sentences import evidence_of_stories
from bot.model import Form
from bot.retrieval.aim import aim_of
from bot.understanding.query import understand

if TYPE_CHECKING:
    from bench.fitting.open_answers import OpenQuestion
    from bot.retrieval.retriever import Retrieval

WEIGHING = Weighing(
    "further sentences",
    (*FURTHER._fields, "offset"),
    np.array([*FURTHER, 0.0]),
    shrink=10.0,
    total=sum(FURTHER),
)


def main() -> None:
    """Ask, and fit."""
    questions = [each for each in read_questions(NEWS / "open_questions.jsonl.gz") if each.form is Form.OVERVIEW]
    with news_articles().collected(ClockAt(max(each.question.now for each in questions))) as opened:
        found = [choice(opened.answering().retrieval, each) for each in questions]
    sys.stdout.writelines(f"{line}\n" for line in report(WEIGHING, [each for each in found if each]))


def choice(retrieval: Retrieval, asked: OpenQuestion) -> Choice | None:
    """Return what can be added to the first sentences of the stories that answer a question; None for nothing."""
    query = understand(asked.question, (), form=asked.form)
    aim = aim_of(query)
    stories = retrieval.stories(aim, asked.question.now)
    read = read_stories(aim, stories.found, evidence_of_stories(query.products, stories))
    told = compose_overview(aim, read, (), partial(retrieval.compare, query)).told if read else ()
    able = {each.story.id: each.told for each in read if each.story.id in {one.told.story.id for one in told}}
    first = [sentences[0] for sentences in able.values()]
    is_event = bool(aim.topic or aim.event or aim.is_course) and not query.latest
    found = further_features(first, able, is_event=is_event) if first else []
    rows, named = (
        np.array([list(own) for _, own in found]),
        np.array([asked.tells(each.sentence.text) for each, _ in found]),
    )
    return Choice(asked.writer, rows, named) if found else None


if __name__ == "__main__":
    main()
