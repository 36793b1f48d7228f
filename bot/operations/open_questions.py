"""How well an answer to an open question tells what a good colleague would have told (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Answer, Statement

METRICS = ("form", "points", "beside", "twice", "wrong")
"""What `measured` gives; of `beside`, `twice` and `wrong` less is better."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the answer to an open question is held against."""

    form: str = ""  # "": any
    points: tuple[tuple[str, ...], ...] = ()  # of each point several wordings: all words of one stand in a statement
    wrong: tuple[str, ...] = ()  # what no statement may say, all its words


def measured(answer: Answer, expected: Expectation, relevant: Sequence[str]) -> dict[str, float]:
    """Return the metrics that an answer can have: the share of its points, and of its statements.

    A statement is beside the point if it names none and cites none of the `relevant` addresses; it is said twice if all
    the points that it names were named by statements on other stories before.
    """
    row = {"form": float(answer.form.value == expected.form)} if expected.form else {}
    if not expected.points or not answer.found:
        return row
    named = [_points(said, expected.points) for said in answer.statements]
    told = len(answer.statements)
    beside = sum(
        not points and not _cites(said, answer, relevant) for said, points in zip(answer.statements, named, strict=True)
    )
    return row | {
        "points": len(set().union(*named)) / len(expected.points),
        "beside": beside / told,
        "twice": _twice(answer.statements, named) / told,
        "wrong": float(any(_holds(said.text, words) for said in answer.statements for words in expected.wrong)),
    }


def _points(said: Statement, points: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the places of the points that a statement names."""
    text = f"{said.subject} {said.text}"
    return frozenset(at for at, wordings in enumerate(points) if any(_holds(text, words) for words in wordings))


def _twice(statements: Sequence[Statement], named: Sequence[frozenset[int]]) -> int:
    """Return how many statements name only what statements on other stories have named."""
    told: dict[int, str] = {}
    repeated = 0
    for said, points in zip(statements, named, strict=True):
        repeated += bool(points) and all(told.get(point, said.story) != said.story for point in points)
        for point in points:
            told.setdefault(point, said.story)
    return repeated


def is_address(url: str, wanted: str) -> bool:
    """Tell whether an address is the one that is wanted; a wanted one that begins with "/" fits every host."""
    if wanted.startswith("/"):
        return urlsplit(url).path.rstrip("/") == wanted.rstrip("/")
    return urls.identity(url) == urls.identity(wanted)


def _cites(said: Statement, answer: Answer, addresses: Sequence[str]) -> bool:
    cited = (source.article for source in answer.sources if source.number in said.citations)
    known = [url for article in cited for url in (article.url, *article.aliases)]
    return any(is_address(url, wanted) for url in known for wanted in addresses)


def _holds(text: str, words: str) -> bool:
    """Tell whether all words stand in a text, in any order and case."""
    return set(_words(words)) <= set(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("\u2019", "'").replace("'s", ""))
