"""The sets of questions and of pairs as examples: what is asked, claimed or reported, where, and what is true of it."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from math import log
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias
from zlib import crc32

from bot.verification.premises import premise_of

Verdict: TypeAlias = Literal["supported", "contradicted", "not_stated", "not_supported"]


@dataclass(frozen=True, slots=True)
class Example:
    """One pair to learn from: a question or a statement, and the passage that is read for it."""

    query: str
    """A question in lower case, a statement, or a report."""
    title: str
    """The passage's title in plain words; empty where the set has none."""
    text: str
    """The passage."""
    span: tuple[int, int] | None = None
    """Where the answer stands in `text`, as characters; the plausible but wrong one where there is no answer."""
    answerable: bool | None = None
    """Whether the passage answers the question; None for statements."""
    verdict: Verdict | None = None
    """What the passage says of the statement; None for questions."""
    one_event: bool | None = None
    """Whether query and passage, two reports, are on one event; None for what is no pair of reports."""


READING_SETS: Final = ("squad2-pairs", "squad1", "squad1-more", "new-wiki", "queries", "guardian", "wikinews", "qamr")
"""Sets of questions to train on, by the names of their files."""

SUPPORT_SETS: Final = (
    "vitaminc",
    "defacto",
    "summedits",
    "falke",
    "fm2",
    "wice",
    "xpaws-menli",
    "negation-mnli-snli",
    "breaking-nli",
    "snli-devtest",
    "fever-small",
)
"""Sets of statements to train on, by the names of their files."""

_UNTITLED: Final = frozenset({"wikinews", "qamr", "guardian"})
"""Sets whose titles are identifiers, which say nothing to a reader."""

_WORDS: Final = 140
"""Words of a passage of news at the most, if it has several paragraphs."""

_REPEATED: Final = 2
"""How often a passage of news with an answer is taken, and beside how many a question without one stands."""
_SEARCHED: Final = 200
"""Passages of news that are looked through for those that a question may be taken to be answered by."""
_STRANGE: Final = 2
"""Passages of other articles that a question with an answer is taken beside."""
_NEAR: Final = 4
"""Reports on other events of a field that a report is taken beside."""
_HEADING, _OPENING = 300, 300
"""Characters of a headline and of a text that are read of a report: what is kept of an article to compare it by."""

_LONGEST_SPAN: Final = 300
"""Characters: a longer answer is a paragraph, from which no span can be learnt."""


def questions(folder: Path, name: str, *, held_out: bool = False) -> tuple[Example, ...]:
    """Return the set `name` in `folder`; questions whose answer cannot be found in their passage are left out.

    One title in twenty is held out of training, with all its passages; `held_out` returns these alone.
    """
    passages = tuple(_lines(folder / f"{name}.passages.jsonl.gz"))
    return tuple(
        example
        for row in _lines(folder / f"{name}.questions.jsonl.gz")
        for passage in (passages[row["passage"]],)
        if is_held_out(passage["title"]) == held_out
        and (example := _question(row, passage, titled=name not in _UNTITLED))
    )


def development(folder: Path) -> tuple[tuple[Example, tuple[str, ...]], ...]:
    """Return squad2-dev with all answers that count as right: it is for measuring alone."""
    passages = tuple(_lines(folder / "squad2-dev.passages.jsonl.gz"))
    return tuple(
        (
            Example(row["question"], _title(passage), passage["text"], answerable=bool(row["answerable"])),
            tuple(row["answers"]),
        )
        for row in _lines(folder / "squad2-dev.questions.jsonl.gz")
        for passage in (passages[row["passage"]],)
    )


def wrong_paragraphs(folder: Path) -> tuple[Example, ...]:
    """Return squad1's questions beside a paragraph of the same article that shares words and does not answer."""
    passages = tuple(_lines(folder / "squad1.passages.jsonl.gz"))
    asked = tuple(row["question"] for row in _lines(folder / "squad1.questions.jsonl.gz"))
    return tuple(
        Example(asked[row["question"]], _title(passage), passage["text"], answerable=False)
        for row in _lines(folder / "squad1.other-paragraph.jsonl.gz")
        for passage in (passages[row["passage"]],)
        if not is_held_out(passage["title"])
    )


def statements(folder: Path, name: str, *, held_out: bool = False) -> tuple[Example, ...]:
    """Return the set of statements `name` in `folder`; of long premises the sentences that share most words.

    One group of like pairs in twenty is held out of training; `held_out` returns these alone.
    """
    return tuple(
        Example(row["hypothesis"], _title(row), row.get("premise_top") or row["premise"], verdict=row["label"])
        for row in _lines(folder / f"{name}.jsonl.gz")
        if is_held_out(str(row["group"])) == held_out
    )


