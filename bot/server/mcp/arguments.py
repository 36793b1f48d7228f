"""What the tools take, and what is wrong with it in words (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.server.mcp.schemas import untitled
from indexer.errors import UsageError
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN = 5  # faults of one call that are told


def _as_list(given: object) -> object:
    """Return a list also where a single text was given: what is meant is plain."""
    return [given] if isinstance(given, str) else given


_Words = Annotated[str, Field(min_length=1, max_length=100)]
_Time = Annotated[str, Field(max_length=40)]
_Names = Annotated[list[_Words], Field(max_length=20), BeforeValidator(_as_list)]
_Kinds = Annotated[list[Kind], Field(max_length=len(Kind)), BeforeValidator(_as_list)]


class Arguments(BaseModel):
    """The arguments of a tool that takes none."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class _Filters(Arguments):
    since: _Time = Field(
        "", description="Only what was published since: a day (2026-11-24), an ISO 8601 time, or a span back (7d, 12h)."
    )
    until: _Time = Field("", description="Only what was published until then; a day counts to its end.")
    source: _Names = Field(
        [], description="Only from these: a publisher's name or a domain each, as `sources` lists them."
    )
    kind: _Kinds = Field([], description="Only articles of these kinds.")
    tag: _Names = Field([], description="Only from feeds with one of these tags, as `sources` lists them.")


class AskArguments(_Filters):
    """The arguments of `ask`."""

    question: str = Field(
        min_length=1, max_length=2_000, description="One question about the news, in plain words, as to a colleague."
    )


class SearchArguments(_Filters):
    """The arguments of `search`."""

    query: str = Field(min_length=1, max_length=2_000, description="What to look for: names, products, events.")
    limit: int = Field(10, ge=1, le=50, description="How many articles to return.")
    cursor: str = Field("", max_length=200, description="`next` of the page before, with the same other arguments.")


class LatestArguments(Arguments):
    """The arguments of `latest_stories`."""

    topic: str = Field(
        "", max_length=200, description="What they are to be on: a company, product or subject; empty for all."
    )
    limit: int = Field(10, ge=1, le=50, description="How many stories to return.")


class StoryArguments(Arguments):
    """The arguments of `story`."""

    id: str = Field(
        min_length=1, max_length=100, description="A story's id, as the other tools return it in `story` or `stories`."
    )


_Model = TypeVar("_Model", bound=Arguments)


def parsed(model: type[_Model], given: Mapping[str, Any]) -> _Model:
    """Return the arguments of a call; null is as good as left out. Raises `UsageError` with all that is wrong."""
    try:
        return model.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        known = ", ".join(_names(model)) or "none"
        told = [_told(fault, known) for fault in error.errors(include_url=False, include_input=False)[:_SHOWN]]
        raise UsageError("; ".join(told)) from error


def _told(fault: Mapping[str, Any], known: str) -> str:
    """Return what is wrong with one argument."""
    name = ".".join(map(str, fault["loc"]))[:100]
    if fault["type"] == "extra_forbidden":
        return f"{name}: there is no such argument; it takes {known}"
    if fault["type"] == "missing":
        return f"{name}: is missing"
    return f"{name}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def schema_of(model: type[Arguments]) -> dict[str, Any]:
    """Return the JSON Schema of a tool's arguments, those that are needed first, with bounds and no references."""
    schema = untitled(model.model_json_schema())
    kinds, fields = schema.get("$defs", {}).get("Kind", {}), schema.get("properties", {})
    return {
        "type": "object",
        "properties": {name: _plain(fields[name], kinds) for name in _names(model)},
        "required": schema.get("required", []),
        "additionalProperties": False,
    }


def _names(model: type[Arguments]) -> list[str]:
    """Return the names of the arguments, those that are needed first."""
    return sorted(model.model_fields, key=lambda name: not model.model_fields[name].is_required())


def _plain(field: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field without references, which not every client follows."""
    if "$ref" not in field.get("items", {}):
        return field
    return {**field, "items": {"type": "string", "enum": kinds["enum"]}}
