"""Arguments of the tools: bounds, leniency, and faults in words."""

from __future__ import annotations

import pytest

from bot.server.mcp.arguments import (
    Arguments,
    AskArguments,
    LatestArguments,
    SearchArguments,
    StoryArguments,
    parsed,
    schema_of,
)
from indexer.errors import UsageError
from indexer.model import Kind


def test_a_single_text_and_null_are_understood() -> None:
    """One publisher may come without a list, and null is as good as left out."""
    found = parsed(AskArguments, {"question": " who? ", "source": "Example Post", "kind": "research", "since": None})
    assert (found.question, found.source, found.kind, found.since) == ("who?", ["Example Post"], [Kind.RESEARCH], "")


@pytest.mark.parametrize(
    ("model", "given", "said"),
    [
        (AskArguments, {}, "question: is missing"),
        (AskArguments, {"question": "  "}, "question: string should have at least 1 character"),
        (AskArguments, {"question": "x" * 2_001}, "question: string should have at most 2000 characters"),
        (AskArguments, {"question": 7}, "question: input should be a valid string"),
        (AskArguments, {"question": "x", "kind": ["gossip"]}, "kind.0: input should be 'reported', 'announcement'"),
        (AskArguments, {"question": "x", "source": ["a"] * 21}, "source: list should have at most 20 items"),
        (SearchArguments, {"query": "x", "limit": 51}, "limit: input should be less than or equal to 50"),
        (StoryArguments, {"id": "x", "shell": "y"}, "shell: there is no such argument; it takes id"),
        (Arguments, {"x": 1}, "x: there is no such argument; it takes none"),
    ],
)
def test_what_is_wrong_is_said(model: type[Arguments], given: dict[str, object], said: str) -> None:
    """Each fault names its argument and what it has to be."""
    with pytest.raises(UsageError) as raised:
        parsed(model, given)
    assert said in str(raised.value)


@pytest.mark.parametrize("model", [Arguments, AskArguments, SearchArguments, LatestArguments, StoryArguments])
def test_the_schemas_are_whole(model: type[Arguments]) -> None:
    """A schema refers to nothing, describes and bounds each argument, and admits no other."""
    schema = schema_of(model)
    assert "$ref" not in str(schema)
    assert schema["additionalProperties"] is False
    assert list(schema["properties"])[: len(schema["required"])] == schema["required"]
    bounds = {"maxLength", "maxItems", "maximum"}
    assert [
        name for name, field in schema["properties"].items() if not bounds & set(field) or not field["description"]
    ] == []
