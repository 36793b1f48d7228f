"""Entries of arXiv's feeds: title, abstract and authors of a paper without what the feed adds (pure).

Formats: https://info.arxiv.org/help/rss.html, and that of the years before 2024, which mirrors still send.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.web import arxiv

if TYPE_CHECKING:
    from indexer.model.feeds import Entry

_STAMP = re.compile(r"\.?\s*\(arXiv:[^()]{4,40}(?P<updated>\sUPDATED)?\)$")
_HEAD = re.compile(r"\s*arXiv:\S{4,40}\s+Announce Type:\s*(?P<type>[\w-]{1,20})\s+(?:Abstract:\s*)?", re.IGNORECASE)


def read_paper(entry: Entry) -> Entry:
    """Return an entry on a paper with title and abstract alone; every other entry as it is.

    The feed's date is that of the announcement, which for a later version is not the one of publication.
    """
    if not arxiv.abstract_page(entry.link):
        return entry
    stamp, head = _STAMP.search(entry.title), _HEAD.match(entry.summary)
    is_later = bool(head and head["type"].lower().startswith("replace")) or bool(stamp and stamp["updated"])
    return replace(
        entry,
        title=_STAMP.sub("", entry.title),
        summary=entry.summary[head.end() if head else 0 :],
        authors=tuple(name for names in entry.authors for name in names.split(", ")),
        published=None if is_later else entry.published,
        updated=entry.when if is_later else entry.updated,
    )
