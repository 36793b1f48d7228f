"""What questions mean by time, by comparing and by asking twice, seen in the answers of the sample newsroom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.integration.conftest import CommandLine

pytestmark = pytest.mark.usefixtures("data")

NOW = "2026-11-24T12:00:00+00:00"


def answers(byline: CommandLine, *questions: str | dict[str, Any]) -> list[dict[str, Any]]:
    """Ask in one process, and return the answers."""
    lines = [json.dumps(asked if isinstance(asked, dict) else {"question": asked}) for asked in questions]
    return byline("ask", "-", "--now", NOW, "--json", given="\n".join(lines)).records()


def cited(answer: dict[str, Any]) -> str:
    """Return the addresses of an answer's sources."""
    return " ".join(source["url"] for source in answer["sources"])


def said(answer: dict[str, Any]) -> str:
    """Return the statements of an answer."""
    return " ".join(statement["text"] for statement in answer["statements"])


def test_questions_mean_a_time_two_sides_or_two_things(byline: CommandLine) -> None:
    """A time restricts, the latest comes first, both sides of a comparison and both questions are answered."""
    latest, week, month, news, sides, both, part, other = answers(
        byline,
        "What is the latest on Ostrel?",
        "What did Tessaline do last week?",
        "What happened to Tessaline this month?",
        "What happened this month?",
        "Compare the power of Merlin-9 with Merlin-7",
        "How much did Calderwick raise and who led its financing round?",
        "Why are the Merlin-9 cards late and who was the first emperor of Rome?",
        {"question": "and Norrvane?", "conversation": [{"question": "What is the latest on Ostrel?", "answer": ""}]},
    )
    times = [said["date"] for said in latest["statements"]]
    assert times[0] == max(times)
    assert "/2026/11/23/ostrel-delays-merlin-9" in latest["sources"][0]["url"]
    assert "/2026/11/20/tessaline-job-cuts" in cited(week)
    assert all("2026-11-16" <= source["published"][:10] <= "2026-11-22" for source in week["sources"])
    assert "/2026/11/20/tessaline-job-cuts" in cited(month)
    assert "Tessaline Inc. will cut" in said(month)
    assert [statement["date"] for statement in month["statements"]] == sorted(
        statement["date"] for statement in month["statements"]
    )
    assert news["found"]
    assert all(source["published"][:7] == "2026-11" for source in news["sources"])
    assert "410 watts" in said(sides)
    assert "575 watts" in said(sides)
    assert "480 million pounds" in said(both)
    assert "Sundry Lane Capital" in said(both)
    assert part["found"]
    assert part["missing"] == ["who was the first emperor of Rome?"]
    assert "norrvane" in cited(other)


def test_answer_says_what_was_searched(byline: CommandLine) -> None:
    """Where a question restricts the time, the answer says to which days."""
    shown = byline("ask", "What did Tessaline do last week?", "--now", NOW).out
    assert "Searched what was published from 16 Nov 2026 to 22 Nov 2026." in shown


def test_news_on_a_company_are_its_own_posts_too(byline: CommandLine) -> None:
    """Whoever asks what is new with a company is told what it announced itself beside what is reported."""
    (news,) = answers(byline, "What's new with Norrvane?")
    assert "/2026/09/15/introducing-vinter-2" in cited(news)
    assert "/2026/11/12/norrvane-weighs-stockholm-listing" in cited(news)
