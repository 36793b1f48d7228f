"""What one pass did and what an admin should know of it, in numbers and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.errors import BylineError, FetchError
from indexer.model import Outcome
from indexer.web import urls
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from indexer.model.feeds import FeedState, ParsedFeed


@dataclass(slots=True)
class Report:
    """What one pass did; `failures`, `problems` and `rejected` say why, in words, by address."""

    polled: int = 0
    feeds_not_modified: int = 0
    feeds_failed: int = 0
    filtered: int = 0  # entries that their feed's `include` or `exclude` kept out: neither fetched nor stored
    fetched: int = 0
    pages_not_modified: int = 0
    pages_failed: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    embedded: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    problems: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of feeds that were read all the same
    rejected: dict[str, str] = field(default_factory=dict)


def describe_error(error: BylineError, *, asked: str) -> str:
    """Return an error in words, without the address that was asked, but with another one that failed in its place."""
    if not isinstance(error, FetchError):
        return redact(str(error))
    elsewhere = urls.identity(error.url) != urls.identity(asked)
    return redact(f"{error.reason} ({error.url})" if elsewhere else error.reason)


def add_problems(report: Report, state: FeedState, parsed: ParsedFeed | None) -> None:
    """Report what an admin should know of a feed that was read all the same."""
    told = list(parsed.problems) if parsed else []
    if state.moved_to:
        told.append(f"has moved to {state.moved_to}: change its address in the config")
    if told:
        report.problems[state.url] = tuple(told)
