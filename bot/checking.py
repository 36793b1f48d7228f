"""A statement against the passages that it cites (pure): nothing is posted that this does not pass."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Source, Statement

_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def supported(statement: Statement, sources: Sequence[Source]) -> bool:
    """Tell whether a verbatim statement stands in one of the passages that it cites, and cites at least one."""
    cited = [source for source in sources if source.number in statement.citations]
    return len(cited) == len(statement.citations) > 0 and any(
        _plain(statement.text) in _plain(source.passage) for source in cited
    )


def _plain(text: str) -> str:
    """Return a text without what changes its look only: quotation marks' shape and white space."""
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()
