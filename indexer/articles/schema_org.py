"""schema.org data that a page carries as JSON-LD (https://json-ld.org/spec/latest/json-ld-api-best-practices/)."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]

_BLANK = " \t\r\n"
_MAX_SCRIPTS = 20
_MAX_NODES = 2_000


def find_article(root: Any) -> Node:
    """Return the outermost node that describes an article, or {} if there is none."""
    found = (node for node in _nodes(root) if any(_is_article(kind) for kind in types(node)))
    return next(found, {})


def types(node: Node) -> tuple[str, ...]:
    """Return the schema.org types of a node."""
    return tuple(str(kind) for kind in _values(node.get("@type")))


def text(node: Node, *names: str) -> str:
    """Return the first of these properties that is a text, as a clean line."""
    values = (value for name in names for value in _values(node.get(name)) if isinstance(value, str))
    return next((line for value in values if (line := plaintext.from_markup(value))), "")


def names(node: Node, prop: str) -> tuple[str, ...]:
    """Return the names of the people or organisations that a property holds."""
    holders = _values(node.get(prop))
    values = (holder.get("name") if isinstance(holder, dict) else holder for holder in holders)
    return plaintext.to_names(name for value in values for name in _values(value))


def is_paywalled(node: Node) -> bool:
    """Tell whether the publisher says that the article is not free to read."""
    return str(node.get("isAccessibleForFree")).strip().lower() in ("false", "no", "0")


def _is_article(kind: str) -> bool:
    return kind.endswith(("Article", "Posting", "Report")) and kind != "JobPosting"


def _nodes(root: Any) -> Iterator[Node]:
    """Yield every object, outer ones first, so that a list of related articles comes after the article."""
    queue: deque[Any] = deque(_documents(root))
    for _ in range(_MAX_NODES):
        if not queue:
            return
        value = queue.popleft()
        if isinstance(value, dict):
            yield value
            queue.extend(value.values())
        elif isinstance(value, list):
            queue.extend(value)


def _documents(root: Any) -> Iterator[Any]:
    for script in root.xpath('.//script[@type="application/ld+json"]')[:_MAX_SCRIPTS]:
        try:
            yield json.loads(_local_name(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue  # one script that a publisher got wrong does not spoil the others


def _local_name(text: str) -> str:
    """Return JSON without a CDATA section around it, which may be commented out, and a semicolon behind it."""
    text = text.strip(_BLANK + ";")
    start = text.lstrip(_BLANK + "/")
    if start.startswith("<![CDATA["):
        text = start.removeprefix("<![CDATA[")
    return text.removesuffix("]]>").rstrip(_BLANK + "/;") if text.endswith("]]>") else text


def _values(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
