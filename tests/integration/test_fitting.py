"""The programs that fit the weights of an answer's stages again."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.fitting import answerability, open_answers, ranking, sentences, slots, statements
from bench.fitting.observations import Observation, PassageRow, observations
from bench.fitting.question_sets import QuestionSet, changes, question_sets
from bench.fitting.regression import Wanted, area_under_curve, fit_logistic, fit_order, logistic, refused_at, splits
from bot.evidence.calibration import (
    HIT_WEIGHTS,
    NEARBY_WEIGHTS,
    SENTENCE_WEIGHTS,
    WORD_WEIGHTS,
    HitFeatures,
    ReadFeatures,
)
from bot.model import Form
from bot.retrieval.calibration import PASSAGE_WEIGHTS

if TYPE_CHECKING:
    from pathlib import Path

PASSAGES = (
    (
        "Quanterra",
        (
            "Quanterra has bought the chip designer Ostrel for 310 million dollars, the company said on Tuesday. "
            "Ostrel employs 90 engineers in Tartu and makes accelerators for small servers. "
            "The board of Ostrel agreed to the deal without a vote against it."
        ),
    ),
    (
        "Lumenvale",
        (
            "Lumenvale opened a laboratory in Porto on Monday, where 40 people work on speech recognition. "
            "Its director is Ana Brandt, who came from a university in Graz. "
            "The company wants to publish its first model in the spring."
        ),
    ),
)
QUESTIONS: tuple[tuple[str, int, list[str]], ...] = (
    ("how much did quanterra pay for ostrel?", 0, ["310 million dollars"]),
    ("how many engineers work at ostrel in tartu?", 0, ["90 engineers"]),
    ("which bank advised quanterra on its loan?", 0, []),
    ("who is the director of lumenvale's laboratory?", 1, ["Ana Brandt"]),
    ("where did lumenvale open a laboratory?", 1, ["Porto"]),
    ("how many patents does lumenvale hold?", 1, []),
)


def folder_of_questions(folder: Path) -> Path:
    """Write passages and questions as the folders of questions on passages have them."""
    passages = [json.dumps({"title": title, "text": text}) for title, text in PASSAGES]
    asked = [
        json.dumps({"question": question, "passage": place, "answers": answers, "answerable": bool(answers)})
        for question, place, answers in QUESTIONS
    ]
    for name, lines in (("squad2-pairs", (passages, asked)), ("guardian", ([], []))):
        for kind, found in zip(("passages", "questions"), lines, strict=True):
            (folder / f"{name}.{kind}.jsonl.gz").write_bytes(gzip.compress("\n".join(found).encode()))
    return folder


def test_what_the_stages_see_is_labelled_and_kept(tmp_path: Path) -> None:
    """Every question has the features of each stage, what answers it is known, and the cache gives the same again."""
    *_, asked = question_sets([folder_of_questions(tmp_path)])
    assert [each.question.text for each in asked.questions][:2] == [
        "How much did Quanterra pay for Ostrel?",
        "How many engineers work at Ostrel in Tartu?",
    ]
    seen = observations(asked, tmp_path / "cache")
    assert [each.answerable for each in seen] == [True, True, False, True, True, False]
    for each in seen:
        assert len(each.hits) == len(HIT_WEIGHTS)
        assert len(each.words) == len(WORD_WEIGHTS)
        assert all(len(part) == len(PASSAGE_WEIGHTS) for row in each.passages for part in row.parts)
        assert any(row.relevant for row in each.passages) is each.answerable
        assert any(row.holds for row in each.sentences) is each.answerable
        assert any(row.holds for row in each.nearby) is each.answerable
        assert all(len(row.features) == len(SENTENCE_WEIGHTS) for row in each.sentences)
        assert all(len(row.features) == len(NEARBY_WEIGHTS) for row in each.nearby)
    assert observations(asked, tmp_path / "cache") == seen


def question(group: int, *, cosine: float, answerable: bool) -> Observation:
    """Return a question whose best hit has such a cosine; its answer stands in the passage with more of its words."""
    passages = [
        PassageRow("right", relevant=answerable, parts=[[cosine, 0.9, 0.1]], favour=1.0, bonus=0.0, fresh=1.0),
        PassageRow("wrong", relevant=False, parts=[[cosine + 0.2, 0.1, 0.1]], favour=1.0, bonus=0.0, fresh=1.0),
    ]
    found = HitFeatures(
        cosine=cosine, coverage=0.5, strangers=0.0, apart=0.0, other_time=0.0, unread=0.0, doublings=0.0
    )
    return Observation(
        group=str(group),
        answerable=answerable,
        has_clauses=False,
        relevant=int(answerable),
        passages=passages,
        hits=list(found),
        words=[0.0, cosine, cosine, cosine, cosine],
        nearby=[],
        sentences=[],
    )


def test_the_fit_of_answerability_follows_what_tells_the_questions_apart() -> None:
    """A cosine that is higher where there is an answer gets weight, and weights set by hand stay as they are."""
    rng = np.random.default_rng(7)
    seen = [
        question(number, cosine=rng.normal(0.6 if number % 2 else 0.4, 0.05), answerable=bool(number % 2))
        for number in range(80)
    ]
    rows = answerability.rows_of(seen)
    weights = answerability.fit(rows)
    named = HitFeatures(*weights.hits[:-1])
    assert named.cosine > 1
    assert (named.strangers, named.unread, named.doublings) == (
        HIT_WEIGHTS.strangers,
        HIT_WEIGHTS.unread,
        HIT_WEIGHTS.doublings,
    )
    judged = answerability.judge(rows, weights)
    assert all(area_under_curve(each, rows.answerable) > 0.95 for each in judged)


def test_what_the_reader_tells_is_fitted_beside_the_words() -> None:
    """Log-odds that are higher where there is an answer get weight, though the words tell nothing."""
    rng = np.random.default_rng(7)
    seen = [
        replace(
            question(number, cosine=0.5, answerable=bool(number % 2)),
            read=rng.normal(1.0 if number % 2 else -1.0, 0.5),
        )
        for number in range(80)
    ]
    rows = answerability.rows_of(seen)
    weights = answerability.fit(rows)
    assert ReadFeatures(*weights.read[:-1]).read > 0.5
    alone, _, read = answerability.judge(rows, weights)
    assert area_under_curve(read, rows.answerable) > 0.95 > area_under_curve(alone, rows.answerable)


def test_the_fit_of_the_ranking_follows_what_answers() -> None:
    """Where the words tell and the cosine misleads, the words get the weight, on the scale of the shipped weights."""
    seen = [question(number, cosine=0.5, answerable=True) for number in range(20)]
    weights = ranking.fit(seen)
    assert weights[1] > weights[0]
    assert np.isclose(weights.sum(), sum(PASSAGE_WEIGHTS))
    assert ranking.ndcg(seen[0], weights) == 1.0
    assert ranking.ndcg(seen[0], np.array([0.95, 0.0, 0.0])) < 1.0


def test_the_fit_of_sentences_keeps_the_scale_of_the_cosine() -> None:
    """A cosine counts 1, and a feature of every sentence that holds an answer gets a weight."""
    rng = np.random.default_rng(7)
    choices = []
    for number in range(40):
        rows = rng.uniform(0, 1, (6, len(SENTENCE_WEIGHTS) + 1))
        holds = np.arange(6) == (rows[:, 4] + rows[:, -1]).argmax()
        choices.append(sentences.Choice(str(number), rows, holds))
    weights = sentences.fit_sentences(choices)
    assert weights[-1] == 1.0
    assert 0.5 < weights[4] < 2
    assert weights[9] == SENTENCE_WEIGHTS.by_the_named


def test_logistic_regression_finds_the_weights_again() -> None:
    """Of many rows with labels drawn by known weights, these come out, with what each row has of its own set apart."""
    rng = np.random.default_rng(7)
    rows, offset = rng.normal(size=(20_000, 2)), rng.normal(size=20_000)
    labels = rng.uniform(size=20_000) < logistic(rows @ [1.5, -0.7] + 0.3 + offset)
    assert np.allclose(fit_logistic(rows, labels, offset=offset), [1.5, -0.7, 0.3], atol=0.1)


def test_an_order_is_fitted_by_pairs() -> None:
    """What should come first does by the fitted weights."""
    wanted = [Wanted(np.array([[1.0, 0.2]]), np.array([[0.0, 0.9], [0.3, 0.3]]))] * 10
    weights = fit_order(wanted)
    assert weights @ [1.0, 0.2] > max(weights @ [0.0, 0.9], weights @ [0.3, 0.3])


def test_folds_share_no_group() -> None:
    """Questions on one thing are on one side of every split, and each is judged once."""
    groups = [str(number // 3) for number in range(30)]
    tested = np.zeros(30)
    for split in splits(groups):
        tested += split.test
        assert not {groups[place] for place in np.flatnonzero(split.train)} & {
            groups[place] for place in np.flatnonzero(split.test)
        }
    assert (tested == 1).all()


def test_measures_count_ties_half_and_refuse_from_below() -> None:
    """The area is that of pairs; refused are the unanswerable below one in ten of the answerable."""
    assert area_under_curve(np.array([0.9, 0.5, 0.5]), np.array([True, True, False])) == 0.75
    scores = np.array([*np.arange(10) / 10 + 0.05, 0.0, 0.5])
    answerable = np.array([True] * 10 + [False] * 2)
    assert refused_at(scores, answerable) == 0.5


def test_one_in_ten_wrong_sentences_passes_from_the_threshold_on() -> None:
    """What is objected to never passes, whatever the reader says; each writer counts as much as another one."""
    chance = np.random.default_rng(1)
    sets = []
    for size in (200, 600):
        supported = chance.random(size) < 0.5
        said = np.clip(np.where(supported, 0.7, 0.3) + chance.normal(size=size) / 5, 0, 1)
        sets.append(statements.Judged(supported=supported, said=said, objected=chance.random(size) < 0.1))
    assert all((each.believed[each.objected] == 0).all() for each in sets)
    least = statements.threshold(sets)
    passing = [(each.believed >= least)[~each.supported].mean() for each in sets]
    assert 0.05 < np.mean(passing) <= 0.1


OPINION = "Ostrel is slow and far too expensive for small firms, and nobody should buy it before next year."
OPEN_ARTICLES = (
    ("a", "Quanterra sues Lumenvale over chip patents", "Quanterra sued Lumenvale on Monday over three chip patents."),
    ("b", "Why nobody should buy Ostrel", f"{OPINION} I tried Ostrel for a week in Tartu."),
    ("c", "Lumenvale opens a laboratory in Porto", "Lumenvale opened a laboratory in Porto, where 40 people work."),
)
OPEN_QUESTIONS = (
    ("What do people think of Ostrel?", "opinions", "b", OPINION),
    ("Which companies were sued over chip patents?", "list", "a", OPEN_ARTICLES[0][2]),
)


def test_what_open_answers_are_chosen_from_is_labelled(tmp_path: Path) -> None:
    """Of opinions each sentence is told or not, of lists each article; an answer is held against the articles told."""
    address = "https://news.example/2026/03/02/{}".format
    articles = [
        {"url": address(key), "title": title, "text": text, "publisher": "News", "published": "2026-03-02T08:00:00Z"}
        for key, title, text in OPEN_ARTICLES
    ]
    lines = [
        json.dumps(
            {
                "question": question,
                "form": form,
                "now": "2026-03-04T08:00:00Z",
                "writer": "w",
                "tell": [{"url": address(key), "sentences": [sentence]}],
            }
        )
        for question, form, key, sentence in OPEN_QUESTIONS
    ]
    (tmp_path / "open.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    asked = open_answers.read_questions(tmp_path / "open.jsonl.gz")
    with QuestionSet(name="open", questions=(), articles=tuple(articles)).collected() as opened:
        answering = opened.answering()
        seen = [open_answers.observed(answering, each) for each in asked]
    for outcome, choice in seen:
        assert outcome.understood
        assert (outcome.cited, outcome.beside, outcome.refused) == (1.0, 0, False)
        assert choice is not None
        assert len(choice.rows) == len(choice.told)
        assert choice.told.any()
    (_, opinions), (_, entries) = seen
    assert opinions is not None
    assert not opinions.told.all()  # the same article tells what is none
    assert entries is not None
    assert entries.rows.shape[1] == len(open_answers.WEIGHINGS[Form.LIST].shipped) - 1  # the offset


def test_the_fit_of_open_answers_follows_what_is_told() -> None:
    """What tells sentences apart gets the weight, and each writer's questions are judged by those of the others."""
    rng = np.random.default_rng(7)
    choices = []
    for number in range(30):
        rows = rng.uniform(0, 1, (12, 3))
        choices.append(open_answers.Choice("abc"[number % 3], rows, rows[:, 1] + rng.normal(0, 0.1, 12) > 0.6))
    weighing = open_answers.Weighing("entries", ("a", "b", "c", "offset"), np.array([0.5, 0.3, 0.2, -0.5]), shrink=1.0)
    weights = open_answers.fit(weighing, choices)
    assert weights[1] > 4 * max(abs(weights[0]), abs(weights[2]))
    assert open_answers.area(choices, weights) > 0.9 > open_answers.area(choices, weighing.shipped)
    first, *writers, _, _ = open_answers.report(weighing, choices)
    assert first.startswith("entries: 360 candidates of 30 questions, ")
    assert [line.split(",")[0] for line in writers] == ["entries a", "entries b", "entries c"]


def test_what_gives_another_value_is_told_from_what_does_not() -> None:
    """The value that another article gives is a row that fills the slot; another number is none."""
    whole = changes()
    assert len(whole.questions) == 2 * len({each.group for each in whole.questions})
    asked, *_ = (each for each in whole.questions if each.question.text.startswith("What is the fine"))
    articles = [each for each in whole.articles if "Popple" in each["text"]]
    assert len(articles) > len(asked.urls)
    rows = slots.observed(QuestionSet(name="changes", questions=(asked,), articles=tuple(articles)))
    assert [row.fills for row in rows if row.fills] == [True]
    assert {row.group for row in rows} == {asked.group}
