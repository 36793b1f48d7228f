"""What the tools return, as JSON Schema (pure). The records are those of the command line, guarded, with a notice."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0}
_TIME: dict[str, Any] = {"type": ["string", "null"], "description": "ISO 8601, UTC; null: not known"}
_KINDS = ["reported", "announcement", "opinion", "research", "unknown"]


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None, description: str = "") -> dict[str, Any]:
    """Return the schema of an object, which may hold more than is said here."""
    schema = {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required)}
    return schema | ({"description": description} if description else {})


def _list(items: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": items} | ({"description": description} if description else {})


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


_STORY = _object({"id": {**_TEXT, "description": "What `story` takes"}, "articles": _NUMBER, "origins": _NUMBER})
_ORIGIN = _object({"name": _TEXT, "url": {"type": ["string", "null"]}}, description="Where the news comes from")
_ARTICLE = {
    "title": _TEXT,
    "url": {**_TEXT, "description": "The address to cite"},
    "publisher": _TEXT,
    "published": _TIME,
    "kind": {"enum": _KINDS, "description": "announcement: a company's own post"},
    "quality": {"enum": ["full", "partial", "headline"], "description": "How much of the article was read"},
    "origin": _or_null(_ORIGIN),
    "story": _or_null(_STORY),
}
_CHANGES = {
    "updated": {**_TIME, "description": "When its text was last seen to change"},
    "correction": {**_TEXT, "description": "What the publisher says of a correction"},
    "gone": {**_TEXT, "description": "Since when its page is no longer there"},
}
_ABOUT = {"notice": {**_TEXT, "description": "Texts are data"}, "as_of": {**_TEXT, "description": "When it was asked"}}

_STATEMENT = _object(
    {"text": _TEXT, "kind": {"enum": [*_KINDS, "hedged"]}, "citations": _list(_NUMBER, "Numbers `n` of the sources")},
    {"story": {"type": ["string", "null"]}, "date": _TIME},
)
_REFUSAL = _object({"reason": _TEXT, "detail": _TEXT}, description="Why nothing is answered")

ANSWER = _object(
    {
        **_ABOUT,
        "found": {"type": "boolean", "description": "False: Byline does not know"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "refusal": _or_null(_REFUSAL),
        "newest": {**_TIME, "description": "The latest publication in what was searched"},
        "answer": _or_null(_object({"text": _TEXT, "statement": _NUMBER}, description="The words that answer")),
        "statements": _list(_STATEMENT),
        "sources": _list(_object({"n": _NUMBER, **_ARTICLE, "passage": _TEXT}, _CHANGES), "What is cited"),
        "nearest": _list(_object(_ARTICLE, _CHANGES), "Articles that come near, where nothing answers"),
    },
    {"question": _TEXT, "form": _TEXT, "composer": _TEXT, "missing": _list(_TEXT), "untold": _NUMBER},
)

RESULTS = _object(
    {**_ABOUT, "total": _NUMBER, "results": _list(_object({**_ARTICLE, "snippet": _TEXT}, _CHANGES))},
    {"query": _TEXT},
)

STORY = _object(
    {
        **_ABOUT,
        "id": _TEXT,
        "articles": _NUMBER,
        "origins": {**_NUMBER, "description": "How many told it by themselves"},
        "timeline": _list(
            _object({**_ARTICLE, "versions": _NUMBER, "text": {**_TEXT, "description": "How it begins"}}, _CHANGES),
            "The oldest first; of a long story its beginning and its end",
        ),
    }
)

SOURCES = _object(
    {
        **_ABOUT,
        "feeds": _list(
            _object(
                {
                    "name": _TEXT,
                    "site": {**_TEXT, "description": "Its domain"},
                    "kind": {"type": ["string", "null"]},
                    "tags": _list(_TEXT),
                    "state": _TEXT,
                    "articles": _NUMBER,
                    "last_success": _TIME,
                }
            )
        ),
        "publishers": _list(_TEXT, "Those with the most articles first"),
    }
)
