"""A parsed TOML document against the record it is meant for: the record, or every problem in plain words."""

from __future__ import annotations

import difflib
import json
import math
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

from indexer.config.values import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

Record = TypeVar("Record")

LONGEST_ECHO = 80  # characters of a value that a message repeats
_LARGEST_SHOWN = 10**30

# pydantic's error types -> what completes "<place>: ...": all that the field types of our records can give.
_WORDS = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false, without quotes",
    "tuple_type": 'must be a list, such as ["one", "two"]',
    "dict_type": "must be a table",
    "dataclass_type": "must be a table, headed [{place}] with one bracket",
    "tables": "must be tables, each headed [[{place}]] with two brackets",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "value_error": "{error}",
    "missing": "is missing",
    "json_invalid": "is nested too deeply",
}
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the file."""

    path: str  # "feeds[3].url", lists counted from 1 as people do; "" for the file as a whole
    message: str  # what, and what to do; never a secret

    def __str__(self) -> str:
        """Return place and message as one line."""
        return f"{self.path}: {self.message}" if self.path else self.message


def check(
    record: type[Record], document: Mapping[str, object], siblings: Iterable[str] = ()
) -> tuple[Record | None, list[Problem]]:
    """Return the record that a document stands for, or None and all of its problems.

    `siblings` are section names that others read: they are offered where a name was mistyped.
    """
    from pydantic import ValidationError

    try:
        # Strict JSON is the mode in which pydantic takes tables for records and arrays for tuples, and
        # otherwise nothing for anything else. TOML adds dates, which no key takes: a number that none takes
        # either stands for them.
        text = json.dumps(document, default=lambda _: -math.inf)
        return _adapter(cast("Any", record)).validate_json(text), []
    except ValidationError as error:
        return None, [
            _problem(record, document, details, siblings)
            for details in error.errors(include_url=False, include_input=False)
        ]
    except RecursionError:
        return None, [Problem("", _WORDS["json_invalid"])]
    except ValueError:  # Python writes no integer of more than 4300 digits
        return None, [Problem("", "holds a number of more digits than any setting takes")]


@cache
def _adapter(record: type[Any]) -> TypeAdapter[Any]:
    """Return what reads a record: making it takes ten times as long as reading a file with it."""
    from pydantic import TypeAdapter

    return TypeAdapter(record)


def format_place(steps: Sequence[str | int]) -> str:
    """Write a place for people: "feeds[3].url" is the key `url` of the third feed."""
    written = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{_key(step)}" for step in steps)
    return written.removeprefix(".")


def quote(value: object) -> str:
    """Repeat a value as TOML writes it, cut and made printable.

    Return "" for tables, lists and what may be a secret.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value) if isinstance(value, float) or abs(value) < _LARGEST_SHOWN else "a huge number"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if not isinstance(value, str) or looks_secret(value):
        return ""
    cut = value if len(value) <= LONGEST_ECHO else value[: LONGEST_ECHO - 1] + "…"
    return '"' + "".join(_to_printable(char) for char in cut) + '"'


def find_closest(name: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant, or ""."""
    originals = {other.lower(): other for other in names}
    near = difflib.get_close_matches(name.lower()[:LONGEST_ECHO], originals, n=1)
    return originals[near[0]] if near else ""


def _problem(record: type, document: object, details: ErrorDetails, siblings: Iterable[str]) -> Problem:
    steps, kind = details["loc"], details["type"]
    if kind in _UNKNOWN:
        return _unknown(record, document, steps, siblings)
    if kind == "tuple_type" and len(steps) == 1:
        kind = "tables"
    context = {**details.get("ctx", {}), "place": format_place(steps)}
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    message = _WORDS[kind].format_map({**context, "expected": expected}) if kind in _WORDS else details["msg"]
    hidden = kind == "missing" or format_place(steps).endswith("_env")
    echo = "" if hidden else quote(_at(document, steps))
    return Problem(format_place(steps), f"{message}: {echo}" if echo else message)


def _unknown(record: type, document: object, steps: tuple[int | str, ...], siblings: Iterable[str]) -> Problem:
    """Describe an unknown key or section; its value is not repeated, since it may be a secret."""
    names = [*_names(record, steps[:-1]), *(siblings if len(steps) == 1 else ())]
    section = len(steps) == 1 and isinstance(_at(document, steps), (dict, list))
    near = find_closest(str(steps[-1]), names)
    message = f"unknown {'section' if section else 'key'}" + (f'; did you mean "{near}"?' if near else "")
    return Problem(format_place(steps), message)


def _names(record: type, steps: tuple[int | str, ...]) -> list[str]:
    """Return the keys that may stand at a place."""
    for step in steps:
        if isinstance(step, str):
            record = _inner(get_type_hints(record)[step])
    return [name.rstrip("_") for name in get_type_hints(record) if not name.startswith("_")]


def _inner(hint: Any) -> type:
    """Return the record within `Record | None` and `tuple[Record, ...]`."""
    return next(part for part in (*get_args(hint), hint) if isinstance(part, type) and part is not type(None))


def _at(document: Any, steps: Iterable[str | int]) -> object:
    """Return what stands at a place, None for a key that is missing."""
    for step in steps:
        document = document.get(step) if isinstance(document, dict) else document[step]
    return document


def _key(name: str) -> str:
    """Return a key as TOML would have it written."""
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare and len(name) <= LONGEST_ECHO else quote(name) or '"…"'


def _to_printable(char: str) -> str:
    """Return a character, or its escape where it would be invisible, act on a terminal or end the quote."""
    if char in '"\\':
        return "\\" + char
    return char if char.isprintable() else char.encode("unicode_escape").decode()
