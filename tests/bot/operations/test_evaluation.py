"""Questions whose answers are known, and how the results for them are measured."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

import pytest

from bot.operations.evaluation import ranking, read_cases
from indexer.errors import UsageError


def line(**given: Any) -> str:
    """Return the line of a question."""
    return json.dumps({"question": "Who leads Acme?", "now": "2026-11-24T12:00:00Z", **given})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"answers": "Paris", "urls": []}, "answers is to be a list"),
        ({"answers": [], "urls": "https://a.example/x"}, "urls is to be a list"),
        ({"answers": [5], "urls": []}, "answers is to be a list of texts"),
        ({"answers": ["Paris", " "], "urls": []}, "answers is to be a list of texts"),
        ({"answers": {"Paris": 1}, "urls": []}, "answers is to be a list"),
        ({"points": "Merlin"}, "points is to be a list"),
        ({"points": [["Merlin", 9]]}, "a point is to be a list of texts"),
        ({"points": [{"Merlin": 9}]}, "a point is to be a list"),
        ({"points": ["Merlin"], "not": "sold"}, "not is to be a list"),
        ({"points": ["Merlin"], "urls": "/x"}, "urls is to be a list"),
    ],
)
def test_what_is_no_list_of_texts_is_refused(given: dict[str, Any], says: str) -> None:
    """A text in the place of a list is not taken apart into its characters, and the line's number is told."""
    with pytest.raises(UsageError, match=f"line 2: .*{says}"):
        read_cases(["", line(**given)], UTC)


def test_what_is_expected_is_read() -> None:
    """Answers and addresses are lists, and count once."""
    (case,) = read_cases([line(answers=["Ada Lorne", "Lorne"], urls=["/x", "/x"])], UTC)
    assert (case.answers, case.urls, case.is_answerable) == (("Ada Lorne", "Lorne"), ("/x",), True)
    (case,) = read_cases([line(answers=[], urls=[])], UTC)
    assert not case.is_answerable


@pytest.mark.parametrize(
    ("shown", "expected", "recall", "mrr", "ndcg"),
    [
        ([["https://a.example/a"]], ["/a"], (1.0, 1.0, 1.0), 1.0, 1.0),
        ([["https://a.example/b"], ["https://a.example/a"]], ["/a"], (0.0, 1.0, 1.0), 0.5, 0.6309),
        # One article on two hosts is one.
        ([["https://a.example/a"], ["https://b.example/a"]], ["/a"], (1.0, 1.0, 1.0), 1.0, 1.0),
        # Two articles that have one text, and are shown as one, are one.
        ([["https://a.example/a", "https://b.example/b"]], ["/a", "/b"], (1.0, 1.0, 1.0), 1.0, 1.0),
        ([["https://a.example/a"], ["https://a.example/c"]], ["/a", "/b"], (1.0, 0.5, 0.5), 1.0, 0.6131),
        ([], ["/a"], (0.0, 0.0, 0.0), 0.0, 0.0),
    ],
)
def test_a_ranking_is_measured(
    shown: list[list[str]], expected: list[str], recall: tuple[float, float, float], mrr: float, ndcg: float
) -> None:
    """Each expected article counts once, at the first result that shows it: no metric is above 1."""
    names = ("recall@1", "recall@5", "recall@10", "mrr", "ndcg@10")
    found = {name: round(value, 4) for name, value in ranking(shown, expected).items()}
    assert found == dict(zip(names, (*recall, mrr, ndcg), strict=True))
