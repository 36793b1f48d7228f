"""The description of `/v1`, OpenAPI 3.1, made of the operations as they are served (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, TypeAdapter

from bot.server.access import AccessScope
from bot.server.api.schemas import ProblemJson
from bot.server.problems import CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic.json_schema import JsonSchemaMode

    from bot.server.application import Handler

_REF = "#/components/schemas/{model}"
_JSON = "application/json"
_ALWAYS = (400, 401, 403, 404, 413, 421, 500, 503)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: what it takes, what it gives, and what serves it."""

    method: Literal["GET", "POST"] = "GET"
    path: str
    name: str  # of the operation
    summary: str
    handler: Handler
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    gives: Any = None  # the type of what is answered; None: nothing
    scope: AccessScope | None = AccessScope.READ
    is_counted: bool = False  # it counts against the caller's limit of questions

    @property
    def statuses(self) -> tuple[int, ...]:
        """The errors that it may be answered with."""
        own = ((408, 415) if self.body else ()) + ((429,) if self.is_counted else ())
        return tuple(sorted((*_ALWAYS, *own)))


def described(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """Return the document."""
    types: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [("problem", "serialization", TypeAdapter(ProblemJson))]
    types += [(each.name, "serialization", TypeAdapter(each.gives)) for each in operations if each.gives]
    types += [(each.name, "validation", TypeAdapter(each.body)) for each in operations if each.body]
    schemas, definitions = TypeAdapter.json_schemas(types, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Byline",
            "version": version,
            "description": "News from feeds: answers whose every sentence is cited and checked, searches and stories.",
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, schemas: Any) -> dict[str, Any]:
    parameters = [*_path_parameters(operation.path), *(_query_parameters(operation.query) if operation.query else ())]
    content = {_JSON: {"schema": schemas[operation.name, "serialization"]}} if operation.gives else {}
    problem = {CONTENT_TYPE: {"schema": schemas["problem", "serialization"]}}
    responses: dict[str, Any] = {
        "200" if content else "204": {"description": "Done.", **({"content": content} if content else {})}
    }
    if operation.method == "GET" and operation.gives:
        responses["304"] = {"description": "It is still what the ETag in If-None-Match stands for."}
    for status in operation.statuses:
        responses[str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    found: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": responses,
        "security": [{"token": []}, {}] if operation.scope else [],
    }
    if parameters:
        found["parameters"] = parameters
    if operation.body:
        schema = schemas[operation.name, "validation"]
        found["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    return found


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the parameters; their schemas stand in their places, since each is small."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    return [_query_parameter(name, dict(given), definitions, schema) for name, given in schema["properties"].items()]


def _query_parameter(name: str, given: dict[str, Any], definitions: Any, schema: Any) -> dict[str, Any]:
    description = given.pop("description", "")
    given.pop("title", None)
    if "$ref" in (items := given.get("items", {})):
        given["items"] = definitions[items["$ref"].rpartition("/")[2]]
    return {
        "name": name,
        "in": "query",
        "required": name in schema.get("required", ()),
        "description": description,
        "schema": given,
    }
