"""The tools: names, words for the model that chooses among them, arguments and results (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.server.mcp.arguments import (
    Arguments,
    AskArguments,
    LatestArguments,
    SearchArguments,
    StoryArguments,
    schema_of,
)
from bot.server.mcp.schemas import AnswerTold, ResultsTold, SourcesTold, StoryTold, result_schema

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool. None of them changes anything, and none reaches further than what was collected."""

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    result: type[Any]  # a typed dictionary
    asks: bool = False  # it searches the index: its calls are counted, and wait for the processor

    def record(self) -> dict[str, Any]:
        """Return the tool as the protocol tells of it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": schema_of(self.arguments),
            "outputSchema": result_schema(self.result),
            "annotations": {
                "title": self.title,
                "readOnlyHint": True,
                "destructiveHint": False,
                "idempotentHint": True,
                "openWorldHint": False,
            },
        }


_ALL = (
    Tool(
        name="ask",
        title="Ask the news",
        description=(
            "Answer a question about AI-industry news with sentences that are checked against the articles they cite, "
            "or say that nothing answers it, and why. Best for facts, figures, dates, comparisons and overviews."
        ),
        arguments=AskArguments,
        result=AnswerTold,
        asks=True,
    ),
    Tool(
        name="search",
        title="Search articles",
        description="Find articles by what they say, the best match first, each with the passage that matches.",
        arguments=SearchArguments,
        result=ResultsTold,
        asks=True,
    ),
    Tool(
        name="latest_stories",
        title="Latest stories",
        description="List the newest stories, one article each, on a topic or on everything that is collected.",
        arguments=LatestArguments,
        result=ResultsTold,
        asks=True,
    ),
    Tool(
        name="story",
        title="One story",
        description=(
            "Tell one story over time: its articles, the oldest first, how each begins, where its news comes from, and "
            "what was corrected or taken down."
        ),
        arguments=StoryArguments,
        result=StoryTold,
    ),
    Tool(
        name="sources",
        title="What is read",
        description="List the feeds that are collected and the publishers there are articles of, for use as filters.",
        arguments=Arguments,
        result=SourcesTold,
    ),
)

TOOLS: Mapping[str, Tool] = MappingProxyType({tool.name: tool for tool in _ALL})
"""The tools by their names."""
