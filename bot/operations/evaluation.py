"""Use case: quality on a set of questions whose answers are known."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.model import Exchange, Form, Question
from bot.model.filters import parse_instant
from bot.operations.open_questions import METRICS as OPEN_METRICS
from bot.operations.open_questions import Expectation, is_address, measured
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from bot.model import Answer, ResultPage

    Ask = Callable[[Question], Answer]
    Search = Callable[..., ResultPage]  # of a question, at most `limit` articles

METRICS = (
    "recall@1",
    "recall@5",
    "recall@10",
    "mrr",
    "ndcg@10",
    "answer_recall",
    "refusal",
    "over_refusal",
    *OPEN_METRICS,
)
"""What `evaluate` measures."""

LESS_IS_BETTER = frozenset({"over_refusal", "beside", "twice", "wrong"})

_DEPTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with what is expected; neither answers, urls nor points: it cannot be answered."""

    question: Question
    answers: tuple[str, ...]  # any of them, as it may stand in a statement
    urls: tuple[str, ...]  # articles that answer; one that begins with "/" fits every host
    expected: Expectation | None = None  # of an open question

    @property
    def is_answerable(self) -> bool:
        """Whether the collection holds an answer."""
        return bool(self.answers or self.urls or (self.expected and self.expected.points))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The mean of each metric over the questions that it is defined for; None if there are none."""

    questions: int
    values: dict[str, float | None]


def read_cases(lines: Iterable[str], zone: tzinfo) -> list[Case]:
    """Read questions, one JSON object a line; raise `UsageError` with the line's number."""
    cases = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            cases.append(_case(json.loads(line), zone))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(
                f"line {number}: not an object with question, now, answers and urls, or form, points and not: "
                f"{type(error).__name__}: {error}"
            ) from error
    if not cases:
        raise UsageError("there are no questions")
    return cases


def _case(given: dict[str, Any], zone: tzinfo) -> Case:
    before = tuple(Exchange(question=turn["question"], answer=turn.get("answer", "")) for turn in _turns(given))
    now = parse_instant(given["now"], zone)
    question = Question(text=str(given["question"]), now=now, zone=zone, conversation=before)
    if "points" not in given:
        return Case(question=question, answers=_texts("answers", given["answers"]), urls=_texts("urls", given["urls"]))
    points = tuple(map(_wordings, _list("points", given["points"])))
    expected = Expectation(form=_form(given), points=points, wrong=_texts("not", given.get("not", [])))
    return Case(question=question, answers=(), urls=_texts("urls", given.get("urls", [])), expected=expected)


def _turns(given: dict[str, Any]) -> list[dict[str, str]]:
    return given.get("conversation") or []


def _form(given: dict[str, Any]) -> str:
    """Return the form that is expected, "" for any. Raises ValueError for one that is none."""
    return Form(given["form"]).value if given.get("form") else ""


def _wordings(point: object) -> tuple[str, ...]:
    """Return the wordings of a point, a text or a list of some. Raises ValueError for none."""
    wordings = _texts("a point", [point] if isinstance(point, str) else point)
    if not wordings:
        raise ValueError("a point without words")
    return wordings


def _texts(name: str, given: object) -> tuple[str, ...]:
    """Return the texts of a list, each once. Raises ValueError if it is none, or holds anything else or blank texts."""
    texts = _list(name, given)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"{name} is to be a list of texts")
    return tuple(dict.fromkeys(texts))


def _list(name: str, given: object) -> list[Any]:
    """Return a list. Raises ValueError for anything else, such as a text, whose characters are no texts."""
    if not isinstance(given, list):
        raise ValueError(f"{name} is to be a list")  # noqa: TRY004  a mistake in the file, as all the others
    return given


def evaluate(ask: Ask, search: Search, cases: Sequence[Case]) -> Scores:
    """Ask every question and search for it, and return the mean scores."""
    rows = [_scored(ask, search, case) for case in cases]
    values: dict[str, float | None] = {}
    for metric in METRICS:
        known = [row[metric] for row in rows if metric in row]
        values[metric] = round(sum(known) / len(known), 4) if known else None
    return Scores(questions=len(cases), values=values)


def below(scores: Scores, minimums: dict[str, float]) -> list[str]:
    """Return in words what misses its minimum; where less is better the number is a maximum."""
    missed = []
    for metric, minimum in minimums.items():
        value = scores.values[metric]
        bad = value is None or (value > minimum if metric in LESS_IS_BETTER else value < minimum)
        if bad:
            missed.append(f"{metric}: {value} where {minimum} is asked for")
    return missed


def _scored(ask: Ask, search: Search, case: Case) -> dict[str, float]:
    """Return the metrics of one question: those that it can have."""
    answer = ask(case.question)
    row = measured(answer, case.expected, case.urls) if case.expected else {}
    if not case.is_answerable:
        return row | {"refusal": float(not answer.found)}
    row |= {"over_refusal": float(not answer.found)}
    if case.expected:
        return row
    if case.answers:
        said = _plain(" ".join(statement.text for statement in answer.statements))
        row["answer_recall"] = float(any(_plain(expected) in said for expected in case.answers))
    if case.urls:
        page = search(case.question, limit=_DEPTH)
        row |= ranking([(result.article.url, *result.copies) for result in page.results], case.urls)
    return row


def ranking(shown: Sequence[Sequence[str]], expected: Sequence[str]) -> dict[str, float]:
    """Return the ranking's metrics; `shown[i]` are the addresses of the i-th result: its own, and of the same text.

    Expected articles that have one text, and are shown as one, count as one; one that is shown twice, as on two hosts,
    counts where it is shown first. Recall is capped: of two relevant articles
    one can stand at rank 1, and that is all that is asked of it (as BEIR does it, Thakur et al. 2021). nDCG is the
    binary one.
    """
    found = _first_shown(shown, expected)
    wanted = list(map(bool, found))
    total = len(expected) - sum(max(number - 1, 0) for number in found)
    first = next((rank for rank, hit in enumerate(wanted, start=1) if hit), None)
    gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(wanted, start=1) if hit)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, _DEPTH) + 1))
    recall = {f"recall@{k}": sum(wanted[:k]) / min(total, k) for k in (1, 5, 10)}
    return {**recall, "mrr": 1 / first if first else 0.0, "ndcg@10": gain / ideal}


def _first_shown(shown: Sequence[Sequence[str]], expected: Sequence[str]) -> list[int]:
    """Return of each result how many expected articles it shows that none before it has shown."""
    left, numbers = list(expected), []
    for addresses in shown:
        rest = [wanted for wanted in left if not any(is_address(url, wanted) for url in addresses)]
        numbers.append(len(left) - len(rest))
        left = rest
    return numbers


def _plain(text: str) -> str:
    """Return a text without what two spellings of one answer differ in: case, white space, quotation marks."""
    marks = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\xa0", "''\"\"-- ")
    return " ".join(text.translate(marks).casefold().split())
