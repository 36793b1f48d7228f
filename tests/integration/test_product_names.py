"""Questions that name a product exactly, over a small collection that tells of other versions, as a user asks them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.integration.conftest import CommandLine

DATA = Path(__file__).parent.parent / "data" / "products"
NOW = "2026-04-25T12:00:00+00:00"
CASES: list[dict[str, str]] = [
    json.loads(line) for line in (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def ask(byline: CommandLine) -> dict[str, dict[str, Any]]:
    """Return the answers to all questions by their ids."""
    assert byline("import", str(DATA / "articles.jsonl")).code == 0
    lines = [json.dumps({"id": case["id"], "question": case["question"]}) for case in CASES]
    asked = byline("ask", "-", "--now", NOW, "--json", given="\n".join(lines))
    return {record["id"]: record for record in asked.records()}


def test_what_stands_for_another_version_is_no_answer(byline: CommandLine) -> None:
    """Every question gets the answer on its own product, or none; the nearest articles are named as before."""
    found = ask(byline)
    told = {key: " ".join(said["text"] for said in record["statements"]) for key, record in found.items()}
    wrong = {
        case["id"]: told[case["id"]]
        for case in CASES
        if bool(told[case["id"]]) != bool(case["answer"])
        or case["answer"] not in told[case["id"]]
        or case.get("also", "") not in told[case["id"]]
    }
    assert wrong == {}
    refused = [record for record in found.values() if not record["found"]]
    assert all(record["nearest"] and record["confidence"] < 0.5 for record in refused)


def test_a_refusal_names_the_nearest_product(byline: CommandLine) -> None:
    """A question on a product of which nothing is told is refused in words that name it, and the newest of its line."""
    byline("import", str(DATA / "articles.jsonl"))
    cases = [case for case in CASES if case.get("nearest")]
    asked = byline("ask", "-", "--now", NOW, given="\n".join(case["question"] for case in cases))
    first, *said = " ".join(asked.out.split()).split("Nothing on ")
    assert first == ""
    for case, each in zip(cases, said, strict=True):
        assert re.search(
            rf"\. Newest of its kind here: {re.escape(case['nearest'])}, \d+ \w{{3}} 20\d\d \[1\] ", each
        ), case
