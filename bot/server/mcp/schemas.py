"""What the tools return, as types: the objects of `/v1`, with a notice and the time.

Each string in them is quoted, see `bot.server.mcp.quotation`.
"""

from typing import Any

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from bot.server.api.schemas import AnswerJson, ReportJson, ResultsJson, StoryJson

# Without `from __future__ import annotations`: pydantic reads the types at run time.


class AnswerTold(AnswerJson):
    """An answer, or why there is none: then `found` is false, and `nearest` names what comes near."""

    notice: str


class ResultsTold(ResultsJson):
    """Articles that were found; `next` is the cursor of the page after."""

    notice: str
    as_of: str


class ReportTold(ReportJson):
    """An article of a story, and how it begins."""

    text: str


class StoryTold(TypedDict):
    """A story with its articles, the oldest first; of a long one its beginning and its end."""

    notice: str
    as_of: str
    story: StoryJson
    began: str
    articles: list[ReportTold]


class FeedTold(TypedDict):
    """A feed that is collected; `site` is its host, and `kind` is null where it is decided article by article."""

    name: str
    site: str
    kind: str | None
    tags: list[str]
    state: str
    articles: int
    last_success: str | None


class SourcesTold(TypedDict):
    """What is collected; the publishers with the most articles come first."""

    notice: str
    as_of: str
    feeds: list[FeedTold]
    publishers: list[str]


def result_schema(told: type[Any]) -> dict[str, Any]:
    """Return the JSON Schema of a tool's result."""
    return dict(untitled(TypeAdapter(told).json_schema(mode="serialization")))


def untitled(schema: Any) -> Any:
    """Return a schema without titles, which only repeat the fields' names: models are shown it."""
    if isinstance(schema, dict):
        return {
            name: untitled(value) for name, value in schema.items() if name != "title" or not isinstance(value, str)
        }
    return [untitled(value) for value in schema] if isinstance(schema, list) else schema
