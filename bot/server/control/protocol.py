"""What goes through the socket: orders as JSON, and the events of their answer, one JSON object a line (pure).

A request names its order in the path and the protocol in a header. The answer is a stream of events: `out` and `note`
with a text, `progress` with what, how far and of how much, {} now and then as a sign of life, and last either `end`
with the result, or `failed` with a kind of error and its message.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from bot.operations.forgetting import ForgetTarget
from indexer.collecting.jsonl_files import ImportReport, Line
from indexer.errors import BylineError, ConfigError, UsageError
from indexer.model import Outcome
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROTOCOL = "5"
"""Raise it when an order or an event changes: two sides of different versions then say so."""

HEADER = "Byline-Protocol"

PROBLEM = "application/problem+json"
"""The type of an answer to an order that is refused."""

PATIENCE = 30.0
"""Seconds that a client waits for the next event; see `bot.server.event_stream.BEAT`."""

MAX_LINE = 1_000_000
"""Bytes of one line of questions; a question with its whole conversation takes a few thousand."""

MAX_BODY = 20_000_000
"""Bytes of an order: a lot of an import, with one line more than fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A question or a query, as `ask` and `search` were given it."""

    text: str = ""
    number: int = 0  # of the line of input that it is; 0: it is no line
    search: bool = False
    as_json: bool = False
    styled: bool = False  # its text is for a terminal: see `bot.adapters.terminal.answer_text`
    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    now: str = ""
    zone: str = "UTC"  # IANA name
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """One pass over every feed of a config file."""

    config: str = ""  # the file's absolute path
    recheck: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexing:
    """A new index, by the settings of a config file."""

    config: str = ""  # the file's absolute path


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsOrder:
    """What `watches` and `digest` were given."""

    act: str = ""  # "watch", "digest", "remove", "try" or "now"
    place: str = ""  # as it was written, see `bot.model.place_names`; "": none was named
    text: str = ""  # a query, or the id of what is there
    schedule: str = ""
    zone: str = "UTC"  # IANA name
    silent: bool = False  # the digest says nothing where nothing is new
    since: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    as_json: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLot:
    """Some lines of an import."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEnd:
    """What completes an import."""


Order = Enquiry | NewsOrder | Indexing | ImportLot | ImportEnd | Reindexing | ForgetTarget

_Order = TypeVar("_Order", bound=Order)

PATHS: Mapping[type[Order], str] = {
    Enquiry: "/enquire",
    NewsOrder: "/news",
    Indexing: "/index",
    ImportLot: "/import",
    ImportEnd: "/import/finish",
    Reindexing: "/reindex",
    ForgetTarget: "/forget",
}
"""The path of each order. What an order came to is an object: of an enquiry "good", False for a bad line of input; of
the parts of an import what `report_record` returns; of a new index its "passages"; of forgetting what was "removed"."""

AT_ONCE = frozenset({Enquiry, NewsOrder})
"""Orders of which several are done at a time: the others change what is collected, and wait for each other."""


def encode_order(order: Order) -> bytes:
    """Return an order as it is sent. A lone surrogate, which no encoding knows, goes through as it is."""
    return _encode_lines(order.lines) if isinstance(order, ImportLot) else json.dumps(asdict(order)).encode()


def decode_order(kind: type[_Order], body: bytes) -> _Order:
    """Return the order that was sent. Raises `UsageError` if it cannot be read."""
    if issubclass(kind, ImportLot):
        return kind(lines=tuple(_decode_lines(body)))
    given = _object(body)
    values: dict[str, Any] = {}
    for field in fields(kind):
        value = given.pop(field.name, field.default)
        value = tuple(value) if isinstance(value, list) else value
        if type(value) is not type(field.default) or (isinstance(value, tuple) and not _are_texts(value)):
            raise UsageError(f"{field.name}: of another type")
        values[field.name] = value
    if given:
        raise UsageError(f"unknown: {', '.join(given)}")
    return kind(**values)


def _encode_lines(lot: Sequence[Line]) -> bytes:
    """Return some lines of an import as they are sent: a line with their lengths, then the bytes of all."""
    head = {"lines": [[line.file, line.number, len(line.data)] for line in lot]}
    return b"".join((json.dumps(head).encode(), b"\n", *(line.data for line in lot)))


def _decode_lines(body: bytes) -> list[Line]:
    """Return the lines that were sent. Raises `UsageError` if they cannot be read."""
    head, _, data = body.partition(b"\n")
    lot, at = [], 0
    try:
        for file, number, size in _object(head)["lines"]:
            lot.append(Line(file=str(file), number=int(number), data=data[at : at + size]))
            at += size
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"not the lines of an import: {error!r}") from error
    if at != len(data):
        raise UsageError("not the lines of an import: they do not fit what tells them apart")
    return lot


def report_record(report: ImportReport) -> dict[str, Any]:
    """Return the report on a part of an import, as it is sent."""
    outcomes = {outcome.value: number for outcome, number in report.outcomes.items()}
    return {"lines": report.lines, "outcomes": outcomes, "bad": report.bad, "embedded": report.embedded}


def report_of(given: dict[str, Any]) -> ImportReport:
    """Return the report on a part of an import that was sent."""
    return ImportReport(
        lines=given["lines"],
        outcomes={Outcome(name): number for name, number in given["outcomes"].items()},
        bad=[(file, number, why) for file, number, why in given["bad"]],
        embedded=given["embedded"],
    )


def failure_record(error: BylineError) -> dict[str, str]:
    """Return an error as it is sent."""
    kind = "config" if isinstance(error, ConfigError) else "usage" if isinstance(error, UsageError) else ""
    return {"failed": kind, "message": redact(str(error))}


def failure_of(event: dict[str, str]) -> BylineError:
    """Return the error that was sent, to be raised here as it was there."""
    kind, message = event["failed"], event["message"]
    if kind == "config":
        return ConfigError(message.splitlines())
    return UsageError(message) if kind == "usage" else BylineError(message)


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON: {error}") from error
    if not isinstance(given, dict):
        raise UsageError("not a JSON object")
    return given


def _are_texts(values: tuple[object, ...]) -> bool:
    return all(isinstance(value, str) for value in values)
