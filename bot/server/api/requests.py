"""What `/v1` is asked: parameters and bodies, checked by the models that also describe them (pure).

Only their types are checked here: what "7d" or a tag means is decided where the command line's filters are read.
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.model import MAX_RESULTS
from bot.server.problems import HttpProblem
from indexer.model import Kind

# Without `from __future__ import annotations`: pydantic reads the fields' types at run time.

_Model = TypeVar("_Model", bound=BaseModel)

_SHOWN = 5  # mistakes that are told at a time
Text = Annotated[str, Field(max_length=1_000)]
SomeText = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"\S")]
Name = Annotated[str, Field(max_length=100)]
Names = Annotated[list[Name], Field(max_length=20)]


class PageQuery(BaseModel):
    """A part of a list, and what it is restricted to."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    limit: Annotated[Annotated[int, Field(ge=1, le=MAX_RESULTS)], Field(description="How many at most.")] = 10
    cursor: Annotated[
        Text, Field(description="Where a page begins: `next` of the page before, with the same parameters.")
    ] = ""
    since: Annotated[
        Name, Field(description="Published then or later: a day, an ISO 8601 time, or a span such as `7d`.")
    ] = ""
    until: Annotated[Name, Field(description="Published then or earlier; a day is meant whole.")] = ""
    source: Annotated[Names, Field(description="A publisher's name or a domain; may be repeated.")] = []
    kind: Annotated[Annotated[list[Kind], Field(max_length=10)], Field(description="May be repeated.")] = []
    tag: Annotated[Names, Field(description="Of feeds; an article has one of those that are named.")] = []
    language: Annotated[Name, Field(description="Two letters, such as `en`.")] = ""


class SearchQuery(PageQuery):
    """A search."""

    q: Annotated[SomeText, Field(description="What to search for.")]


class LatestQuery(PageQuery):
    """The newest articles."""

    topic: Annotated[Text, Field(description="What they are on; empty: anything.")] = ""


class TurnBody(BaseModel):
    """An earlier question with its answer."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)

    question: str | None = None
    answer: str | None = None


class AskBody(BaseModel):
    """A question, as a line of `byline ask -` has it; what else it holds is ignored."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        json_schema_extra={
            "anyOf": [
                {"required": ["question"], "properties": {"question": {"type": "string", "pattern": r"\S"}}},
                {"required": ["query"], "properties": {"query": {"type": "string", "pattern": r"\S"}}},
            ]
        },
    )

    id: Annotated[Any, Field(description="Comes back with the answer.")] = None
    question: Annotated[str | None, Field(description="In plain words.")] = None
    query: Annotated[str | None, Field(description="The same as `question`.")] = None
    now: Annotated[str | None, Field(description="Answer as of then: an ISO 8601 time. Nothing later is used.")] = None
    since: Annotated[str | None, Field(description="As in a search.")] = None
    until: Annotated[str | None, Field(description="As in a search.")] = None
    sources: Annotated[list[str] | None, Field(description="Publishers' names or domains.")] = None
    kinds: Annotated[list[Kind] | None, Field(strict=False)] = None
    tags: Annotated[list[str] | None, Field(description="Of feeds.")] = None
    language: Annotated[str | None, Field(description="Two letters, such as `en`.")] = None
    conversation: Annotated[list[TurnBody] | None, Field(description="What was asked before, oldest first.")] = None


class FeedbackBody(BaseModel):
    """A vote on an answer."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    answer_id: Annotated[str, Field(min_length=1, max_length=200)] = Field(description="As `/v1/ask` has given it.")
    vote: Literal["up", "down"] = Field(description="A later vote takes the place of an earlier one.")
    comment: Annotated[Annotated[str, Field(max_length=4_000)], Field(description="For whoever runs Byline.")] = ""


def read_query(model: type[_Model], given: Iterable[tuple[str, str]]) -> _Model:
    """Return the parameters of a request. Raises `HttpProblem` with what is wrong."""
    values: dict[str, Any] = {}
    for name, value in given:
        field = model.model_fields.get(name)
        if field is not None and isinstance(field.default, list):
            values.setdefault(name, []).append(value)
        elif name in values:
            raise HttpProblem(400, f"{name[:100]}: given more than once")
        else:
            values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _problem(error) from error


def read_body(model: type[_Model], body: bytes, content_type: str) -> _Model:
    """Return what a request's body says. Raises `HttpProblem` with what is wrong.

    A page of another site can send a form or plain text, but not JSON without asking first, which is not allowed.
    """
    if content_type != "application/json":
        raise HttpProblem(415, "the body must be JSON: send Content-Type: application/json")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise _problem(error) from error


def _problem(error: ValidationError) -> HttpProblem:
    """Return what is wrong, with the place of each mistake, and without the values."""
    mistakes = error.errors(include_url=False, include_input=False, include_context=False)
    told = [f"{'.'.join(map(str, each['loc'])) or 'the body'}: {_words(each)}" for each in mistakes[:_SHOWN]]
    return HttpProblem(400, "; ".join(told))


def _words(mistake: Any) -> str:
    return "unknown" if mistake["type"] == "extra_forbidden" else f"{mistake['msg'][:1].lower()}{mistake['msg'][1:]}"
