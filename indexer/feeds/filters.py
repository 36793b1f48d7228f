"""Which of a feed's entries are wanted: `include` and `exclude` of its config entry.

Searched is a text of two lines: the entry's title, and its summary as plain text, without markup and cut at 5,000
characters; an entry without a summary is judged by its body in its place. So "^" is the beginning of the title, and
"." stays within title or summary.

A sitemap gives no more than addresses, so there the two are paths, as in robots.txt (RFC 9309, 2.2.3): "/news/" is all
that begins with it, "*" stands for anything, and "$" for the end.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from indexer.config.values import compile_filter, compile_path
from indexer.model.feeds import FeedSource
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.model.feeds import Entry, Feed

SECONDS = 1.0
"""How much processor time one filter may take over all entries of one poll; a regular expression can be made to take
for ever. Not time by the clock: on a busy machine an innocent filter would be left out."""

_SUMMARY_LIMIT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredEntries:
    """The entries that a feed's filters let through."""

    entries: tuple[Entry, ...]
    filtered: int  # entries that they did not
    problems: tuple[str, ...]  # in words: filters that took too long


def filter_entries(feed: Feed, entries: Sequence[Entry], *, seconds: float = SECONDS) -> FilteredEntries:
    """Return the entries that match `include`, if there is one, and do not match `exclude`.

    A filter that takes longer than `seconds` is left out for the rest of the poll, and said so: rather an entry
    too many than one lost.
    """
    if not feed.include and not feed.exclude:
        return FilteredEntries(entries=tuple(entries), filtered=0, problems=())
    text_of, compiled = (_path_of, compile_path) if feed.source is FeedSource.SITEMAP else (_words_of, compile_filter)
    include = [_Filter(text, compiled(text), seconds, unsure=True) for text in feed.include]
    exclude = [_Filter(text, compiled(text), seconds, unsure=False) for text in feed.exclude]
    kept = tuple(entry for entry in entries if _admits(include, exclude, text_of(entry)))
    slow = tuple(
        f"the filter {each.text!r} took longer than {seconds:g} s and was left out: simplify it"
        for each in (*include, *exclude)
        if each.spent
    )
    return FilteredEntries(entries=kept, filtered=len(entries) - len(kept), problems=slow)


def _words_of(entry: Entry) -> str:
    return f"{entry.title}\n{plaintext.from_markup(entry.summary or entry.content, _SUMMARY_LIMIT)}"


def _path_of(entry: Entry) -> str:
    parts = urlsplit(entry.link)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _admits(include: Sequence[_Filter], exclude: Sequence[_Filter], text: str) -> bool:
    if any(each.found_in(text) for each in exclude):
        return False
    return not include or any(each.found_in(text) for each in include)


class _Filter:
    """One of the filters with the time that is left to it; `unsure` is its answer when that is over."""

    def __init__(self, text: str, looked_for: Any, seconds: float, *, unsure: bool) -> None:
        self.text = text
        self.spent = False
        self._looked_for = looked_for
        self._left = seconds
        self._unsure = unsure

    def found_in(self, text: str) -> bool:
        """Tell whether a text matches."""
        if self.spent:
            return self._unsure
        begun = time.thread_time()
        try:
            return self._looked_for.search(text, timeout=self._left) is not None
        except (TimeoutError, MemoryError):  # MemoryError: what backtracking has to remember, too, can grow
            self.spent = True
            return self._unsure
        finally:
            self._left = max(self._left - (time.thread_time() - begun), 0.001)
