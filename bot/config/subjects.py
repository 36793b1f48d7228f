"""What is known of the subjects of news: companies with their products and people, and fields with their words.

Small files of both are shipped; an admin's of the same format, `[answers] subjects`, adds to them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.config.loader import read_document
from bot.model.known_fields import KnownField, shipped_fields
from indexer.config.validation import check
from indexer.errors import ConfigError
from indexer.language.known_subjects import KnownSubject, shipped_subjects

if TYPE_CHECKING:
    from collections.abc import Sequence


_Known = TypeVar("_Known", bound="KnownSubject | KnownField")


@dataclass(frozen=True, slots=True, kw_only=True)
class _SubjectFile:
    subjects: tuple[KnownSubject, ...] = ()
    fields: tuple[KnownField, ...] = ()

    __pydantic_config__ = {"extra": "forbid", "strict": True}  # noqa: RUF012  pydantic reads it; holds for the tables too


def read_subjects(path: Path) -> _SubjectFile:
    """Return what a file says. Raises `ConfigError` with every problem in it, each with its place."""
    if not path.is_file():
        raise ConfigError([f"{path}: no such file; [answers] subjects names it"])
    try:
        found, problems = check(_SubjectFile, read_document(path))
    except ConfigError as error:
        raise ConfigError([f"{path}: {problem}" for problem in error.problems]) from error
    if found is None:
        raise ConfigError([f"{path}: {problem}" for problem in problems])
    return found


def configured_subjects(path: str) -> tuple[KnownSubject, ...]:
    """Return the shipped subjects with those of an admin's file, "" for none. Raises what `read_subjects` does.

    Where both have a subject of one name, the admin's names are added to it.
    """
    return _joined(shipped_subjects(), read_subjects(Path(path)).subjects if path else ())


def configured_fields(path: str) -> tuple[KnownField, ...]:
    """Return the fields likewise."""
    return _joined(shipped_fields(), read_subjects(Path(path)).fields if path else ())


def _joined(shipped: Sequence[_Known], added: Sequence[_Known]) -> tuple[_Known, ...]:
    """Return what is shipped with what is added: where both have one name, the lists of both under the added name."""
    more = {each.name.casefold(): each for each in added}
    both: list[_Known] = []
    for each in shipped:
        other = more.pop(each.name.casefold(), None)
        both.append(each if other is None else _with_lists(other, each))
    return (*both, *more.values())


def _with_lists(known: _Known, first: _Known) -> _Known:
    lists: dict[str, Any] = {
        each.name: tuple(dict.fromkeys((*getattr(first, each.name), *getattr(known, each.name))))
        for each in fields(known)
        if each.name != "name"
    }
    return replace(known, **lists)
