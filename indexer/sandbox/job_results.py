"""What a child answers, as bytes: those of whoever has taken over a parser in it may be any.

To read a pickle is to run what code it names. These name none: a record of ours stands in them as the name of its class
and the values of its fields, and beside records only types of times are looked up. Whatever the bytes are, reading them
makes records, times, texts, numbers and collections of them, and changes nothing else.

https://docs.python.org/3/library/pickle.html#restricting-globals
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache, partial
from importlib import import_module
from typing import Any, Final

from indexer.errors import BylineError

_OURS: Final = ("indexer.model", "indexer.feeds", "indexer.errors")  # where the classes are that a reading gives
_TIMES: Final = {("datetime", each.__name__): each for each in (datetime, timedelta, timezone)}


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job came to; at most one of the last two is there."""

    value: Any = None
    error: BylineError | None = None
    fault: str = ""  # the traceback of an exception that nobody expected


def packed(result: JobResult) -> bytes:
    """Return a result as bytes."""
    written = io.BytesIO()
    _Packer(written).dump((result.value, result.error, result.fault))
    return written.getvalue()


def unpacked(data: bytes) -> JobResult:
    """Return the result that bytes hold; raise `pickle.UnpicklingError` for bytes that hold none."""
    try:
        value, error, fault = _Unpacker(io.BytesIO(data)).load()
    except Exception as unreadable:  # nobody knows which of them hostile bytes lead to
        raise pickle.UnpicklingError(str(unreadable)) from unreadable
    if not isinstance(error, BylineError | None) or not isinstance(fault, str):
        raise pickle.UnpicklingError("not the result of a job")
    return JobResult(value, error, fault)


class _Packer(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        """Return how a record, an enum's member or an error is made again; all else is left to pickle."""
        of = type(obj)
        if is_dataclass(of):
            return _record, (of.__module__, of.__qualname__, {name: getattr(obj, name) for name in _names(of)})
        if isinstance(obj, Enum):
            return _record, (of.__module__, of.__qualname__, {"value": obj.value})
        if isinstance(obj, BylineError):
            return _record, (of.__module__, of.__qualname__, dict(enumerate(obj.args)))
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        """Return what makes records, or a type of times; refuse everything else."""
        if (module, name) == (__name__, _record.__name__):
            return partial(_record)  # one of its own: bytes can have attributes set on whatever is looked up for them
        if found := _TIMES.get((module, name)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that a reading gives")


def _record(module: str, name: str, told: dict[Any, Any]) -> Any:
    """Return the record, member or error of a class of ours with some values."""
    of = _class(module, name)
    return of(*told.values()) if issubclass(of, Enum | BylineError) else of(**told)


@lru_cache(maxsize=64)
def _class(module: str, name: str) -> Any:
    if any(f"{module}.".startswith(f"{each}.") for each in _OURS):
        found: Any = getattr(import_module(module), name, None)
        is_class = isinstance(found, type) and found.__module__ == module
        if is_class and (is_dataclass(found) or issubclass(found, Enum | BylineError)):
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is nothing that a reading gives")


@lru_cache(maxsize=64)
def _names(of: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(of))