def news_questions(folder: Path, name: str = "questions", *, held_out: bool = False) -> tuple[Example, ...]:
    """Return the questions on the project's own news, each beside the passages that it may be taken for.

    A question with an answer stands beside the passage that holds it, more than once, beside the one of its article
    and the ones of other articles that are likest to it and do not; one without an answer beside the likest ones of the
    article that is nearest, and the likest of others. One article in twenty is held out of training; `held_out` returns
    what is asked about these alone.
    """
    desk = _Desk(folder)
    found: list[Example] = []
    for row in _lines(folder / f"{name}.jsonl.gz"):
        asked, answers, near = row["question"].lower(), row["answers"], row["urls"] or [row["near_url"]]
        if is_held_out(near[0]) != held_out:
            continue
        own = {place for url in near for place in desk.places.get(url, ())}
        holding = {place: span for place in sorted(own) if (span := _span(desk.passages[place].text, answers, None))}
        answered = [replace(desk.passages[at], query=asked, span=span, answerable=True) for at, span in holding.items()]
        silent = [place for place in desk.likest(asked) if not desk.holds(place, answers)]
        beside = [place for place in silent if place in own][: 1 if answers else _REPEATED]
        strange = [place for place in silent if place not in own][: _STRANGE if answers else 1]
        found += answered * _REPEATED
        found += [replace(desk.passages[at], query=asked, answerable=False) for at in (*beside, *strange)]
    return tuple(found)


def news_statements(folder: Path, name: str = "statements", *, held_out: bool = False) -> tuple[Example, ...]:
    """Return the statements on the project's own news, each beside the sentences of its article likest to it.

    Those on the articles that are held out stay out of training; `held_out` returns these alone.
    """
    articles = {row["url"]: row for row in _news(folder)}
    return tuple(
        Example(
            row["statement"], article["title"], premise_of(row["statement"], [article["text"]]), verdict=row["label"]
        )
        for row in _lines(folder / f"{name}.jsonl.gz")
        if is_held_out(row["url"]) == held_out
        for article in (articles[row["url"]],)
    )


def news_reports(folder: Path, *, held_out: bool = False) -> tuple[Example, ...]:
    """Return pairs of invented reports on one field: all that are on one event, and likely ones that are on two.

    Of one field in twenty they stay out of training; `held_out` returns these alone.
    """
    groups: dict[int, list[tuple[str, str]]] = {}
    for row in _lines(folder / "reports.jsonl.gz"):
        if is_held_out(f"reports {row['group']}") == held_out:
            report = f"{row['title'][:_HEADING]}. {row['text'][:_OPENING].strip()}".strip(". ")
            groups.setdefault(row["group"], []).append((row["event"], report))
    return tuple(pair for reports in groups.values() for pair in _pairs(reports))


def _pairs(reports: Sequence[tuple[str, str]]) -> Iterator[Example]:
    """Yield the pairs of one event in both orders, and for each report those on other events that share most words."""
    for event, report in reports:
        others = [(each, text) for each, text in reports if text != report]
        yield from (Example(report, "", text, one_event=True) for each, text in others if each == event)
        strange = [text for each, text in others if each != event]
        near = sorted(strange, key=lambda text: -len(_words(report) & _words(text)))[:_NEAR]
        yield from (Example(report, "", text, one_event=False) for text in near)


def is_held_out(group: str) -> bool:
    """Tell whether what belongs to a title, an article or another group is kept out of training, to measure by it."""
    return crc32(group.encode()) % 20 == 0


def _news(folder: Path) -> Iterator[dict[str, Any]]:
    return _lines(folder / "articles.jsonl.gz")


def _windows(text: str) -> Iterator[str]:
    """Yield a text in passages of whole paragraphs, about as long as the product's."""
    passage: list[str] = []
    for paragraph in filter(None, (" ".join(part.split()) for part in text.split("\n\n"))):
        if passage and len(" ".join((*passage, paragraph)).split()) > _WORDS:
            yield " ".join(passage)
            passage = []
        passage.append(paragraph)
    yield " ".join(passage)


class _Desk:
    """The passages of the project's own news, to be searched by their words: rare ones count for more."""

    def __init__(self, folder: Path) -> None:
        self.passages: list[Example] = []
        self.places: dict[str, range] = {}
        for row in _news(folder):
            first = len(self.passages)
            self.passages += [Example("", row["title"], text) for text in _windows(row["text"])]
            self.places[row["url"]] = range(first, len(self.passages))
        self._texts = [each.text.casefold() for each in self.passages]
        self._holding: dict[str, list[int]] = {}
        for at, passage in enumerate(self.passages):
            for word in _words(f"{passage.title} {passage.text}"):
                self._holding.setdefault(word, []).append(at)

    def likest(self, question: str) -> list[int]:
        """Return the places of the passages that share a word with a question, likest first."""
        scores: dict[int, float] = defaultdict(float)
        for word in _words(question):
            holding = self._holding.get(word, ())
            weight = log(1 + len(self.passages) / (1 + len(holding)))
            for at in holding:
                scores[at] += weight
        return nlargest(_SEARCHED, scores, key=scores.__getitem__)

    def holds(self, place: int, answers: Sequence[str]) -> bool:
        """Tell whether an answer stands in a passage."""
        return any(answer.casefold() in self._texts[place] for answer in answers)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _question(row: Mapping[str, Any], passage: Mapping[str, Any], *, titled: bool) -> Example | None:
    text = passage["text"]
    told = row["answers"] if row["answerable"] else row.get("plausible_answers") or ()
    span = _span(text, told, row.get("answer_start"))
    if row["answerable"] and span is None:
        return None
    return Example(row["question"], _title(passage) if titled else "", text, span, bool(row["answerable"]))


def _span(text: str, answers: Sequence[str], start: int | None) -> tuple[int, int] | None:
    for answer in answers[:1]:
        at = start if start is not None and text.startswith(answer, start) else text.find(answer)
        if at >= 0 and len(answer) <= _LONGEST_SPAN:
            return at, at + len(answer)
    return None


def _title(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or "").replace("_", " ")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
